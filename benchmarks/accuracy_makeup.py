"""Accuracy of make-up on synthetic people: colour and contour of lipstick, by skin tone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from benchmarks.clips import Image
from benchmarks.color_difference import delta_e00, lab_of_srgb
from benchmarks.synthetic import MONK_TONES, Person, Truth, View, make_person, make_view
from benchmarks.synthetic_light import (
    Lighting,
    linear_from_hex,
    make_background,
    make_lighting,
    srgb_from_linear,
)
from benchmarks.synthetic_mouth import open_mouth
from benchmarks.synthetic_paint import paint
from benchmarks.synthetic_raster import Floats
from benchmarks.timing import Spread
from tryon import CameraIntrinsics, EngineConfig, Frame, TryOnEngine, create_engine
from tryon.catalog.product import Product, Variant
from tryon.engine_scene import PlacedFit, WornProduct, retouches
from tryon.factory import load_categories
from tryon.landmarks.landmarks import Landmarks
from tryon.rendering.makeup import Sitter, paint_sitter

CAMERA = CameraIntrinsics(640, 640, 1216.0, 1216.0, 319.5, 319.5)
SHADES = ("#8e2f2a", "#b3141e", "#661e38", "#d3766a", "#bf3069")
"""Brick, red, plum, peach and pink: dark and light, warm and cold."""
_PROBE = "#1a30e0"
"""No lip, skin or tooth has this colour: what moves towards it is paint."""
_BARE_LIPS = np.array([0.82, 0.48, 0.50])
"""Reflectance of synthetic lips over that of the skin around them."""
_JAWS_RAD = (0.0, 0.10, 0.20)
_OPEN_PX = 30.0
"""Pictures that show less of the mouth's inside say nothing about it."""


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """One synthetic picture, its truth, and the same person made up by the painter of truth."""

    image: Image
    truth: Truth
    painted: Image
    shade: str
    tone: int
    light: str


def lipstick(shade: str, *, coverage: float = 1.0) -> WornProduct:
    """Give a matte lipstick of a shade, sRGB hex."""
    linear = tuple(float(value) for value in linear_from_hex(shade))
    variant = Variant("probe", {}, shade, shades=(linear,))  # type: ignore[arg-type]
    traits: dict[str, str | float] = {"kind": "lipstick", "finish": "matte", "coverage": coverage}
    product = Product(
        sku="probe", names={}, descriptions={}, category="makeup", brand="", gtin=None, price=None,
        mount="skin", variants=(variant,), size_m=np.zeros(3), dimensions_mm={},
        attachment_points={}, meshes=(), traits=traits,
    )  # fmt: skip
    return WornProduct(product, variant)


def lights(seed: int) -> dict[str, Lighting]:
    """Give the lights every person is seen in."""
    even = make_lighting(seed)
    side = np.array([0.85 if seed % 2 else -0.85, -0.25, -0.45])
    warm = np.array([1.12, 1.0, 0.80])
    return {
        "even": even,
        "side": replace(even, key_direction=side / np.linalg.norm(side)),
        "dim": replace(even, key=0.22 * even.key, ambient=0.22 * even.ambient),
        "warm": replace(even, key=warm * even.key, ambient=warm * even.ambient),
    }


