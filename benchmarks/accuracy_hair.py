"""Accuracy of hair: its matte, and temples that disappear under it, on synthetic people.

Half of the pictures show people with hair that hangs over temples and ears, the other half the
same people with short hair, whose temples must stay.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import ndimage

from benchmarks.accuracy_heads import CAMERA, probe_product
from benchmarks.clips import Image
from benchmarks.synthetic import make_person, make_view
from benchmarks.synthetic_hair import hang_hair, make_style, scalp_hair
from benchmarks.synthetic_light import make_background, make_lighting
from benchmarks.synthetic_paint import paint
from benchmarks.synthetic_raster import Bools, Floats, rasterise
from tryon import DEFAULT_CATALOG_DIR, Catalog, EngineConfig, Frame, create_engine
from tryon.categories.eyewear.fit import fit_eyewear
from tryon.engine_scene import PlacedFit, WornProduct, occluders, placed_meshes
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte
from tryon.rendering._region import Region, placed_points
from tryon.rendering.composite import composite
from tryon.rendering.flat_backend import FlatRenderer
from tryon.rendering.mattes import cover
from tryon.scene import Light, Scene

PAIRS = ("hoi-an", "an-bang")
_YAWS = ((0, 20), (20, 40), (40, 60))
_LEAST_HAIR_M = 0.008
_SEEN_LEVELS = 24
"""Difference, of 255, at which a pixel counts as drawn: the rest of a faded temple is not seen."""
_INTO_HAIR_M = 0.008
"""A temple presses loose hair aside by this much at most; what is farther out lies before it."""
_LIGHT = Light(np.array([[0.8] * 3] + [[0.0] * 3] * 3), np.full((4, 8, 3), 0.5, np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class HairPicture:
    """One picture with the true place of hair.

    Parameters
    ----------
    image : (H, W, 3)
    hair : (H, W), where there is any
    hanging_m : (H, W), how far behind the nose bridge hair hangs, m, inf where there is none
    """

    image: Image
    hair: Bools
    hanging_m: Floats
    yaw_deg: float
    tone: int


def hair_pictures(people: int, seed: int = 500) -> list[HairPicture]:
    """Give each person once with long and once with short hair in every bin of yaw."""
    result: list[HairPicture] = []
    for number in range(people):
        drawn = make_person(seed + number, tone=number % 10)
        person = replace(drawn, hair_m=max(drawn.hair_m, _LEAST_HAIR_M))
        lighting = make_lighting(seed + number)
        for turn, (low, high) in enumerate(_YAWS):
            rng = np.random.default_rng([seed, number, turn])
            yaw = (1.0 if (number + turn) % 2 else -1.0) * rng.uniform(low, high)
            bridge = (rng.uniform(-0.04, 0.04), rng.uniform(-0.05, 0.0), rng.uniform(0.45, 0.7))
            angles = (yaw, rng.uniform(-10.0, 10.0), rng.uniform(-8.0, 8.0))
            view = make_view(person, CAMERA, angles, bridge)
            background = make_background(CAMERA.width, CAMERA.height, seed + number)
            short, _ = paint(person, view, lighting, background, number)
            scalp = scalp_hair(person, view)
            nothing = np.full(scalp.shape, np.inf)
            result.append(HairPicture(short, scalp, nothing, yaw, person.tone))
            long, hanging = hang_hair(person, view, lighting, short, make_style(seed + number))
            hair = scalp | np.isfinite(hanging)
            hanging -= view.camera_from_person.apply(person.person_from_head.translation[None])[
                0, 2
            ]
            result.append(HairPicture(long, hair, hanging, yaw, person.tone))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A picture and the landmarks found of the person in it."""

    picture: HairPicture
    landmarks: Landmarks


def look(pictures: list[HairPicture]) -> list[Seen]:
    """Track the person of every picture as eyewear asks for it; those not found are left out."""
    catalog = Catalog.load((DEFAULT_CATALOG_DIR,))
    product = catalog.product(PAIRS[0])
    worn = WornProduct(product, product.variants[0])
    engine = create_engine(EngineConfig(max_people=1, renderer="flat"))
    try:
        found = [
            (picture, engine.try_on(Frame(picture.image, CAMERA), [worn]).landmarks)
            for picture in pictures
        ]
    finally:
        engine.close()
    return [Seen(picture, landmarks[0]) for picture, landmarks in found if landmarks]


def measure_matte(seen: list[Seen]) -> dict[str, Any]:
    """Give how well hair mattes agree with the truth."""
    scores: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for item in seen:
        found = spread(item.landmarks.mattes["hair"])
        for name in group_names(item.picture):
            scores[name].append(agreement(found > 0.5, item.picture.hair))
    return {
        name: {"pictures": len(rows)}
        | dict(
            zip(
                ("iou", "precision", "recall"),
                np.round(np.mean(rows, axis=0), 3).tolist(),
                strict=True,
            )
        )
        for name, rows in sorted(scores.items())
    }


