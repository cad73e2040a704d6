"""From the reading of a room to its furnished picture: stands, fits, scene, layer, picture."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tryon.arrays import Image
from tryon.catalog.product import Product
from tryon.categories.category import Category
from tryon.engine_scene import WornProduct
from tryon.frame import Frame
from tryon.landmarks.matte import Matte
from tryon.landmarks.room import Cutout, RoomHints, RoomReading, Stand
from tryon.rendering.composite import composite
from tryon.rendering.mattes import hide
from tryon.rendering.renderer import Renderer
from tryon.room_scene import PlacedPiece, near_first, place_pieces, placed_meshes
from tryon.scene import Light, Scene
from tryon.tracking.room import analyse_room

_ROOMS_KEPT = 4
"""Light and mattes of so many pictures are kept, so that dragging a piece costs its drawing."""


@dataclass(frozen=True, slots=True, eq=False)
class RoomPicture:
    """A furnished room.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8
    pieces : as asked for, each with its fit; refused ones are not drawn
    timings_s : by stage, s
    """

    image: Image
    pieces: tuple[PlacedPiece, ...]
    timings_s: Mapping[str, float]


@dataclass(slots=True)
class _Room:
    """What is known of one picture besides its floor."""

    light: Light | None = None
    mattes: dict[tuple[Cutout, ...], Matte] = field(default_factory=dict[tuple[Cutout, ...], Matte])


class RoomStudio:
    """Puts furniture into pictures of rooms. Not thread-safe: the renderer's thread uses it.

    Parameters
    ----------
    renderer : draws; closed by who made it
    categories : by name; those of rooms are used
    """

    def __init__(self, renderer: Renderer, categories: Mapping[str, Category]) -> None:
        self._renderer = renderer
        self._categories = {k: v for k, v in categories.items() if v.subject == "room"}
        self._rooms: OrderedDict[bytes, _Room] = OrderedDict()

    def preload(self, product: Product) -> None:
        """Bring a piece's meshes to the device so that its first picture is quick."""
        self._renderer.preload(product.meshes)

    def read(self, frame: Frame, hints: RoomHints) -> RoomReading:
        """Read the floor of a picture; needs no device, any thread or process may do it."""
        return analyse_room(frame, hints)

    def furnish(
        self,
        frame: Frame,
        reading: RoomReading,
        pieces: Sequence[tuple[WornProduct, Stand]],
        *,
        cutouts: Sequence[Cutout] = (),
        person: Matte | None = None,
        out: Image | None = None,
    ) -> RoomPicture:
        """Draw pieces into the picture of a room that was read.

        Parameters
        ----------
        frame : the picture that was read; its camera does not count, the reading's does
        reading : of the picture
        pieces : what stands where
        cutouts : strokes of what stays in front of all pieces
        person : who stays in front of all pieces
        out : (H, W, 3) to draw into, a new picture if None

        Raises
        ------
        ValueError
            If the reading is of a picture of another size, or two pieces have one number.
        RendererError
            If the device failed.
        """
        start = time.perf_counter()
        frame = replace(frame, camera=reading.camera)
        placed = place_pieces(reading, pieces, self._categories)
        fitted = time.perf_counter()
        timings = {"fit": fitted - start, "light": 0.0, "shadow": 0.0}
        image = np.empty_like(frame.image) if out is None else out
        np.copyto(image, frame.image)
        shown = [item for item in placed if item.fit.refusal is None]
        if shown:
            timings |= self._draw(image, frame, shown, cutouts, person)
        timings["total"] = time.perf_counter() - start
        return RoomPicture(image, placed, timings)

    def _draw(
        self,
        image: Image,
        frame: Frame,
        shown: Sequence[PlacedPiece],
        cutouts: Sequence[Cutout],
        person: Matte | None,
    ) -> dict[str, float]:
        """Draw what lies flat, then what stands: its shadow falls on the former."""
        start = time.perf_counter()
        room = self._room(frame)
        light = room.light or _even_light(frame)
        room.light = light
        fronts = [] if person is None else [person]
        spent = {"light": time.perf_counter() - start, "render": 0.0, "composite": 0.0}
        flat = [item for item in shown if item.is_flat]
        upright = [item for item in shown if not item.is_flat]
        for group in (flat, upright):
            if not group:
                continue
            begin = time.perf_counter()
            scene = Scene(frame.camera, placed_meshes(near_first(group)), (), light)
            layer = self._renderer.render(scene)
            hide(layer, fronts)
            rendered = time.perf_counter()
            composite(image, layer, noise_sigma=light.noise_sigma, seed=frame.index, out=image)
            spent["render"] += rendered - begin
            spent["composite"] += time.perf_counter() - rendered
        return spent

    def _room(self, frame: Frame) -> _Room:
        """Give what is remembered of a picture, found by its content."""
        key = hashlib.blake2b(np.ascontiguousarray(frame.image).data, digest_size=16).digest()
        room = self._rooms.setdefault(key, _Room())
        self._rooms.move_to_end(key)
        while len(self._rooms) > _ROOMS_KEPT:
            self._rooms.popitem(last=False)
        return room


def _even_light(frame: Frame) -> Light:
    """Give light as bright as the picture, a little more from above than from below."""
    bright = float(np.percentile(frame.image[::8, ::8].max(axis=2), 90.0)) / 255.0
    sh = np.zeros((4, 3))
    sh[0] = 0.85 * bright**2.2
    sh[1] = 0.2 * sh[0]
    environment = (frame.image[::16, ::16].astype(np.float32) / 255.0) ** 2.2
    return Light(sh, environment)
