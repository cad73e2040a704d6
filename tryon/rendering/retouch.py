"""Changes of the picture itself, made before products are drawn over it."""

from __future__ import annotations

from collections.abc import Sequence

from tryon.arrays import Image
from tryon.landmarks.landmarks import Landmarks
from tryon.rendering.makeup import paint_makeup
from tryon.rendering.makeup_memory import MakeupMemory
from tryon.scene import Light, Retouch


class RetouchMemory:
    """What retouching remembers of a stream."""

    def __init__(self) -> None:
        self.makeup = MakeupMemory()

    def keep_only(self, track_ids: set[int]) -> None:
        """Forget who is gone."""
        self.makeup.keep_only(track_ids)


def retouch(
    image: Image,
    items: Sequence[Retouch],
    face: Landmarks,
    light: Light,
    *,
    memory: RetouchMemory | None,
) -> None:
    """Change one subject's part of the picture in place.

    Parameters
    ----------
    image : (H, W, 3) sRGB
    items : what to change, of any kind
    face : whose
    light : of the frame
    memory : of the stream, None for single pictures
    """
    if items:
        paint_makeup(image, items, face, light, memory.makeup if memory else None)
