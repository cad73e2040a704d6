"""Where each key of a TOML document stands, for messages that name a line.

`tomllib` gives values without positions, and no parser in our dependencies gives them for
inline tables. This scanner only finds keys: it runs after `tomllib` accepted the document, so
it may trust the syntax.
"""

from __future__ import annotations

import re
from bisect import bisect_right

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"""+', re.DOTALL),
    re.compile(r"'''.*?'''+", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)
_SCALAR = re.compile(r"[^,\]}\n#]+")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Map the path of every key, table and array item to its line, counted from 1.

    Parameters
    ----------
    text : a document that `tomllib` accepts
    """
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines: dict[KeyPath, int] = {}
        self._items: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._skip(_BLANK):
            if self._text.startswith("[[", self._position):
                table = self._header("[[", "]]")
            elif self._text[self._position] == "[":
                table = self._header("[", "]")
            else:
                self._assignment(table)
        return self._lines

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Move past a pattern; whether text is left."""
        match = pattern.match(self._text, self._position)
        if match:
            self._position = match.end()
        return self._position < len(self._text)

    def _header(self, opening: str, closing: str) -> KeyPath:
        line = self._line()
        self._position += len(opening)
        keys = self._dotted_key()
        self._position = self._text.index(closing, self._position) + len(closing)
        path = self._resolve(keys[:-1]) + keys[-1:]
        if opening == "[[":
            index = self._items.get(path, -1) + 1
            self._items[path] = index
            self._lines.setdefault(path, line)
            path = (*path, index)
        elif path in self._items:
            path = (*path, self._items[path])
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], line)
        return path

    def _resolve(self, keys: KeyPath) -> KeyPath:
        """Insert the newest index behind every name of an array of tables."""
        path: KeyPath = ()
        for key in keys:
            path = (*path, key)
            if path in self._items:
                path = (*path, self._items[path])
        return path

    def _assignment(self, table: KeyPath) -> None:
        line = self._line()
        path = table + self._dotted_key()
        for length in range(len(table) + 1, len(path) + 1):
            self._lines.setdefault(path[:length], line)
        self._position = self._text.index("=", self._position) + 1
        self._value(path)

    def _dotted_key(self) -> KeyPath:
        keys: list[str | int] = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if self._text[self._position : self._position + 1] != ".":
                return tuple(keys)
            self._position += 1

    def _key(self) -> str:
        match = _BARE_KEY.match(self._text, self._position)
        if match:
            self._position = match.end()
            return match.group()
        return self._string()[1:-1]

    def _string(self) -> str:
        for pattern in _STRINGS:
            match = pattern.match(self._text, self._position)
            if match:
                self._position = match.end()
                return match.group()
        msg = f"line {self._line()}: expected a key or a string"
        raise ValueError(msg)

    def _value(self, path: KeyPath) -> None:
        self._skip(_SPACE)
        self._lines.setdefault(path, self._line())
        first = self._text[self._position]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        self._position += 1
        index = 0
        while self._skip(_BLANK):
            character = self._text[self._position]
            if character in ",]":
                self._position += 1
                if character == "]":
                    return
                continue
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._position += 1
        while self._skip(_BLANK):
            character = self._text[self._position]
            if character in ",}":
                self._position += 1
                if character == "}":
                    return
                continue
            self._assignment(path)

    def _line(self) -> int:
        return bisect_right(self._line_starts, self._position)
