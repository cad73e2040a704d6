"""What shoppers tell about their room, and what is read from its picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tryon.arrays import Array1, Array2, frozen
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import FloorCloud
from tryon.landmarks.landmarks import Landmarks

# Named here too: everything that is told of a room is found in one place.
from tryon.landmarks.room_pieces import Bystander as Bystander  # noqa: PLC0414
from tryon.landmarks.room_pieces import Cutout as Cutout  # noqa: PLC0414
from tryon.landmarks.room_pieces import Pixel as Pixel  # noqa: PLC0414
from tryon.landmarks.room_pieces import Stand as Stand  # noqa: PLC0414

UpSource = Literal["sheet", "sensor", "sensor_and_lines", "lines"]
ScaleSource = Literal["sheet", "reference", "span", "height_entered", "height_assumed"]
FocalSource = Literal["given", "exif", "lines", "default"]

# Why nothing can be placed. A sheet that is not found is only noted where others tell the floor.
NO_GRAVITY = "no_gravity"
TAP_ABOVE_HORIZON = "tap_above_horizon"
MARKER_NOT_FOUND = "marker_not_found"
MARKER_AMBIGUOUS = "marker_ambiguous"
CAMERA_TOO_TILTED = "camera_too_tilted"
# What a placement's own check refuses.
PRODUCT_OUT_OF_FRAME = "product_out_of_frame"
CAMERA_IN_PRODUCT = "camera_in_product"
# What the shopper should hear with a result.
TOO_FAR = "too_far"
SCALE_ASSUMED = "scale_assumed"
SCALE_CONFLICT = "scale_conflict"
IMAGE_CROPPED = "image_cropped"
LENS_TOO_WIDE = "lens_too_wide"
FOCAL_ASSUMED = "focal_assumed"
TAPS_TOO_CLOSE = "taps_too_close"
SENSOR_DISAGREES = "sensor_disagrees"
COLLISION = "collision"
# What a live view says.
TRACK_LOST = "track_lost"
MOVE_SLOWLY = "move_slowly"
POINT_AT_FLOOR = "point_at_floor"

ROOM_REFUSALS = (
    NO_GRAVITY,
    TAP_ABOVE_HORIZON,
    MARKER_NOT_FOUND,
    MARKER_AMBIGUOUS,
    CAMERA_TOO_TILTED,
    PRODUCT_OUT_OF_FRAME,
    CAMERA_IN_PRODUCT,
)
ROOM_NOTES = (
    TOO_FAR,
    SCALE_ASSUMED,
    SCALE_CONFLICT,
    IMAGE_CROPPED,
    LENS_TOO_WIDE,
    FOCAL_ASSUMED,
    TAPS_TOO_CLOSE,
    SENSOR_DISAGREES,
    COLLISION,
    TRACK_LOST,
    MOVE_SLOWLY,
    POINT_AT_FLOOR,
)

A4_M = (0.210, 0.297)

LOWEST_RAY_RAD = float(np.radians(6.0))
"""Closer below the horizon a pixel is metres of floor, and nothing can be placed on it."""
FARTHEST_M = 5.0
_WIDEST_BAND = 0.20
"""A piece farther away, or of a size less sure than this share, is shown with a warning."""
SNAP_DEG = 8.0
"""A piece is turned along a wall if that is nearer than this: people do not mean 8 degrees."""


def is_too_far(distance_m: float, band: float, source: ScaleSource) -> bool:
    """Tell whether sizes at a place on the floor deserve a warning.

    Parameters
    ----------
    band : by what share sizes may be wrong there
    source : of the scale; an assumed height leaves much open everywhere, and has its own note
    """
    is_vague = band > _WIDEST_BAND and source != "height_assumed"
    return distance_m > FARTHEST_M or is_vague


@dataclass(frozen=True, slots=True)
class MarkerSheet:
    """A printed ArUco marker that lies on the floor.

    Parameters
    ----------
    side_m : of its black square, m
    dictionary : one of OpenCV's, as `4X4_50`
    number : of the marker; None takes the largest one seen
    """

    side_m: float = 0.15
    dictionary: str = "4X4_50"
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ChessboardSheet:
    """A printed chessboard that lies on the floor.

    Parameters
    ----------
    columns, rows : inner corners
    square_m : side of one square, m
    """

    columns: int = 9
    rows: int = 6
    square_m: float = 0.025


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A plain sheet of A4 on the floor.

    Parameters
    ----------
    corners : roughly where its four corners are, px, in turn; None searches the picture
    """

    corners: tuple[Pixel, Pixel, Pixel, Pixel] | None = None


