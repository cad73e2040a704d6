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
_LEAST_LUMINANCE = 1e-4
_SCLERA = 0.50
"""Luminous reflectance of the white of an eye as pictures show it, shaded by lids and lashes:
OKLab lightness 0.79 in well exposed portraits."""
_SCLERA_TINT = np.array([1.07, 0.99, 0.93])
"""Colour of the white of an eye over its luminance: a little warm, from vessels and lids."""
_TINT_TRUST = 0.6
_TINT_RANGE = (0.75, 1.35)
_SKIN_WARMTH = (1.1, 4.2)
"""Reflectance of red over that of blue, linear, of human skin: of the Monk scale's steps, from
1.2 to 4.0. Skin that looks redder stands in warm light, and bluer skin in cold light."""
_SCLERA_PERCENTILE = 80.0
_LID_SHARE = 0.10
"""Rim of the opening, over its height, where lids and lashes may show."""
_MIN_WHITES_PX = 24
_MIN_EYE_PX = 14.0
"""Narrower eyes show no white that lashes and iris have not darkened."""
_SPREAD = (0.22, 0.45)
"""Standard deviations of the logarithms of the levels told by eyes and by the whole frame."""
_SKIN_ALBEDO = (0.015, 0.80)
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
    base = 1.0 / _SPREAD[1] ** 2
    total, summed = base, base * np.log(float(frame @ _LUMINANCE))
    tint, tint_weight = np.log(frame / float(frame @ _LUMINANCE)), 1.0
    for ring, iris, pupil in (
        (RIGHT_EYE_RING, RIGHT_IRIS, RIGHT_PUPIL),
        (LEFT_EYE_RING, LEFT_IRIS, LEFT_PUPIL),
    ):
        points = face.image_points[ring]
        radius = _IRIS_SHARE * _radius(face.image_points[iris], face.image_points[pupil])
        seen = _white_of_eye(image, points, face.image_points[pupil], radius)
        width = float(np.ptp(points, axis=0).max())
        if seen is None or width <= _MIN_EYE_PX:
            continue
        # Both eyes stand in one light: each counts half.
        sure = 0.5 * min(1.0, (width - _MIN_EYE_PX) / _MIN_EYE_PX)
        luminance = max(float(seen @ _LUMINANCE), _LEAST_LUMINANCE)
        total += sure / _SPREAD[0] ** 2
        summed += sure / _SPREAD[0] ** 2 * np.log(luminance / _SCLERA)
        cast = np.clip(seen / luminance / _SCLERA_TINT, *_TINT_RANGE)
        trust = sure * _TINT_TRUST / (1.0 - _TINT_TRUST)
        tint, tint_weight = tint + trust * np.log(cast), tint_weight + trust
    skin = _skin_color(image, face)
    value = float(np.exp(summed / total))
    lightness = float(skin @ _LUMINANCE)
    value = float(np.clip(value, lightness / _SKIN_ALBEDO[1], lightness / _SKIN_ALBEDO[0]))
    colour = _plausible(np.exp(tint / tint_weight), skin)
    colour /= float(colour @ _LUMINANCE)
    return np.asarray(float(np.clip(value, *_RANGE)) * colour, dtype=np.float64)


def _radius(ring: Array2, centre: Array1) -> float:
    return float(np.linalg.norm(ring - centre, axis=1).mean())


def _white_of_eye(image: Image, ring: Array2, pupil: Array1, radius: float) -> Array1 | None:
    """Give the colour (3,) of the white of an eye, linear; None where too little is seen."""
    height, width = image.shape[:2]
    x0, y0 = np.maximum(np.floor(ring.min(axis=0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(ring.max(axis=0)).astype(int) + 1, (width, height))
    if x1 - x0 < 4 or y1 - y0 < 3:
        return None
    inside = np.zeros((y1 - y0, x1 - x0), np.uint8)
    corner = np.array([x0, y0])
    cv2.fillPoly(inside, [np.rint(ring - corner).astype(np.int32)], 255)
    inner = 2 * max(1, round(_LID_SHARE * (y1 - y0))) + 1
    inside = cv2.erode(inside, np.ones((inner, inner), np.uint8))
    middle = np.rint(pupil - corner).astype(int)
    cv2.circle(inside, (int(middle[0]), int(middle[1])), max(1, round(radius)), 0, -1)
    pixels = image[y0:y1, x0:x1][inside > 0]
    if len(pixels) < _MIN_WHITES_PX:
        return None
    linear = transfer_tables()[0][pixels].astype(np.float64)
    luminance = linear @ _LUMINANCE
    bright = np.percentile(luminance, _SCLERA_PERCENTILE)
    near = np.abs(luminance - bright) <= 0.2 * bright
    # Eyes may lie in such shade that not one of their pixels has any light.
    gain = bright / max(float(luminance[near].mean()), _LEAST_LUMINANCE)
    return np.asarray(gain * linear[near].mean(axis=0), dtype=np.float64)


def _plausible(tint: Array1, skin: Array1) -> Array1:
    """Give the colour (3,) of light in which the skin (3,) has a colour that skin can have."""
    seen = float(skin[0] / max(skin[2], 1e-5))
    warmth = float(tint[0] / tint[2])
    wanted = float(np.clip(warmth, seen / _SKIN_WARMTH[1], seen / _SKIN_WARMTH[0]))
    turn = np.sqrt(wanted / warmth)
    return tint * np.array([turn, 1.0, 1.0 / turn])


def _skin_color(image: Image, face: Landmarks) -> Array1:
    """Give the median colour (3,) of a face's skin, linear light."""
    points = np.rint(face.image_points[: len(face.image_points) : 3]).astype(np.intp)
    height, width = image.shape[:2]
    inside = (points >= 0).all(axis=1) & (points[:, 0] < width) & (points[:, 1] < height)
    columns, rows = points[inside].T
    if not len(rows):
        return np.zeros(3)
    return np.asarray(np.median(transfer_tables()[0][image[rows, columns]], axis=0), np.float64)
