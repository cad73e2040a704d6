"""How right a room's floor is: tilt, size at the product's place, bands, sheets, and time."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy_boards import measure_boards
from benchmarks.room_times import measure_placing, measure_reading
from benchmarks.room_walks import read_picture
from benchmarks.rooms_truth import (
    Floats,
    KnownRoom,
    degrees_apart,
    made_rooms,
    real_rooms,
    rooms_with_sheet,
    spread,
    turned_rooms,
    varied_rooms,
)
from tryon import CameraIntrinsics, Frame
from tryon.geometry.plane import FloorCloud, camera_from_room
from tryon.landmarks.room import (
    FloorSpan,
    Gravity,
    MarkerSheet,
    PaperSheet,
    RoomHints,
    RoomReading,
    UprightReference,
)
from tryon.tracking.room import analyse_room

DATA_DIR = Path(os.environ.get("TRYON_DATA", Path(__file__).parents[2] / "shared" / "data"))
Tell = Callable[[KnownRoom, Floats, np.random.Generator], RoomHints | None]
_EXIF_SD = 0.01
_MARKER_M, _PRINT_SD = 0.15, 0.004
_SENSOR_SD_RAD = np.radians(1.0)


def measure_up(rooms: list[KnownRoom]) -> dict[str, Any]:
    """Give the errors of up where the camera is known and nothing else is told."""
    errors: list[float] = []
    refused: list[str] = []
    for room in rooms:
        reading = analyse_room(Frame(room.image, room.camera), RoomHints())
        if reading.floor is None:
            refused.append(room.name)
        else:
            errors.append(degrees_apart(reading.floor.up, room.up))
    return {
        "pictures": len(rooms),
        "accepted_pct": round(100.0 * len(errors) / max(1, len(rooms)), 1),
        **spread(errors, "deg"),
        "beyond_6_deg": sum(error > 6.0 for error in errors),
        "refused": refused if len(refused) < 12 else len(refused),
    }


def measure_no_room(folder: Path) -> dict[str, Any]:
    """Count the photos of faces and hands that are taken for rooms: none shows a floor."""
    files = sorted(
        file
        for name in ("faces", "faces_multi_dlib", "hands")
        for file in (folder / name).iterdir()
        if file.suffix in {".jpg", ".jpeg", ".png"}
    )
    taken: list[str] = []
    for file in files:
        image = read_picture(file)
        camera = CameraIntrinsics.default(image.shape[1], image.shape[0])
        if analyse_room(Frame(image, camera), RoomHints()).floor is not None:
            taken.append(file.name)
    return {"pictures": len(files), "taken_for_rooms": taken}


def true_floor(room: KnownRoom) -> FloorCloud:
    """Give the room's floor as a cloud of one."""
    assert room.height_m is not None
    return FloorCloud(room.up[None], np.array([room.height_m]), np.ones(1))


def taps(room: KnownRoom, count: int, rng: np.random.Generator) -> list[Floats]:
    """Give pixels where the true floor is 1 to 3 m away."""
    found: list[Floats] = []
    floor = true_floor(room)
    for _ in range(400):
        pixel = rng.uniform(0.03, 0.97, 2) * [room.camera.width, room.camera.height]
        if floor.drops(pixel[None], room.camera)[0, 0] > 0.12:
            distance = np.linalg.norm(floor.points_m(pixel[None], room.camera)[0])
            if 1.0 <= distance <= 3.0:
                found.append(pixel)
                if len(found) == count:
                    break
    return found


def tell_height(room: KnownRoom, tap: Floats, rng: np.random.Generator) -> RoomHints:
    """Sensor, and a camera height entered to 3 cm."""
    assert room.height_m is not None
    height = room.height_m + rng.normal(0.0, 0.03)
    return RoomHints(taps=(at(tap),), gravity=sensed(room, rng), camera_height_m=height)


def tell_nothing(room: KnownRoom, tap: Floats, rng: np.random.Generator) -> RoomHints:
    """Nothing but the tap."""
    del room, rng
    return RoomHints(taps=(at(tap),))


def tell_reference(room: KnownRoom, tap: Floats, rng: np.random.Generator) -> RoomHints | None:
    """Give a person, door or table near the tap, its ends tapped to 4 px of 1280."""
    floor = true_floor(room)
    foot = floor.points_m(tap[None], room.camera)[0] + rng.uniform(-0.5, 0.5) * right_of(room)
    for height in (2.04, 1.70, 0.90, 0.75):
        ends = room.camera.project(np.stack([foot, foot + height * room.up]))
        inside = (ends > 0).all() and (ends < [room.camera.width, room.camera.height]).all()
        if inside:
            ends = ends + rng.normal(0.0, finger_px(room), (2, 2))
            told = height + rng.normal(0.0, 0.01)
            reference = UprightReference(at(ends[0]), at(ends[1]), told, 0.01)
            return RoomHints((at(tap),), gravity=sensed(room, rng), reference=reference)
    return None


def tell_span(room: KnownRoom, tap: Floats, rng: np.random.Generator) -> RoomHints | None:
    """Two taps 1 m apart beside the product's place."""
    pose = camera_from_room(room.up, 1.0)
    turn = rng.uniform(0.0, np.pi)
    way = pose.rotation @ np.array([np.cos(turn), 0.0, np.sin(turn)])
    middle = true_floor(room).points_m(tap[None], room.camera)[0]
    ends = np.stack([middle - 0.5 * way, middle + 0.5 * way])
    if ends[:, 2].min() < 0.3:
        return None
    pixels = room.camera.project(ends)
    if not ((pixels > 0).all() and (pixels < [room.camera.width, room.camera.height]).all()):
        return None
    pixels = pixels + rng.normal(0.0, finger_px(room), (2, 2))
    span = FloorSpan(at(pixels[0]), at(pixels[1]), 1.0, 0.005)
    return RoomHints((at(tap),), gravity=sensed(room, rng), span=span)


