"""Paints make-up into the picture itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Array1, Float32Array, Image
from tryon.landmarks.landmarks import Landmarks
from tryon.rendering.makeup_broad import BROAD_KINDS, paint_broad
from tryon.rendering.makeup_edges import edge_contrast, mouth_opening, settled_edge, smoothstep
from tryon.rendering.makeup_exposure import white_level
from tryon.rendering.makeup_films import LINE_FILM, LIP_FILMS, film, glow_on, powder
from tryon.rendering.makeup_loops import lab_of_color, lab_of_picture, write_lab
from tryon.rendering.makeup_memory import MakeupMemory
from tryon.rendering.matte_window import sampled, uncovered, window_of
from tryon.scene import Light, SkinPaint

_ORDER = (
    "foundation",
    "blush",
    "highlighter",
    "eyeshadow",
    "brows",
    "eyeliner",
    "mascara",
    "lip-liner",
    "lipstick",
    "lip-shine",
)
_LIP_KINDS = frozenset({"lip-liner", "lipstick"})
_MIN_PIXELS = 6
_SAMPLES = 1200
"""Pixels of which a median is taken: more make it no truer."""
_CORE, _LINE_CORE = 0.8, 0.3
_SHARP_PX, _MOST_BLUR_PX = 0.7, 1.6
"""Blur of the camera, px, beyond which drawn lines are blurred as well, or they would float."""
_SOFT_SHARE = 0.0035
"""Half the width of a lip's painted edge over the face's width: a pencilled contour."""
_SHADOW_LIGHTNESS = (-0.5, 0.4)
_SHADOW_EVEN = 0.35
_SHADOW_SHEEN = {"matte": 0.0, "satin": 0.25, "gloss": 0.6, "shimmer": 0.7}
_LASH_DARKER = (0.15, 0.32)
"""Lightness under the lid's from which a pixel is a lash, a brow or a rim and stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Sitter:
    """Whose face is painted: in which light, and what is remembered of it.

    Parameters
    ----------
    face : landmarks
    white : (3,) linear RGB of white in the light on the face
    memory : of the stream, None for single pictures
    blur_px : sigma of the camera's blur
    """

    face: Landmarks
    white: Array1
    memory: MakeupMemory | None
    blur_px: float = 0.0

    @property
    def width_px(self) -> float:
        """Width of the face."""
        x0, _, x1, _ = self.face.box
        return x1 - x0

    @property
    def white_lightness(self) -> float:
        """OKLab lightness of white in this light."""
        return float(lab_of_color(self.white)[0])

    def target(self, shade: tuple[float, float, float]) -> Array1:
        """Give the OKLab colour (3,) of a shade in this light."""
        return lab_of_color(np.array(shade) * self.white)

    def steady(self, name: str, value: Array1) -> Array1:
        """Smooth a measured value over the stream."""
        if self.memory is None:
            return value
        return self.memory.steady(self.face.track_id, name, value, self.face.timestamp_s)


def paint_makeup(
    image: Image,
    paints: Sequence[SkinPaint],
    face: Landmarks,
    light: Light,
    memory: MakeupMemory | None,
) -> None:
    """Paint one face in place.

    Parameters
    ----------
    image : (H, W, 3) sRGB, changed where paint goes and nowhere else
    paints : in any order; each kind goes on as at a dressing table, skin first, lips last
    face : whose face it is
    light : of the frame
    memory : of the stream, None for single pictures, which give the same bytes each time
    """
    white = None if memory is None else memory.recent(face.track_id, "white", face.timestamp_s)
    if white is None:
        logs = np.log(white_level(image, face, light))
        if memory is not None:
            logs = memory.steady(face.track_id, "white", logs, face.timestamp_s)
        white = logs
    white = np.exp(white)
    blur_px = min(light.blur_sigma, _MOST_BLUR_PX)
    paint_sitter(image, paints, Sitter(face, white, memory, blur_px))


def paint_sitter(image: Image, paints: Sequence[SkinPaint], sitter: Sitter) -> None:
    """Paint one face in place in a known light; `image` and `paints` as of `paint_makeup`."""
    ordered = sorted(paints, key=lambda paint: _ORDER.index(paint.kind))
    paint_broad(image, [p for p in ordered if p.kind in BROAD_KINDS], sitter)
    for row, paint in enumerate(p for p in ordered if p.kind not in BROAD_KINDS):
        _paint_fine(image, paint, sitter, f"{paint.kind}/{row}")


