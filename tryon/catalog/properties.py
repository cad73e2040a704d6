"""Java's .properties files: keys and texts, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_SEPARATOR = re.compile(r"(?<!\\)(?:\\\\)*(\s*[=:]\s*|\s+)")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


def read_properties(data: bytes) -> dict[str, str]:
    """Read the content of a .properties file; of a key that stands twice the last one counts.

    Notes
    -----
    UTF-8 if it is that, otherwise Latin-1 with escapes, as `PropertyResourceBundle` of Java 9
    decides. No line is an error: what is no escape stands for itself.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return dict(_entry(line) for line in _logical_lines(text))


def _logical_lines(text: str) -> Iterator[str]:
    """Give lines with continued ones joined, without comments and empty lines."""
    pending = ""
    for line in re.split(r"\r\n|\r|\n", text):
        stripped = line.lstrip(" \t\f")
        if not pending and (not stripped or stripped[0] in "#!"):
            continue
        pending += stripped
        backslashes = len(pending) - len(pending.rstrip("\\"))
        if backslashes % 2:
            pending = pending[:-1]
            continue
        yield pending
        pending = ""
    if pending:
        yield pending


def _entry(line: str) -> tuple[str, str]:
    match = _SEPARATOR.search(line)
    if match is None:
        return _plain(line), ""
    return _plain(line[: match.start(1)]), _plain(line[match.end(1) :])


def _plain(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        escape = match[1]
        if escape[0] == "u" and len(escape) == 5:
            return chr(int(escape[1:], 16))
        return _ESCAPES.get(escape, escape)

    # Escaped surrogates come in pairs that make one character; a lone one is no text at all.
    joined = _ESCAPE.sub(character, text)
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()
