"""What to expect where around a posed head: hair, skin or clothes, before any colour is seen.

The skull is an ellipsoid in the head frame. Every pixel's ray meets it, or passes it at some
distance; from where it does follows how likely hair, skin and clothes are there, whichever way
the head is turned.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, Float32Array
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.landmarks import Landmarks
from tryon.tracking.head_window import WINDOW_M, HeadWindow, fill_shape

REGIONS_PX = 128
_GRID_PX = 64
_SKULL_M = np.array([0.079, 0.103, 0.100])
"""Half axes of the cranium of the head model in `assets/body`."""
_CENTRE_M = np.array([0.0, 0.008, -0.102])
_EAR_M = np.array([0.0773, -0.1052])
"""Breadth and depth of that model's left ear root."""
_EAR_MIDDLE_M = np.array([0.080, -0.028, -0.108])
_EAR_RADIUS_M = 0.019
_TURN_DEG = np.array([0.0, 30.0, 45.0, 58.0, 70.0, 80.0, 95.0, 110.0, 140.0, 180.0])
_HAIRLINE_M = np.array([0.064, 0.061, 0.050, 0.032, 0.004, -0.012, -0.03, -0.055, -0.075, -0.085])
"""Height of the usual hairline above the bridge by direction, 0 in front, 180 behind: trichion
some 6 cm above the nasion (Farkas, Anthropometry of the head and face, 1994), then the temple, the
sideburn before the ear and the nape."""
_SIDE_DEG = 62.0
_FACE_OVAL = [
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
]


@dataclass(frozen=True, slots=True, eq=False)
class HeadRegions:
    """Expectations on a grid of `REGIONS_PX` over a head's window.

    Parameters
    ----------
    hair, skin, clothes : (128, 128), probabilities where a person is, adding up to 1
    """

    hair: Float32Array
    skin: Float32Array
    clothes: Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class _Rays:
    """Where the rays of a grid meet or pass a skull, (64, 64); metres of an average head.

    Parameters
    ----------
    meets : whether the ray meets the skull
    point : (64, 64, 3) the first meeting point, or the ray's point nearest to the skull's middle
    gap : distance at which the ray passes, 0 where it meets
    turn_deg : direction of the point seen from the middle, 0 front, 180 back
    radius : distance over that of the skull's surface
    """

    meets: AnyArray
    point: AnyArray
    gap: Array2
    turn_deg: Array2
    radius: Array2


def head_regions(
    landmarks: Landmarks,
    camera: CameraIntrinsics,
    window: HeadWindow,
    others: tuple[Landmarks, ...] = (),
) -> HeadRegions:
    """Give what to expect in the window of a head.

    Parameters
    ----------
    others : further heads in the picture, whose hair is not this one's
    """
    rays = _rays(landmarks, camera, window)
    hair, skin, clothes = (
        np.where(rays.meets, on, off)
        for on, off in zip(_on_skull(rays), _beside(rays), strict=True)
    )
    for other in others:
        theirs = _rays(other, camera, window)
        is_theirs = (theirs.radius < rays.radius) & (theirs.radius < 1.3)
        hair = np.where(is_theirs, 0.02 * hair, hair)
    hair, skin, clothes = (_enlarged(item) for item in (hair, skin, clothes))
    points = window.to_window(landmarks.image_points[_FACE_OVAL], REGIONS_PX)
    face = fill_shape(points, REGIONS_PX)
    hair = _without_face(hair, face, rays)
    # Beyond the mesh's forehead skin goes on; within, clothes never lie.
    on_face: Float32Array = (face > 0).astype(np.float32)
    skin = np.maximum(skin, np.float32(0.9) * on_face)
    clothes = clothes + on_face * (np.float32(0.03) - clothes)
    total = hair + skin + clothes
    return HeadRegions(*((item / total).astype(np.float32) for item in (hair, skin, clothes)))


def _rays(landmarks: Landmarks, camera: CameraIntrinsics, window: HeadWindow) -> _Rays:
    grid = np.arange(_GRID_PX, dtype=np.float64)
    places = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    pixels = window.to_picture(places, _GRID_PX)
    head_from_camera = landmarks.camera_from_subject.inverse()
    rays = camera.unproject(pixels, np.ones(len(pixels))) @ head_from_camera.rotation.T
    ears = landmarks.subject_points
    breadth = 0.5 * float(ears["left_ear"][0] - ears["right_ear"][0]) / _EAR_M[0]
    size = 0.5 * float(ears["left_ear"][2] + ears["right_ear"][2]) / _EAR_M[1]
    axes = _SKULL_M * [breadth, size, size]
    # In units of the half axes the skull is the unit sphere.
    origin = (head_from_camera.translation - _CENTRE_M * size) / axes
    directions = rays / axes
    square = np.einsum("ij,ij->i", directions, directions)
    nearest = -(directions @ origin) / square
    passing = origin + nearest[:, None] * directions
    radius = np.linalg.norm(passing, axis=1)
    meets = radius < 1.0
    first = nearest - np.sqrt(np.maximum(1.0 - radius**2, 0.0) / square)
    surface = np.where(
        meets[:, None],
        origin + first[:, None] * directions,
        passing / np.maximum(radius, 1e-6)[:, None],
    )
    shape = (_GRID_PX, _GRID_PX)
    gap = np.where(meets, 0.0, np.linalg.norm((passing - surface) * axes, axis=1) / size)
    return _Rays(
        meets.reshape(shape),
        (np.where(meets[:, None], surface, passing) * axes / size + _CENTRE_M).reshape(*shape, 3),
        gap.reshape(shape),
        np.degrees(np.arctan2(np.abs(surface[:, 0]), surface[:, 2])).reshape(shape),
        radius.reshape(shape),
    )


