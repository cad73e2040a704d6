"""Where paint ends, told by the picture: lips from skin, lips from teeth and the open mouth."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array1, Float32Array

_WEIGHTS = np.array([0.4, 1.0, 1.0], np.float32)
"""Shade changes lightness within lips as much as at their edge; colour tells them apart."""
_APART = (0.8, 2.0)
"""Distance of lips and skin, in their summed spreads, from which the picture counts, and fully."""
_REACH = 1.0
"""Share of the ramp within which the edge may move."""
_INSET = 0.4
"""How far paint stays inside the edge that was found, over half the width of its soft edge: what
is blurred across an edge shows on skin and on teeth, and hardly on the lips."""
_CORE = 0.9
_SAMPLES = 800
"""Pixels of which a median is taken: more make it no truer."""
_TEETH = (0.09, 0.11)
"""How much lighter and paler than lips teeth are at least, and over which range that grows."""
_TEETH_LIGHT = 0.42
"""Lightness of teeth in the shade of lips over that of white: wet dark lips shine less."""
_HOLLOW = (0.30, 0.48)
"""Share of the lips' lightness that a pixel lacks to count as the inside of the mouth."""


_LIPS_TOLD = 0.5
"""How far what is neither teeth nor hollow counts as lips: it may be tongue or gums."""


def smoothstep(low: float, high: float, values: AnyArray) -> Float32Array:
    """Rise from 0 at `low` to 1 at `high`."""
    t = np.clip((values - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), dtype=np.float32)


def edge_contrast(lab: Float32Array, ramp: Float32Array) -> Array1 | None:
    """Measure how lips differ from the skin around them.

    Parameters
    ----------
    lab : (h, w, 3)
    ramp : (h, w), 1 on lips, 0 off them, linear across their edge

    Returns
    -------
    (6,) or None
        Direction (3,) from skin to lips, where half way lies on it, half the distance, and the
        distance over the spreads; None if there is too little of either.
    """
    lips, skin = lab[ramp > _CORE], lab[ramp < 1.0 - _CORE]
    if len(lips) < 12 or len(skin) < 12:
        return None
    lips, skin = (part[:: 1 + len(part) // _SAMPLES] for part in (lips, skin))
    inside, outside = np.median(lips, axis=0), np.median(skin, axis=0)
    direction = (inside - outside) * _WEIGHTS
    length = float(np.linalg.norm(direction))
    if length < 1e-5:
        return None
    direction = direction / length
    ours, theirs = lips @ direction, skin @ direction
    high, low = float(np.median(ours)), float(np.median(theirs))
    spread = 1.4826 * float(np.median(np.abs(ours - high)) + np.median(np.abs(theirs - low)))
    half = 0.5 * (high - low)
    return np.array([*direction, 0.5 * (high + low), half, 2.0 * half / max(spread, 1e-4)])


def settled_edge(
    lab: Float32Array, ramp: Float32Array, contrast: Array1 | None, margin_px: float, soft_px: float
) -> Float32Array:
    """Give the paint's share (h, w) with its edge where the picture shows it.

    Parameters
    ----------
    lab, ramp : as of `edge_contrast`
    contrast : as `edge_contrast` gives it, None to take the ramp's middle
    margin_px : half the width of the ramp
    soft_px : half the width of the edge that is left
    """
    told = None
    if contrast is not None and contrast[4] > 1e-4:
        place = lab @ contrast[:3].astype(np.float32)
        trust = float(np.clip((contrast[5] - _APART[0]) / (_APART[1] - _APART[0]), 0.0, 1.0))
        told = np.clip((place - contrast[3]) / contrast[4], -1.0, 1.0) * trust
    return _moved(ramp, told, margin_px, soft_px, inset_px=_INSET * soft_px)


def mouth_opening(
    lab: Float32Array,
    ramp: Float32Array,
    colours: tuple[Array1, float],
    *,
    margin_px: float,
    soft_px: float,
) -> Float32Array:
    """Give the share (h, w) of each pixel that shows teeth or the inside of the mouth.

    Parameters
    ----------
    lab : (h, w, 3)
    ramp : (h, w), 1 between open lips, 0 on them, linear across their inner edge
    colours : (3,) what the lips look like, and the lightness of white beside them
    margin_px, soft_px : as of `settled_edge`
    """
    lips, white = colours
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    paler = float(np.hypot(lips[1], lips[2])) - chroma
    least = max(_TEETH[0], _TEETH_LIGHT * white - float(lips[0]))
    teeth = smoothstep(least, least + _TEETH[1], lab[..., 0] - float(lips[0]) + 1.5 * paler)
    hollow = smoothstep(*_HOLLOW, 1.0 - lab[..., 0] / max(float(lips[0]), 0.05))
    told = (1.0 + _LIPS_TOLD) * np.maximum(teeth, hollow) - _LIPS_TOLD
    return _moved(ramp, told, margin_px, soft_px, inset_px=-_INSET * soft_px)


def _moved(
    ramp: Float32Array, told: AnyArray | None, margin_px: float, soft_px: float, *, inset_px: float
) -> Float32Array:
    """Give a ramp steepened to an edge, moved by what the picture tells, in [-1, 1]."""
    away_px = (2.0 * ramp - 1.0) * np.float32(margin_px)
    if told is not None:
        smooth = cv2.GaussianBlur(told.astype(np.float32), (0, 0), max(0.6, 0.4 * margin_px))
        away_px = away_px + np.float32(_REACH * margin_px) * smooth
        # Beyond the ramp nothing is known of distances: there the mask decides.
        away_px = np.where(ramp >= 1.0, margin_px, np.where(ramp <= 0.0, -margin_px, away_px))
    return np.asarray(
        np.clip(0.5 + (away_px - inset_px) / (2.0 * soft_px), 0.0, 1.0), dtype=np.float32
    )
