"""Accuracy on synthetic people: pose, size, pupils, and temples over ears."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.clips import Image
from benchmarks.synthetic import Truth, make_person, make_view
from benchmarks.synthetic_light import make_background, make_lighting
from benchmarks.synthetic_paint import paint
from benchmarks.synthetic_raster import Bools, Floats
from benchmarks.timing import Spread
from tryon import (
    DEFAULT_CATALOG_DIR,
    CameraIntrinsics,
    Catalog,
    EngineConfig,
    Frame,
    TryOnEngine,
    TryOnResult,
    create_engine,
)
from tryon.catalog.product import SurfaceMaterial
from tryon.engine_scene import WornProduct
from tryon.geometry.axes import yaw_pitch_roll_rad
from tryon.geometry.transform import rotation_angle_rad, rotation_from_vector, vector_from_rotation

CAMERA = CameraIntrinsics(640, 480, 608.0, 608.0, 319.5, 239.5)
YAW_BINS = ((0, 15), (15, 30), (30, 45), (45, 60))
PAIRS = ("hoi-an", "an-bang", "my-khe")
_SEEN_LEVELS = 12
"""Difference, of 255, at which a pixel counts as drawn: under it is dither and faint shadow."""


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """One synthetic picture with its truth."""

    image: Image
    truth: Truth
    yaw_deg: float
    tone: int


def sittings(people: int, seed: int = 100) -> list[Sitting]:
    """Give pictures of people, one in every bin of yaw, to the left and right in turn."""
    result: list[Sitting] = []
    for number in range(people):
        person = make_person(seed + number, tone=number % 10)
        for turn, (low, high) in enumerate(YAW_BINS):
            rng = np.random.default_rng([seed, number, turn])
            side = 1.0 if (number + turn) % 2 else -1.0
            yaw = side * rng.uniform(low, high)
            angles = (yaw, rng.uniform(-10.0, 10.0), rng.uniform(-8.0, 8.0))
            bridge = (rng.uniform(-0.05, 0.05), rng.uniform(-0.05, 0.02), rng.uniform(0.42, 0.7))
            view = make_view(person, CAMERA, angles, bridge)
            background = make_background(CAMERA.width, CAMERA.height, seed + number)
            image, truth = paint(person, view, make_lighting(seed + number), background, number)
            result.append(Sitting(image, truth, yaw, person.tone))
    return result


def probe_product(catalog: Catalog, sku: str, colour: float) -> WornProduct:
    """Give a pair whose temples are of one matt grey, [0, 1], and all else unchanged.

    What differs between a black and a white probe are the temples, and nothing but them.
    """
    product = catalog.product(sku)
    surface = SurfaceMaterial((colour, colour, colour), 0.0, 1.0)
    meshes = tuple(
        replace(part, material="probe", surface=surface, texture=None)
        if part.name.startswith("temple")
        else part
        for part in product.meshes
    )
    variant = product.variants[0]
    probed = replace(variant, materials={**variant.materials, "probe": surface})
    return WornProduct(replace(product, meshes=meshes), probed)


def temple_mask(engine: TryOnEngine, frame: Frame, probes: tuple[WornProduct, ...]) -> Bools:
    """Give the pixels (H, W) in which a temple is seen."""
    black, white = (engine.try_on(frame, [probe]).image.astype(int) for probe in probes)
    return np.asarray(np.abs(white - black).max(axis=2) > _SEEN_LEVELS)


def measure_temples(engine: TryOnEngine, pictures: list[Sitting]) -> dict[str, Any]:
    """Give the share of drawn temple pixels that lie on a visible ear, by yaw.

    `on_ear` and `temple` are sums of pixels over pictures and pairs; the percentage is their
    ratio, as the study defines it.
    """
    catalog = Catalog.load((DEFAULT_CATALOG_DIR,))
    on_ear: dict[str, int] = defaultdict(int)
    drawn: dict[str, int] = defaultdict(int)
    count: dict[str, int] = defaultdict(int)
    for sku in PAIRS:
        probes = probe_product(catalog, sku, 0.0), probe_product(catalog, sku, 1.0)
        for sitting in pictures:
            temples = temple_mask(engine, Frame(sitting.image, CAMERA), probes)
            for name in (bin_name(sitting.yaw_deg), "all", sku):
                on_ear[name] += int((temples & sitting.truth.ear_mask).sum())
                drawn[name] += int(temples.sum())
                count[name] += 1
    return {
        name: {
            "pictures": count[name],
            "temple_px": drawn[name],
            "on_ear_px": on_ear[name],
            "percent": round(100.0 * on_ear[name] / max(1, drawn[name]), 2),
        }
        for name in [f"yaw {low}-{high}" for low, high in YAW_BINS] + ["all", *PAIRS]
    }


def bin_name(yaw_deg: float) -> str:
    """Give the bin of yaw a picture belongs to."""
    for low, high in YAW_BINS:
        if abs(yaw_deg) < high:
            return f"yaw {low}-{high}"
    return "yaw beyond"


@dataclass(frozen=True, slots=True)
class HeadError:
    """How far one result is from the truth; degrees, mm, % of the eye distance.

    `rotation` is the axis times angle, rad, that turns the true head into the found one.
    """

    rotation: tuple[float, ...]
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    depth_pct: float
    pupillary_distance_mm: float | None
    is_interval_right: bool | None
    pupils_pct: float
    ear_mm: float


def head_error(sitting: Sitting, result: TryOnResult) -> HeadError | None:
    """Compare the face nearest to the truth; None if none was found there."""
    truth = sitting.truth
    middle = (truth.image_points["left_pupil"] + truth.image_points["right_pupil"]) / 2.0
    eye_px = float(
        np.linalg.norm(truth.image_points["left_pupil"] - truth.image_points["right_pupil"])
    )
    for found in result.landmarks:
        names = ("left_pupil", "right_pupil")
        points = found.camera_from_subject.apply(np.array([found.subject_points[n] for n in names]))
        pupils = CAMERA.project(points)
        if np.linalg.norm(pupils.mean(axis=0) - middle) > max(eye_px, 25.0):
            continue
        away = pupils - [truth.image_points[n] for n in names]
        # Foreshortened eyes would make the unit vanish: use the distance seen from the front.
        frontal_px = CAMERA.fx * truth.pupillary_distance_m / truth.camera_from_head.translation[2]
        measure = found.measures.get("pupillary_distance_mm")
        true_mm = 1000.0 * truth.pupillary_distance_m
        rotation = truth.camera_from_head.rotation.T @ found.camera_from_subject.rotation
        mine = np.degrees(yaw_pitch_roll_rad(found.camera_from_subject))
        real = np.degrees(yaw_pitch_roll_rad(truth.camera_from_head))
        depth = found.camera_from_subject.translation[2] / truth.camera_from_head.translation[2]
        side = "right" if sitting.yaw_deg > 0.0 else "left"
        ear = found.camera_from_subject.apply(found.subject_points[f"{side}_ear"][None])
        gap_px = CAMERA.project(ear)[0] - truth.image_points[f"{side}_ear"]
        ear_depth = truth.camera_points[f"{side}_ear"][2]
        return HeadError(
            tuple(vector_from_rotation(rotation).tolist()),
            *(float(value) for value in mine - real),
            depth_pct=100.0 * (depth - 1.0),
            pupillary_distance_mm=None if measure is None else measure.value - true_mm,
            is_interval_right=None if measure is None else measure.low <= true_mm <= measure.high,
            pupils_pct=float(100.0 * np.linalg.norm(away, axis=1).mean() / frontal_px),
            ear_mm=float(1000.0 * np.linalg.norm(gap_px) * ear_depth / CAMERA.fx),
        )
    return None


def mean_rotation(errors: list[HeadError | None]) -> Floats:
    """Give the constant (3,), axis times angle, rad, by which all results differ."""
    vectors = [error.rotation for error in errors if error is not None]
    return np.mean(vectors, axis=0) if vectors else np.zeros(3)


def summarise(errors: list[HeadError | None], constant: Floats) -> dict[str, Any]:
    """Give the spreads of some results; `constant` is the `mean_rotation` of all."""
    undo = rotation_from_vector(-constant)
    known = [error for error in errors if error is not None]
    distances = [e.pupillary_distance_mm for e in known if e.pupillary_distance_mm is not None]
    right = [e.is_interval_right for e in known if e.is_interval_right is not None]
    return {
        "faces": len(errors),
        "found": len(known),
        "rotation_deg": Spread.of(
            float(np.degrees(np.linalg.norm(e.rotation))) for e in known
        ).as_dict(),
        "rotation_about_mean_deg": Spread.of(
            float(np.degrees(rotation_angle_rad(undo @ rotation_from_vector(np.array(e.rotation)))))
            for e in known
        ).as_dict(),
        "abs_yaw_deg": Spread.of(abs(e.yaw_deg) for e in known).as_dict(),
        "abs_pitch_deg": Spread.of(abs(e.pitch_deg) for e in known).as_dict(),
        "abs_roll_deg": Spread.of(abs(e.roll_deg) for e in known).as_dict(),
        "mean_pitch_deg": round(float(np.mean([e.pitch_deg for e in known] or [0.0])), 2),
        "abs_depth_pct": Spread.of(abs(e.depth_pct) for e in known).as_dict(),
        "abs_pupillary_distance_mm": Spread.of(abs(d) for d in distances).as_dict(),
        "mean_pupillary_distance_mm": round(float(np.mean(distances or [0.0])), 2),
        "interval_covers_pct": round(100.0 * float(np.mean(right or [0.0])), 1),
        "pupils_pct_of_eye_distance": Spread.of(e.pupils_pct for e in known).as_dict(),
        "ear_mm": Spread.of(e.ear_mm for e in known).as_dict(),
    }


def measure_heads(engine: TryOnEngine, pictures: list[Sitting]) -> dict[str, Any]:
    """Give pose, size and pupil errors: all, by yaw, and by skin tone."""
    groups: dict[str, list[HeadError | None]] = defaultdict(list)
    for sitting in pictures:
        error = head_error(sitting, engine.try_on(Frame(sitting.image, CAMERA), []))
        shade = "tone 1-3" if sitting.tone < 3 else "tone 4-6" if sitting.tone < 6 else "tone 7-10"
        for name in ("all", bin_name(sitting.yaw_deg), shade):
            groups[name].append(error)
    constant = mean_rotation(groups["all"])
    return {name: summarise(groups[name], constant) for name in sorted(groups)} | {
        "mean_rotation_deg": [round(float(value), 2) for value in np.degrees(constant)]
    }


def measure_synthetic(people: int) -> dict[str, Any]:
    """Measure everything that synthetic people are for."""
    pictures = sittings(people)
    engine = create_engine(EngineConfig(max_people=1))
    try:
        return {
            "people": people,
            "pictures": len(pictures),
            "camera": [CAMERA.width, CAMERA.height],
            "heads": measure_heads(engine, pictures),
            "temples_on_ears": measure_temples(engine, pictures),
        }
    finally:
        engine.close()
