"""Typed reading of TOML tables that collects every problem instead of stopping at the first."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from tryon.catalog.colors import HEX_COLOR, Rgb, linear_from_hex
from tryon.catalog.toml_lines import KeyPath, key_lines
from tryon.errors import ManifestError

_MAX_BYTES = 1 << 20
_MISSING = object()
_WHITE: Rgb = (1.0, 1.0, 1.0)


@dataclass(slots=True)
class Problems:
    """What is wrong with one document, each entry with file, line and field.

    Parameters
    ----------
    file : named in messages
    text : the document
    """

    file: Path
    text: str
    messages: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    _lines: dict[KeyPath, int] | None = None

    def add(self, path: KeyPath, message: str) -> None:
        """Note a problem of the key at `path`; a missing key is put at its table's line."""
        if self._lines is None:  # Finding lines takes as long as parsing, and is rarely needed.
            self._lines = key_lines(self.text)
        known = path
        while known and known not in self._lines:
            known = known[:-1]
        line = self._lines.get(known, 1)
        self.messages.append((line, f"{self.file}:{line}: {dotted(path)}: {message}"))

    def raise_if_any(self) -> None:
        """Raise one error that lists every problem, in the order of the lines.

        Raises
        ------
        ManifestError
            If anything was added.
        """
        if self.messages:
            raise ManifestError("\n".join(text for _, text in sorted(self.messages)))


def read_document(path: Path) -> str:
    """Read the text of a TOML file.

    Raises
    ------
    ManifestError
        If it cannot be read or is larger than any such file.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            msg = f"{path}: expected at most {_MAX_BYTES} bytes, got {path.stat().st_size}"
            raise ManifestError(msg)
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read: {error}"
        raise ManifestError(msg) from error


def parse_document(text: str, path: Path) -> tuple[Table, Problems]:
    """Give the root table of a TOML text and where its problems are collected.

    Raises
    ------
    ManifestError
        If it is no TOML; `path` is only named in the message.
    """
    try:
        data: dict[str, object] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = found.group(1) if found else text.count("\n") + 1
        msg = f"{path}:{line}: expected TOML, got a syntax error: {error}"
        raise ManifestError(msg) from error
    problems = Problems(path, text)
    return Table(data, (), problems), problems


def dotted(path: KeyPath) -> str:
    """Write a path as a person would: `variants[0].lens.mirror`."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            text += f".{key}" if text else key
    return text


def shown(value: object) -> str:
    """Write a value as it stands in the file, shortened."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


class Table:
    """One table of the document.

    Every read notes the key, so `close` can name the keys that nobody asked for. After a
    problem the reads give a harmless value: the caller raises once, at the end.
    """

    def __init__(self, data: dict[str, object], path: KeyPath, problems: Problems) -> None:
        self._data = data
        self._path = path
        self._problems = problems
        self._asked: list[str] = []

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys present, in the order of the file."""
        return tuple(self._data)

    def problem(self, key: str, message: str) -> None:
        """Note a problem of one of this table's keys."""
        self._problems.add((*self._path, key), message)

    def has(self, key: str) -> bool:
        """Whether an optional key is present; counts as asked for."""
        self._asked.append(key)
        return key in self._data

    def text(self, key: str, pattern: str = r"(?s).*\S.*", wanted: str = "a text") -> str:
        """Read a string that matches a pattern; `wanted` describes it."""
        value = self._get(key)
        if value is _MISSING:
            return ""
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            self.problem(key, f"expected {wanted}, got {shown(value)}")
            return ""
        return value

    def whole(self, key: str, low: int = 0) -> int:
        """Read a whole number, at least `low`."""
        value = self._get(key)
        if value is _MISSING:
            return low
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem(key, f"expected a whole number, got {shown(value)}")
            return low
        if value < low:
            self.problem(key, f"expected at least {low}, got {value}")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """Read a number in [low, high]."""
        value = self._get(key)
        return low if value is _MISSING else self._number(key, value, low, high)

    def triple(self, key: str, low: float, high: float) -> Rgb:
        """Read three numbers in [low, high]."""
        value = self._get(key)
        if value is _MISSING:
            return low, low, low
        if not isinstance(value, list) or len(cast("list[object]", value)) != 3:
            self.problem(key, f"expected three numbers, got {shown(value)}")
            return low, low, low
        items = cast("list[object]", value)
        first, second, third = (self._number(key, item, low, high) for item in items)
        return first, second, third

    def color(self, key: str) -> Rgb:
        """Read an sRGB colour `#rrggbb` as linear RGB."""
        value = self._get(key)
        if isinstance(value, str) and HEX_COLOR.fullmatch(value):
            return linear_from_hex(value)
        if value is not _MISSING:
            self.problem(key, f'expected a colour "#rrggbb", got {shown(value)}')
        return _WHITE

    def colors(self, key: str) -> tuple[Rgb, ...]:
        """Read an array of at least one sRGB colour `#rrggbb` as linear RGB."""
        value = self._get(key)
        items = cast("list[object]", value) if isinstance(value, list) else []
        found = [item for item in items if isinstance(item, str) and HEX_COLOR.fullmatch(item)]
        if value is not _MISSING and (not items or len(found) != len(items)):
            self.problem(key, f'expected colours ["#rrggbb", ...], got {shown(value)}')
            return ()
        return tuple(linear_from_hex(item) for item in found)

    def holds_text(self, key: str) -> bool:
        """Whether the value of a key is a string."""
        return isinstance(self._data.get(key), str)

    def holds_share(self, key: str) -> bool:
        """Whether the value of a key is a number in [0, 1]."""
        value = self._data.get(key)
        return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1

    def table(self, key: str) -> Table:
        """Read a table; empty after a problem."""
        value = self._get(key)
        if value is not _MISSING and not isinstance(value, dict):
            self.problem(key, f"expected a table, got {shown(value)}")
        content = cast("dict[str, object]", value) if isinstance(value, dict) else {}
        # An absent table was reported once; its keys need no report each.
        problems = self._problems if isinstance(value, dict) else Problems(self._problems.file, "")
        return Table(content, (*self._path, key), problems)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Read an array of tables with at least one entry."""
        value = self._get(key)
        if value is _MISSING:
            return ()
        items = cast("list[object]", value) if isinstance(value, list) else []
        if not items or not all(isinstance(item, dict) for item in items):
            self.problem(key, f"expected at least one [[{key}]] table, got {shown(value)}")
            return ()
        return tuple(
            Table(cast("dict[str, object]", item), (*self._path, key, index), self._problems)
            for index, item in enumerate(items)
        )

    def close(self) -> None:
        """Report every key that was never asked for, with the closest known one."""
        for key in self._data:
            if key not in self._asked:
                close = difflib.get_close_matches(key, self._asked, n=1)
                hint = f'; did you mean "{close[0]}"?' if close else ""
                self.problem(key, f"unknown key{hint}")

    def _get(self, key: str) -> object:
        self._asked.append(key)
        if key not in self._data:
            self.problem(key, "missing")
            return _MISSING
        return self._data[key]

    def _number(self, key: str, value: object, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.problem(key, f"expected a number, got {shown(value)}")
            return low
        if not math.isfinite(value) or not low <= value <= high:
            self.problem(key, f"expected a number in [{low:g}, {high:g}], got {shown(value)}")
            return low
        return float(value)