FloorSheet = MarkerSheet | ChessboardSheet | PaperSheet


@dataclass(frozen=True, slots=True)
class UprightReference:
    """Something upright of known height that stands on the floor: a door, a person.

    Parameters
    ----------
    foot, top : where it meets the floor and where it ends, px
    height_m : m
    deviation_m : how well the height is known, m
    """

    foot: Pixel
    top: Pixel
    height_m: float
    deviation_m: float = 0.01


@dataclass(frozen=True, slots=True)
class FloorSpan:
    """Two places on the floor a known length apart.

    Parameters
    ----------
    first, second : px
    length_m : m
    deviation_m : how well the length is known, m
    """

    first: Pixel
    second: Pixel
    length_m: float
    deviation_m: float = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Gravity:
    """Up as the phone's sensor tells it.

    Parameters
    ----------
    up : (3,), camera frame, of any length
    deviation_rad : per axis, rad
    """

    up: Array1
    deviation_rad: float = float(np.radians(1.0))

    def __post_init__(self) -> None:
        up = frozen(self.up, np.float64, (3,), "gravity")
        length = float(np.linalg.norm(up))
        if length < 1e-6 or not 0.0 < self.deviation_rad < 0.5:
            msg = f"gravity: expected a direction and a deviation in (0, 0.5), got {self}"
            raise ValueError(msg)
        object.__setattr__(self, "up", frozen(up / length, np.float64, (3,), "gravity"))


@dataclass(frozen=True, slots=True)
class RoomHints:
    """What is told with a picture of a room; all of it may be missing.

    Parameters
    ----------
    taps : places on the floor, px; the first is where the product goes
    sheet : what lies on the floor
    reference : an upright thing of known height
    span : two places of known distance
    camera_height_m : of the lens above the floor, m, in [0.2, 3]
    gravity : up by the phone's sensor
    is_cropped : the picture's size is not the one the camera took
    tap_px : how well a finger hits, deviation per axis, px of a picture 1280 px wide

    Raises
    ------
    ValueError
        If a length is out of range.
    """

    taps: tuple[Pixel, ...] = ()
    sheet: FloorSheet | None = None
    reference: UprightReference | None = None
    span: FloorSpan | None = None
    camera_height_m: float | None = None
    gravity: Gravity | None = None
    is_cropped: bool = False
    tap_px: float = 4.0

    def __post_init__(self) -> None:
        height = self.camera_height_m
        if height is not None and not 0.2 <= height <= 3.0:
            msg = f"camera_height_m: expected a value in [0.2, 3], got {height}"
            raise ValueError(msg)
        if self.reference is not None and not 0.2 <= self.reference.height_m <= 4.0:
            msg = f"reference: expected a height in [0.2, 4] m, got {self.reference.height_m}"
            raise ValueError(msg)
        if self.span is not None and not 0.05 <= self.span.length_m <= 20.0:
            msg = f"span: expected a length in [0.05, 20] m, got {self.span.length_m}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """The floor under a camera: where it is, and how well that is known.

    Parameters
    ----------
    up : (3,), unit, camera frame
    up_sd_deg : deviation of `up` per axis, degrees
    height_m : of the camera above the floor, m
    height_sd_m : its deviation, m
    up_source, scale_source : where each comes from
    cloud : floors that may as well be true
    size_band_pct : by how much a product's drawn size may be wrong at the tap, a 90 % band
    wall_yaw_rad : turn about the vertical from the room frame to the nearest wall, rad, in
        (-pi / 4, pi / 4]; None where no direction stands out. Walls are a right angle apart.
    """

    up: Array1
    up_sd_deg: float
    height_m: float
    height_sd_m: float
    up_source: UpSource
    scale_source: ScaleSource
    cloud: FloorCloud
    size_band_pct: float
    wall_yaw_rad: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RoomReading:
    """What a picture of a room gave.

    Parameters
    ----------
    camera : with the focal length that was settled on
    focal_source : where that comes from
    landmarks : the room as a subject; None where refused
    floor : None where refused
    refusal : reason code, None where the floor was found
    notes : reason codes that go with the result
    sheet_corners : (N, 2), px, corners of the sheet found, for drawing; empty without one
    bystanders : people and pets, the surest first
    """

    camera: CameraIntrinsics
    focal_source: FocalSource
    landmarks: Landmarks | None
    floor: Floor | None
    refusal: str | None
    notes: tuple[str, ...] = ()
    sheet_corners: Array2 = field(default_factory=lambda: np.empty((0, 2)))
    bystanders: tuple[Bystander, ...] = ()
