"""Make-up: colour on lips, eyes, cheeks and skin."""

from tryon.categories.category import Category
from tryon.categories.makeup.fit import fit_makeup, slot_of

CATEGORY = Category(
    name="makeup",
    subject="face",
    attachment_points=(),
    dimensions=(),
    reported_points=(),
    fit=fit_makeup,
    needs=frozenset({"hands", "hair"}),
    slot=slot_of,
    has_mesh=False,
)
