"""What a finished product of the builder is, and how it is written to a folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import numpy as np

from assets.build.glb import Material, Part, glb_bytes
from assets.build.layout import Fitting
from assets.build.outlines import Points

BRAND = "Sông Trăng"


@dataclass(frozen=True, slots=True)
class Finish:
    """Look of one material in a variant: sRGB hex colour, the rest in [0, 1]."""

    color: str
    metallic: float = 0.0
    roughness: float = 0.3
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class LensLook:
    """Linear transmittance at the top and bottom edge, and linear reflectance, per RGB."""

    top: tuple[float, float, float] = (0.92, 0.92, 0.92)
    bottom: tuple[float, float, float] = (0.92, 0.92, 0.92)
    mirror: tuple[float, float, float] = (0.04, 0.04, 0.04)


@dataclass(frozen=True, slots=True)
class Variant:
    """One colour of a product; the lens is written for products that have one."""

    id: str
    vi: str
    en: str
    swatch: str
    materials: Mapping[str, Finish]
    lens: LensLook = field(default_factory=LensLook)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the shop says about a product; `number` is the item reference of its GTIN."""

    sku: str
    number: int
    names: tuple[str, str]
    descriptions: tuple[str, str]
    price: int
    variants: Sequence[Variant]


class Article(Protocol):
    """Geometry of any product: parts and attachment points, mm, and what its manifest says."""

    @property
    def category(self) -> str:
        """Name of the category's folder."""
        ...

    @property
    def mount(self) -> str:
        """What carries the product."""
        ...

    @property
    def dimensions(self) -> Mapping[str, float]:
        """The category's own sizes, mm, keys ending in `_mm`."""
        ...

    @property
    def traits(self) -> Mapping[str, str | float]:
        """The category's own words and shares in [0, 1]."""
        ...

    @property
    def parts(self) -> Sequence[Part]:
        """Nodes of the mesh."""
        ...

    @property
    def points(self) -> Mapping[str, Points]:
        """Attachment points by name."""
        ...

    @property
    def pattern(self) -> bytes | None:
        """PNG of the materials in `patterned`."""
        ...

    @property
    def patterned(self) -> frozenset[str]:
        """Materials that carry the pattern."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Goods:
    """Any product but a pair of glasses; fields as of `Article`."""

    category: str
    mount: str
    dimensions: Mapping[str, float]
    parts: Sequence[Part]
    points: Mapping[str, Points]
    pattern: bytes | None = None
    patterned: frozenset[str] = frozenset()
    traits: Mapping[str, str | float] = field(default_factory=dict[str, str | float])


def size_of(article: Article) -> Points:
    """Bounding box, (3,) mm."""
    vertices = np.vstack([part.solid.vertices for part in article.parts])
    return np.ptp(vertices, axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Geometry of a pair: parts and attachment points, mm, origin at the bridge."""

    category = "eyewear"
    mount = "nose"
    patterned = frozenset({"frame", "temple"})
    traits = MappingProxyType(dict[str, str | float]())

    fitting: Fitting
    parts: Sequence[Part]
    points: Mapping[str, Points]
    pattern: bytes | None = None

    @property
    def dimensions(self) -> dict[str, float]:
        """Size marking, mm."""
        return {
            "lens_width_mm": self.fitting.lens.width,
            "bridge_width_mm": self.fitting.bridge,
            "temple_length_mm": self.fitting.temple,
            "lens_height_mm": self.fitting.lens.height,
        }


