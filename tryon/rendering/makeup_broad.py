"""Foundation, blush and highlighter: soft and wide, found at a reduced size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np

from tryon.arrays import Array1, Float32Array, Image
from tryon.rendering.makeup_films import glow_on, powder
from tryon.rendering.makeup_loops import add_lab, lab_of_picture
from tryon.rendering.matte_window import Window, sampled, uncovered, window_of
from tryon.scene import SkinPaint

BROAD_KINDS = frozenset({"foundation", "blush", "highlighter"})

_FACE_PX = 112
"""Width of the face at which soft paint is found: nothing in it is finer."""
_CORE = 0.5
_MIN_PIXELS = 12
_BLUSH_LIGHTNESS = (-0.09, 0.05)
"""Blush is sheer: it reddens, and hardly hides how light or dark skin is."""
_BLUSH_EVEN = 0.1
_FOUNDATION_LIGHTNESS = (-0.3, 0.3)
_FOUNDATION_EVEN = 0.55
_SMOOTHING = 0.45
"""Share of blotches a foundation levels."""
_LOCAL_SPREAD = np.float32(1.0 / 0.11), np.float32(1.0 / 0.20)
_WHOLE_SPREAD = np.float32(1.0 / 0.26), np.float32(1.0 / 0.30)
"""One over how much darker and lighter than the skin around it, and than all, skin may be."""
_SAMPLES = 1200
"""Pixels of which a median is taken: more make it no truer."""
_HIGHLIGHT = {"matte": 0.25, "satin": 0.35, "gloss": 0.5, "shimmer": 0.55}


class Painted(Protocol):
    """Whose face is painted."""

    @property
    def width_px(self) -> float:
        """Width of the face."""
        ...

    def target(self, shade: tuple[float, float, float]) -> Array1:
        """Give the OKLab colour (3,) of a shade in this light."""
        ...

    def steady(self, name: str, value: Array1) -> Array1:
        """Smooth a measured value over the stream."""
        ...


def paint_broad(image: Image, paints: Sequence[SkinPaint], sitter: Painted) -> None:
    """Paint soft wide areas in place; `paints` in the order they go on."""
    window = window_of([paint.mask for paint in paints], image.shape[1], image.shape[0])
    if window.is_empty:
        return
    part = image[window.rows, window.columns]
    factor = max(1.0, sitter.width_px / _FACE_PX)
    columns = max(1, round(part.shape[1] / factor))
    rows = max(1, round(part.shape[0] / factor))
    small = part
    if factor > 1.0:
        small = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    before = lab_of_picture(np.ascontiguousarray(small, dtype=np.uint8))
    lab = before.copy()
    for row, paint in enumerate(paints):
        _paint(lab, paint, window, sitter, f"{paint.kind}/broad{row}")
    delta = np.concatenate([lab - before, before[..., :1]], axis=2)
    if factor > 1.0:
        delta = cv2.resize(delta, part.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    add_lab(np.asarray(delta, dtype=np.float32), part)


def _paint(lab: Float32Array, paint: SkinPaint, window: Window, sitter: Painted, name: str) -> None:
    rows, columns = lab.shape[:2]
    alpha = sampled(paint.mask, window, columns, rows)
    alpha *= uncovered(paint.mattes, window, columns, rows)
    core = lab[alpha > _CORE * float(alpha.max(initial=0.0))]
    if len(core) < _MIN_PIXELS:
        return
    mean = sitter.steady(
        f"{name}/mean", np.median(core[:: 1 + len(core) // _SAMPLES], axis=0).astype(np.float64)
    )
    alpha *= _skin_share(lab, alpha, mean)
    target = sitter.target(paint.shade)
    if paint.kind == "highlighter":
        lit = np.clip(lab[..., 0] / max(float(mean[0]), 0.02), 0.5, 1.3) ** 3
        strength = _HIGHLIGHT[paint.finish] * paint.coverage * alpha * lit
        lab[...] = glow_on(lab, target, np.asarray(strength, dtype=np.float32))
        return
    if paint.kind == "blush":
        painted = powder(lab, target, mean, _BLUSH_LIGHTNESS, _BLUSH_EVEN)
    else:
        painted = powder(lab, target, mean, _FOUNDATION_LIGHTNESS, _FOUNDATION_EVEN)
        level = cv2.GaussianBlur(lab[..., 0], (0, 0), 4.0)
        painted[..., 0] -= _SMOOTHING * (lab[..., 0] - level)
    lab += (np.float32(paint.coverage) * alpha)[..., None] * (painted - lab)


def _skin_share(lab: Float32Array, alpha: Float32Array, mean: Array1) -> Float32Array:
    """Give how much each pixel (h, w) looks like the skin around it: no rim, beard or hair.

    Shade falls wide and smoothly over a face; rims and strands are narrow, and hair has less
    colour for its lightness than skin.
    """
    weight = (alpha > 0.02).astype(np.float32)
    size = (31, 31)
    around = cv2.blur(lab[..., 0] * weight, size) / np.maximum(cv2.blur(weight, size), 1e-3)
    local = lab[..., 0] - around
    apart = (local * np.where(local < 0.0, *_LOCAL_SPREAD)) ** 2
    whole = lab[..., 0] - float(mean[0])
    apart += (whole * np.where(whole < 0.0, *_WHOLE_SPREAD)) ** 2
    ratio = np.clip(lab[..., 0] / max(float(mean[0]), 0.02), 0.3, 1.5)
    for k in (1, 2):
        apart += ((lab[..., k] - ratio * float(mean[k])) / 0.05) ** 2
    return np.asarray(cv2.blur(np.exp(-0.5 * apart), (3, 3)), dtype=np.float32)
