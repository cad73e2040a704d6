"""Draws placed pieces into a picture: what lies flat, shadows, what stands."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from tryon.arrays import Image
from tryon.catalog.product import MeshPart
from tryon.frame import Frame
from tryon.landmarks.matte import Matte
from tryon.rendering.composite import composite
from tryon.rendering.mattes import hide
from tryon.rendering.renderer import Renderer
from tryon.rendering.room_shadows import RoomShadows
from tryon.room_scene import PlacedPiece, mount_of, near_first, placed_meshes
from tryon.scene import Light, Occluder, PlacedMesh, Scene


class RoomDrawer:
    """Owns what is remembered of pieces between pictures; used on the renderer's thread.

    Parameters
    ----------
    renderer : draws; closed by who made it
    """

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._shadows = RoomShadows()

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
        fronts : what no shadow falls on: it stands up from the floor, before pieces or behind
        """
        spent = {"shadow": 0.0, "render": 0.0, "composite": 0.0}

        def shade(group: Sequence[PlacedPiece]) -> None:
            begin = time.perf_counter()
            for item in group:
                self._shade(image, item, frame, light, fronts)
            spent["shadow"] += time.perf_counter() - begin

        drawn: list[PlacedPiece] = []
        for group in _layers(pieces):
            begin = time.perf_counter()
            before = spent["shadow"]
            parts = self._opened(group)
            scene = Scene(frame.camera, parts, _in_front(drawn), light)
            layer = self._renderer.render_all((scene,), partial(shade, group))[0]
            rendered = time.perf_counter()
            composite(image, layer, noise_sigma=light.noise_sigma, seed=frame.index, out=image)
            spent["render"] += rendered - begin - (spent["shadow"] - before)
            spent["composite"] += time.perf_counter() - rendered
            drawn += [item for item in group if not item.is_flat]
        return spent

    def _opened(self, pieces: Sequence[PlacedPiece]) -> tuple[PlacedMesh, ...]:
        """Give the meshes of pieces with the light that reaches each place on them."""
        opened: dict[int, MeshPart] = {}
        for item in pieces:
            product = item.worn.product
            parts = self._shadows.opened(product.meshes, mount_of(product), _above_floor_m(item))
            opened |= {id(old): new for old, new in zip(product.meshes, parts, strict=True)}
        return tuple(
            replace(part, mesh=opened[id(part.mesh)]) for part in placed_meshes(near_first(pieces))
        )

    def _shade(
        self,
        image: Image,
        item: PlacedPiece,
        frame: Frame,
        light: Light,
        fronts: Sequence[Matte],
    ) -> None:
        """Darken the picture where a piece keeps light from floor, wall or table."""
        product = item.worn.product
        layer = self._shadows.shadow(
            product.meshes,
            item.fit.camera_from_product,
            frame.camera,
            light,
            mount=mount_of(product),
            above_floor_m=_above_floor_m(item),
        )
        if layer is not None:
            hide(layer, fronts)
            composite(image, layer, out=image)


def _above_floor_m(item: PlacedPiece) -> float:
    return 0.0 if item.footprint is None else item.footprint.bottom_m


def _layers(pieces: Sequence[PlacedPiece]) -> list[list[PlacedPiece]]:
    """Give what lies flat, what stands, and what is put on that: shadows fall on what was drawn."""
    layers: tuple[list[PlacedPiece], ...] = ([], [], [])
    for item in pieces:
        is_put_on = mount_of(item.worn.product) == "tabletop"
        layers[2 if is_put_on else 0 if item.is_flat else 1].append(item)
    return [layer for layer in layers if layer]


def _in_front(pieces: Sequence[PlacedPiece]) -> tuple[Occluder, ...]:
    """Give the surfaces of pieces in the picture already, which hide what comes behind them."""
    return tuple(
        Occluder(
            part.camera_from_product.apply(part.mesh.vertices.astype(np.float64)).astype(
                np.float32
            ),
            part.mesh.triangles,
        )
        for part in placed_meshes(pieces)
        if part.lens is None and part.surface.opacity >= 1.0
    )
