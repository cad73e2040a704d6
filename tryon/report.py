"""The report: one JSON object per picture or frame, the stable contract of the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

from tryon.arrays import Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.landmarks import Landmarks

Pixel = list[float]


class CameraReport(TypedDict):
    """The camera a picture was understood with, px."""

    fx: float
    fy: float
    cx: float
    cy: float
    source: str


class MeasureReport(TypedDict):
    """A measure with its 95 % interval."""

    value: float
    low: float
    high: float


class FloorReport(TypedDict):
    """The floor of a room, camera frame: where it is, where that is known from, how well.

    `size_band_pct` is by how much drawn sizes may be wrong at the first tap, a 90 % band;
    `wall_yaw_deg` the turn of a wall against the picture, null where none stands out;
    `sheet_px` the corners of the sheet that was found.
    """

    up: list[float]
    height_m: float
    height_sd_m: float
    up_sd_deg: float
    size_band_pct: float
    up_source: str
    scale_source: str
    focal_source: str
    wall_yaw_deg: float | None
    sheet_px: list[Pixel]


class SubjectReport(TypedDict):
    """One person, hand, foot or room found in the picture."""

    id: int
    kind: str
    score: float
    box: list[float]
    landmarks: list[Pixel]
    camera_from_subject: list[list[float]]
    points: dict[str, Pixel]
    measures: dict[str, MeasureReport]
    notes: list[str]
    floor: NotRequired[FloorReport]


class FitReport(TypedDict):
    """How one product sits on one subject.

    Of a piece in a room also: the `number` of its stand; its distance from the camera and how
    far that may be wrong, both m; by how much its drawn size may be wrong here, a 90 % band; its
    turn after snapping; in a stream the `spot_px` where it stands now; the corners of its
    footprint on the floor, px (back left, back right, front right, front left as the piece has
    left and right; empty if one is behind the camera);
    `warnings`, and the numbers of the pieces it runs into.
    """

    sku: str
    category: str
    subject: int
    camera_from_product: list[list[float]] | None
    scale: float | None
    confidence: float
    points: dict[str, Pixel]
    refusal: str | None
    number: NotRequired[int]
    distance_m: NotRequired[float | None]
    distance_band_m: NotRequired[float | None]
    size_band_pct: NotRequired[float | None]
    yaw_deg: NotRequired[float | None]
    spot_px: NotRequired[Pixel | None]
    footprint_px: NotRequired[list[Pixel]]
    warnings: NotRequired[list[str]]
    collides_with: NotRequired[list[int]]


class BystanderReport(TypedDict):
    """Somebody in the picture of a room; `box` is left, top, right, bottom of what is seen."""

    kind: str
    score: float
    box: list[float]


class Report(TypedDict):
    """One picture or frame; of a room also why it could not be read, and what to tell of it.

    Of a room, `bystanders` are the people and pets in its picture.

    In a stream of a room, `held` says whether the frame confirmed where the camera is, `shown`
    whether the pieces are drawn: not when the room has been lost for long.
    """

    input: str | None
    frame: int
    width: int
    height: int
    camera: CameraReport
    subjects: list[SubjectReport]
    fits: list[FitReport]
    timings_ms: dict[str, float]
    output: str | None
    refusal: NotRequired[str | None]
    notes: NotRequired[list[str]]
    bystanders: NotRequired[list[BystanderReport]]
    held: NotRequired[bool]
    shown: NotRequired[bool]


Stage = Literal[
    "decode",
    "track",
    "read",
    "fit",
    "light",
    "retouch",
    "cut",
    "shadow",
    "render",
    "composite",
    "encode",
    "total",
]


def pixels(points: Array2, digits: int = 2) -> list[Pixel]:
    """Give (N, 2) px as rounded lists; a hundredth of a pixel is below any tracker's noise."""
    rounded: list[Pixel] = points.round(digits).tolist()
    return rounded


def camera_report(camera: CameraIntrinsics) -> CameraReport:
    """Describe a camera."""
    return {
        "fx": round(camera.fx, 3),
        "fy": round(camera.fy, 3),
        "cx": round(camera.cx, 3),
        "cy": round(camera.cy, 3),
        "source": camera.source,
    }


def subject_report(landmarks: Landmarks, camera: CameraIntrinsics) -> SubjectReport:
    """Describe one subject; `points` come from the posed subject, not from the 2-D net."""
    projected = landmarks.projected_points(camera)
    return {
        "id": landmarks.track_id,
        "kind": landmarks.subject,
        "score": round(landmarks.score, 4),
        "box": [round(value, 2) for value in landmarks.box],
        "landmarks": pixels(landmarks.image_points),
        "camera_from_subject": landmarks.camera_from_subject.matrix.tolist(),
        "points": {name: [round(u, 3), round(v, 3)] for name, (u, v) in projected.items()},
        "measures": {
            name: {
                "value": round(measure.value, 2),
                "low": round(measure.low, 2),
                "high": round(measure.high, 2),
            }
            for name, measure in landmarks.measures.items()
        },
        "notes": list(landmarks.notes),
    }


def scaled_report(report: Report, width: int, height: int) -> Report:
    """Express a report made on a reduced picture in the pixels of the full one.

    Parameters
    ----------
    report : as made on the reduced picture
    width, height : the full picture, px, after EXIF orientation

    Notes
    -----
    Poses are metric and stay; pixel centres follow `CameraIntrinsics.resized`.
    """
    sx, sy = width / report["width"], height / report["height"]

    def pixel(point: Sequence[float]) -> Pixel:
        return [
            round((point[0] + 0.5) * sx - 0.5, 3),
            round((point[1] + 0.5) * sy - 0.5, 3),
        ]

    def box(sides: Sequence[float]) -> list[float]:
        return [*pixel(sides[:2]), *pixel(sides[2:])]

    def named(points: Mapping[str, Sequence[float]]) -> dict[str, Pixel]:
        return {name: pixel(point) for name, point in points.items()}

    def camera_of(camera: CameraReport) -> CameraReport:
        fx, fy = round(camera["fx"] * sx, 3), round(camera["fy"] * sy, 3)
        cx, cy = pixel((camera["cx"], camera["cy"]))
        return {"fx": fx, "fy": fy, "cx": cx, "cy": cy, "source": camera["source"]}

    def subject_of(subject: SubjectReport) -> SubjectReport:
        moved: SubjectReport = {
            **subject,
            "box": box(subject["box"]),
            "landmarks": [pixel(point) for point in subject["landmarks"]],
            "points": named(subject["points"]),
        }
        if "floor" in subject:
            sheet = [pixel(corner) for corner in subject["floor"]["sheet_px"]]
            moved["floor"] = {**subject["floor"], "sheet_px": sheet}
        return moved

    def fit_of(fit: FitReport) -> FitReport:
        moved: FitReport = {**fit, "points": named(fit["points"])}
        if "footprint_px" in fit:
            moved["footprint_px"] = [pixel(corner) for corner in fit["footprint_px"]]
        return moved

    scaled: Report = {
        **report,
        "width": width,
        "height": height,
        "camera": camera_of(report["camera"]),
        "subjects": [subject_of(subject) for subject in report["subjects"]],
        "fits": [fit_of(fit) for fit in report["fits"]],
    }
    if "bystanders" in report:
        scaled["bystanders"] = [{**it, "box": box(it["box"])} for it in report["bystanders"]]
    return scaled
