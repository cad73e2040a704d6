"""What a piece keeps from the floor under it or the wall behind it: worked out once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, IndexArray
from tryon.catalog.product import MeshPart
from tryon.rendering._solid_loops import throw_loop
from tryon.rendering.solid import Plane, Solid, halved, list_runs, make_solid

_SKY_DIRECTIONS = 192
_LAMP_DIRECTIONS = 32
_GOLDEN_TURN = np.pi * (3.0 - np.sqrt(5.0))
_SKY_EXPONENT = 1.7
"""What hides the sky hides the walls' and the ceiling's second light too; without it the exact
share looks too faint beside a real piece."""
_LAMP_SPREAD = 0.16
"""Radius of the lamp or window, as tangent: half a metre of it three metres away."""
_LOWEST_LAMP_RAD = np.radians(50.0)
_TOUCH_M = 0.015
_TALL_RANGE_M = (0.02, 0.12)
_TOUCH_SIGMAS_M = (0.022, 0.06)
_TOUCH_DEPTHS = (0.55, 0.35)
_DARKEST = 0.04
_MARGIN_M = (0.3, 0.9)
_TURN_STEP = 2.0 * np.pi / 48.0
_KEPT_LAMPS = 8


@dataclass(frozen=True, slots=True, eq=False)
class PlaneShadow:
    """What a piece keeps from a plane, as textures over the plane; rows run along its second axis.

    Parameters
    ----------
    plane : what takes the shadow
    solid : the piece
    low : (2,) middle of texel (0, 0) along the plane's axes, m
    even : (h, w) share of even light that arrives, [0, 1], contact included
    coarse : runs of the piece in cells twice as large: lamps move with every turn of a piece
    thrown : by the direction of the lamp, (h, w) share of it that is hidden
    """

    plane: Plane
    solid: Solid
    low: Array1
    even: Float32Array
    coarse: IndexArray
    thrown: OrderedDict[tuple[int, int], Float32Array] = field(
        default_factory=OrderedDict[tuple[int, int], Float32Array]
    )

    def under(self, towards: Array1, share: float) -> Float32Array:
        """Give the share of light (h, w) that arrives at each texel.

        Parameters
        ----------
        towards : (3,), unit, towards the main light along the plane's axes
        share : of the light that comes from there, [0, 1]
        """
        if share <= 0.0:
            return self.even
        hidden = self._hidden(towards)
        return np.maximum(self.even * (1.0 - np.float32(share) * hidden), np.float32(_DARKEST))

    def _hidden(self, towards: Array1) -> Float32Array:
        """Give what hides the lamp, made for the nearest direction of a ring of 48."""
        level = float(np.hypot(towards[0], towards[1]))
        height = max(float(np.arctan2(towards[2], level)), float(_LOWEST_LAMP_RAD))
        turn = float(np.arctan2(towards[1], towards[0]))
        key = (round(turn / _TURN_STEP) % 48, round(np.degrees(height) / 8.0))
        hidden = self.thrown.get(key)
        if hidden is None:
            tangent = 1.0 / np.tan(min(np.radians(8.0 * key[1]), np.radians(89.0)))
            turn = key[0] * _TURN_STEP
            middle = tangent * np.array([np.cos(turn), np.sin(turn)])
            hidden = _lamp_hidden(self, middle + _disc(_LAMP_DIRECTIONS) * _LAMP_SPREAD)
            self.thrown[key] = hidden
        self.thrown.move_to_end(key)
        while len(self.thrown) > _KEPT_LAMPS:
            self.thrown.popitem(last=False)
        return hidden


def plane_shadow(meshes: Sequence[MeshPart], plane: Plane) -> PlaneShadow:
    """Work out what a piece hides from a plane.

    Notes
    -----
    The share of an even sky that a point of the plane does not see is the mean, over directions
    spread by the cosine of their angle to the normal, of the piece's shadow along each of them.
    """
    solid = make_solid(meshes, plane)
    top_m = float(solid.low[2]) + solid.cells.shape[2] * solid.cell_m
    # Even, so that cells twice as large end where it ends.
    margin = 2 * round(float(np.clip(0.25 + 0.6 * top_m, *_MARGIN_M)) / solid.cell_m / 2.0)
    width, depth = solid.cells.shape[0] + 2 * margin, solid.cells.shape[1] + 2 * margin
    low = solid.low[:2] + (0.5 - margin) * solid.cell_m
    disc = _disc(_SKY_DIRECTIONS)
    upward = np.sqrt(1.0 - (disc**2).sum(axis=1))
    lift = float(solid.low[2] / solid.cell_m)
    shaded = _shaded(solid.runs, disc / upward[:, None], (margin, margin, lift), (depth, width))
    hidden = _softened(shaded, 1.0)
    hidden *= _taper(hidden.shape)
    even = np.power(1.0 - np.minimum(hidden, 1.0), np.float32(_SKY_EXPONENT))
    even *= _contact(solid, margin)
    coarse = list_runs(halved(solid.cells))
    return PlaneShadow(plane, solid, low, np.maximum(even, np.float32(_DARKEST)), coarse)


def _lamp_hidden(shadow: PlaneShadow, slopes: Array2) -> Float32Array:
    """Give what share of a lamp each texel does not see; (D, 2) slopes to places on the lamp."""
    solid, (height, width) = shadow.solid, shadow.even.shape
    margins = np.rint((solid.low[:2] - shadow.low) / solid.cell_m + 0.5).astype(int) // 2
    grid = (int(margins[0]), int(margins[1]), 0.5 * float(solid.low[2] / solid.cell_m))
    shape = ((height + 1) // 2, (width + 1) // 2)
    small = _shaded(shadow.coarse, slopes, grid, shape)
    large = cv2.resize(small, (2 * shape[1], 2 * shape[0]), interpolation=cv2.INTER_LINEAR)
    soft = _softened(np.asarray(large, dtype=np.float32)[:height, :width], 1.5)
    return np.asarray(soft * _taper(shadow.even.shape), dtype=np.float32)


def _shaded(
    runs: IndexArray, slopes: Array2, grid: tuple[int, int, float], shape: tuple[int, int]
) -> Float32Array:
    """Give from what share of directions, (D, 2) slopes, each texel is hidden."""
    shaded = np.zeros(shape, np.float32)
    weights = np.full(len(slopes), 1.0 / len(slopes))
    throw_loop()(runs, np.ascontiguousarray(slopes), weights, grid, shaded)
    return shaded


def _disc(count: int) -> Array2:
    """Give points (count, 2) spread evenly over the unit disc (Vogel, 1979)."""
    index = np.arange(count) + 0.5
    radius, turn = np.sqrt(index / count), index * _GOLDEN_TURN
    return np.column_stack([radius * np.cos(turn), radius * np.sin(turn)])


def _softened(texture: Float32Array, sigma: float) -> Float32Array:
    soft = cv2.GaussianBlur(texture, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft, dtype=np.float32)


def _taper(shape: tuple[int, ...]) -> Float32Array:
    """Give weights that fall to 0 at the texture's rim: a shadow must not end in a line."""
    sides: list[Float32Array] = []
    for size in shape[:2]:
        rim = np.minimum(np.arange(size), np.arange(size)[::-1]) / (0.14 * size)
        ramp = np.clip(rim, 0.0, 1.0)
        sides.append((ramp * ramp * (3.0 - 2.0 * ramp)).astype(np.float32))
    return np.outer(sides[0], sides[1])


