"""What `tryon room` is told: pixels, lengths, references, strokes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from tryon.errors import CalibrationError, InputError
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.room import (
    ChessboardSheet,
    Cutout,
    FloorSheet,
    FloorSpan,
    Gravity,
    MarkerSheet,
    PaperSheet,
    Pixel,
    RoomHints,
    UprightReference,
)
from tryon.landmarks.room_pieces import CutoutKind, CutoutShape

_UNITS_M = {"": 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001}
_STROKES: dict[str, tuple[CutoutShape, CutoutKind]] = {
    "box": ("box", "object"),
    "polygon": ("polygon", "object"),
    "object": ("scribble", "object"),
    "background": ("scribble", "background"),
}

Yaw = Annotated[
    list[float] | None, typer.Option(help="Turn, degrees, counter-clockwise from above.")
]
Elevation = Annotated[list[str] | None, typer.Option(help="Of its lowest point, as 1.2m, or auto.")]
Snap = Annotated[bool, typer.Option(help="Turn pieces along walls that are near.")]
People = Annotated[
    bool, typer.Option(help="People and pets in the picture hide what stands behind them.")
]
Camera = Annotated[str | None, typer.Option(help="26mm (35 mm equivalent), or FX,FY,CX,CY px.")]
Fov = Annotated[float | None, typer.Option(help="Horizontal field of view, degrees.")]
Marker = Annotated[str | None, typer.Option(help="Side of the marker on the floor, as 15cm.")]
A4 = Annotated[bool, typer.Option("--a4", help="A plain sheet of A4 lies on the floor.")]
Chessboard = Annotated[str | None, typer.Option(help="Board on the floor, as 9x6x25mm.")]
CameraHeight = Annotated[str | None, typer.Option(help="Of the lens above the floor, as 1.45m.")]
Reference = Annotated[
    str | None,
    typer.Option(help="X1,Y1,X2,Y2,HEIGHT: foot and top of a door or person of known height."),
]
Span = Annotated[str | None, typer.Option(help="X1,Y1,X2,Y2,LENGTH: two places on the floor.")]
GravityTold = Annotated[
    str | None,
    typer.Option(help="X,Y,Z: which way is up; camera axes x right, y down, z forward."),
]
Renderer = Annotated[str, typer.Option(help="auto, pyrender or flat.")]
Catalog = Annotated[Path, typer.Option(help="Folder of products.")]


@dataclass(frozen=True, slots=True)
class RoomTold:
    """The options of `tryon room` that say something about the room, as typed; None if not."""

    marker: str | None = None
    a4: bool = False
    chessboard: str | None = None
    camera_height: str | None = None
    reference: str | None = None
    span: str | None = None
    gravity: str | None = None
    cropped: bool = False

    def hints(self, taps: Sequence[Pixel], width: int, height: int) -> RoomHints:
        """Give the hints for a picture of that size, px.

        Raises
        ------
        InputError
            If an option cannot be read or its value is out of range; it is named.
        """
        reference = None if self.reference is None else self._reference(width, height)
        span = None
        if self.span is not None:
            *points, length = _parts("--span", self.span, 5, "X1,Y1,X2,Y2,LENGTH")
            ends = _pixels("--span", points, width, height)
            span = FloorSpan(ends[0], ends[1], metres("--span", length))
        entered = self.camera_height
        try:
            return RoomHints(
                tuple(taps),
                self._sheet(),
                reference,
                span,
                None if entered is None else metres("--camera-height", entered),
                None if self.gravity is None else _gravity(self.gravity),
                self.cropped,
            )
        except ValueError as error:
            raise InputError(str(error)) from error

    def _sheet(self) -> FloorSheet | None:
        told = [name for name in ("marker", "a4", "chessboard") if getattr(self, name)]
        if len(told) > 1:
            names = " and ".join(f"--{name}" for name in told)
            msg = f"expected one sheet on the floor, got {names}"
            raise InputError(msg)
        if self.marker is not None:
            side, _, dictionary = self.marker.partition(":")
            return MarkerSheet(metres("--marker", side), dictionary or "4X4_50")
        if self.chessboard is not None:
            columns, rows, square = _chessboard(self.chessboard)
            return ChessboardSheet(columns, rows, square)
        return PaperSheet() if self.a4 else None

    def _reference(self, width: int, height: int) -> UprightReference:
        form = "X1,Y1,X2,Y2,HEIGHT"
        *points, length = _parts("--reference", self.reference or "", 5, form)
        ends = _pixels("--reference", points, width, height)
        # Feet are below heads: nobody need know which end comes first.
        foot, top = sorted(ends, key=lambda point: -point[1])
        return UprightReference(foot, top, metres("--reference", length))


def metres(option: str, text: str) -> float:
    """Read a length: `1.45`, `1.45m`, `145cm`, `150mm`; a bare number is metres.

    Raises
    ------
    InputError
        If it is no length above zero.
    """
    match = re.fullmatch(r"\s*([0-9]*\.?[0-9]+)\s*(m|cm|mm)?\s*", text.replace(",", "."))
    value = 0.0 if match is None else float(match[1]) * _UNITS_M[match[2] or ""]
    if value <= 0.0:
        msg = f"{option}: expected a length such as 1.45m or 145cm, got {text!r}"
        raise InputError(msg)
    if value > 25.0:
        msg = f"{option}: expected a length in a room, got {value:g} m; name the unit, as in 145cm"
        raise InputError(msg)
    return value


def elevation_of(text: str) -> float | None:
    """Read a height above the floor: a length, `0`, or `auto` for the product's own.

    Raises
    ------
    InputError
        If it is none of these.
    """
    if text == "auto":
        return None
    return 0.0 if re.fullmatch(r"0(\.0*)?(m|cm|mm)?", text) else metres("--elevation", text)


def pixel(option: str, text: str, width: int, height: int) -> Pixel:
    """Read `U,V`, px of the picture or per cent of its sides: `640,500`, `50%,80%`.

    Raises
    ------
    InputError
        If it is no place in the picture.
    """
    return _pixels(option, _parts(option, text, 2, "U,V"), width, height)[0]


def room_camera(
    text: str | None, fov_deg: float | None, known: CameraIntrinsics
) -> CameraIntrinsics:
    """Give the camera: `26mm` (35 mm equivalent), `FX,FY,CX,CY` px, a field of view, or the file's.

    Raises
    ------
    CalibrationError
        If it is no camera, or both are given.
    """
    if text is not None and fov_deg is not None:
        msg = "camera: expected --camera or --fov, got both"
        raise CalibrationError(msg)
    width, height = known.width, known.height
    if fov_deg is not None:
        if not 5.0 < fov_deg < 170.0:
            msg = f"--fov: expected degrees between 5 and 170, got {fov_deg}"
            raise CalibrationError(msg)
        return CameraIntrinsics.from_fov(width, height, float(np.radians(fov_deg)))
    if text is None:
        return known
    wanted = "a focal length as 26mm (35 mm equivalent), or FX,FY,CX,CY in px"
    try:
        numbers = [float(part) for part in text.lower().removesuffix("mm").split(",")]
        if len(numbers) == 1 and 5.0 <= numbers[0] <= 400.0:
            return CameraIntrinsics.from_focal_35mm(width, height, numbers[0])
        if len(numbers) == 4 and min(numbers[:2]) > 0.0:
            return CameraIntrinsics(width, height, *numbers, source="given")
    except ValueError:
        pass
    msg = f"--camera: expected {wanted}, got {text!r}"
    raise CalibrationError(msg)


def cutout(text: str, width: int, height: int) -> Cutout:
    """Read a stroke: `box:X0,Y0,X1,Y1`, or `polygon:`, `object:`, `background:` and points.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    name, _, rest = text.partition(":")
    if name not in _STROKES or not rest:
        msg = f"--cutout: expected one of {', '.join(_STROKES)} and points, got {text!r}"
        raise InputError(msg)
    numbers = re.split(r"[,;\s]+", rest.strip())
    points = _pixels("--cutout", numbers, width, height)
    shape, kind = _STROKES[name]
    try:
        return Cutout(points, kind, shape, 0.012 * max(width, height))
    except ValueError as error:
        msg = f"--cutout: {error}"
        raise InputError(msg) from error


