"""Where make-up goes on a face. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np

from tryon.arrays import Array2
from tryon.catalog.product import Product
from tryon.categories.category import Fit, PaintFit
from tryon.categories.makeup.cheeks import blush, foundation, highlighter
from tryon.categories.makeup.eyes import eyeliner, eyeshadow
from tryon.categories.makeup.lashes import brows, mascara
from tryon.categories.makeup.lips import lip_liner, lipstick
from tryon.geometry.axes import yaw_pitch_roll_rad
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.topology import FACE_COUNT
from tryon.scene import Finish

# Reasons for which nothing is painted: turned_away, face_too_small, cut_off.

MAX_YAW_RAD = float(np.radians(60.0))
MIN_FACE_PX = 40.0
"""Under it lips are three pixels high: a shade could not be told from a smudge."""

_Paint = Callable[[Array2, float, float, Finish], tuple[PaintFit, ...]]

_PAINTS: dict[str, _Paint] = {
    "lipstick": lipstick,
    "lip-liner": lip_liner,
    "blush": blush,
    "highlighter": highlighter,
    "foundation": foundation,
    "mascara": mascara,
    "brows": brows,
}
KINDS = (*_PAINTS, "eyeshadow", "eyeliner")
"""What the trait `kind` of a product may be."""


def slot_of(product: Product) -> str:
    """Give the slot of a product: those of one kind replace each other."""
    return f"makeup/{product.traits.get('kind', 'lipstick')}"


def fit_makeup(landmarks: Landmarks, product: Product, camera: CameraIntrinsics) -> Fit | None:
    """Find where a make-up product goes on a face.

    Parameters
    ----------
    landmarks : a face of 478 points
    product : with the traits `kind`, `finish` and `coverage`; an eyeliner may have a `wing`
    camera : of the picture; says whether the eyes are inside it

    Returns
    -------
    Fit or None
        None if the landmarks are not a face. Its `paints` are what counts.
    """
    if landmarks.subject != "face":
        return None
    refusal = _refusal(landmarks, camera)
    if refusal is not None:
        return Fit(landmarks.camera_from_subject, 1.0, 0.0, refusal=refusal)
    return Fit(
        landmarks.camera_from_subject,
        1.0,
        landmarks.score,
        paints=_paints(landmarks, product),
    )


def _paints(landmarks: Landmarks, product: Product) -> tuple[PaintFit, ...]:
    points = np.asarray(landmarks.image_points[:FACE_COUNT])
    width_px = face_width_px(landmarks)
    kind = str(product.traits.get("kind", "lipstick"))
    finish = cast("Finish", product.traits.get("finish", "satin"))
    coverage = float(product.traits.get("coverage", 0.9))
    if kind == "eyeshadow":
        shades = len(product.variants[0].shades)
        return eyeshadow(points, width_px, coverage, finish, shades=shades)
    if kind == "eyeliner":
        wing = float(product.traits.get("wing", 0.0))
        return eyeliner(points, width_px, coverage, finish, wing=wing)
    return _PAINTS[kind](points, width_px, coverage, finish)


def face_width_px(landmarks: Landmarks) -> float:
    """Give how wide the face would be from the front, px: turning does not make lips smaller.

    The height counts where it says more, at four fifths, as faces are built.
    """
    x0, y0, x1, y1 = landmarks.box
    return max(x1 - x0, 0.8 * (y1 - y0))


def _refusal(landmarks: Landmarks, camera: CameraIntrinsics) -> str | None:
    yaw, _, _ = yaw_pitch_roll_rad(landmarks.camera_from_subject)
    if abs(yaw) > MAX_YAW_RAD:
        return "turned_away"
    if face_width_px(landmarks) < MIN_FACE_PX:
        return "face_too_small"
    projected = landmarks.projected_points(camera)
    for name in ("left_pupil", "right_pupil"):
        u, v = projected.get(name, (-1.0, -1.0))
        if not (0.0 <= u < camera.width and 0.0 <= v < camera.height):
            return "cut_off"
    return None
