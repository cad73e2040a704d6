"""Colours, lens looks and the havana pattern of the bundled eyewear."""

import struct
import zlib

import numpy as np

from assets.build.product import Finish, LensLook, Variant

PATTERN_SIZE = 192

CLEAR = LensLook()
COATED = LensLook((0.95, 0.95, 0.95), (0.95, 0.95, 0.95), (0.012, 0.016, 0.018))
GREY = LensLook((0.13, 0.13, 0.14), (0.13, 0.13, 0.14), (0.045, 0.045, 0.045))
GREEN = LensLook((0.13, 0.17, 0.11), (0.13, 0.17, 0.11), (0.045, 0.045, 0.045))
BROWN = LensLook((0.20, 0.13, 0.08), (0.20, 0.13, 0.08), (0.045, 0.045, 0.045))
GREY_FADE = LensLook((0.10, 0.10, 0.11), (0.55, 0.55, 0.56), (0.05, 0.05, 0.05))
BROWN_FADE = LensLook((0.15, 0.095, 0.06), (0.66, 0.54, 0.42), (0.05, 0.05, 0.05))
GREEN_FADE = LensLook((0.10, 0.14, 0.09), (0.55, 0.60, 0.50), (0.05, 0.05, 0.05))
ROSE_FADE = LensLook((0.30, 0.16, 0.17), (0.78, 0.62, 0.62), (0.05, 0.05, 0.05))
BLUE_MIRROR = LensLook((0.09, 0.09, 0.10), (0.09, 0.09, 0.10), (0.05, 0.16, 0.42))
FIRE_MIRROR = LensLook((0.10, 0.09, 0.08), (0.10, 0.09, 0.08), (0.45, 0.20, 0.05))
SILVER_MIRROR = LensLook((0.10, 0.10, 0.10), (0.10, 0.10, 0.10), (0.34, 0.34, 0.36))

GOLD = Finish("#d6a954", 1.0, 0.26)
ROSE_GOLD = Finish("#d8a38d", 1.0, 0.26)
SILVER = Finish("#c9ccd1", 1.0, 0.25)
GUNMETAL = Finish("#5c5f66", 1.0, 0.32)
BLACK_METAL = Finish("#1d1d20", 0.6, 0.42)
TITANIUM = Finish("#b0aeaa", 1.0, 0.38)
POLISHED = Finish("#b4bcbc", 0.0, 0.15)
STEEL = Finish("#b9bcc0", 1.0, 0.3)


def acetate(
    name: tuple[str, str, str],
    color: str,
    *,
    lens: LensLook = CLEAR,
    temple: str | None = None,
    metal: Finish = STEEL,
    roughness: float = 0.22,
    opacity: float = 1.0,
) -> Variant:
    """Colour of an acetate pair; `name` is its id, Vietnamese and English name."""
    finishes = {
        "frame": Finish(color, 0.0, roughness, opacity),
        "temple": Finish(temple or color, 0.0, roughness, opacity),
        "metal": metal,
        "accent": metal,
    }
    return Variant(name[0], name[1], name[2], color, finishes, lens)


def metallic(
    name: tuple[str, str, str], metal: Finish, tip: str, *, lens: LensLook = COATED
) -> Variant:
    """Colour of a metal pair; `tip` is the colour of the temple tips."""
    finishes = {
        "metal": metal,
        "tip": Finish(tip, 0.0, 0.3),
        "nose_pad": Finish("#cdc6b9", 0.0, 0.3, 0.6),
        "accent": POLISHED,
    }
    return Variant(name[0], name[1], name[2], metal.color, finishes, lens)


def browed(
    name: tuple[str, str, str],
    color: str,
    metal: Finish,
    *,
    accent: Finish | None = None,
    lens: LensLook = CLEAR,
) -> Variant:
    """Colour of a pair with brow bars on a metal body; `accent` is the metal if not given."""
    finishes = {
        "frame": Finish(color, 0.0, 0.24),
        "temple": Finish(color, 0.0, 0.24),
        "tip": Finish(color, 0.0, 0.3),
        "metal": metal,
        "nose_pad": Finish("#cdc6b9", 0.0, 0.3, 0.6),
        "accent": accent or metal,
    }
    return Variant(name[0], name[1], name[2], color, finishes, lens)


def havana_png() -> bytes:
    """Tileable tortoise pattern: near white where the base colour shows, dark warm blotches."""
    frequency = np.fft.fftfreq(PATTERN_SIZE) * PATTERN_SIZE
    radius = np.hypot(frequency[:, None], frequency[None] * 1.35)
    rng = np.random.default_rng(26)
    layers: list[np.ndarray] = []
    for centre, width in ((4.0, 1.6), (9.0, 4.0)):
        noise = np.fft.fft2(rng.standard_normal((PATTERN_SIZE, PATTERN_SIZE)))
        layer = np.fft.ifft2(noise * np.exp(-0.5 * ((radius - centre) / width) ** 2)).real
        layers.append(layer / layer.std())
    blotch = 1.0 / (1.0 + np.exp(-2.0 * (layers[0] + 0.45 * layers[1] + 0.20)))
    haze = 0.80 + 0.20 / (1.0 + np.exp(-2.0 * layers[1]))
    dark = np.array([0.27, 0.19, 0.16])
    color = (1.0 - blotch[..., None] * (1.0 - dark)) * haze[..., None]
    levels = np.round(np.clip(color, 0.0, 1.0) * 40.0) * (255.0 / 40.0)
    return _png(np.round(levels).astype(np.uint8))


def _png(image: np.ndarray) -> bytes:
    """PNG of an RGB image (H, W, 3) uint8."""
    height, width = image.shape[:2]
    rows = np.hstack([np.zeros((height, 1), np.uint8), image.reshape(height, -1)]).tobytes()
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