def right_of(room: KnownRoom) -> Floats:
    """Give the level direction to the right, (3,), camera frame."""
    return camera_from_room(room.up, 1.0).rotation[:, 0]


def finger_px(room: KnownRoom) -> float:
    """Give by how much fingers miss, px per axis."""
    return 4.0 / 1280.0 * max(room.camera.width, room.camera.height)


def at(pixel: Floats) -> tuple[float, float]:
    """Give a pixel as a pair."""
    return float(pixel[0]), float(pixel[1])


def sensed(room: KnownRoom, rng: np.random.Generator) -> Gravity:
    """Give up as a sensor of one degree per axis tells it."""
    return Gravity(room.up + rng.normal(0.0, _SENSOR_SD_RAD, 3), float(_SENSOR_SD_RAD))


def size_error(room: KnownRoom, reading: RoomReading, tap: Floats) -> float:
    """Give by what share a product's drawn size is wrong at the tap, in logarithms."""
    assert reading.floor is not None
    best = FloorCloud(reading.floor.up[None], np.array([reading.floor.height_m]), np.ones(1))
    mine = reading.camera.fx / best.depths_m(tap[None], reading.camera)[0, 0]
    real = room.camera.fx / true_floor(room).depths_m(tap[None], room.camera)[0, 0]
    return float(np.log(mine / real))


def measure_sizes(
    rooms: list[KnownRoom], tell: Tell, draws: int, *, needs: str | None = None
) -> dict[str, Any]:
    """Give size errors at 1 to 3 m, and how often the band shown holds them.

    Parameters
    ----------
    needs : the source the scale must come from; readings by another are counted as missing
    """
    missing = 0
    errors: list[float] = []
    held: list[bool] = []
    bands: list[float] = []
    for number, room in enumerate(rooms):
        if room.height_m is None:
            continue
        rng = np.random.default_rng([number, 11])
        for tap in taps(room, draws, rng):
            hints = tell(room, tap, rng)
            if hints is None:
                continue
            ratio = float(np.exp(rng.normal(0.0, _EXIF_SD)))
            camera = replace(
                room.camera, fx=room.camera.fx * ratio, fy=room.camera.fy * ratio, source="exif"
            )
            reading = analyse_room(Frame(room.image, camera), hints)
            if reading.floor is None or needs not in (None, reading.floor.scale_source):
                missing += 1
                continue
            error = abs(size_error(room, reading, tap))
            errors.append(100.0 * error)
            bands.append(reading.floor.size_band_pct)
            held.append(error * 100.0 <= reading.floor.size_band_pct)
    return {
        "placements": len(errors),
        "missing": missing,
        **spread(errors, "pct"),
        "band_median_pct": round(float(np.median(bands)), 2),
        "band_holds_pct": round(100.0 * float(np.mean(held)), 1),
    }


def measure_sheets(pages: int) -> dict[str, Any]:
    """Give size errors at 1 to 3 m with a page on the floor, its corners found in the picture."""
    result: dict[str, Any] = {}
    for name, side_m, tell in (
        ("marker_15cm", _MARKER_M, tell_marker),
        ("a4_outline", None, tell_paper),
    ):
        rooms = list(rooms_with_sheet(pages, side_m))
        result[name] = measure_sizes(rooms, tell, 3, needs="sheet")
    return result


def tell_marker(room: KnownRoom, tap: Floats, rng: np.random.Generator) -> RoomHints:
    """A marker as large as printers make it."""
    del room
    told = _MARKER_M * float(np.exp(rng.normal(0.0, _PRINT_SD)))
    return RoomHints((at(tap),), sheet=MarkerSheet(side_m=told))


def tell_paper(room: KnownRoom, tap: Floats, rng: np.random.Generator) -> RoomHints:
    """A sheet of A4, cut to a fraction of a millimetre."""
    del room, rng
    return RoomHints((at(tap),), sheet=PaperSheet())


TELLS: dict[str, Tell] = {
    "sensor_and_height_entered": tell_height,
    "lines_and_height_assumed": tell_nothing,
    "reference": tell_reference,
    "span_1m": tell_span,
}


def measure_rooms(made: int = 30, pages: int = 12) -> dict[str, Any]:
    """Measure everything; real rooms only where the data is there."""
    synthetic = list(made_rooms(made))
    result: dict[str, Any] = {"made": {"up": measure_up(synthetic)}}
    # Nobody measured how high shoppers hold their phones in made rooms.
    for name, tell in TELLS.items():
        if tell is not tell_nothing:
            result["made"][name] = measure_sizes(synthetic, tell, 3)
    folder = DATA_DIR / "gt_rooms"
    if folder.is_dir():
        real = real_rooms(folder)
        result["real"] = {"up": measure_up(real)}
        result["varied"] = {"up": measure_up(list(varied_rooms(real)))}
        result["turned"] = {"up": measure_up(list(turned_rooms(real, 8)))}
        for name, tell in TELLS.items():
            result["real"][name] = measure_sizes(real, tell, 12)
        result["no_room"] = measure_no_room(DATA_DIR / "photos")
        result["boards"] = measure_boards(DATA_DIR / "gt_calib" / "opencv_chessboard")
    result["sheets"] = measure_sheets(pages)
    result["time"] = measure_reading()
    result["placing"] = measure_placing()
    return result