def _paint_fine(image: Image, paint: SkinPaint, sitter: Sitter, name: str) -> None:
    """Paint within the mask's own window, pixel by pixel."""
    window = window_of([paint.mask], image.shape[1], image.shape[0])
    if window.is_empty:
        return
    part = image[window.rows, window.columns]
    rows, columns = part.shape[:2]
    mask = sampled(paint.mask, window, columns, rows)
    lab = lab_of_picture(part)
    soft = max(0.6, _SOFT_SHARE * sitter.width_px)
    if paint.margin_px > 0.0:
        contrast = edge_contrast(lab, mask)
        if contrast is not None:
            contrast = sitter.steady(f"{name}/edge", contrast)
        mask = settled_edge(lab, mask, contrast, paint.margin_px, soft)
    elif sitter.blur_px > _SHARP_PX:
        mask = cv2.GaussianBlur(mask, (0, 0), sitter.blur_px)
    alpha = mask * uncovered(paint.mattes, window, columns, rows)
    most = float(alpha.max(initial=0.0))
    core = lab[alpha > _CORE * most]
    if len(core) < _MIN_PIXELS:  # A thin line has hardly a pixel that is full of it.
        core = lab[alpha > _LINE_CORE * most]
    if not len(core):
        return
    mean = sitter.steady(
        f"{name}/mean", np.median(core[:: 1 + len(core) // _SAMPLES], axis=0).astype(np.float64)
    )
    if paint.spare is not None:
        between = sampled(paint.spare, window, columns, rows)
        alpha *= 1.0 - mouth_opening(
            lab, between, (mean, sitter.white_lightness), margin_px=paint.margin_px, soft_px=soft
        )
    painted, alpha = _painted(paint, _Patch(lab, alpha, mean), sitter)
    alpha *= np.float32(paint.coverage)
    lab += alpha[..., None] * (painted - lab)
    write_lab(lab, alpha, part)


@dataclass(frozen=True, slots=True, eq=False)
class _Patch:
    """What is painted: colours (h, w, 3), where (h, w), and what the skin there is like (3,)."""

    lab: Float32Array
    alpha: Float32Array
    mean: Array1


def _painted(paint: SkinPaint, patch: _Patch, sitter: Sitter) -> tuple[Float32Array, Float32Array]:
    """Give the colours under full cover (h, w, 3), and where they go (h, w)."""
    lab, alpha, mean = patch.lab, patch.alpha, patch.mean
    target = sitter.target(paint.shade)
    if paint.kind in _LIP_KINDS:
        look = LIP_FILMS[paint.finish]
        return film(lab, target, mean, look, _softened(lab, alpha, mean, sitter)), alpha
    if paint.kind == "lip-shine":
        white = lab_of_color(sitter.white)
        brighter = np.clip(0.5 + 4.0 * (lab[..., 0] - float(mean[0])), 0.2, 1.6)
        return glow_on(lab, white, (0.5 * alpha * brighter).astype(np.float32)), alpha
    if paint.kind == "eyeshadow":
        free = 1.0 - smoothstep(*_LASH_DARKER, float(mean[0]) - lab[..., 0])
        alpha = np.asarray(alpha * free, dtype=np.float32)
        result = powder(lab, target, mean, _SHADOW_LIGHTNESS, _SHADOW_EVEN)
        sheen = _SHADOW_SHEEN[paint.finish] * np.maximum(lab[..., 0] - float(mean[0]), 0.0)
        result[..., 0] += sheen
        return result, alpha
    return film(lab, target, mean, LINE_FILM, None), alpha


def _softened(lab: Float32Array, alpha: Float32Array, mean: Array1, sitter: Sitter) -> Float32Array:
    """Give the highlights (h, w) of the skin, spread as gloss spreads them."""
    sigma = max(0.7, 0.012 * sitter.width_px)
    over = np.maximum(lab[..., 0] - float(mean[0]) - 0.02, 0.0) * alpha
    return np.asarray(cv2.GaussianBlur(over, (0, 0), sigma), dtype=np.float32)
