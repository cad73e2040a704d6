"""Products as files for the AR viewers of phones: one variant, true size, nothing else."""

from __future__ import annotations

from dataclasses import replace

from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.product import MeshPart, Product
from tryon.catalog.usdz import usdz_bytes


def product_glb(product: Product, variant_id: str | None = None) -> bytes:
    """Give a product with its meshes in one colour as binary glTF.

    Raises
    ------
    KeyError
        If there is no such variant.
    """
    return glb_bytes(_painted(product, variant_id))


def product_usdz(product: Product, variant_id: str | None = None) -> bytes:
    """Give a product with its meshes in one colour as USDZ.

    Raises
    ------
    KeyError
        If there is no such variant.
    """
    return usdz_bytes(_painted(product, variant_id))


def _painted(product: Product, variant_id: str | None) -> tuple[MeshPart, ...]:
    """Give the parts with the surfaces of a variant."""
    materials = product.variant(variant_id).materials
    return tuple(
        replace(part, surface=materials.get(part.material, part.surface)) for part in product.meshes
    )
