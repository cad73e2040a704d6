"""Chains, chokers, pearls and pendants."""

from tryon.categories.category import Category
from tryon.categories.necklace.fit import fit_necklace

CATEGORY = Category(
    name="necklace",
    subject="face",
    attachment_points=("clasp", "front", "pendant"),
    dimensions=("length_mm",),
    reported_points=("front", "pendant"),
    fit=fit_necklace,
    needs=frozenset({"hands", "hair", "clothes", "person", "shoulders"}),
)
