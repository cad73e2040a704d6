"""Steadiness on recorded heads, and how far smoothing lags behind a known motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.accuracy_photos import centred_face
from benchmarks.clips import Image, load_image
from benchmarks.machine import DATA_DIR
from benchmarks.synthetic_raster import Floats
from tryon import (
    DEFAULT_CATALOG_DIR,
    DEFAULT_SAMPLES_DIR,
    CameraIntrinsics,
    Catalog,
    Choice,
    EngineProcess,
    Product,
    Report,
)

SKU = "hoi-an"
POINTS = ("bridge", "left_hinge", "right_hinge", "left_temple_end", "right_temple_end")
WINDOW = 15
"""Frames over which steadiness is judged: half a second, in which a still head drifts little."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Where the pair's points were over a clip.

    Parameters
    ----------
    times_s : (F,)
    points : (F, P, 2) px, NaN where no pair was drawn; P as `POINTS`
    face_width_px : (F,)
    """

    times_s: Floats
    points: Floats
    face_width_px: Floats


def clip_frames(path: Path) -> Iterator[tuple[float, Image]]:
    """Give time, s, and picture of each frame of a video."""
    capture = cv2.VideoCapture(str(path))
    rate = capture.get(cv2.CAP_PROP_FPS) or 30.0
    index = 0
    try:
        while True:
            is_read, picture = capture.read()
            if not is_read:
                return
            yield index / rate, np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            index += 1
    finally:
        capture.release()


def follow(
    engine: EngineProcess, frames: Iterator[tuple[float, Image]], stream: str | None
) -> Course:
    """Try the pair on every frame; `stream` None treats each as a single picture."""
    product = Catalog.load((DEFAULT_CATALOG_DIR,)).product(SKU)
    times: list[float] = []
    points: list[Floats] = []
    widths: list[float] = []
    for time_s, image in frames:
        height, width = image.shape[:2]
        camera = CameraIntrinsics.default(width, height)
        reply = engine.try_on(image, camera, (Choice(SKU),), stream=stream, timestamp_s=time_s)
        times.append(time_s)
        points.append(product_points(reply.report, product, camera))
        subjects = reply.report["subjects"]
        widths.append(subjects[0]["box"][2] - subjects[0]["box"][0] if subjects else np.nan)
    if stream is not None:
        engine.forget(stream)
    return Course(np.array(times), np.array(points), np.array(widths))


def product_points(report: Report, product: Product, camera: CameraIntrinsics) -> Floats:
    """Give the pair's `POINTS` (P, 2), px; NaN where none was drawn."""
    fits = [fit for fit in report["fits"] if fit["camera_from_product"] is not None]
    if not fits or fits[0]["scale"] is None:
        return np.full((len(POINTS), 2), np.nan)
    pose = np.array(fits[0]["camera_from_product"])
    named = np.array([product.point(name) for name in POINTS]) * fits[0]["scale"]
    return camera.project(named @ pose[:3, :3].T + pose[:3, 3])


