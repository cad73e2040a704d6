"""Hats, caps and beanies."""

from tryon.categories.category import Category
from tryon.categories.headwear.fit import fit_headwear

CATEGORY = Category(
    name="headwear",
    subject="face",
    attachment_points=("band_front", "band_back", "band_left", "band_right", "crown_top"),
    dimensions=("inner_circumference_mm",),
    reported_points=("band_front", "band_left", "band_right", "crown_top"),
    fit=fit_headwear,
    needs=frozenset({"hands", "hair", "person", "headwear"}),
)
