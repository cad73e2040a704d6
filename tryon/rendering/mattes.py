"""Hides what is drawn under mattes: hands, hair, collars that lie before a product."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tryon.arrays import Image
from tryon.landmarks.matte import Matte
from tryon.rendering._region import Region
from tryon.rendering.renderer import Layer
from tryon.scene import PlacedMesh


def common_mattes(placed: Sequence[PlacedMesh]) -> tuple[Matte, ...]:
    """Give the mattes that hide every part of a scene: they are applied once, to the layer."""
    if not placed:
        return ()
    shared = {id(matte) for matte in placed[0].mattes}
    for item in placed[1:]:
        shared &= {id(matte) for matte in item.mattes}
    return tuple(matte for matte in placed[0].mattes if id(matte) in shared)


def own_mattes(item: PlacedMesh, common: Sequence[Matte]) -> tuple[Matte, ...]:
    """Give the mattes that hide a part but not all others."""
    known = {id(matte) for matte in common}
    return tuple(matte for matte in item.mattes if id(matte) not in known)


def cover(mattes: Sequence[Matte], region: Region, shrink: int = 1) -> Image:
    """Give how much of each pixel of a region mattes cover together.

    Parameters
    ----------
    shrink : side of the square of pixels that one value stands for

    Returns
    -------
    (h, w) uint8, stretched over the whole region; h and w are its size over `shrink`, rounded up
    """
    columns, rows = -(-region.width // shrink), -(-region.height // shrink)
    across, down = region.width / columns, region.height / rows
    result = np.zeros((rows, columns), np.uint8)
    for matte in mattes:
        seen = matte.sampled((region.left, region.top), (across, down), (rows, columns))
        result = np.maximum(result, seen)
    return result


def hide(layer: Layer, mattes: Sequence[Matte]) -> None:
    """Take what mattes cover out of a layer, shadows included."""
    height, width = layer.rgba.shape[:2]
    if not mattes or not height or not width:
        return
    covered = cover(mattes, Region(layer.left, layer.top, width, height))
    x, y, w, h = cv2.boundingRect(covered)
    if not w:
        return
    window = np.s_[y : y + h, x : x + w]
    mix(layer, None, covered[window], window)


def mix(
    layer: Layer, other: Layer | None, share: Image, window: tuple[slice, slice] = np.s_[:, :]
) -> None:
    """Replace a share of a layer by another of the same size, None for an empty one.

    Parameters
    ----------
    layer : changed
    other : what comes in
    share : (h, w) uint8 of the window, 255 where all of it is replaced
    window : rows and columns concerned
    """
    new = share.astype(np.float32)[..., None] / np.float32(255.0)
    rgba, passed = layer.rgba[window], layer.transmission[window]
    # Codes are square roots: light is mixed by their squares.
    color = np.square(rgba[..., :3], dtype=np.float32) * (1.0 - new)
    through = np.square(passed, dtype=np.float32) * (1.0 - new)
    covered = rgba[..., 3:] * (1.0 - new)
    if other is None:
        through += np.float32(255.0**2) * new
    else:
        color += np.square(other.rgba[window][..., :3], dtype=np.float32) * new
        through += np.square(other.transmission[window], dtype=np.float32) * new
        covered = covered + other.rgba[window][..., 3:] * new
    layer.rgba[window][..., :3] = np.rint(np.sqrt(color))
    layer.rgba[window][..., 3:] = np.rint(covered)
    layer.transmission[window] = np.rint(np.sqrt(through))
