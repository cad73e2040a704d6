"""Compiled loops of make-up: between sRGB pictures and OKLab (Ottosson 2020)."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, Image
from tryon.compiled import compile_loop
from tryon.rendering.transfer import transfer_tables

_ROOTS = 4096

_Loop = Callable[..., None]

LMS_FROM_RGB: Array2 = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
"""Cone responses of linear sRGB; their cube roots are linear in OKLab."""
LAB_FROM_ROOT: Array2 = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_ROOT_FROM_LAB = np.linalg.inv(LAB_FROM_ROOT)
_RGB_FROM_LMS = np.linalg.inv(LMS_FROM_RGB)


def lab_of_color(linear: Array1) -> Array1:
    """Give the OKLab colour (3,) of linear RGB (3,), not negative."""
    return np.asarray(LAB_FROM_ROOT @ np.cbrt(LMS_FROM_RGB @ linear), dtype=np.float64)


def lab_of_picture(picture: Image) -> Float32Array:
    """Give the OKLab values (H, W, 3) of an sRGB picture (H, W, 3)."""
    lab = np.empty(picture.shape, np.float32)
    _to_lab_loop()(picture, transfer_tables()[0], _cube_roots(), *_to_lab_matrices(), lab)
    return lab


def write_lab(lab: Float32Array, changed: Float32Array, picture: Image) -> None:
    """Write OKLab values (H, W, 3) into a picture (H, W, 3) where `changed` (H, W) is not 0."""
    _from_lab_loop()(lab, changed, transfer_tables()[1], *_from_lab_matrices(), picture)


def add_lab(delta: Float32Array, picture: Image) -> None:
    """Add OKLab differences to a picture in place.

    Parameters
    ----------
    delta : (H, W, 4), the last being the lightness the difference was found at: what is much
        darker is hair, a rim or a lash and keeps its colour
    picture : (H, W, 3)
    """
    decode, encode = transfer_tables()
    _add_loop()(
        delta, decode, encode, _cube_roots(), *_to_lab_matrices(), *_from_lab_matrices(), picture
    )


def load_loops() -> None:
    """Make the loops ready: compile them, or load them from the cache."""
    picture = np.zeros((2, 2, 3), np.uint8)
    write_lab(lab_of_picture(picture), np.ones((2, 2), np.float32), picture)
    add_lab(np.zeros((2, 2, 4), np.float32), picture)


@functools.cache
def _to_lab_matrices() -> tuple[Float32Array, Float32Array]:
    return LMS_FROM_RGB.astype(np.float32), LAB_FROM_ROOT.astype(np.float32)


@functools.cache
def _from_lab_matrices() -> tuple[Float32Array, Float32Array]:
    return _ROOT_FROM_LAB.astype(np.float32), _RGB_FROM_LMS.astype(np.float32)


@functools.cache
def _cube_roots() -> Float32Array:
    """Give cube roots (4098,) over the square root * 4096, which spaces dark values finely."""
    return np.cbrt((np.arange(_ROOTS + 2) / _ROOTS) ** 2).astype(np.float32)


@functools.cache
def _to_lab_loop() -> _Loop:
    return compile_loop(_to_lab)


@functools.cache
def _from_lab_loop() -> _Loop:
    return compile_loop(_from_lab)


@functools.cache
def _add_loop() -> _Loop:
    return compile_loop(_add)


def _to_lab(  # noqa: PLR0917 - compiled loops take arrays, not objects
    picture: Image,
    decode: Float32Array,
    roots: Float32Array,
    lms_from_rgb: Float32Array,
    lab_from_root: Float32Array,
    lab: Float32Array,
) -> None:
    # Scalars: small arrays would be read from memory for each pixel.
    p00, p01, p02 = lms_from_rgb[0, 0], lms_from_rgb[0, 1], lms_from_rgb[0, 2]
    p10, p11, p12 = lms_from_rgb[1, 0], lms_from_rgb[1, 1], lms_from_rgb[1, 2]
    p20, p21, p22 = lms_from_rgb[2, 0], lms_from_rgb[2, 1], lms_from_rgb[2, 2]
    q = lab_from_root
    top = np.float32(len(roots) - 2)
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            r, g = decode[picture[y, x, 0]], decode[picture[y, x, 1]]
            b = decode[picture[y, x, 2]]
            place = np.sqrt(p00 * r + p01 * g + p02 * b) * top
            row = np.int32(place)
            first = roots[row] + (place - np.float32(row)) * (roots[row + 1] - roots[row])
            place = np.sqrt(p10 * r + p11 * g + p12 * b) * top
            row = np.int32(place)
            second = roots[row] + (place - np.float32(row)) * (roots[row + 1] - roots[row])
            place = np.sqrt(p20 * r + p21 * g + p22 * b) * top
            row = np.int32(place)
            third = roots[row] + (place - np.float32(row)) * (roots[row + 1] - roots[row])
            lab[y, x, 0] = q[0, 0] * first + q[0, 1] * second + q[0, 2] * third
            lab[y, x, 1] = q[1, 0] * first + q[1, 1] * second + q[1, 2] * third
            lab[y, x, 2] = q[2, 0] * first + q[2, 1] * second + q[2, 2] * third


def _from_lab(  # noqa: PLR0917
    lab: Float32Array,
    changed: Float32Array,
    encode: Image,
    root_from_lab: Float32Array,
    rgb_from_lms: Float32Array,
    picture: Image,
) -> None:
    p, q = root_from_lab, rgb_from_lms
    top = np.float32(len(encode) - 1)
    zero, one, half = np.float32(0.0), np.float32(1.0), np.float32(0.5)
    lms = np.empty(3, np.float32)
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            if changed[y, x] <= 0.0:
                continue
            for k in range(3):
                root = p[k, 0] * lab[y, x, 0] + p[k, 1] * lab[y, x, 1] + p[k, 2] * lab[y, x, 2]
                lms[k] = root * root * root
            for k in range(3):
                value = q[k, 0] * lms[0] + q[k, 1] * lms[1] + q[k, 2] * lms[2]
                # Written so that what is no number becomes black, and no index.
                value = value if value > zero else zero
                picture[y, x, k] = encode[np.int32(min(value, one) * top + half)]


def _add(  # noqa: PLR0917
    delta: Float32Array,
    decode: Float32Array,
    encode: Image,
    roots: Float32Array,
    lms_from_rgb: Float32Array,
    lab_from_root: Float32Array,
    root_from_lab: Float32Array,
    rgb_from_lms: Float32Array,
    picture: Image,
) -> None:
    p00, p01, p02 = lms_from_rgb[0, 0], lms_from_rgb[0, 1], lms_from_rgb[0, 2]
    p10, p11, p12 = lms_from_rgb[1, 0], lms_from_rgb[1, 1], lms_from_rgb[1, 2]
    p20, p21, p22 = lms_from_rgb[2, 0], lms_from_rgb[2, 1], lms_from_rgb[2, 2]
    m01, m02 = root_from_lab[0, 1], root_from_lab[0, 2]
    m11, m12 = root_from_lab[1, 1], root_from_lab[1, 2]
    m21, m22, q = root_from_lab[2, 1], root_from_lab[2, 2], rgb_from_lms
    l0, l1, l2 = lab_from_root[0, 0], lab_from_root[0, 1], lab_from_root[0, 2]
    root_top, top = np.float32(len(roots) - 2), np.float32(len(encode) - 1)
    zero, one, half, least = np.float32(0.0), np.float32(1.0), np.float32(0.5), np.float32(1e-4)
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            d0, d1, d2 = delta[y, x, 0], delta[y, x, 1], delta[y, x, 2]
            if abs(d0) + abs(d1) + abs(d2) < least:
                continue
            r, g, b = decode[picture[y, x, 0]], decode[picture[y, x, 1]], decode[picture[y, x, 2]]
            place = np.sqrt(p00 * r + p01 * g + p02 * b) * root_top
            row = np.int32(place)
            first = roots[row] + (place - np.float32(row)) * (roots[row + 1] - roots[row])
            place = np.sqrt(p10 * r + p11 * g + p12 * b) * root_top
            row = np.int32(place)
            second = roots[row] + (place - np.float32(row)) * (roots[row + 1] - roots[row])
            place = np.sqrt(p20 * r + p21 * g + p22 * b) * root_top
            row = np.int32(place)
            third = roots[row] + (place - np.float32(row)) * (roots[row + 1] - roots[row])
            light = l0 * first + l1 * second + l2 * third
            # From a tenth of lightness under its surroundings a pixel shows something else.
            over = (light - delta[y, x, 3] + np.float32(0.22)) * np.float32(1.0 / 0.12)
            share = min(max(over, zero), one)
            # The first column of the matrix is 1: lightness moves all three alike.
            first += share * (d0 + m01 * d1 + m02 * d2)
            second += share * (d0 + m11 * d1 + m12 * d2)
            third += share * (d0 + m21 * d1 + m22 * d2)
            first *= first * first
            second *= second * second
            third *= third * third
            for k in range(3):
                value = q[k, 0] * first + q[k, 1] * second + q[k, 2] * third
                value = value if value > zero else zero
                picture[y, x, k] = encode[np.int32(min(value, one) * top + half)]
