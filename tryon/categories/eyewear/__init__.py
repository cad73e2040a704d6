"""Spectacles and sunglasses."""

from tryon.categories.category import Category
from tryon.categories.eyewear.fit import fit_eyewear

CATEGORY = Category(
    name="eyewear",
    subject="face",
    attachment_points=(
        "bridge",
        "left_lens",
        "right_lens",
        "left_hinge",
        "right_hinge",
        "left_temple_end",
        "right_temple_end",
        "left_ear_rest",
        "right_ear_rest",
    ),
    dimensions=("lens_width_mm", "bridge_width_mm", "temple_length_mm", "lens_height_mm"),
    reported_points=(
        "bridge",
        "left_lens",
        "right_lens",
        "left_hinge",
        "right_hinge",
        "left_temple_end",
        "right_temple_end",
    ),
    fit=fit_eyewear,
    needs=frozenset({"hair", "hands"}),
)
