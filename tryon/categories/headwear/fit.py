"""How hats sit: their band around the head above brows and ears. Pure functions.

Refusals: `turned_away`, `face_too_small`, `cut_off`, `hair_too_tall` (hair that no hat of this
shape holds) and `headwear_worn` (something is worn on the head already).
"""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array2
from tryon.catalog.product import Product
from tryon.categories.category import Fit, PartFit
from tryon.categories.headwear.crown import hull_pieces
from tryon.categories.headwear.hair import HatOutline, TuckedHair, outline_of, tuck_hair
from tryon.categories.headwear.seat import seat
from tryon.categories.headwear.shaded import shaded_head
from tryon.categories.occluders import head_occluders
from tryon.geometry.axes import yaw_pitch_roll_rad
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.scene import Occluder

HEADWEAR_WORN = "headwear_worn"
"""Note of landmarks, and refusal: something is worn on the head already."""
HAIR_TOO_TALL = "hair_too_tall"
"""Refusal: more hair stands out of the hat than any hat holds."""
MAX_YAW_RAD = float(np.radians(65.0))
MIN_FACE_WIDTH_PX = 30.0

_RING_SIDES = 40
_HEAD_EXPONENT = 2.2
"""Superellipse that follows the head model's section at a band within 2 mm."""
_PLUG_LIFT_M = 0.003
_SHADOW_FROM = (0.0, float(np.sqrt(0.5)), float(np.sqrt(0.5)))
"""Half way between the front and above, neither a brim nor a face is seen edge-on."""
_PLUG_SHARE = 0.985
_COLLAR_M = 0.026
"""Down to the tips of the ears, and not down to the temples of spectacles."""
_COLLAR_SHARE = 0.97
_FRONT_RAD = float(np.radians(58.0))
_THREAD_M = 0.0009
_LEAST_THREAD_PX = 0.45
_BEHIND = 0.12
"""Share of the way along the line of sight from which a quarter of a brim counts as behind."""


def fit_headwear(landmarks: Landmarks, product: Product, camera: CameraIntrinsics) -> Fit | None:
    """Set a hat on a head.

    Parameters
    ----------
    landmarks : a face with `left_ear` and `right_ear`
    product : with the attachment points of the category
    camera : of the picture; says whether the forehead is inside it

    Returns
    -------
    Fit or None
        None if the landmarks are not a face. The scale is that of the size, among those the hat
        is sold in, that comes closest to the head.
    """
    if landmarks.subject != "face":
        return None
    refusal = _refusal(landmarks)
    if refusal is not None:
        return Fit(landmarks.camera_from_subject, 1.0, 0.0, refusal=refusal)
    head_from_product, scale = seat(landmarks, product)
    camera_from_product = landmarks.camera_from_subject @ head_from_product
    front = camera_from_product.apply(scale * product.point("band_front")[None])
    if not _is_inside(camera, landmarks, front):
        return Fit(landmarks.camera_from_subject, 1.0, 0.0, refusal="cut_off")
    band = _band_ring(product)
    outline = hat_outline(product, camera, camera_from_product, scale)
    hair = tuck_hair(landmarks, outline)
    if hair is not None and hair.is_tall:
        return Fit(landmarks.camera_from_subject, 1.0, 0.0, refusal=HAIR_TOO_TALL)
    return Fit(
        camera_from_product,
        scale,
        _confidence(landmarks),
        (
            *head_occluders(landmarks),
            _plug(product, band, camera_from_product, scale),
            shaded_head(landmarks),
        ),
        parts=(
            # A head closes the opening: at most a pixel of its rim would show the lining.
            PartFit("lining", None),
            *_too_fine(outline.px_per_m),
            *(() if hair is None else _far_brim(product, camera_from_product, hair)),
        ),
        trims=() if hair is None or hair.trim is None else (hair.trim,),
        shadow_from=_SHADOW_FROM,
    )


def hat_outline(
    product: Product, camera: CameraIntrinsics, camera_from_product: RigidTransform, scale: float
) -> HatOutline:
    """Give where a hat that is placed as a `Fit` says lies in the picture."""
    pieces = [scale * points for points in hull_pieces(product)]
    return outline_of(camera, camera_from_product, scale * _band_ring(product), pieces)


