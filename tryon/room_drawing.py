"""Draws placed pieces into a picture: what lies flat, shadows, what stands."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from tryon.arrays import Image
from tryon.catalog.product import Product
from tryon.frame import Frame
from tryon.landmarks.matte import Matte
from tryon.rendering.composite import composite
from tryon.rendering.mattes import hide
from tryon.rendering.renderer import Renderer
from tryon.rendering.room_shadows import RoomShadows
from tryon.room_scene import PlacedPiece, mount_of, near_first, placed_meshes
from tryon.scene import Light, Scene


class RoomDrawer:
    """Owns what is remembered of pieces between pictures; used on the renderer's thread.

    Parameters
    ----------
    renderer : draws; closed by who made it
    """

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._shadows = RoomShadows()

    def preload(self, product: Product) -> None:
        """Bring a piece's meshes to the device so that its first picture is quick."""
        self._renderer.preload(product.meshes)

    def draw(
        self,
        image: Image,
        frame: Frame,
        pieces: Sequence[PlacedPiece],
        light: Light,
        fronts: Sequence[Matte],
    ) -> dict[str, float]:
        """Draw pieces into a picture and give the time spent by stage, s.

        Parameters
        ----------
        image : (H, W, 3) changed
        frame : its camera is the picture's, its index picks the grain
        pieces : not refused ones
        light : on all of them: they are one scene, in which they hide each other
        fronts : what stays in front of all pieces and their shadows
        """
        spent = {"shadow": 0.0, "render": 0.0, "composite": 0.0}

        def shade(group: Sequence[PlacedPiece]) -> None:
            begin = time.perf_counter()
            for item in group:
                self._shade(image, item, frame, light, fronts)
            spent["shadow"] += time.perf_counter() - begin

        # What lies flat comes first: shadows of what stands on it fall on it.
        flat = [item for item in pieces if item.is_flat]
        for group in (flat, [item for item in pieces if not item.is_flat]):
            if not group:
                continue
            begin = time.perf_counter()
            before = spent["shadow"]
            scene = Scene(frame.camera, placed_meshes(near_first(group)), (), light)
            layer = self._renderer.render_all((scene,), partial(shade, group))[0]
            hide(layer, fronts)
            rendered = time.perf_counter()
            composite(image, layer, noise_sigma=light.noise_sigma, seed=frame.index, out=image)
            spent["render"] += rendered - begin - (spent["shadow"] - before)
            spent["composite"] += time.perf_counter() - rendered
        return spent

    def _shade(
        self,
        image: Image,
        item: PlacedPiece,
        frame: Frame,
        light: Light,
        fronts: Sequence[Matte],
    ) -> None:
        """Darken the picture where a piece keeps light from floor, wall or table."""
        product, footprint = item.worn.product, item.footprint
        layer = self._shadows.shadow(
            product.meshes,
            item.fit.camera_from_product,
            frame.camera,
            light,
            mount=mount_of(product),
            above_floor_m=0.0 if footprint is None else footprint.bottom_m,
        )
        if layer is not None:
            hide(layer, fronts)
            composite(image, layer, out=image)