def _on_skull(rays: _Rays) -> tuple[Array2, Array2, Array2]:
    """Give hair, skin and clothes where rays meet the skull."""
    height = rays.point[..., 1]
    above = height - np.interp(rays.turn_deg, _TURN_DEG, _HAIRLINE_M)
    hair = 0.02 + 0.78 * _sigmoid(above / 0.009)
    # A fringe may hang down to the brows; only its colour can tell.
    fringe = 0.28 * np.clip((height - 0.012) / 0.05, 0.0, 1.0) * (rays.turn_deg < 75.0)
    hair = np.maximum(hair, fringe)
    ear = _ear_share(rays)
    hair = hair * (1.0 - 0.55 * ear)
    below = (height < -0.045) & (rays.turn_deg < _SIDE_DEG)
    hair = np.where(below, 0.15 * hair, hair)
    return hair, 1.0 - hair, np.full(hair.shape, 0.02)


def _beside(rays: _Rays) -> tuple[Array2, Array2, Array2]:
    """Give hair, skin and clothes where rays pass the skull."""
    height, aside = rays.point[..., 1], np.abs(rays.point[..., 0])
    on_top = 0.8 * np.exp(-np.maximum(rays.gap - 0.05, 0.0) / 0.04)
    at_side = 0.55 * np.exp(-np.maximum(rays.gap - 0.03, 0.0) / 0.035)
    on_shoulder = 0.32 * np.exp(-np.maximum(aside - 0.09, 0.0) / 0.03)
    hair = np.where(height > 0.03, on_top, np.where(height > -0.12, at_side, on_shoulder))
    # Neither in front of the face nor below the chest, nor under the chin.
    ahead = _sigmoid((-0.045 - rays.point[..., 2]) / 0.012)
    hair = hair * np.where(height < 0.05, ahead, 1.0)
    hair *= _sigmoid((height + 0.27) / 0.02) * np.exp(-np.maximum(aside - 0.14, 0.0) / 0.03)
    neck = np.exp(-np.maximum(aside - 0.045, 0.0) / 0.012)
    neck *= _sigmoid((-0.05 - height) / 0.01) * _sigmoid((height + 0.17) / 0.012)
    ear = _ear_share(rays)
    hair *= (1.0 - 0.85 * neck) * (1.0 - 0.4 * ear)
    at_side_skin = 0.02 + 0.2 * np.exp(-rays.gap / 0.02)
    at_neck = 0.02 + 0.25 * np.exp(-np.maximum(aside - 0.06, 0.0) / 0.02) * np.exp(
        -np.maximum(-0.17 - height, 0.0) / 0.03
    )
    skin = np.where(height > 0.03, 0.04, np.where(height > -0.09, at_side_skin, at_neck))
    skin = np.maximum(skin, np.maximum(0.8 * neck, 0.45 * ear))
    clothes = np.clip(0.85 * _sigmoid((-0.125 - height) / 0.012), 0.05, 0.85)
    clothes *= 1.0 - 0.7 * neck
    # Below the chin anything may be bare, as far as necklines go; only colour can tell.
    covered = skin + clothes
    below = _sigmoid((-0.105 - height) / 0.01)
    bare = (1.0 - below) * skin / covered + below * _neckline(aside, height)
    skin, clothes = covered * bare, covered * (1.0 - bare)
    total = hair + skin + clothes
    return hair / total, skin / total, clothes / total


def _neckline(aside: Array2, height: Array2) -> Array2:
    """Give how likely skin is bare, where it is not hair: surely under the chin, less below."""
    down = np.maximum(-0.165 - height, 0.0)
    out = np.maximum(aside - 0.05, 0.0)
    return 0.04 + 0.72 * np.exp(-out / (0.035 + 0.2 * down)) * np.exp(-down / 0.07)


def _ear_share(rays: _Rays) -> Array2:
    """Give how much the ear on either side lies in a ray's way, [0, 1]."""
    mirrored = np.concatenate([np.abs(rays.point[..., :1]), rays.point[..., 1:]], axis=-1)
    # Where rays pass the head, their point's depth says nothing of the ear's.
    depth = np.where(rays.meets, 1.0, 0.0)[..., None] * [0.0, 0.0, 1.0] + [1.0, 0.8, 0.0]
    away = np.linalg.norm((mirrored - _EAR_MIDDLE_M) * depth, axis=-1)
    return np.clip(1.8 - away / _EAR_RADIUS_M, 0.0, 1.0)


def _without_face(hair: Float32Array, face: AnyArray, rays: _Rays) -> Float32Array:
    """Take hair from the face, but for a fringe on the forehead and strands along the rim."""
    pixel_m = WINDOW_M / REGIONS_PX
    depth_m = cv2.distanceTransform(face, cv2.DIST_L2, 3) * pixel_m
    rim = np.clip(0.10 * np.exp(-depth_m / 0.006), 0.004, 1.0)
    height = _enlarged(rays.point[..., 1])
    inside = face > 0
    hair = np.where(inside & (height < 0.012), np.minimum(hair, rim), hair)
    # Beards are no hair of the head.
    return np.where(inside & (height < -0.045), np.float32(0.003), hair)


def _enlarged(values: AnyArray) -> Float32Array:
    size = (REGIONS_PX, REGIONS_PX)
    return np.asarray(cv2.resize(values.astype(np.float32), size), dtype=np.float32)


def _sigmoid(values: Array1 | Array2) -> Array2:
    return np.asarray(1.0 / (1.0 + np.exp(-values)), dtype=np.float64)