def _refusal(landmarks: Landmarks) -> str | None:
    yaw, _, _ = yaw_pitch_roll_rad(landmarks.camera_from_subject)
    if abs(yaw) > MAX_YAW_RAD:
        return "turned_away"
    x0, y0, x1, y1 = landmarks.box
    if max(x1 - x0, y1 - y0) < MIN_FACE_WIDTH_PX:
        return "face_too_small"
    if HEADWEAR_WORN in landmarks.notes:
        return HEADWEAR_WORN
    return None


def _is_inside(camera: CameraIntrinsics, landmarks: Landmarks, front: Array2) -> bool:
    """Whether both eyes and the front of the band, (1, 3), m, camera frame, are in the picture."""
    eyes = [landmarks.subject_points[f"{side}_pupil"] for side in ("left", "right")]
    points = np.vstack([landmarks.camera_from_subject.apply(np.array(eyes)), front])
    pixels = camera.project(points)
    return bool(((pixels >= 0.0) & (pixels < [camera.width, camera.height])).all())


def _confidence(landmarks: Landmarks) -> float:
    """Fall from the tracker's score to half of it towards the greatest yaw shown."""
    yaw, _, _ = yaw_pitch_roll_rad(landmarks.camera_from_subject)
    return landmarks.score * (1.0 - 0.5 * (yaw / MAX_YAW_RAD) ** 2)


def _too_fine(px_per_m: float) -> tuple[PartFit, ...]:
    """Leave out thread that is much finer than a pixel: it would only glitter."""
    if px_per_m * _THREAD_M > _LEAST_THREAD_PX:
        return ()
    return tuple(PartFit(name, None) for name in ("stitches", "seams", "eyelets"))


def _far_brim(
    product: Product, camera_from_product: RigidTransform, hair: TuckedHair
) -> tuple[PartFit, ...]:
    """Hide the quarters of a brim that lie behind the head by the person before them."""
    middle = 0.5 * (product.point("band_front") + product.point("band_back"))
    away = camera_from_product.apply(middle[None])[0]
    away = away / np.linalg.norm(away)
    behind: list[str] = []
    for prefix in sorted({part.name for part in product.meshes if "_back_" in part.name}):
        side = 1.0 if prefix.endswith("left") else -1.0
        outwards = camera_from_product.rotation @ np.array([side, 0.0, -1.0]) / np.sqrt(2.0)
        if float(outwards @ away) > _BEHIND:
            behind.append(prefix)
    mattes = (hair.below(),) if behind else ()
    return tuple(PartFit(prefix, camera_from_product, mattes=mattes) for prefix in behind)


def _band_ring(product: Product) -> Array2:
    """Give the edge of the opening, (N, 3), m, product frame, through the band's four points."""
    front, back = product.point("band_front"), product.point("band_back")
    left, right = product.point("band_left"), product.point("band_right")
    turn = np.linspace(0.0, 2.0 * np.pi, _RING_SIDES, endpoint=False)
    power = 2.0 / _HEAD_EXPONENT
    ahead = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** power
    aside = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** power
    middle = 0.5 * (front + back)
    return middle + 0.5 * (np.outer(ahead, front - back) + np.outer(aside, left - right))


def _plug(
    product: Product, band: Array2, camera_from_product: RigidTransform, scale: float
) -> Occluder:
    """Close the opening: the head fills it, so nothing inside the hat is ever seen from below.

    Down its sides and its back goes a collar as broad as the head. The shared skull is drawn
    narrow for the sake of spectacles, which touch it; a brim would show through the rest.
    """
    middle = band.mean(axis=0)
    up = product.point("crown_top") - middle
    up = up / np.linalg.norm(up)
    ring = middle + _PLUG_SHARE * (band - middle)
    lower = middle + _COLLAR_SHARE * (band - middle) - _COLLAR_M * up
    points = np.vstack([ring + _PLUG_LIFT_M * up, middle + _PLUG_LIFT_M * up, lower])
    index = np.arange(_RING_SIDES)
    following = np.roll(index, -1)
    fan = np.column_stack([index, following, np.full(_RING_SIDES, _RING_SIDES)])
    # In front the face itself is seen to its very outline.
    beside = np.abs((index + 0.5) * 2.0 * np.pi / _RING_SIDES - np.pi) < np.pi - _FRONT_RAD
    first, second = index[beside], following[beside]
    below = _RING_SIDES + 1
    wall = np.vstack(
        [
            np.column_stack([first, second, second + below]),
            np.column_stack([first, second + below, first + below]),
        ]
    )
    placed = camera_from_product.apply(scale * points)
    return Occluder(placed.astype(np.float32), np.vstack([fan, wall]).astype(np.int32))
