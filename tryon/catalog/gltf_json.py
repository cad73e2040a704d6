"""Typed access to the JSON of a glTF file that nobody has validated."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

from tryon.catalog.mesh_scene import MeshFileError


class JsonNode:
    """A JSON object whose members are checked as they are read.

    Parameters
    ----------
    value : what `json.loads` gave
    path : where it stands, for messages

    Raises
    ------
    MeshFileError
        If the value is not an object; every read raises it for a value of the wrong kind.
    """

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise _wrong(path, "an object", value)
        self._value = cast("dict[str, object]", value)
        self.path = path

    def has(self, key: str) -> bool:
        """Whether the member is present."""
        return key in self._value

    def keys(self) -> tuple[str, ...]:
        """Names of the members."""
        return tuple(self._value)

    def child(self, key: str) -> JsonNode:
        """Give a member object; an absent one is empty."""
        return JsonNode(self._value.get(key, {}), f"{self.path}.{key}")

    def items(self, key: str) -> list[object]:
        """Give a member array; an absent one is empty."""
        value = self._value.get(key, [])
        if not isinstance(value, list):
            raise _wrong(f"{self.path}.{key}", "an array", value)
        return cast("list[object]", value)

    def children(self, key: str) -> Iterator[JsonNode]:
        """Iterate over an array of objects."""
        for index, value in enumerate(self.items(key)):
            yield JsonNode(value, f"{self.path}.{key}[{index}]")

    def entry(self, key: str, index: int) -> JsonNode:
        """Give one object of an array."""
        items = self.items(key)
        if not 0 <= index < len(items):
            msg = f"{self.path}.{key}: expected an index below {len(items)}, got {index}"
            raise MeshFileError("unreadable", msg)
        return JsonNode(items[index], f"{self.path}.{key}[{index}]")

    def text(self, key: str, default: str = "") -> str:
        """Give a member string."""
        value = self._value.get(key, default)
        if not isinstance(value, str):
            raise _wrong(f"{self.path}.{key}", "a text", value)
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """Give a member that is a whole number, not negative."""
        value = self._value.get(key, default)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
            raise _wrong(f"{self.path}.{key}", "a whole number", value)
        return value

    def number(self, key: str, default: float) -> float:
        """Give a member that is a finite number."""
        return _number(f"{self.path}.{key}", self._value.get(key, default))

    def numbers(self, key: str, default: tuple[float, ...]) -> tuple[float, ...]:
        """Give a member array of as many finite numbers as the default has."""
        if key not in self._value:
            return default
        items = self.items(key)
        if len(items) != len(default):
            raise _wrong(f"{self.path}.{key}", f"{len(default)} numbers", items)
        return tuple(_number(f"{self.path}.{key}", item) for item in items)

    def wholes(self, key: str) -> list[int]:
        """Give a member array of indices."""
        items = self.items(key)
        if any(isinstance(item, bool) or not isinstance(item, int) or item < 0 for item in items):
            raise _wrong(f"{self.path}.{key}", "indices", items)
        return cast("list[int]", items)


def _number(path: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(path, "a number", value)
    if abs(value) > 1e30 or not math.isfinite(value):
        raise _wrong(path, "a finite number", value)
    return float(value)


def _wrong(path: str, wanted: str, value: object) -> MeshFileError:
    return MeshFileError("unreadable", f"{path}: expected {wanted}, got {str(value)[:40]}")
