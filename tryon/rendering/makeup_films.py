"""How paint looks on skin, in OKLab (Ottosson 2020): opaque films, powders and shine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Float32Array
from tryon.scene import Finish

_TEXTURE_GAIN = (0.6, 1.5)
"""How much the skin's texture may be weakened or strengthened under a film."""
_KNEE = 0.06
"""Lightness over the mean from which a pixel is a highlight, not lighter skin."""


@dataclass(frozen=True, slots=True)
class Film:
    """How a kind and finish of opaque paint behaves.

    Parameters
    ----------
    texture : share of the texture below that shows
    chroma : share of the skin's own colour differences that shows
    shine : share of the skin's highlights that shows
    gloss : how much broader and stronger highlights grow
    """

    texture: float
    chroma: float
    shine: float
    gloss: float = 0.0


LIP_FILMS: dict[Finish, Film] = {
    "matte": Film(0.9, 0.3, 0.25),
    "satin": Film(1.0, 0.35, 0.75, 0.25),
    "gloss": Film(1.0, 0.35, 1.0, 1.2),
    "shimmer": Film(1.1, 0.35, 1.1, 0.6),
}
LINE_FILM = Film(0.3, 0.2, 0.2)


def film(
    lab: Float32Array, target: Array1, mean: Array1, look: Film, glow: Float32Array | None
) -> Float32Array:
    """Give the colours under an opaque film.

    Parameters
    ----------
    lab : (h, w, 3) before
    target : (3,) the paint in this light
    mean : (3,) what the painted skin looks like
    look : of the film
    glow : (h, w) softened highlights of the skin, for films with `gloss`

    Notes
    -----
    A film replaces the skin's reflectance, so light and shade stay as ratios: OKLab scales as
    a whole with the cube root of the light. Highlights are light from the surface and are added.
    """
    light = lab[..., 0]
    level, wanted = max(float(mean[0]), 0.02), max(float(target[0]), 0.02)
    knee = level + _KNEE
    below = np.minimum(light, knee) - level
    gain = look.texture * float(np.clip(wanted / level, *_TEXTURE_GAIN))
    base = np.maximum(wanted + gain * below, 0.25 * wanted)
    shine = look.shine * np.maximum(light - knee, 0.0)
    if glow is not None:
        shine = shine + look.gloss * glow
    result = np.empty_like(lab)
    result[..., 0] = np.minimum(base + shine, 1.0)
    # Highlights have the colour of the light and cover that of the paint.
    tinted = (base / wanted) / (1.0 + 3.0 * shine)
    kept = np.minimum(light, knee) / level
    for k in (1, 2):
        own = lab[..., k] - float(mean[k]) * kept
        result[..., k] = float(target[k]) * tinted + look.chroma * own
    return result


def powder(
    lab: Float32Array, target: Array1, mean: Array1, lightness: tuple[float, float], even: float
) -> Float32Array:
    """Give the colours under a full cover of powder or liquid that lets skin's texture through.

    Parameters
    ----------
    lab : (h, w, 3) before
    target, mean : (3,) as of `film`
    lightness : the most it darkens and lightens skin of the mean colour
    even : share of the skin's own colour differences that is covered, [0, 1]
    """
    level = max(float(mean[0]), 0.02)
    ratio = np.clip(lab[..., 0] / level, 0.4, 1.4)
    result = np.empty_like(lab)
    result[..., 0] = lab[..., 0] + ratio * float(np.clip(target[0] - level, *lightness))
    for k in (1, 2):
        own = lab[..., k] - ratio * float(mean[k])
        result[..., k] = ratio * float(target[k]) + (1.0 - even) * own
    return result


def glow_on(lab: Float32Array, target: Array1, strength: Float32Array) -> Float32Array:
    """Give the colours with light added that the paint reflects.

    Parameters
    ----------
    lab : (h, w, 3) before
    target : (3,) colour of the reflection
    strength : (h, w) share of the light on the face that is reflected
    """
    result = np.empty_like(lab)
    added = strength * float(target[0]) ** 3
    result[..., 0] = np.cbrt(lab[..., 0] ** 3 + added)
    gained = result[..., 0] - lab[..., 0]
    for k in (1, 2):
        result[..., k] = lab[..., k] + gained * float(target[k] / max(target[0], 0.02))
    return result
