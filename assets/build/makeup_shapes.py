"""Shapes of which the pictures of make-up are drawn; linear light, px of the canvas."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.catalog.colors import linear_from_hex

Floats = NDArray[np.float64]
Place = tuple[float, float]
Path = tuple[Place, Place]

_PAPER = (np.array([0.90, 0.885, 0.865]), np.array([0.74, 0.725, 0.71]))


def linear_color(color: str) -> Floats:
    """Give linear RGB (3,) of an sRGB hex colour."""
    return np.array(linear_from_hex(color))


class Canvas:
    """A sheet of paper in soft light on which shapes cast soft shadows."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        share = np.linspace(0.0, 1.0, height)[:, None, None] ** 1.5
        self.pixels: Floats = np.broadcast_to(
            (1.0 - share) * _PAPER[0] + share * _PAPER[1], (height, width, 3)
        ).copy()
        down, across = np.mgrid[0:height, 0:width]
        self.x: Floats = across.astype(np.float64)
        self.y: Floats = down.astype(np.float64)

    def put(self, color: Floats, alpha: Floats) -> None:
        """Lay colours (H, W, 3) or (3,) over the picture with cover (H, W)."""
        cover = alpha[..., None]
        self.pixels = self.pixels * (1.0 - cover) + cover * color

    def shade(self, alpha: Floats, sigma: float, shift: Place, depth: float) -> None:
        """Darken the picture as a shape of cover (H, W) does with its shadow."""
        matrix = np.array([[1.0, 0.0, shift[0]], [0.0, 1.0, shift[1]]])
        moved = cv2.warpAffine(alpha, matrix, alpha.shape[::-1])
        soft = cv2.GaussianBlur(moved, (0, 0), sigma)
        self.pixels *= 1.0 - depth * np.asarray(soft, np.float64)[..., None]

    def line(self, start: Floats, end: Floats, width: float, color: Floats) -> None:
        """Draw one thin line."""
        mask = np.zeros(self.x.shape, np.uint8)
        ends = [tuple(round(float(v) * 16) for v in point) for point in (start, end)]
        cv2.line(mask, ends[0], ends[1], 255, max(1, round(width)), cv2.LINE_AA, 4)
        rows, columns = np.nonzero(mask)
        if len(rows):
            part = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
            cover = mask[part][..., None] / 255.0
            self.pixels[part] = self.pixels[part] * (1.0 - cover) + cover * color

    def slab(
        self, low: Place, high: Place, round_px: float, color: Floats, *, powder: float = -1.0
    ) -> None:
        """Draw a rounded block; `powder` in [0, 1] is the shine of a pressed pan, -1 a case."""
        middle = np.array([0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1])])
        half = np.array([0.5 * (high[0] - low[0]), 0.5 * (high[1] - low[1])]) - round_px
        away = np.hypot(
            np.maximum(np.abs(self.x - middle[0]) - half[0], 0.0),
            np.maximum(np.abs(self.y - middle[1]) - half[1], 0.0),
        )
        alpha = np.clip(round_px - away + 0.5, 0.0, 1.0)
        if powder < 0.0:
            self.shade(alpha, 22.0, (10.0, 20.0), 0.45)
            rim = np.exp(-(((round_px - away) - 5.0) ** 2) / 14.0) * _upper(
                self.y, middle[1], half[1]
            )
            sheen = 0.05 + 0.05 * np.clip(1.0 - (self.y - low[1]) / (high[1] - low[1]), 0.0, 1.0)
            self.put(color[None, None] + (0.25 * rim + sheen)[..., None], alpha)
            return
        self.put(_pressed(self, color, powder), alpha)
        inner = np.exp(-(((round_px - away) - 3.0) ** 2) / 30.0) * alpha
        self.pixels *= 1.0 - 0.35 * (inner * _upper(self.y, middle[1], half[1]))[..., None]

    def coded(self) -> NDArray[np.uint8]:
        """Give the picture as sRGB, (H, W, 3)."""
        value = np.clip(self.pixels, 0.0, 1.0)
        coded = np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1 / 2.4) - 0.055)
        return np.asarray(np.rint(255.0 * coded), dtype=np.uint8)


def _upper(y: Floats, middle: float, half: float) -> Floats:
    """Give 1 above the middle of a shape, falling to 0 below it."""
    return np.clip(0.5 - (y - middle) / max(half, 1.0), 0.0, 1.0)