def gtin(number: int) -> str:
    """GTIN-13 of the restricted-circulation range 200 for an item reference."""
    digits = f"200{number:09d}"
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def linear(color: str) -> tuple[float, float, float]:
    """Linear RGB in [0, 1] of an sRGB hex colour."""
    coded = [int(color[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in coded
    )
    return red, green, blue


_FALLBACK = {
    "metal": Finish("#b9bcc0", 1.0, 0.3),
    "nose_pad": Finish("#d9d4cb", 0.0, 0.35),
    "accent": Finish("#b9bcc0", 1.0, 0.25),
    "tip": Finish("#161616", 0.0, 0.35),
}


def materials_of(pair: Article, listing: Listing) -> dict[str, Material]:
    """Materials of the mesh file, looking like the first variant."""
    first = listing.variants[0]
    result: dict[str, Material] = {}
    for name in sorted({part.material for part in pair.parts}):
        if name == "lens":
            tint = np.mean([first.lens.top, first.lens.bottom], axis=0)
            alpha = float(np.clip(1.0 - tint.mean(), 0.10, 0.95))
            shade = [float(value) for value in tint * 0.5]
            result[name] = Material((shade[0], shade[1], shade[2], round(alpha, 3)), 0.0, 0.05)
            continue
        finish = first.materials.get(name) or _FALLBACK[name]
        patterned = pair.pattern is not None and name in pair.patterned
        result[name] = Material(
            (*linear(finish.color), 1.0), finish.metallic, finish.roughness, patterned
        )
    return result


def mesh_bytes(pair: Article, listing: Listing) -> bytes:
    """Binary glTF of a product."""
    return glb_bytes(listing.sku, pair.parts, materials_of(pair, listing), pair.pattern)


def manifest_text(pair: Article, listing: Listing) -> str:
    """`product.toml` of a product."""
    size = size_of(pair)
    has_lens = any(part.material == "lens" for part in pair.parts)
    lines = [
        "schema = 1",
        f'sku = "{listing.sku}"',
        f'category = "{pair.category}"',
        f'brand = "{BRAND}"',
        f'gtin = "{gtin(listing.number)}"',
        f'mount = "{pair.mount}"',
        f"names = {_both(listing.names)}",
        f"descriptions = {_both(listing.descriptions)}",
        f'price = {{ amount = {listing.price}, currency = "VND" }}',
        'mesh = "model.glb"',
        'thumbnail = "thumb.jpg"',
        f"size_mm = {{ width = {size[0]:.1f}, height = {size[1]:.1f}, depth = {size[2]:.1f} }}",
        "",
        f"[{pair.category}]",
        *(f"{name} = {length:.1f}" for name, length in pair.dimensions.items()),
        *(f"{name} = {_trait(value)}" for name, value in pair.traits.items()),
        "",
        "[attachment_points_mm]",
        *(f"{name} = {_vector(point, 2)}" for name, point in pair.points.items()),
    ]
    for variant in listing.variants:
        lines += ["", *_variant_lines(variant, has_lens=has_lens)]
    return "\n".join(lines) + "\n"


def _variant_lines(variant: Variant, *, has_lens: bool) -> list[str]:
    """Tables of one variant."""
    lines = [
        "[[variants]]",
        f'id = "{variant.id}"',
        f"names = {_both((variant.vi, variant.en))}",
        f'swatch = "{variant.swatch}"',
    ]
    for name, finish in variant.materials.items():
        lines += [
            f"[variants.materials.{name}]",
            f'base_color = "{finish.color}"',
            f"metallic = {finish.metallic:.2f}",
            f"roughness = {finish.roughness:.2f}",
        ]
        if finish.opacity != 1.0:
            lines.append(f"opacity = {finish.opacity:.2f}")
    if not has_lens:
        return lines
    return [
        *lines,
        "[variants.lens]",
        f"tint_top = {_vector(variant.lens.top, 3)}",
        f"tint_bottom = {_vector(variant.lens.bottom, 3)}",
        f"mirror = {_vector(variant.lens.mirror, 3)}",
    ]


def _trait(value: str | float) -> str:
    """TOML string or number with two decimals."""
    return f'"{value}"' if isinstance(value, str) else f"{value:.2f}"


def _both(texts: tuple[str, str]) -> str:
    """Inline table of a Vietnamese and an English text."""
    return f'{{ vi = "{texts[0]}", en = "{texts[1]}" }}'


def _vector(values: Points | tuple[float, ...], digits: int) -> str:
    """TOML array with fixed decimals, without negative zeros."""
    return (
        "[" + ", ".join(f"{round(float(value), digits) + 0.0:.{digits}f}" for value in values) + "]"
    )


def write(folder: Path, pair: Article, listing: Listing) -> None:
    """Write `product.toml` and `model.glb` of a product into its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.glb").write_bytes(mesh_bytes(pair, listing))
    (folder / "product.toml").write_text(manifest_text(pair, listing), encoding="utf-8")
