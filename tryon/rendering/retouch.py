"""Changes of the picture itself, made before products are drawn over it."""

from __future__ import annotations

from collections.abc import Sequence

from tryon.arrays import Image
from tryon.landmarks.landmarks import Landmarks
from tryon.rendering.hair_removal import BackgroundMemory, remove_hair
from tryon.rendering.makeup import paint_makeup
from tryon.rendering.makeup_memory import MakeupMemory
from tryon.scene import HairTrim, Light, Retouch, SkinPaint


class RetouchMemory:
    """What retouching remembers of a stream."""

    def __init__(self) -> None:
        self.makeup = MakeupMemory()
        self.background = BackgroundMemory()

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
    for item in items:
        if isinstance(item, HairTrim):
            remove_hair(image, item, memory.background if memory else None, face.timestamp_s)
    paints = [item for item in items if isinstance(item, SkinPaint)]
    if paints:
        paint_makeup(image, paints, face, light, memory.makeup if memory else None)