def _gravity(text: str) -> Gravity:
    parts = _parts("--gravity", text, 3, "X,Y,Z")
    try:
        return Gravity(np.array([float(part) for part in parts]))
    except ValueError as error:
        msg = f"--gravity: expected the direction of up, X,Y,Z, got {text!r}"
        raise InputError(msg) from error


def _chessboard(text: str) -> tuple[int, int, float]:
    match = re.fullmatch(r"(\d+)x(\d+)x(.+)", text)
    if match is None or min(int(match[1]), int(match[2])) < 3:
        msg = (
            f"--chessboard: expected COLUMNSxROWSxSIDE of inner corners, as 9x6x25mm, got {text!r}"
        )
        raise InputError(msg)
    return int(match[1]), int(match[2]), metres("--chessboard", match[3])


def _parts(option: str, text: str, count: int, form: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != count:
        msg = f"{option}: expected {form}, got {text!r}"
        raise InputError(msg)
    return parts


def _pixels(option: str, parts: Sequence[str], width: int, height: int) -> tuple[Pixel, ...]:
    """Read pairs of pixels, or of per cent of the picture's sides."""
    values: list[float] = []
    for index, part in enumerate(parts):
        side = (width, height)[index % 2]
        try:
            value = float(part.removesuffix("%"))
        except ValueError as error:
            msg = f"{option}: expected numbers, px or %, got {part!r}"
            raise InputError(msg) from error
        value = value / 100.0 * side - 0.5 if part.endswith("%") else value
        if not -0.5 <= value <= side - 0.5:
            msg = f"{option}: expected a place in the picture of {width} x {height} px, got {part}"
            raise InputError(msg)
        values.append(value)
    if len(values) % 2:
        msg = f"{option}: expected pairs of numbers, got {len(values)}"
        raise InputError(msg)
    return tuple(zip(values[::2], values[1::2], strict=True))
