"""Pictures of ears with known lobes, on heads that never existed, for teaching the ear net.

Random members of the morphable head, in every pose that shows an ear, every skin tone, light
and background; 128 px square, 0.75 mm per px, the lobe a little below the middle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

import benchmarks.synthetic_paint as painter
from benchmarks.synthetic import Person, make_person, make_view
from benchmarks.synthetic_ears import lobe_middle
from benchmarks.synthetic_light import Lighting, make_background, make_lighting
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.ears import Side, lobe_normal

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

SIDE_PX = 128
MM_PER_PX = 0.75
VIEWS = 8
_LEAST_FACING = -0.3
_ABOVE_M = 0.006


@dataclass(frozen=True, slots=True, eq=False)
class EarPicture:
    """One ear.

    Parameters
    ----------
    image : (SIDE_PX, SIDE_PX, 3) RGB
    side : which ear
    rotation : (3, 3), `camera_from_head`
    lobe : (3,), m, camera frame, the lobe's middle
    camera : of the picture
    """

    image: Image
    side: Side
    rotation: Floats
    lobe: Floats
    camera: CameraIntrinsics


def make_ear_pictures(seed: int) -> list[EarPicture]:
    """Give the ears of the person of a seed, up to `VIEWS` of them."""
    rng = np.random.default_rng(seed)
    person = make_person(seed, tone=int(rng.integers(10)))
    pictures = (_make_one(person, rng) for _ in range(VIEWS))
    return [picture for picture in pictures if picture is not None]


def _make_one(person: Person, rng: np.random.Generator) -> EarPicture | None:
    side: Side = "left" if rng.random() < 0.5 else "right"
    towards = -1.0 if side == "left" else 1.0
    angles = (towards * rng.uniform(-25, 68), rng.uniform(-20, 20), rng.uniform(-12, 12))
    distance = rng.uniform(0.4, 1.5)
    aside = (rng.uniform(-0.1, 0.1) * distance, rng.uniform(-0.1, 0.1) * distance)
    unit = CameraIntrinsics(SIDE_PX, SIDE_PX, 1.0, 1.0, 0.0, 0.0)
    view = make_view(person, unit, angles, (*aside, distance))
    lobe = view.camera_from_person.apply(lobe_middle(person, side)[None])[0]
    rotation = (view.camera_from_person @ person.person_from_head).rotation
    normal = rotation @ lobe_normal(side)
    if -float(normal @ lobe) < _LEAST_FACING * float(np.linalg.norm(lobe)):
        return None
    camera = _framing(lobe)
    framed = replace(view, camera=camera)
    background = _background(rng)
    seed = int(rng.integers(1 << 30))
    image, _ = painter.paint(person, framed, _lighting(rng), background, seed)
    return EarPicture(image, side, rotation, lobe, camera)


def _framing(lobe: Floats) -> CameraIntrinsics:
    """Give the camera that shows a lobe (3,), m, in the middle, a little below."""
    focal = 1000.0 / MM_PER_PX * float(lobe[2])
    middle = 0.5 * (SIDE_PX - 1)
    cx = middle - focal * float(lobe[0] / lobe[2])
    cy = middle - focal * float((lobe[1] - _ABOVE_M) / lobe[2])
    return CameraIntrinsics(SIDE_PX, SIDE_PX, focal, focal, cx, cy)


def _lighting(rng: np.random.Generator) -> Lighting:
    light = make_lighting(int(rng.integers(1 << 30)))
    if rng.random() > 0.4:
        return light
    direction = rng.normal(0.0, 1.0, 3)
    direction[2] = -abs(direction[2])
    direction /= np.linalg.norm(direction)
    key, ambient = light.key * rng.uniform(0.6, 1.4), light.ambient * rng.uniform(0.5, 1.3)
    return Lighting(direction, key, ambient, 1.0, 0.4)


def _background(rng: np.random.Generator) -> Image:
    picture = make_background(SIDE_PX, SIDE_PX, int(rng.integers(1 << 30))).astype(np.float64)
    if rng.random() < 0.5:
        coarse = rng.normal(0.0, 1.0, (SIDE_PX // 4, SIDE_PX // 4, 3))
        coarse = cv2.GaussianBlur(coarse, (0, 0), rng.uniform(0.5, 3.0))
        texture = cv2.resize(coarse, (SIDE_PX, SIDE_PX))
        picture += texture * rng.uniform(10.0, 60.0) / max(float(texture.std()), 1e-3)
    if rng.random() < 0.3:
        picture *= rng.uniform(0.1, 0.6)
    return picture.clip(0, 255).astype(np.uint8)