def steadiness_pct(course: Course) -> dict[str, float]:
    """Give jitter as % of the face width: standard deviation about a straight motion.

    Over the quarter of the half-second windows in which the head moves least, so that what is
    left is the tracker's own; the median over these windows, both axes together.
    """
    windows = [
        slice(begin, begin + WINDOW) for begin in range(0, len(course.times_s) - WINDOW + 1, 5)
    ]
    whole = [w for w in windows if np.isfinite(course.points[w]).all()]
    if not whole:
        return {}
    travel = [float(np.ptp(course.points[w][:, 0], axis=0).max()) for w in whole]
    still = [whole[row] for row in np.argsort(travel)[: max(1, len(whole) // 4)]]
    jitter: dict[str, float] = {}
    groups = {"bridge": [0], "hinge": [1, 2], "temple_end": [3, 4]}
    for name, rows in groups.items():
        values = [_residual(course, w, row) for w in still for row in rows]
        jitter[name] = round(float(np.median(values)), 4)
    return jitter


def _residual(course: Course, window: slice, row: int) -> float:
    track = course.points[window][:, row]
    line = np.column_stack([np.ones(len(track)), course.times_s[window]])
    rest = track - line @ np.linalg.lstsq(line, track, rcond=None)[0]
    spread = np.sqrt((rest**2).sum() / (2 * (len(track) - 2)))
    return float(100.0 * spread / np.nanmean(course.face_width_px[window]))


def head_videos() -> list[Path]:
    """Videos in which one head fills a good part of the picture."""
    names = ("webcam_head_cap13.mp4", "hand_swing.mp4")
    return [p for p in (DATA_DIR / "videos" / name for name in names) if p.is_file()]


def measure_jitter(engine: EngineProcess) -> dict[str, Any]:
    """Give jitter on the head clips, with smoothing and without."""
    result: dict[str, Any] = {}
    for path in head_videos():
        smoothed = follow(engine, clip_frames(path), "jitter")
        tracked = float(np.isfinite(smoothed.points[:, 0, 0]).mean())
        if tracked < 0.5:
            continue
        result[path.name] = {
            "frames": len(smoothed.times_s),
            "tracked_pct": round(100.0 * tracked, 1),
            "face_width_px": round(float(np.nanmedian(smoothed.face_width_px)), 1),
            "jitter_pct_of_face_width": steadiness_pct(smoothed),
        }
    return result


def known_motion(
    engine: EngineProcess, amplitude_px: float, frequency_hz: float, seconds: float = 3.0
) -> tuple[Callable[[], Iterator[tuple[float, Image]]], Callable[[Floats], Floats]]:
    """Give frames of a photo swung sideways at 30 frames/s, and its shift, px, over time."""
    camera = CameraIntrinsics.default(1280, 720)
    scene = centred_face(engine, load_image(DEFAULT_SAMPLES_DIR / "astronaut.png"), camera)

    def shift(times_s: Floats) -> Floats:
        return amplitude_px * np.sin(2.0 * np.pi * frequency_hz * np.asarray(times_s))

    def frames() -> Iterator[tuple[float, Image]]:
        for index in range(round(seconds * 30)):
            time_s = index / 30.0
            motion = np.array([[1.0, 0.0, float(shift(np.array(time_s)))], [0.0, 1.0, 0.0]])
            moved = cv2.warpAffine(
                scene, motion, (1280, 720), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
            )
            yield time_s, np.asarray(moved)

    return frames, shift


def lag_ms(times_s: Floats, seen: Floats, shift: Callable[[Floats], Floats]) -> float:
    """Give by how much a course (F,) lags behind a motion: the delay that explains it best, ms.

    First order: `seen = a + b (shift(t) - delay shift'(t))`.
    """
    step = 1e-4
    speed = (shift(times_s + step) - shift(times_s - step)) / (2.0 * step)
    system = np.column_stack([np.ones(len(times_s)), shift(times_s), speed])
    _, gain, slope = np.linalg.lstsq(system, seen, rcond=None)[0]
    return float(-1000.0 * slope / gain)


def measure_lag(engine: EngineProcess) -> dict[str, Any]:
    """Give how much later the smoothed bridge comes than the unsmoothed one."""
    result: dict[str, Any] = {}
    for name, amplitude, frequency in (("188 px/s", 60.0, 0.5), ("754 px/s", 120.0, 1.0)):
        frames, shift = known_motion(engine, amplitude, frequency)
        lags: dict[str, float] = {}
        for kind, stream in (("smoothed", "lag"), ("single", None)):
            course = follow(engine, frames(), stream)
            # The first half second belongs to finding the face.
            known = np.isfinite(course.points[:, 0, 0]) & (course.times_s > 0.5)
            times, seen = course.times_s[known], course.points[known, 0, 0]
            lags[kind] = lag_ms(times, seen, shift)
            away = seen - shift(times)
            lags[f"{kind}_rms_px"] = float(np.std(away))
        result[name] = {key: round(value, 3) for key, value in lags.items()}
        result[name]["added_ms"] = round(lags["smoothed"] - lags["single"], 3)
    return result
