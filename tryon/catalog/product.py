"""A product as the core sees it: names, price, variants, real size, meshes, anchors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np

from tryon.arrays import Array1, Float32Array, Image, IndexArray, frozen

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in minor units of an ISO 4217 currency (VND has none: units)."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class SurfaceMaterial:
    """A metallic-roughness surface; colours are linear light, RGB, [0, 1]."""

    base_color: tuple[float, float, float]
    metallic: float = 0.0
    roughness: float = 0.5
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class LensMaterial:
    """A thin tinted lens; every triple is linear RGB in [0, 1].

    Parameters
    ----------
    tint_top, tint_bottom : transmittance at the lens' upper and lower edge
    mirror : specular reflectance at normal incidence
    """

    tint_top: tuple[float, float, float]
    tint_bottom: tuple[float, float, float]
    mirror: tuple[float, float, float]


CLEAR_LENS = LensMaterial((0.92, 0.92, 0.92), (0.92, 0.92, 0.92), (0.04, 0.04, 0.04))


@dataclass(frozen=True, slots=True, eq=False)
class MeshPart:
    """One node of a product's mesh.

    Parameters
    ----------
    name : node name; the category reads meaning from it (`lens_left`, `temple_right`, ...)
    material : name of the material, key of `Variant.materials`
    surface : the material as the file states it
    vertices : (N, 3), m, product frame
    normals : (N, 3), unit
    triangles : (M, 3), rows of `vertices`
    uvs : (N, 2) or None, glTF convention (v down)
    texture : (H, W, 3) sRGB uint8 or None; multiplies the base colour
    openness : (N,) share of the room's light that reaches each vertex, [0, 1]; None is all
    """

    name: str
    material: str
    surface: SurfaceMaterial
    vertices: Float32Array
    normals: Float32Array
    triangles: IndexArray
    uvs: Float32Array | None = None
    texture: Image | None = None
    openness: Float32Array | None = None

    def __post_init__(self) -> None:
        vertices = frozen(self.vertices, np.float32, (None, 3), f"{self.name} vertices")
        count = len(vertices)
        object.__setattr__(self, "vertices", vertices)
        normals = frozen(self.normals, np.float32, (count, 3), f"{self.name} normals")
        object.__setattr__(self, "normals", normals)
        triangles = frozen(self.triangles, np.int32, (None, 3), f"{self.name} triangles")
        if triangles.size and (triangles.min() < 0 or triangles.max() >= count):
            msg = f"{self.name} triangles: expected rows in [0, {count})"
            raise ValueError(msg)
        object.__setattr__(self, "triangles", triangles)
        if self.uvs is not None:
            uvs = frozen(self.uvs, np.float32, (count, 2), f"{self.name} uvs")
            object.__setattr__(self, "uvs", uvs)
        if self.openness is not None:
            openness = frozen(self.openness, np.float32, (count,), f"{self.name} openness")
            object.__setattr__(self, "openness", openness)

    @property
    def is_lens(self) -> bool:
        """Whether light passes through this part as through a spectacle lens."""
        return self.material == "lens"


@dataclass(frozen=True, slots=True)
class Variant:
    """One colour of a product.

    Parameters
    ----------
    id : unique within the product
    names : by language
    swatch : sRGB hex for menus, `#rrggbb`
    materials : surfaces that replace the file's, by material name
    lens : the lens of this variant, None where the product has none
    shades : linear RGB of the colours that are painted on, in the category's order
    """

    id: str
    names: Mapping[Language, str]
    swatch: str
    materials: Mapping[str, SurfaceMaterial] = field(default_factory=dict[str, SurfaceMaterial])
    lens: LensMaterial | None = None
    shades: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class AttachmentPoint:
    """A named point of a product: (3,), m, product frame."""

    name: str
    position: Array1

    def __post_init__(self) -> None:
        position = frozen(self.position, np.float64, (3,), f"attachment point {self.name}")
        object.__setattr__(self, "position", position)


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """A product with everything needed to show, sell and wear it.

    Parameters
    ----------
    sku : unique in the catalogue
    names, descriptions : by language
    category : name of a category folder
    brand, gtin, price : as the retailer states them; gtin and price may be missing
    mount : what carries it, e.g. `nose`
    variants : at least one, the first is the default
    size_m : (3,) box of the meshes along product x, y, z, m; zeros if there are none
    dimensions_mm : the category's own declared sizes, e.g. `lens_width_mm`
    attachment_points : by name
    meshes : parts, product frame
    traits : the category's own declarations that are not lengths, e.g. a make-up's `finish`
    """

    sku: str
    names: Mapping[Language, str]
    descriptions: Mapping[Language, str]
    category: str
    brand: str
    gtin: str | None
    price: Price | None
    mount: str
    variants: tuple[Variant, ...]
    size_m: Array1
    dimensions_mm: Mapping[str, float]
    attachment_points: Mapping[str, AttachmentPoint]
    meshes: tuple[MeshPart, ...]
    traits: Mapping[str, str | float] = field(default_factory=dict[str, str | float])

    def __post_init__(self) -> None:
        if not self.variants:
            msg = f"{self.sku}: expected at least one variant"
            raise ValueError(msg)
        object.__setattr__(self, "size_m", frozen(self.size_m, np.float64, (3,), "size_m"))
        for name in ("names", "descriptions", "dimensions_mm", "attachment_points", "traits"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def point(self, name: str) -> Array1:
        """Give an attachment point's position, (3,), m, product frame.

        Raises
        ------
        KeyError
            If the product has no such point.
        """
        return self.attachment_points[name].position

    def variant(self, variant_id: str | None) -> Variant:
        """Give the variant of that id, or the default one for None.

        Raises
        ------
        KeyError
            If the product has no such variant.
        """
        if variant_id is None:
            return self.variants[0]
        for variant in self.variants:
            if variant.id == variant_id:
                return variant
        raise KeyError(variant_id)

    @property
    def triangle_count(self) -> int:
        """Triangles over all parts."""
        return sum(len(part.triangles) for part in self.meshes)