def group_names(picture: HairPicture) -> tuple[str, ...]:
    """Give the groups a picture counts in: all, length of hair, yaw, skin tone."""
    low, high = next((low, high) for low, high in _YAWS if abs(picture.yaw_deg) <= high)
    length = "long" if np.isfinite(picture.hanging_m).any() else "short"
    tone = picture.tone
    shade = "tone 1-3" if tone < 3 else "tone 4-6" if tone < 6 else "tone 7-10"
    return "all", length, f"{length}, yaw {low}-{high}", f"{length}, {shade}"


def spread(matte: Matte) -> Floats:
    """Give a matte over the whole picture, (H, W), [0, 1]."""
    whole = Region(0, 0, CAMERA.width, CAMERA.height)
    return cover([matte], whole) / 255.0


def agreement(found: Bools, true: Bools) -> tuple[float, float, float]:
    """Give intersection over union, precision and recall of two masks."""
    both = float((found & true).sum())
    return (
        both / max(1.0, float((found | true).sum())),
        both / max(1.0, float(found.sum())),
        both / max(1.0, float(true.sum())),
    )


def measure_temples(seen: list[Seen]) -> dict[str, Any]:
    """Count temple pixels behind hair that hangs and elsewhere, with mattes and without.

    `over_hair_percent` is the share of the temple's pixels behind hair that are drawn all the same;
    `drawn_on_hair_percent` the share of all drawn temple pixels that lie behind hair;
    `lost_percent` the share of temple pixels before or beside hair that are not drawn.
    """
    catalog = Catalog.load((DEFAULT_CATALOG_DIR,))
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for sku in PAIRS:
        probes = probe_product(catalog, sku, 0.0), probe_product(catalog, sku, 1.0)
        for item in seen:
            drawn = drawn_temples(item.landmarks, probes)
            bare = drawn_temples(replace(item.landmarks, mattes={}), probes)
            temples = temple_depths(item.landmarks, probes[0])
            under = item.picture.hanging_m < temples + _INTO_HAIR_M
            for name in group_names(item.picture):
                row = counts[name]
                row["pictures"] += 1
                row["temple_px"] += int(drawn.sum())
                row["under_hair_px"] += int((bare & under).sum())
                row["over_hair_px"] += int((drawn & under).sum())
                row["bare_px"] += int((bare & ~under).sum())
                row["lost_px"] += int((bare & ~under & ~drawn).sum())
    return {name: dict(row) | _shares(row) for name, row in sorted(counts.items())}


def drawn_temples(landmarks: Landmarks, probes: tuple[WornProduct, WornProduct]) -> Bools:
    """Give the pixels (H, W) in which a temple is seen: where black and white ones differ."""
    pictures: list[Floats] = []
    for worn in probes:
        fit = fit_eyewear(landmarks, worn.product, CAMERA)
        if fit is None or fit.refusal is not None:
            return np.zeros((CAMERA.height, CAMERA.width), dtype=bool)
        placed = PlacedFit(worn, landmarks.track_id, fit)
        scene = Scene(CAMERA, placed_meshes([placed], landmarks), occluders([placed]), _LIGHT)
        grey = np.full((CAMERA.height, CAMERA.width, 3), 128, np.uint8)
        pictures.append(composite(grey, FlatRenderer().render(scene)).astype(np.float64))
    return np.asarray(np.abs(pictures[1] - pictures[0]).max(axis=2) > _SEEN_LEVELS)


def temple_depths(landmarks: Landmarks, worn: WornProduct) -> Floats:
    """Give how far behind the nose bridge a temple is, (H, W), m, -inf where there is none.

    From the bridge, because the distance of a face is known to some per cent only.
    """
    fit = fit_eyewear(landmarks, worn.product, CAMERA)
    nearest = np.full((CAMERA.height, CAMERA.width), np.inf)
    if fit is None or fit.refusal is not None:
        return -nearest
    for part in placed_meshes([PlacedFit(worn, landmarks.track_id, fit)], landmarks):
        if not part.mesh.name.startswith("temple"):
            continue
        points = placed_points([part], [part.mesh.vertices.astype(np.float64)])
        depth = np.ascontiguousarray(points[:, 2])
        solid, size = np.ones(len(points)), (CAMERA.width, CAMERA.height)
        _, _, seen = rasterise(CAMERA.project(points), depth, solid, part.mesh.triangles, size)
        nearest = np.minimum(nearest, seen - landmarks.camera_from_subject.translation[2])
    # A pixel at the rim may be drawn without its middle being met.
    nearest = ndimage.minimum_filter(nearest, 3)
    return np.where(np.isfinite(nearest), nearest, -np.inf)


def measure_hair(people: int) -> dict[str, Any]:
    """Measure everything that hair is concerned with."""
    pictures = hair_pictures(people)
    seen = look(pictures)
    return {
        "people": people,
        "pictures": len(pictures),
        "found": len(seen),
        "matte": measure_matte(seen),
        "temples": measure_temples(seen),
    }


def _shares(row: dict[str, int]) -> dict[str, float]:
    return {
        "over_hair_percent": _percent(row["over_hair_px"], row["under_hair_px"]),
        "drawn_on_hair_percent": _percent(row["over_hair_px"], row["temple_px"]),
        "lost_percent": _percent(row["lost_px"], row["bare_px"]),
    }


def _percent(part: int, whole: int) -> float:
    return round(100.0 * part / max(1, whole), 2)
