"""Earrings: hoops, drops and studs, one for each ear."""

from tryon.categories.category import Category
from tryon.categories.earrings.fit import fit_earrings
from tryon.categories.earrings.swing import swing

CATEGORY = Category(
    name="earrings",
    subject="face",
    attachment_points=("left_hook", "right_hook"),
    dimensions=("width_mm", "drop_mm"),
    reported_points=("left_hook", "right_hook"),
    fit=fit_earrings,
    needs=frozenset({"ears", "hair", "hands"}),
    animate=swing,
)
