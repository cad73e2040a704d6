"""Accuracy of earrings on synthetic people: ear lobes, and where earrings are hung."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from benchmarks.accuracy_heads import CAMERA, YAW_BINS, bin_name
from benchmarks.clips import Image
from benchmarks.synthetic import make_person, make_view
from benchmarks.synthetic_ears import lobe_middle
from benchmarks.synthetic_light import make_background, make_lighting
from benchmarks.synthetic_paint import paint
from benchmarks.synthetic_raster import Bools, Floats
from benchmarks.timing import Spread
from tryon import (
    DEFAULT_CATALOG_DIR,
    Catalog,
    EngineConfig,
    Frame,
    TryOnEngine,
    create_engine,
)
from tryon.engine_scene import WornProduct
from tryon.landmarks.ears import average_lobe

SKU = "non-nuoc"
SEED = 300
"""The ear net learned from people of seeds from 5000 on."""

_REACH_M = 0.003

_Side = Literal["left", "right"]
_SIDES: tuple[_Side, ...] = ("left", "right")


@dataclass(frozen=True, slots=True, eq=False)
class EarSitting:
    """One synthetic picture, where its lobes are, (3,), m, camera frame, and which are in view."""

    image: Image
    lobes: dict[_Side, Floats]
    in_view: frozenset[_Side]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LobeError:
    """How far a lobe is from the truth across the picture, cm at its depth.

    Parameters
    ----------
    average : of the average head's lobe, posed
    found : of the lobe found in the picture
    hung : of the drawn earring's hook
    claimed : the standard deviation that was claimed
    is_covered : whether the truth lies in the 95 % interval
    in_view : whether hair and cheek leave the lobe free
    """

    average: float
    found: float
    hung: float
    claimed: float
    is_covered: bool
    in_view: bool


def ear_sittings(people: int) -> list[EarSitting]:
    """Give pictures of people, one in every bin of yaw, to the left and right in turn."""
    result: list[EarSitting] = []
    for number in range(people):
        person = make_person(SEED + number, tone=number % 10)
        for turn, (low, high) in enumerate(YAW_BINS):
            rng = np.random.default_rng([SEED, number, turn])
            side = 1.0 if (number + turn) % 2 else -1.0
            yaw = side * rng.uniform(low, high)
            angles = (yaw, rng.uniform(-10.0, 10.0), rng.uniform(-8.0, 8.0))
            bridge = (rng.uniform(-0.05, 0.05), rng.uniform(-0.05, 0.02), rng.uniform(0.42, 0.9))
            view = make_view(person, CAMERA, angles, bridge)
            background = make_background(CAMERA.width, CAMERA.height, SEED + number)
            light = make_lighting(SEED + 7 * number + turn)
            image, truth = paint(person, view, light, background, number)
            lobes: dict[_Side, Floats] = {
                name: view.camera_from_person.apply(lobe_middle(person, name)[None])[0]
                for name in _SIDES
            }
            tone = person.tone
            shade = "tone 1-3" if tone < 3 else "tone 4-6" if tone < 6 else "tone 7-10"
            hair = "short or no hair" if person.hair_m < 0.01 else "thick hair"
            in_view: frozenset[_Side] = frozenset(
                n for n in _SIDES if _is_seen(lobes[n], truth.ear_mask)
            )
            result.append(EarSitting(image, lobes, in_view, ("all", bin_name(yaw), shade, hair)))
    return result


def _is_seen(lobe: Floats, ear_mask: Bools) -> bool:
    """Whether ear is seen where a lobe (3,), m, camera frame, is."""
    u, v = (round(float(value)) for value in CAMERA.project(lobe[None])[0])
    reach = max(1, round(_REACH_M * CAMERA.fx / float(lobe[2])))
    rows = slice(max(0, v - reach), v + reach + 1)
    window = ear_mask[rows, max(0, u - reach) : u + reach + 1]
    return bool(window.size) and float(window.mean()) > 0.3


def lobe_errors(engine: TryOnEngine, worn: WornProduct, sitting: EarSitting) -> list[LobeError]:
    """Try earrings on and compare every lobe they are shown on with the truth."""
    result = engine.try_on(Frame(sitting.image, CAMERA), [worn])
    errors: list[LobeError] = []
    for face in result.landmarks[:1]:
        fit = result.fits[0].fit
        shown = {p.prefix: p.camera_from_product for p in fit.parts}
        for side in _SIDES:
            pose = shown.get(f"{side}_")
            found = face.subject_points.get(f"{side}_lobe")
            claim = face.measures.get(f"{side}_lobe_error_mm")
            if pose is None or found is None or claim is None:
                continue
            places = face.camera_from_subject.apply(np.stack([average_lobe(face, side), found]))
            hook = pose.apply(worn.product.point(f"{side}_hook")[None])
            truth = sitting.lobes[side]
            pixels = CAMERA.project(np.vstack([places, hook, truth]))
            away = np.linalg.norm(pixels[:3] - pixels[3], axis=1)
            average, seen, hung = (100.0 * float(px) * truth[2] / CAMERA.fx for px in away)
            claimed, high = 0.1 * claim.value, 0.1 * claim.high
            in_view = side in sitting.in_view
            errors.append(LobeError(average, seen, hung, claimed, seen <= high, in_view))
    return errors


def summarise(errors: list[LobeError], pictures: int) -> dict[str, Any]:
    """Give the spreads of some lobes' errors, cm."""
    covered = [error.is_covered for error in errors]
    return {
        "pictures": pictures,
        "lobes": len(errors),
        "average_cm": Spread.of(error.average for error in errors).as_dict(),
        "found_cm": Spread.of(error.found for error in errors).as_dict(),
        "hung_cm": Spread.of(error.hung for error in errors).as_dict(),
        "claimed_cm": Spread.of(error.claimed for error in errors).as_dict(),
        "interval_covers_pct": round(100.0 * float(np.mean(covered or [0.0])), 1),
    }


def measure_earrings(people: int) -> dict[str, Any]:
    """Measure where lobes are found and earrings hung, by yaw, tone and hair."""
    engine = create_engine(EngineConfig(max_people=1))
    product = Catalog.load((DEFAULT_CATALOG_DIR,)).product(SKU)
    worn = WornProduct(product, product.variants[0])
    groups: dict[str, list[LobeError]] = defaultdict(list)
    pictures: dict[str, int] = defaultdict(int)
    try:
        for sitting in ear_sittings(people):
            errors = lobe_errors(engine, worn, sitting)
            for name in sitting.groups:
                groups[name] += [error for error in errors if error.in_view]
                pictures[name] += 1
            groups["covered lobes"] += [error for error in errors if not error.in_view]
            pictures["covered lobes"] += 1
    finally:
        engine.close()
    return {name: summarise(groups[name], pictures[name]) for name in sorted(groups)}
