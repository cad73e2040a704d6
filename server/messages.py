"""A message in the languages of the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """A problem's title and what to do about it, in one language."""

    title: str
    detail: str
