"""The protocol every renderer follows, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tryon.arrays import Float32Array, Image
from tryon.catalog.product import MeshPart
from tryon.scene import Scene


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What a renderer drew: only the region the products and their shadows cover.

    A picture shows it as `out = color + transmission * background` in linear light.

    Parameters
    ----------
    rgba : (h, w, 4) uint8; RGB is the premultiplied colour added to the picture, coded as the
        square root of linear light; A is the products' coverage, 1 - mean transmission
        before shadows
    transmission : (h, w, 3) uint8, how much of the background stays, per RGB, coded as
        the square root of linear light; 255 outside the products (tinted lenses and shadows
        filter it per colour)
    left, top : offset of the region in the picture, px
    depth_m : (h, w) float32 distance along z, inf where empty; None if not asked for
    """

    rgba: Image
    transmission: Image
    left: int
    top: int
    depth_m: Float32Array | None = None


def empty_layer() -> Layer:
    """Give a layer that covers nothing."""
    return Layer(np.zeros((0, 0, 4), np.uint8), np.zeros((0, 0, 3), np.uint8), 0, 0)


def blank_layer(left: int, top: int, width: int, height: int) -> Layer:
    """Give a layer of that size, px, with nothing on it yet."""
    transmission = np.full((height, width, 3), 255, np.uint8)
    return Layer(np.zeros((height, width, 4), np.uint8), transmission, left, top)


class Renderer(Protocol):
    """Draws scenes; one thread owns it."""

    @property
    def device_name(self) -> str:
        """What draws, as the driver names it."""
        ...

    def preload(self, parts: Sequence[MeshPart]) -> None:
        """Bring meshes to the device so that their first picture is quick."""
        ...

    def render(self, scene: Scene) -> Layer:
        """Draw the placed meshes of a scene; an empty scene gives an empty layer.

        Raises
        ------
        RendererError
            If the device below failed.
        """
        ...

    def render_all(
        self, scenes: Sequence[Scene], meanwhile: Callable[[], None] | None = None
    ) -> list[Layer]:
        """Draw several scenes of one frame, as `render` draws each.

        Parameters
        ----------
        scenes : what to draw
        meanwhile : work of the caller, done once while the device draws; what it raises goes on

        Raises
        ------
        RendererError
            If the device below failed.
        """
        ...

    def close(self) -> None:
        """Free everything; safe twice."""
        ...
