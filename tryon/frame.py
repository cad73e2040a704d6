"""A picture with its camera and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Image
from tryon.geometry.camera import CameraIntrinsics


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture as the core sees it.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8, not mirrored; kept without a copy (720p would cost 0.2 ms),
        the maker must not write to it afterwards, other than by drawing into it at last
    camera : intrinsics of exactly this picture size
    timestamp_s : capture time, s, monotonic within one stream
    index : number of the frame in its stream, from 0

    Raises
    ------
    ValueError
        If the image is not RGB uint8 or its size is not the camera's.
    """

    image: Image
    camera: CameraIntrinsics
    timestamp_s: float = 0.0
    index: int = 0

    def __post_init__(self) -> None:
        expected = (self.camera.height, self.camera.width, 3)
        if self.image.shape != expected or self.image.dtype != np.uint8:
            msg = f"image: expected {expected} uint8, got {self.image.shape} {self.image.dtype}"
            raise ValueError(msg)
        if not np.isfinite(self.timestamp_s):
            msg = f"timestamp_s: expected a finite time, got {self.timestamp_s}"
            raise ValueError(msg)

    def copied_to(self, out: Image | None) -> Image:
        """Give the picture to draw into: `out`, now with the frame's picture, or a new copy."""
        if out is None:
            return self.image.copy()
        if out is not self.image:
            np.copyto(out, self.image)
        return out
