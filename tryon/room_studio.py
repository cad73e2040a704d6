"""From the reading of a room to its furnished picture: stands, fits, scene, layer, picture."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tryon.arrays import Image
from tryon.categories.category import Category
from tryon.engine_scene import WornProduct
from tryon.frame import Frame
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.matte import Matte
from tryon.landmarks.room import Bystander, Cutout, Pixel, RoomReading, Stand
from tryon.rendering.bystander_matte import bystander_matte
from tryon.rendering.cutouts import cutout_matte
from tryon.rendering.renderer import Renderer
from tryon.rendering.room_light import room_light
from tryon.room_drawing import RoomDrawer
from tryon.room_scene import PlacedPiece, move_pieces, place_pieces, stands_before, turned
from tryon.scene import Light

_ROOMS_KEPT = 4
"""Light and cutouts of so many pictures are kept, so that dragging a piece costs its drawing."""


@dataclass(frozen=True, slots=True, eq=False)
class RoomPicture:
    """A furnished room.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8
    pieces : as asked for, each with its fit; refused ones are not drawn
    timings_s : by stage, s
    light : the pieces were drawn in; None if none was drawn
    """

    image: Image
    pieces: tuple[PlacedPiece, ...]
    timings_s: Mapping[str, float]
    light: Light | None = None


@dataclass(slots=True)
class _Room:
    """What is known of one picture besides its floor."""

    lights: dict[Pixel | None, Light] = field(default_factory=dict[Pixel | None, Light])
    strokes: tuple[Cutout, ...] = ()
    cut: Matte | None = None
    bystanders: tuple[tuple[float, ...], ...] = ()
    people: tuple[Matte, ...] = ()


class RoomStudio:
    """Puts furniture into pictures of rooms. Not thread-safe: the renderer's thread uses it.

    Parameters
    ----------
    renderer : draws; closed by who made it
    categories : by name; those of rooms are used
    """

    def __init__(self, renderer: Renderer, categories: Mapping[str, Category]) -> None:
        self._drawer = RoomDrawer(renderer)
        self._categories = {k: v for k, v in categories.items() if v.subject == "room"}
        self._rooms: OrderedDict[bytes, _Room] = OrderedDict()

    def furnish(
        self,
        frame: Frame,
        reading: RoomReading,
        pieces: Sequence[tuple[WornProduct, Stand]],
        *,
        cutouts: Sequence[Cutout] = (),
        out: Image | None = None,
    ) -> RoomPicture:
        """Draw pieces into the picture of a room that was read.

        Parameters
        ----------
        frame : the picture that was read; its camera does not count, the reading's does
        reading : of the picture; its bystanders hide what is farther away than they are
        pieces : what stands where
        cutouts : strokes of what stays in front of all pieces
        out : (H, W, 3) to draw into, the frame's own picture too; a new one if None

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
        shown = [item for item in placed if item.fit.refusal is None]
        light: Light | None = None
        upright: list[Matte] = []
        timings = {"fit": fitted - start}
        if shown:
            room = self._room(frame)
            # One scene has one light: that of the place if there is one piece.
            spot = shown[0].stand.spot if len(shown) == 1 else None
            light = self._light(room, frame, reading, spot)
            timings["light"] = time.perf_counter() - fitted
            cut = _cut(room, frame.image, tuple(cutouts))
            strokes = () if cut is None else (cut,)
            people = _people(room, frame.image, reading.bystanders)
            placed = tuple(
                replace(item, fronts=_fronts(item, reading, people, strokes)) for item in placed
            )
            upright = [*strokes, *people]
            timings["cut"] = time.perf_counter() - fitted - timings["light"]
        return self._picture(frame, placed, light, (upright, timings), out)

    def follow(
        self,
        frame: Frame,
        picture: RoomPicture,
        now_from_then: RigidTransform,
        *,
        out: Image | None = None,
    ) -> RoomPicture:
        """Draw the pieces of an earlier picture into one that the camera took from elsewhere.

        Parameters
        ----------
        frame : the new picture, with its camera
        picture : the earlier one; its light stays, so that pieces do not flicker
        now_from_then : from the camera's frame of the earlier picture to that of this one
        out : (H, W, 3) to draw into, the frame's own picture too; a new one if None
        """
        start = time.perf_counter()
        placed = move_pieces(picture.pieces, now_from_then, frame.camera, self._categories)
        light = None if picture.light is None else turned(picture.light, now_from_then)
        timings = {"fit": time.perf_counter() - start}
        return self._picture(frame, placed, light, ([], timings), out)

    def _picture(
        self,
        frame: Frame,
        placed: tuple[PlacedPiece, ...],
        light: Light | None,
        given: tuple[Sequence[Matte], dict[str, float]],
        out: Image | None,
    ) -> RoomPicture:
        upright, timings = given
        start = time.perf_counter()
        image = frame.copied_to(out)
        shown = [item for item in placed if item.fit.refusal is None]
        if shown and light is not None:
            timings |= self._drawer.draw(image, frame, shown, light, upright)
        timings["total"] = sum(timings.get(stage, 0.0) for stage in ("fit", "light", "cut"))
        timings["total"] += time.perf_counter() - start
        return RoomPicture(image, placed, timings, light)

    def _light(self, room: _Room, frame: Frame, reading: RoomReading, spot: Pixel | None) -> Light:
        """Give the light at a spot, or of the room as a whole, worked out once per place."""
        # Places a sixteenth of the picture apart share theirs, whichever was asked for first.
        step = max(frame.camera.width, frame.camera.height) / 16.0
        place = (
            None if spot is None else (step * round(spot[0] / step), step * round(spot[1] / step))
        )
        light = room.lights.get(place)
        if light is None:
            light = room_light(frame, reading, place)
            room.lights[place] = light
        return light

    def _room(self, frame: Frame) -> _Room:
        """Give what is remembered of a picture, found by its content."""
        # Every fourth pixel tells two photos apart, and takes a tenth of the time.
        sample = np.ascontiguousarray(frame.image[::4, ::4])
        key = hashlib.blake2b(sample.data, digest_size=16).digest()
        room = self._rooms.setdefault(key, _Room())
        self._rooms.move_to_end(key)
        while len(self._rooms) > _ROOMS_KEPT:
            self._rooms.popitem(last=False)
        return room


def _cut(room: _Room, image: Image, strokes: tuple[Cutout, ...]) -> Matte | None:
    """Give what strokes keep in front, worked out when they change."""
    if strokes != room.strokes:
        room.cut = cutout_matte(image, strokes)
        room.strokes = strokes
    return room.cut


def _people(room: _Room, image: Image, bystanders: tuple[Bystander, ...]) -> tuple[Matte, ...]:
    """Give who is in the picture with the picture's own edges, worked out once."""
    mattes = [bystander.matte for bystander in bystanders]
    windows = tuple((m.left, m.top, m.width, m.height) for m in mattes)
    if windows != room.bystanders:
        room.people = tuple(bystander_matte(image, matte) for matte in mattes)
        room.bystanders = windows
    return room.people


def _fronts(
    item: PlacedPiece,
    reading: RoomReading,
    people: Sequence[Matte],
    strokes: tuple[Matte, ...],
) -> tuple[Matte, ...]:
    """Give what stays in front of one piece: all that was stroked, and who stands nearer."""
    nearer = [
        matte
        for matte, bystander in zip(people, reading.bystanders, strict=True)
        if stands_before(bystander, item, reading)
    ]
    return (*strokes, *nearer)