def _contact(solid: Solid, margin: int) -> Float32Array:
    """Give the light that is left, (h, w), where the piece touches the plane and close by.

    What is flat itself, such as a rug, hides next to nothing.
    """
    near = max(1, round((_TOUCH_M - float(solid.low[2])) / solid.cell_m))
    touching = solid.cells[:, :, :near].any(axis=2) & (float(solid.low[2]) < _TOUCH_M)
    up = np.arange(1, solid.cells.shape[2] + 1, dtype=np.float32)
    tall = (solid.cells * up).max(axis=2) * solid.cell_m
    reach = 2 * round(_TOUCH_SIGMAS_M[1] / solid.cell_m) + 1
    tall = cv2.dilate(tall.astype(np.float32), np.ones((reach, reach), np.uint8))
    flat, full = _TALL_RANGE_M
    weight = np.clip((tall - flat) / (full - flat), 0.0, 1.0)
    mass = np.pad((touching * weight).T, margin).astype(np.float32)
    left = np.ones(mass.shape, np.float32)
    for sigma, depth in zip(_TOUCH_SIGMAS_M, _TOUCH_DEPTHS, strict=True):
        blob = np.minimum(2.0 * _softened(mass, sigma / solid.cell_m), 1.0)
        left *= 1.0 - np.float32(depth) * blob
    return left
