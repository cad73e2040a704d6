"""Sofas, tables, beds, lamps, rugs: what stands, hangs or lies in a room."""

from tryon.catalog.product import Product
from tryon.categories.category import Category
from tryon.categories.furniture.fit import fit_furniture


def _slot(product: Product) -> str:
    """Give every piece a slot of its own: a room holds many, and none replaces another."""
    return f"furniture.{product.sku}"


CATEGORY = Category(
    name="furniture",
    subject="room",
    attachment_points=(),
    dimensions=(),
    reported_points=(),
    fit=fit_furniture,
    needs=frozenset(),
    slot=_slot,
)
