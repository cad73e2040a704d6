"""Draws shop pictures of make-up: the product, and a smear of its colour."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from assets.build.makeup_designs import Cosmetic, Shade
from assets.build.makeup_shapes import Canvas, Floats, cylinder, disc, linear_color, smear, stroke
from tryon.arrays import Image

SIZE = (640, 480)
_SCALE = 2
_BLACK = np.array([0.018, 0.017, 0.019])
_GOLD = np.array([0.72, 0.49, 0.21])
_GLASS = np.array([0.80, 0.81, 0.82])
_WOOD = np.array([0.56, 0.36, 0.19])


def draw(item: Cosmetic, shade: Shade) -> Image:
    """Give the picture (480, 640, 3) of a product in a shade."""
    canvas = Canvas(SIZE[0] * _SCALE, SIZE[1] * _SCALE, item.number)
    colors = [linear_color(color) for color in shade.colors]
    _DRAWERS[_form(item)](canvas, colors, item)
    coded = canvas.coded()
    return np.asarray(cv2.resize(coded, SIZE, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _form(item: Cosmetic) -> str:
    if item.kind == "lipstick" and item.finish == "gloss":
        return "gloss"
    return item.kind


def _lipstick(canvas: Canvas, colors: list[Floats], item: Cosmetic) -> None:
    """Draw an open lipstick before a broad smear."""
    shine = 0.15 if item.finish == "matte" else 0.5
    smear(canvas, ((560, 330), (1130, 640)), 150, colors[0], shine)
    cylinder(canvas, ((330, 560), (330, 860)), 118, _BLACK, 0.5)
    cylinder(canvas, ((330, 520), (330, 562)), 108, _GOLD, 0.9)
    cylinder(canvas, ((330, 395), (330, 522)), 94, _GOLD, 0.9)
    cylinder(canvas, ((330, 205), (330, 400)), 82, colors[0], shine, slant=0.85)


def _gloss(canvas: Canvas, colors: list[Floats], item: Cosmetic) -> None:
    """Draw a tube of gloss and a wet smear."""
    del item
    smear(canvas, ((560, 400), (1130, 610)), 135, colors[0], 1.1)
    cylinder(canvas, ((330, 150), (330, 420)), 92, _GOLD, 0.9)
    cylinder(canvas, ((330, 418), (330, 850)), 112, _GLASS, 0.9)
    cylinder(canvas, ((330, 430), (330, 832)), 88, colors[0], 0.9)


def _pencil(canvas: Canvas, colors: list[Floats], item: Cosmetic) -> None:
    """Draw a pencil and two lines of it."""
    body = colors[0] if item.kind == "lip-liner" else _BLACK
    for place in (0, 1):
        y = 590 + 110 * place
        stroke(canvas, ((480, y), (1130, y - 60)), 26 - 8 * place, colors[0], 0.1)
    cylinder(canvas, ((150, 700), (690, 275)), 58, body, 0.45)
    cylinder(canvas, ((690, 275), (760, 220)), 56, _WOOD, 0.1, taper=0.45)
    cylinder(canvas, ((758, 221), (800, 188)), 26, colors[0], 0.2, taper=0.15)
    cylinder(canvas, ((110, 732), (152, 699)), 58, _GOLD, 0.9)


def _liquid_liner(canvas: Canvas, colors: list[Floats], item: Cosmetic) -> None:
    """Draw a liner pen and a line that swells and tapers."""
    del item
    stroke(canvas, ((500, 690), (1150, 560)), 30, colors[0], 0.45, swell=True)
    stroke(canvas, ((560, 800), (1150, 700)), 15, colors[0], 0.45, swell=True)
    cylinder(canvas, ((140, 640), (640, 260)), 64, _BLACK, 0.6)
    cylinder(canvas, ((640, 260), (672, 236)), 52, _GOLD, 0.9)
    cylinder(canvas, ((670, 237), (760, 168)), 40, _BLACK, 0.5, taper=0.45)
    cylinder(canvas, ((758, 170), (850, 100)), 15, colors[0], 0.3, taper=0.1)


def _mascara(canvas: Canvas, colors: list[Floats], item: Cosmetic) -> None:
    """Draw a tube and its brush."""
    del item
    stroke(canvas, ((620, 780), (1150, 700)), 34, colors[0], 0.35, swell=True)
    cylinder(canvas, ((260, 330), (260, 850)), 116, _BLACK, 0.6)
    cylinder(canvas, ((260, 300), (260, 332)), 104, _GOLD, 0.9)
    cylinder(canvas, ((1120, 130), (820, 330)), 84, _BLACK, 0.6)
    cylinder(canvas, ((822, 329), (640, 450)), 13, _BLACK, 0.4)
    _bristles(canvas, (650, 443), (450, 577), colors[0])


def _bristles(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], color: Floats
) -> None:
    a, b = np.array(start), np.array(end)
    along = (b - a) / np.linalg.norm(b - a)
    aside = np.array([-along[1], along[0]])
    for share in np.linspace(0.0, 1.0, 150):
        foot = a + share * (b - a)
        reach = 34.0 * (0.75 + 0.25 * np.sin(np.pi * share)) * canvas.rng.uniform(0.85, 1.05)
        lean = along * canvas.rng.uniform(-8.0, 8.0)
        for side in (-1.0, 1.0):
            canvas.line(foot, foot + side * reach * aside + lean, 3.0, color)


def _powder(canvas: Canvas, colors: list[Floats], item: Cosmetic) -> None:
    """Draw a round compact and a dusting of its powder."""
    shine = 0.5 if item.finish == "shimmer" else 0.06
    smear(canvas, ((690, 610), (1150, 740)), 130, colors[0], shine, dust=1.0)
    disc(canvas, (450, 400), (300, 285), _BLACK, 0.6)
    disc(canvas, (450, 394), (262, 248), _GOLD, 0.9)
    disc(canvas, (450, 394), (250, 236), colors[0], shine, pressed=True)


def _shadow(canvas: Canvas, colors: list[Floats], item: Cosmetic) -> None:
    """Draw a palette of one or three pans, and a swatch of each."""
    shine = 0.5 if item.finish == "shimmer" else 0.25
    pans = len(colors)
    left, top, right, bottom = 150, 190, 150 + 260 * pans + 40, 500
    canvas.slab((left, top), (right, bottom), 26, _BLACK)
    for place, color in enumerate(colors):
        x = left + 40 + 260 * place
        canvas.slab((x, top + 38), (x + 220, bottom - 38), 14, color, powder=shine)
        y = 640 + 95 * place
        smear(canvas, ((470, y), (1150, y - 40)), 62, color, shine, dust=0.7)


def _foundation(canvas: Canvas, colors: list[Floats], item: Cosmetic) -> None:
    """Draw a bottle and a drop spread by a finger."""
    del item
    smear(canvas, ((580, 560), (1140, 690)), 150, colors[0], 0.45)
    cylinder(canvas, ((340, 130), (340, 340)), 104, _BLACK, 0.6)
    cylinder(canvas, ((340, 338), (340, 366)), 96, _GOLD, 0.9)
    cylinder(canvas, ((340, 364), (340, 850)), 210, _GLASS, 0.9)
    cylinder(canvas, ((340, 392), (340, 832)), 182, colors[0], 0.6)


_DRAWERS: dict[str, Callable[[Canvas, list[Floats], Cosmetic], None]] = {
    "lipstick": _lipstick,
    "gloss": _gloss,
    "lip-liner": _pencil,
    "brows": _pencil,
    "eyeliner": _liquid_liner,
    "mascara": _mascara,
    "blush": _powder,
    "highlighter": _powder,
    "eyeshadow": _shadow,
    "foundation": _foundation,
}