def portraits(people: int, seed: int = 700) -> Iterator[Portrait]:
    """Give people of every tone in turn, mouths shut and open, each light in turn."""
    for number in range(people):
        person = make_person(seed + number, tone=number % 10)
        rng = np.random.default_rng([seed, number])
        for turn, (name, light) in enumerate(lights(seed + number).items()):
            jaw = _JAWS_RAD[(number // 10 + turn) % len(_JAWS_RAD)]
            sitting = open_mouth(person, jaw) if jaw else person
            angles = (rng.uniform(-25.0, 25.0), rng.uniform(-8.0, 8.0), rng.uniform(-8.0, 8.0))
            bridge = (rng.uniform(-0.03, 0.03), rng.uniform(-0.06, 0.0), rng.uniform(0.55, 0.85))
            view = make_view(sitting, CAMERA, angles, bridge)
            shade = SHADES[(number + turn) % len(SHADES)]
            # A dim room is dim all over.
            level = 0.22 if name == "dim" else 1.0
            yield _portrait(sitting, view, (light, level), (shade, name), seed + number)


def _portrait(
    person: Person,
    view: View,
    light: tuple[Lighting, float],
    what: tuple[str, str],
    seed: int,
) -> Portrait:
    room = make_background(CAMERA.width, CAMERA.height, seed)
    room = np.rint(srgb_from_linear(light[1] * _linear(room))).astype(np.uint8)
    image, truth = paint(person, view, light[0], room, seed)
    made_up = replace(person, lip_colour=linear_from_hex(what[0]))
    painted, _ = paint(made_up, view, light[0], room, seed)
    return Portrait(image, truth, painted, what[0], person.tone, what[1])


def _linear(image: Image) -> Floats:
    coded = image / 255.0
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def measure_flat(face: Landmarks) -> dict[str, Any]:
    """Give the mean difference from the shade on flat lips, by tone: light and level known.

    Parameters
    ----------
    face : any face seen from the front; its contours decide where the lips are
    """
    fit = load_categories()["makeup"].fit
    by_tone: dict[str, list[float]] = {}
    for tone, colour in enumerate(MONK_TONES):
        skin = 0.82 * linear_from_hex(colour)
        lips = np.rint(srgb_from_linear(skin * _BARE_LIPS)).astype(np.uint8)
        for shade in SHADES:
            worn = lipstick(shade)
            placed = fit(face, worn.product, CAMERA)
            if placed is None or placed.refusal is not None:
                continue
            image = np.tile(lips, (CAMERA.height, CAMERA.width, 1))
            items = retouches([PlacedFit(worn, face.track_id, placed)], face)
            paint_sitter(image, items, Sitter(face, np.ones(3), None))
            inside = _inner_lips(face)
            wanted = lab_of_srgb(srgb_from_linear(linear_from_hex(shade))[None])
            found = delta_e00(lab_of_srgb(image[inside].astype(np.float64)), wanted)
            by_tone.setdefault(f"tone {tone + 1}", []).append(float(found.mean()))
    means = {name: round(float(np.mean(values)), 2) for name, values in by_tone.items()}
    worst = max((max(values) for values in by_tone.values()), default=0.0)
    spread = max(means.values()) - min(means.values())
    return {"by_tone": means, "worst_pair": round(worst, 2), "spread": round(spread, 2)}


def _inner_lips(face: Landmarks) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Give the pixels (H, W) in the middle of both lips."""
    mask = np.zeros((CAMERA.height, CAMERA.width), np.uint8)
    for outer, inner in (((37, 0, 267), (82, 13, 312)), ((84, 17, 314), (87, 14, 317))):
        middle = 0.5 * (face.image_points[list(outer)] + face.image_points[list(inner)])
        cv2.polylines(mask, [np.rint(middle).astype(np.int32)], isClosed=False, color=1)
    return np.asarray(mask > 0)


@dataclass(frozen=True, slots=True)
class LipError:
    """How far one made-up picture is from the truth; px, pixels covered in part count in part.

    Parameters
    ----------
    tone, light : of the picture
    colour : difference of the lips' mean from that of truly painted lips, CIEDE2000
    painted, outside : paint in all, and beside lips and mouth
    lips, missed : lips in all, and what of them is bare
    mouth, mouth_painted : inside of the mouth in all, and what of it is painted
    """

    tone: int
    light: str
    colour: float
    painted: float
    outside: float
    lips: float
    missed: float
    mouth: float
    mouth_painted: float


def lip_error(engine: TryOnEngine, portrait: Portrait) -> tuple[LipError, Landmarks] | None:
    """Make a portrait up, in its shade and in the probe's; None if nobody was found."""
    frame = Frame(portrait.image, CAMERA)
    result = engine.try_on(frame, [lipstick(portrait.shade)])
    probed = engine.try_on(frame, [lipstick(_PROBE)])
    if not any(fit.fit.refusal is None for fit in result.fits):
        return None
    truth = portrait.truth
    core = cv2.erode((truth.lips > 0.99).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    ours = lab_of_srgb(result.image[core].astype(np.float64))
    theirs = lab_of_srgb(portrait.painted[core].astype(np.float64))
    colour = float(delta_e00(ours.mean(axis=0)[None], theirs.mean(axis=0)[None])[0])
    share = paint_share(portrait.image, probed.image, core)
    beside = np.clip(1.0 - truth.lips - truth.mouth, 0.0, 1.0)
    error = LipError(
        portrait.tone,
        portrait.light,
        colour,
        *(float(value.sum()) for value in (share, share * beside)),
        *(float(value.sum()) for value in (truth.lips, (1.0 - share) * truth.lips)),
        *(float(value.sum()) for value in (truth.mouth, share * truth.mouth)),
    )
    return error, result.landmarks[0]


def paint_share(before: Image, after: Image, core: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    """Give how much (H, W) of the probe's colour each pixel took on, [0, 1].

    Parameters
    ----------
    before, after : (H, W, 3) without and with the probe
    core : pixels that are lips and nothing else
    """
    moved = after.astype(np.float64) - before
    full = np.median(moved[core], axis=0)
    return np.clip(moved @ full / float(full @ full), 0.0, 1.0)


def measure_makeup(people: int) -> dict[str, Any]:
    """Measure colour and contour of lipstick: all, by light and by skin tone."""
    engine = create_engine(EngineConfig(max_people=1))
    errors: list[LipError] = []
    front: Landmarks | None = None
    pictures = 0
    try:
        for portrait in portraits(people):
            pictures += 1
            found = lip_error(engine, portrait)
            if found is not None:
                errors.append(found[0])
                front = front or found[1]
    finally:
        engine.close()
    return {
        "people": people,
        "pictures": pictures,
        "camera": [CAMERA.width, CAMERA.height],
        "flat_delta_e00": measure_flat(front) if front is not None else None,
        "lips": summarise(errors),
    }


def summarise(errors: Iterable[LipError]) -> dict[str, Any]:
    """Give the spreads of all errors, by light and by tone."""
    groups: dict[str, list[LipError]] = defaultdict(list)
    for error in errors:
        for name in ("all", f"light {error.light}", f"tone {error.tone + 1:02d}"):
            groups[name].append(error)
    return {name: _summary(group) for name, group in sorted(groups.items())}


def _summary(group: list[LipError]) -> dict[str, Any]:
    """Give spreads over pictures, and percentages of all pixels of a group together."""
    opened = [error for error in group if error.mouth > _OPEN_PX]
    return {
        "pictures": len(group),
        "delta_e00": Spread.of(e.colour for e in group).as_dict(),
        "outside_pct": _percent((e.outside, e.painted) for e in group),
        "missed_pct": _percent((e.missed, e.lips) for e in group),
        "open_mouths": len(opened),
        "mouth_painted_pct": _percent((e.mouth_painted, e.mouth) for e in opened),
        "outside_pct_by_picture": Spread.of(100 * e.outside / e.painted for e in group).as_dict(),
        "mouth_painted_pct_by_picture": Spread.of(
            100 * e.mouth_painted / e.mouth for e in opened
        ).as_dict(),
    }


def _percent(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Give the first of all pairs over the second, %; None if there are none."""
    sums = np.sum([*pairs, (0.0, 0.0)], axis=0)
    return round(100.0 * float(sums[0] / sums[1]), 2) if sums[1] > 0.0 else None