def cylinder(
    canvas: Canvas,
    path: Path,
    width: float,
    color: Floats,
    gloss: float,
    *,
    taper: float = 1.0,
    slant: float = 0.0,
) -> None:
    """Draw a round bar lit from the left.

    Parameters
    ----------
    path : middle of its two ends
    width : at the first; at the second it is `taper` times as wide
    color, gloss : of its surface; gloss in [0, 1]
    slant : how far its upper end is cut aslant, over its width
    """
    a, b = np.array(path[0]), np.array(path[1])
    length = float(np.linalg.norm(b - a))
    along = (b - a) / length
    u = (canvas.x - a[0]) * along[0] + (canvas.y - a[1]) * along[1]
    v = -(canvas.x - a[0]) * along[1] + (canvas.y - a[1]) * along[0]
    half = 0.5 * width * (1.0 + (taper - 1.0) * np.clip(u / length, 0.0, 1.0))
    across = np.clip(v / np.maximum(half, 1e-6), -1.0, 1.0)
    # Seen a little from above, its ends are ellipses.
    bow = 0.16 * half * np.sqrt(1.0 - across**2)
    top = slant * width * (0.5 + 0.5 * across) + 8.0 * slant * np.abs(across) ** 3
    alpha = np.clip(half - np.abs(v) + 0.5, 0.0, 1.0)
    alpha *= np.clip(u + bow - top + 0.5, 0.0, 1.0) * np.clip(length + bow - u + 0.5, 0.0, 1.0)
    canvas.shade(alpha, 16.0, (22.0, 12.0), 0.32)
    side = -across if along[1] > 0.5 or along[0] > 0.5 else across
    body = 0.40 + 0.75 * np.clip(0.75 - 0.55 * side - 0.35 * side**2, 0.0, 1.2)
    bright = np.exp(-(((side + 0.48) / 0.13) ** 2)) + 0.35 * np.exp(-(((side - 0.72) / 0.07) ** 2))
    dark = 1.0 - 0.45 * gloss * np.exp(-(((side - 0.35) / 0.22) ** 2))
    shine = gloss * (0.30 * bright)[..., None]
    canvas.put(color * (body * dark)[..., None] + shine, alpha)
    if slant > 0.0:
        face = alpha * np.clip((top + 0.32 * width - u) / 6.0, 0.0, 1.0)
        canvas.put(color * 1.18 + 0.05 * (1.0 + gloss), 0.75 * face)


def disc(
    canvas: Canvas, centre: Place, radii: Place, color: Floats, gloss: float, *,
    pressed: bool = False,
) -> None:  # fmt: skip
    """Draw a round plate; `pressed` powder bears a pattern."""
    x, y = (canvas.x - centre[0]) / radii[0], (canvas.y - centre[1]) / radii[1]
    radius = np.hypot(x, y)
    alpha = np.clip((1.0 - radius) * min(radii) + 0.5, 0.0, 1.0)
    if pressed:
        canvas.put(_pressed(canvas, color, gloss), alpha)
        angle = np.arctan2(y, x)
        petal = np.cos(8.0 * angle) * np.clip(radius / 0.7, 0.0, 1.0)
        edge = np.exp(-(((radius - 0.62 - 0.10 * petal) / 0.014) ** 2))
        canvas.put(color * 0.72, 0.6 * edge * alpha)
        light = np.exp(-(((radius - 0.635 - 0.10 * petal) / 0.012) ** 2))
        canvas.put(np.minimum(color * 1.25 + 0.03, 1.0), 0.5 * light * alpha)
        rim = np.exp(-(((1.0 - radius) / 0.03) ** 2)) * (y < 0.1) * alpha
        canvas.pixels *= 1.0 - 0.4 * rim[..., None]
        return
    canvas.shade(alpha, 26.0, (14.0, 26.0), 0.5)
    angle = np.arctan2(y, x)
    sweep = 0.5 + 0.5 * np.cos(angle + 2.2)
    glint = gloss * (0.10 + 0.5 * sweep**6) * np.clip((radius - 0.7) / 0.25, 0.0, 1.0)
    canvas.put(color * (0.75 + 0.5 * sweep)[..., None] + 0.3 * glint[..., None], alpha)


def _pressed(canvas: Canvas, color: Floats, shine: float) -> Floats:
    grain = canvas.rng.normal(0.0, 1.0, canvas.x.shape)
    fine = cv2.GaussianBlur(grain, (0, 0), 1.4) * 2.0
    slope = 1.06 - 0.14 * (canvas.y / canvas.y.max())
    surface = color * (slope * (1.0 + 0.035 * fine))[..., None]
    if shine > 0.2:
        sparks = np.clip(cv2.GaussianBlur(grain, (0, 0), 1.0) - 0.62, 0.0, 1.0)
        surface = surface * (1.0 + 0.1 * shine) + (1.2 * shine * sparks)[..., None]
    return np.asarray(surface, dtype=np.float64)


