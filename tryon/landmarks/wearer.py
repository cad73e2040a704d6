"""What the people in view tell about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Need = Literal["hair", "hands", "clothes", "person", "shoulders", "ears", "headwear"]
"""What a category may need besides a face's landmarks: mattes, where the shoulders and the ear
lobes are, and whether a hat is worn already."""


@dataclass(frozen=True, slots=True)
class WearerHints:
    """What the wearer tells about sizes.

    Parameters
    ----------
    pupillary_distance_mm : from a prescription, mm, [40, 85]; None if unknown
    holds_card : whether the wearer says to hold a bank card flat against forehead or mouth;
        cards are never searched otherwise, since rectangles are everywhere

    Raises
    ------
    ValueError
        If a value is out of range.
    """

    pupillary_distance_mm: float | None = None
    holds_card: bool = False

    def __post_init__(self) -> None:
        distance = self.pupillary_distance_mm
        if distance is not None and not 40.0 <= distance <= 85.0:
            msg = f"pupillary_distance_mm: expected a value in [40, 85], got {distance}"
            raise ValueError(msg)


NO_HINTS = WearerHints()
"""Of a wearer who tells nothing."""
