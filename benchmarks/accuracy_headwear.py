"""Accuracy of hats on synthetic people: hair left beside the crown, size, and width of the band.

Every person is seen with hair of several thicknesses and once with long hair, before a background
that is known, so that what is left of the hair in the result can be told from what was filled in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull

from benchmarks.accuracy_heads import CAMERA
from benchmarks.clips import Image
from benchmarks.synthetic import Person, Truth, View, load_family, make_person, make_view
from benchmarks.synthetic_hair import hang_hair, make_style, scalp_hair
from benchmarks.synthetic_light import make_background, make_lighting
from benchmarks.synthetic_paint import paint
from benchmarks.synthetic_raster import Bools, Floats
from benchmarks.timing import Spread
from tryon import (
    DEFAULT_CATALOG_DIR,
    Catalog,
    EngineConfig,
    Frame,
    Product,
    TryOnEngine,
    TryOnResult,
    create_engine,
)
from tryon.catalog.product import SurfaceMaterial
from tryon.categories.headwear.fit import hat_outline
from tryon.categories.headwear.hair import Grid, above_band
from tryon.categories.headwear.head_band import head_circumference_m
from tryon.engine_scene import WornProduct
from tryon.landmarks.matte import Matte

HATS = ("hai-van", "sa-pa", "da-lat")
"""The cap and the beanie cover nothing beside their crowns; the fedora stands for brims."""
HAIR_M = (0.0, 0.006, 0.014, 0.024)
_YAWS = ((0, 20), (20, 40))
_SEEN_LEVELS = 12
_TELLING_LEVELS = 30.0
"""Hair that differs less from the background, of 255, leaves no trace that one could measure."""
_TOUCHED_LEVELS = 16
_TAPE_M, _TAPE_TILT_RAD = 0.042, 0.14


@dataclass(frozen=True, slots=True, eq=False)
class HatPicture:
    """One picture with its truth.

    Parameters
    ----------
    image, background : (H, W, 3), with the person and without
    hair, person : (H, W), where they are
    style : how the hair is worn, a group of the results
    """

    image: Image
    background: Image
    hair: Bools
    person: Bools
    style: str
    yaw_deg: float
    truth: Truth
    sitter: Person
    view: View


def hat_pictures(people: int, seed: int = 900) -> list[HatPicture]:
    """Give each person with one thickness of hair, once short and once long, in every yaw."""
    result: list[HatPicture] = []
    for number in range(people):
        thickness = HAIR_M[number % len(HAIR_M)]
        person = replace(make_person(seed + number, tone=number % 10), hair_m=thickness)
        lighting = make_lighting(seed + number)
        background = make_background(CAMERA.width, CAMERA.height, seed + number)
        for turn, (low, high) in enumerate(_YAWS):
            rng = np.random.default_rng([seed, number, turn])
            yaw = (1.0 if (number + turn) % 2 else -1.0) * rng.uniform(low, high)
            angles = (yaw, rng.uniform(-10.0, 10.0), rng.uniform(-8.0, 8.0))
            bridge = (rng.uniform(-0.04, 0.04), rng.uniform(-0.02, 0.04), rng.uniform(0.5, 0.75))
            view = make_view(person, CAMERA, angles, bridge)
            image, truth = paint(person, view, lighting, background, number)
            hair = scalp_hair(person, view) if thickness else np.zeros(image.shape[:2], dtype=bool)
            style = f"hair {1000.0 * thickness:.0f} mm"
            picture = HatPicture(
                image, background, hair, truth.head_mask, style, yaw, truth, person, view
            )
            result.append(picture)
            if thickness and turn == 0:
                long, hanging = hang_hair(person, view, lighting, image, make_style(seed + number))
                both = hair | np.isfinite(hanging)
                body = truth.head_mask | both
                result.append(replace(picture, image=long, hair=both, person=body, style="long"))
    return result


def measure_hat(engine: TryOnEngine, picture: HatPicture, product: Product) -> dict[str, Any]:
    """Put a hat on a picture and compare with the truth; `refusal` says why there is none."""
    frame = Frame(picture.image, CAMERA)
    black, white = (engine.try_on(frame, [_probe(product, tone)]) for tone in (0.0, 1.0))
    if not black.fits:
        return {"refusal": "not_found"}
    if black.fits[0].fit.refusal is not None:
        return {"refusal": black.fits[0].fit.refusal}
    hat = np.abs(black.image.astype(int) - white.image).max(axis=2) > _SEEN_LEVELS
    above = _above(black, product)
    left, touched = _left(picture, black.image, above & ~hat)
    return {
        "refusal": None,
        "left": left,
        "touched": touched,
        "head": float((picture.person & above).sum()),
        "hair_before": float((picture.hair & above & ~hat).sum()),
        "background": float((~picture.person & ~hat).sum()),
        "circumference": _circumference_error(black, picture),
        "width": _width_error(black, picture, product),
    }


def _probe(product: Product, tone: float) -> WornProduct:
    """Give a hat of one matt grey, [0, 1]."""
    surface = SurfaceMaterial((tone, tone, tone), 0.0, 1.0)
    meshes = tuple(
        replace(part, material="probe", surface=surface, texture=None) for part in product.meshes
    )
    variant = replace(product.variants[0], materials={"probe": surface})
    return WornProduct(replace(product, meshes=meshes), variant)


def _above(result: TryOnResult, product: Product) -> Bools:
    """Give the pixels (H, W) above the line at which hair comes out of the hat."""
    fit = result.fits[0].fit
    whole = Matte(
        np.zeros((CAMERA.height, CAMERA.width), np.uint8), 0, 0, CAMERA.width, CAMERA.height
    )
    outline = hat_outline(product, CAMERA, fit.camera_from_product, fit.scale)
    return np.asarray(above_band(Grid(whole), outline)[0] > 0.99)


def _left(picture: HatPicture, result: Image, where: Bools) -> tuple[float, float]:
    """Give how much hair (px) is left in a region, and how many pixels of background changed.

    What is left in a pixel is how far the result still lies on the way from the true background to
    the hair that was there.
    """
    original, behind = picture.image.astype(np.float64), picture.background.astype(np.float64)
    way = original - behind
    length = np.linalg.norm(way, axis=2)
    gone = np.einsum("hwc,hwc->hw", result - behind, way) / np.maximum(length, 1.0) ** 2
    # Where a filling differs from the background as hair would, it looks like hair.
    hair = picture.hair & where & (length > _TELLING_LEVELS)
    blind = picture.hair & where & (length <= _TELLING_LEVELS)
    left = float(np.clip(gone[hair], 0.0, 1.0).sum()) if hair.any() else 0.0
    seen = hair.sum() / max(1.0, float(hair.sum() + blind.sum()))
    near = ndimage.binary_dilation(picture.person, iterations=2)
    changed = np.abs(result.astype(int) - picture.image).max(axis=2) > _TOUCHED_LEVELS
    return left / max(float(seen), 0.2), float((changed & where & ~near).sum())


def true_section(person: Person, height_m: float, tilt_rad: float) -> Floats:
    """Give where a plane cuts a bare head without its ears, (N, 2), m, across and forwards.

    Parameters
    ----------
    height_m : distance of the plane from the head frame's origin along its normal
    tilt_rad : how steeply it sinks towards the back
    """
    family = load_family()
    head = person.person_from_head.inverse().apply(person.vertices)
    normal = np.array([0.0, np.cos(tilt_rad), -np.sin(tilt_rad)])
    forward = np.array([0.0, np.sin(tilt_rad), np.cos(tilt_rad)])
    triangles = family.triangles[family.masks["ear"][family.triangles].max(axis=1) < 0.05]
    edges = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    above = head @ normal - height_m
    first, second = above[edges[:, 0]], above[edges[:, 1]]
    cut = (first > 0.0) != (second > 0.0)
    share = (first[cut] / (first[cut] - second[cut]))[:, None]
    points = head[edges[cut, 0]] * (1.0 - share) + head[edges[cut, 1]] * share
    return np.column_stack([points[:, 0], points @ forward])


def _circumference_error(result: TryOnResult, picture: HatPicture) -> float:
    """Give the error of the measured head circumference, % of the true one."""
    person = picture.sitter
    height = _TAPE_M * person.scale * float(np.cos(_TAPE_TILT_RAD))
    true = float(ConvexHull(true_section(person, height, _TAPE_TILT_RAD)).area)
    return 100.0 * (head_circumference_m(result.landmarks[0]) / true - 1.0)


def _width_error(result: TryOnResult, picture: HatPicture, product: Product) -> float:
    """Give how much wider the band is drawn than the bare head is at its height, %.

    Both as seen in the picture: distance and size, which go together, cancel.
    """
    fit, found = result.fits[0].fit, result.landmarks[0]
    head_from_product = found.camera_from_subject.inverse() @ fit.camera_from_product
    names = ("band_front", "band_back", "band_left", "band_right")
    band = head_from_product.apply(np.array([product.point(n) for n in names]) * fit.scale)
    tilt = float(np.arctan2(*(band[0] - band[1])[1:]))
    middle = band.mean(axis=0)
    height = float(middle @ [0.0, np.cos(tilt), -np.sin(tilt)])
    true_pose = picture.truth.camera_from_head
    nearer = float(true_pose.translation[2] / found.camera_from_subject.translation[2])
    section = true_section(picture.sitter, height * nearer, tilt)
    drawn = nearer * float(np.linalg.norm(band[2] - band[3]))
    return 100.0 * (drawn / float(np.ptp(section[:, 0])) - 1.0)


def summarise(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the figures of some pictures."""
    worn = [row for row in rows if row["refusal"] is None]
    refusals: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["refusal"] is not None:
            refusals[row["refusal"]] += 1
    if not worn:
        return {"pictures": len(rows), "refused": dict(refusals)}
    head = sum(row["head"] for row in worn)
    return {
        "pictures": len(rows),
        "refused": dict(refusals),
        "hair_outside_percent": round(100.0 * sum(r["hair_before"] for r in worn) / head, 2),
        "hair_left_percent": round(100.0 * sum(r["left"] for r in worn) / head, 2),
        "hair_left_each_percent": Spread.of(100.0 * r["left"] / r["head"] for r in worn).as_dict(),
        "background_touched_percent": round(
            100.0 * sum(r["touched"] for r in worn) / sum(r["background"] for r in worn), 3
        ),
        "circumference_error_percent": Spread.of(r["circumference"] for r in worn).as_dict(),
        "abs_circumference_error_percent": Spread.of(
            abs(r["circumference"]) for r in worn
        ).as_dict(),
        "band_wider_than_head_percent": Spread.of(r["width"] for r in worn).as_dict(),
    }


def measure_headwear(people: int) -> dict[str, Any]:
    """Measure everything that hats are concerned with.

    `hair_left_percent` is of the head's area above the band, as is `hair_outside_percent`, the
    hair that stood out of the hat before any was taken away.
    """
    catalog = Catalog.load((DEFAULT_CATALOG_DIR,))
    pictures = hat_pictures(people)
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    engine = create_engine(EngineConfig(max_people=1))
    try:
        for picture in pictures:
            for sku in HATS:
                row = measure_hat(engine, picture, catalog.product(sku))
                for name in ("all", sku, picture.style):
                    groups[name].append(row)
    finally:
        engine.close()
    return {
        "people": people,
        "pictures": len(pictures),
        "hats": list(HATS),
        "groups": {name: summarise(rows) for name, rows in sorted(groups.items())},
    }