def smear(
    canvas: Canvas, path: Path, width: float, color: Floats, shine: float, *,
    dust: float = 0.0,
) -> None:  # fmt: skip
    """Draw product spread by one stroke: ridges along it, ragged at its end.

    `dust` in [0, 1] makes it the powder that a brush leaves.
    """
    a, b = np.array(path[0]), np.array(path[1])
    length = float(np.linalg.norm(b - a))
    along = (b - a) / length
    u = ((canvas.x - a[0]) * along[0] + (canvas.y - a[1]) * along[1]) / length
    v = (-(canvas.x - a[0]) * along[1] + (canvas.y - a[1]) * along[0]) / (0.5 * width)
    v = v + 0.16 * np.sin(2.6 * u + 0.4)
    ridges = _streaks(canvas, u, v)
    reach = 1.0 - 0.16 * np.abs(ridges) - 0.20 * np.clip(ridges, 0.0, 1.0)
    ends = np.clip((reach - u) / 0.03, 0.0, 1.0) * np.clip((u + 0.06 * np.sqrt(
        np.clip(1.0 - v**2, 0.0, 1.0))) / 0.012, 0.0, 1.0)  # fmt: skip
    swell = 1.0 - 0.22 * np.clip(u, 0.0, 1.0) ** 2 + 0.05 * ridges
    body = np.clip((swell - np.abs(v)) * 0.5 * width / (2.0 + 14.0 * dust) + 0.5, 0.0, 1.0) * ends
    thin = 1.0 - np.clip((u - 0.55) / 0.45, 0.0, 1.0) * np.clip(0.35 + 0.6 * ridges, 0.0, 0.9)
    alpha = body * thin
    if dust > 0.0:
        grain = cv2.GaussianBlur(canvas.rng.normal(0.0, 1.0, u.shape), (0, 0), 2.0) * 3.0
        soft = cv2.GaussianBlur(alpha, (0, 0), 5.0)
        canvas.put(color, np.clip(soft * (0.86 + 0.16 * dust * grain), 0.0, 1.0))
        if shine > 0.2:
            sparks = np.clip(grain - 1.4, 0.0, 1.0) * soft
            canvas.pixels += 0.35 * shine * sparks[..., None]
        return
    canvas.shade(alpha, 5.0, (3.0, 7.0), 0.35)
    height = cv2.GaussianBlur(alpha * (1.0 + 0.5 * ridges), (0, 0), 3.0)
    slope = np.gradient(height, axis=0) * 9.0 + np.gradient(height, axis=1) * 4.0
    lit = np.clip(1.0 + 0.35 * slope, 0.55, 1.45)
    gleam = np.clip(slope - 0.22, 0.0, 1.0) * shine * 0.55
    canvas.put(color * lit[..., None] + gleam[..., None], alpha)


def _streaks(canvas: Canvas, u: Floats, v: Floats) -> Floats:
    """Give ridges (H, W) in about [-1, 1] that run along a stroke."""
    rough = canvas.rng.normal(0.0, 1.0, (160, 24))
    field = cv2.GaussianBlur(rough, (0, 0), sigmaX=3.0, sigmaY=1.1)
    field = field / np.abs(field).max()
    row = np.clip((v + 1.3) / 2.6, 0.0, 1.0) * (field.shape[0] - 1)
    column = np.clip(u, 0.0, 1.0) * (field.shape[1] - 1)
    return np.asarray(
        cv2.remap(field.astype(np.float32), column.astype(np.float32), row.astype(np.float32),
                  cv2.INTER_CUBIC), dtype=np.float64)  # fmt: skip


def stroke(
    canvas: Canvas, path: Path, width: float, color: Floats, shine: float, *,
    swell: bool = False,
) -> None:  # fmt: skip
    """Draw one line of a pencil, or, with `swell`, of a brush pen."""
    a, b = np.array(path[0]), np.array(path[1])
    length = float(np.linalg.norm(b - a))
    along = (b - a) / length
    u = ((canvas.x - a[0]) * along[0] + (canvas.y - a[1]) * along[1]) / length
    v = -(canvas.x - a[0]) * along[1] + (canvas.y - a[1]) * along[0]
    v = v + 0.03 * length * np.sin(3.0 * u)
    inside = np.clip(u, 0.0, 1.0)
    half = 0.5 * width * (np.sin(np.pi * (0.08 + 0.90 * inside)) ** 0.6 if swell else 1.0)
    half = half * (1.0 - 0.25 * inside)
    alpha = np.clip(half - np.abs(v) + 0.5, 0.0, 1.0)
    alpha *= np.clip(u * length, 0.0, 1.0) * np.clip((1.0 - u) * length, 0.0, 1.0)
    if not swell:
        grain = cv2.GaussianBlur(canvas.rng.normal(0.0, 1.0, u.shape), (0, 0), 1.6) * 2.6
        alpha *= np.clip(0.93 + 0.22 * grain - 0.35 * (np.abs(v) / np.maximum(half, 1.0)) ** 4,
                         0.0, 1.0)  # fmt: skip
    gleam = shine * 0.25 * np.exp(-(((v + 0.3 * half) / (0.25 * half + 1.0)) ** 2))
    canvas.put(color + gleam[..., None], alpha)
