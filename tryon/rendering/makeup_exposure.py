"""How bright white paper would look beside a face: the level at which make-up is painted."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Image
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.topology import (
    LEFT_EYE_RING,
    LEFT_IRIS,
    LEFT_PUPIL,
    RIGHT_EYE_RING,
    RIGHT_IRIS,
    RIGHT_PUPIL,
)
from tryon.rendering.transfer import transfer_tables
from tryon.scene import Light

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709
_SCLERA = 0.48
"""Luminous reflectance of the white of an eye as pictures show it, shaded by lids and lashes:
OKLab lightness 0.78 in well exposed portraits."""
_SCLERA_PERCENTILE = 80.0
_MIN_WHITES_PX = 24
_MIN_EYE_PX = 14.0
"""Narrower eyes show no white that lashes and iris have not darkened."""
_SPREAD = (0.22, 0.45)
"""Standard deviations of the logarithms of the levels told by eyes and by the whole frame."""
_SKIN_ALBEDO = (0.015, 0.66)
"""Luminous reflectance of human skin, from the darkest to the lightest step of the Monk scale."""
_IRIS_SHARE = 1.15
_RANGE = (0.02, 1.1)


def white_level(image: Image, face: Landmarks, light: Light) -> Array1:
    """Give what white looks like in the light on a face, (3,) linear RGB.

    Parameters
    ----------
    image : (H, W, 3) the picture
    face : with irises
    light : of the frame; its level is a guess from the whole picture, since it must not come
        from the skin, whose reflectance differs fifteenfold between people
    """
    frame = np.maximum(light.sh[0], 1e-4)
    tint = frame / float(frame @ _LUMINANCE)
    level, weight = np.log(float(frame @ _LUMINANCE)), 1.0 / _SPREAD[1] ** 2
    total, summed = weight, weight * level
    for ring, iris, pupil in (
        (RIGHT_EYE_RING, RIGHT_IRIS, RIGHT_PUPIL),
        (LEFT_EYE_RING, LEFT_IRIS, LEFT_PUPIL),
    ):
        points = face.image_points[ring]
        radius = _IRIS_SHARE * _radius(face.image_points[iris], face.image_points[pupil])
        seen = _white_of_eye(image, points, face.image_points[pupil], radius)
        width = float(np.ptp(points, axis=0).max())
        if seen is not None and width > _MIN_EYE_PX:
            # Both eyes stand in one light: each counts half.
            sure = 0.5 * min(1.0, (width - _MIN_EYE_PX) / _MIN_EYE_PX) / _SPREAD[0] ** 2
            total += sure
            summed += sure * np.log(max(seen, 1e-4) / _SCLERA)
    skin = _skin_luminance(image, face)
    value = float(np.exp(summed / total))
    value = float(np.clip(value, skin / _SKIN_ALBEDO[1], skin / _SKIN_ALBEDO[0]))
    return np.asarray(float(np.clip(value, *_RANGE)) * tint, dtype=np.float64)


def _radius(ring: Array2, centre: Array1) -> float:
    return float(np.linalg.norm(ring - centre, axis=1).mean())


def _white_of_eye(image: Image, ring: Array2, pupil: Array1, radius: float) -> float | None:
    """Give the luminance of the white of an eye, None where too little of it is seen."""
    height, width = image.shape[:2]
    x0, y0 = np.maximum(np.floor(ring.min(axis=0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(ring.max(axis=0)).astype(int) + 1, (width, height))
    if x1 - x0 < 4 or y1 - y0 < 3:
        return None
    inside = np.zeros((y1 - y0, x1 - x0), np.uint8)
    corner = np.array([x0, y0])
    cv2.fillPoly(inside, [np.rint(ring - corner).astype(np.int32)], 255)
    inside = cv2.erode(inside, np.ones((3, 3), np.uint8))
    middle = np.rint(pupil - corner).astype(int)
    cv2.circle(inside, (int(middle[0]), int(middle[1])), max(1, round(radius)), 0, -1)
    pixels = image[y0:y1, x0:x1][inside > 0]
    if len(pixels) < _MIN_WHITES_PX:
        return None
    luminance = transfer_tables()[0][pixels] @ _LUMINANCE
    return float(np.percentile(luminance, _SCLERA_PERCENTILE))


def _skin_luminance(image: Image, face: Landmarks) -> float:
    """Give the median luminance of the face."""
    points = np.rint(face.image_points[: len(face.image_points) : 3]).astype(np.intp)
    height, width = image.shape[:2]
    inside = (points >= 0).all(axis=1) & (points[:, 0] < width) & (points[:, 1] < height)
    columns, rows = points[inside].T
    if not len(rows):
        return 0.0
    return float(np.median(transfer_tables()[0][image[rows, columns]] @ _LUMINANCE))
