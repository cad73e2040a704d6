"""Woven, knitted and felted cloth of the bundled hats, as small grey or coloured pictures.

A texture multiplies a base colour, so that one serves every variant. It repeats around a hat; up
the hat its rows are used once, so that one picture can hold two cloths, one above the other.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.float64]

_LEVELS = 32
_SOURCE = 20260


def png(picture: Grey) -> bytes:
    """PNG of a grey (H, W) or coloured (H, W, 3) picture in [0, 1], in few levels."""
    coarse = np.round(np.clip(picture, 0.0, 1.0) * _LEVELS) * (255.0 / _LEVELS)
    buffer = io.BytesIO()
    Image.fromarray(np.round(coarse).astype(np.uint8)).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def stacked(upper: Grey, lower: Grey) -> Grey:
    """Two cloths in one picture; the shapes must agree."""
    return np.concatenate([upper, lower])


def _noise(shape: tuple[int, int], stretch: tuple[float, float], seed: int) -> Grey:
    """Tileable noise of unit deviation; `stretch` is the grain's size along rows and columns."""
    rng = np.random.default_rng(_SOURCE + seed)
    rows = np.fft.fftfreq(shape[0])[:, None] * stretch[0]
    columns = np.fft.fftfreq(shape[1])[None] * stretch[1]
    spectrum = np.fft.fft2(rng.standard_normal(shape)) * np.exp(
        -0.5 * 40.0 * (rows**2 + columns**2)
    )
    layer = np.fft.ifft2(spectrum).real
    return layer / layer.std()


def twill(height: int, width: int) -> Grey:
    """Cotton twill: fine diagonal ribs, a little uneven."""
    y, x = np.mgrid[0:height, 0:width]
    ribs = np.cos(2.0 * np.pi * (x * 32.0 / width + y * 32.0 / height))
    return 0.9 + 0.055 * ribs + 0.022 * _noise((height, width), (0.4, 0.4), 1)


def felt(height: int, width: int) -> Grey:
    """Wool felt: short fibres lying every way."""
    cloud = _noise((height, width), (3.0, 3.0), 2)
    fibres = _noise((height, width), (0.35, 1.4), 3) + _noise((height, width), (1.4, 0.35), 4)
    return 0.91 + 0.016 * cloud + 0.024 * fibres


def grosgrain(height: int, width: int) -> Grey:
    """Ribbon with ribs across its length and plain edges."""
    y, x = np.mgrid[0:height, 0:width]
    ribs = 0.5 + 0.5 * np.cos(2.0 * np.pi * 48.0 * x / width)
    edge = np.minimum(y, height - 1 - y) < height * 0.05
    return np.where(edge, 0.98, 0.8 + 0.18 * ribs)


def knit(height: int, width: int, ribs: int, courses: int) -> Grey:
    """Rib knit: columns of V-shaped stitches standing out between sunken ones."""
    y, x = np.mgrid[0:height, 0:width]
    across = x * ribs / width
    course = y * courses / height
    column = across % 1.0
    # The raised wale fills two thirds of a rib; a V leans to either side of its middle.
    wale = np.abs(column - 0.5) / 0.34
    raised = wale < 1.0
    lean = course + 0.55 * np.minimum(wale, 1.0)
    yarn = 0.5 + 0.5 * np.cos(2.0 * np.pi * lean)
    round_wale = np.sqrt(np.clip(1.0 - wale**2, 0.0, 1.0))
    front = (0.62 + 0.38 * round_wale) * (0.72 + 0.28 * yarn) * (1.0 - 0.22 * (wale < 0.1))
    back = 0.44 + 0.08 * (0.5 + 0.5 * np.cos(2.0 * np.pi * course))
    fuzz = _noise((height, width), (0.5, 0.5), 5)
    return np.where(raised, front, back) + 0.025 * fuzz


def straw(height: int, width: int, braids: int) -> Grey:
    """Straw braids sewn side by side, each plaited like a fish bone; coloured (H, W, 3)."""
    y, x = np.mgrid[0:height, 0:width]
    braid = y * braids / height
    across = braid % 1.0
    slant = np.where(across < 0.5, across, 1.0 - across) * 1.6
    strand = (x * 40.0 / width + slant) % 1.0
    hump = np.sin(np.pi * strand) ** 0.7
    seam = np.exp(-(np.minimum(across, 1.0 - across) ** 2) / 0.012)
    rng = np.random.default_rng(_SOURCE + 6)
    tones = rng.normal(0.0, 1.0, (braids, 40))
    tone = tones[braid.astype(int) % braids, (x * 40.0 / width + slant).astype(int) % 40]
    shade = (0.66 + 0.30 * hump) * (1.0 - 0.34 * seam) * (1.0 + 0.05 * tone)
    warm = np.stack([1.0 + 0.012 * tone, np.ones_like(tone), 1.0 - 0.025 * tone], axis=-1)
    return shade[..., None] * warm


def palm_leaf(height: int, width: int, rings: int, leaves: int) -> Grey:
    """Dried palm leaves laid side by side, stitched on bamboo rings; coloured (H, W, 3)."""
    y, x = np.mgrid[0:height, 0:width]
    leaf = x * leaves / width
    rng = np.random.default_rng(_SOURCE + 7)
    tone = rng.normal(0.0, 1.0, leaves)[leaf.astype(int) % leaves]
    fold = np.exp(-((leaf % 1.0) ** 2) / 0.006)
    veins = _noise((height, width), (14.0, 0.35), 8)
    ring = y * rings / height
    away = np.minimum(ring % 1.0, 1.0 - ring % 1.0)
    bump = np.exp(-(away**2) / 0.012)
    stitch = bump * (0.5 + 0.5 * np.cos(2.0 * np.pi * 96.0 * x / width) > 0.62)
    shade = 0.92 + 0.014 * tone + 0.028 * veins - 0.10 * fold - 0.10 * bump + 0.13 * stitch
    warm = np.stack([np.ones_like(tone), 1.0 - 0.004 * tone, 0.985 - 0.012 * tone], axis=-1)
    return shade[..., None] * warm


def canvas(height: int, width: int) -> Grey:
    """Plain-woven canvas: warp and weft in turn over each other."""
    y, x = np.mgrid[0:height, 0:width]
    u, v = x * 48.0 / width, y * 48.0 / height
    over = ((u.astype(int) + v.astype(int)) % 2) == 0
    thread = np.where(over, np.sin(np.pi * (u % 1.0)), np.sin(np.pi * (v % 1.0)))
    return 0.84 + 0.12 * thread + 0.02 * _noise((height, width), (0.5, 0.5), 9)
