"""What every category promises; categories and products are found, not listed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tryon.categories.heads import CAMERA, facing, head
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import AttachmentPoint, Product
from tryon.categories.category import Category, Fit
from tryon.factory import DEFAULT_CATALOG_DIR, load_categories
from tryon.geometry.transform import RigidTransform

CATEGORIES = load_categories()
CATALOG = Catalog.load([DEFAULT_CATALOG_DIR])
KNOWN = [product for product in CATALOG.products if product.category in CATEGORIES]
PRODUCTS = [item for item in KNOWN if CATEGORIES[item.category].subject == "face"]

each_product = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.sku)


def fitted(product: Product, *args: object, **kwargs: object) -> Fit:
    """Fit a product on the test head."""
    fit = CATEGORIES[product.category].fit(head(*args, **kwargs), product, CAMERA)  # type: ignore[arg-type]
    assert fit is not None
    return fit


def test_every_product_belongs_to_a_category_and_has_what_it_asks_for() -> None:
    assert len(KNOWN) == len(CATALOG.products) > 0
    for product in KNOWN:
        category: Category = CATEGORIES[product.category]
        assert set(category.attachment_points) <= set(product.attachment_points), product.sku
        assert set(category.dimensions) <= set(product.dimensions_mm), product.sku
        assert set(category.reported_points) <= set(category.attachment_points)


def test_products_for_something_else_leave_faces_alone() -> None:
    for product in set(KNOWN) - set(PRODUCTS):
        assert CATEGORIES[product.category].fit(head(facing()), product, CAMERA) is None


@each_product
def test_fit_is_pure(product: Product) -> None:
    first, second = fitted(product, facing()), fitted(product, facing())
    assert np.array_equal(first.camera_from_product.matrix, second.camera_from_product.matrix)
    assert (first.scale, first.flex, first.fade) == (second.scale, second.flex, second.fade)


@given(
    yaw=st.floats(-1.0, 1.0),
    shift=st.tuples(*[st.floats(-0.1, 0.1)] * 2),
    roll=st.floats(-1.0, 1.0),
)
@settings(max_examples=20)
def test_moving_the_subject_moves_the_fit_alike(
    yaw: float, shift: tuple[float, float], roll: float
) -> None:
    move = RigidTransform.from_rotation_vector(np.array([0.0, 0.0, roll]), np.array([*shift, 0.1]))
    for product in PRODUCTS[:3]:
        still = fitted(product, facing(yaw_rad=yaw))
        moved = fitted(product, move @ facing(yaw_rad=yaw))
        expected = (move @ still.camera_from_product).matrix
        assert np.allclose(moved.camera_from_product.matrix, expected, atol=1e-6)
        assert moved.scale == still.scale


@each_product
def test_mirrored_landmarks_give_a_mirrored_fit(product: Product) -> None:
    mirror = np.diag([-1.0, 1.0, 1.0])
    symmetric = replace(product, attachment_points=_symmetric(product))
    one, other = (fitted(symmetric, facing(), mirror=flag) for flag in (False, True))
    ours, theirs = (facing().inverse() @ fit.camera_from_product for fit in (one, other))
    assert np.allclose(mirror @ ours.rotation @ mirror, theirs.rotation, atol=1e-6)
    assert np.allclose(mirror @ ours.translation, theirs.translation, atol=1e-6)
    assert (one.flex is None) == (other.flex is None)
    if one.flex is not None and other.flex is not None:
        assert one.flex.left_spread == pytest.approx(other.flex.right_spread, abs=1e-6)


def _symmetric(product: Product) -> dict[str, AttachmentPoint]:
    """Replace every right point by the left one's mirror image."""
    points = dict(product.attachment_points)
    for name, point in product.attachment_points.items():
        if name.startswith("left_"):
            other = "right_" + name.removeprefix("left_")
            points[other] = AttachmentPoint(other, point.position * np.array([-1.0, 1.0, 1.0]))
    return points


@each_product
@pytest.mark.parametrize("yaw_deg", [-89, -70, 70, 89])
def test_a_face_turned_away_is_refused(product: Product, yaw_deg: float) -> None:
    fit = fitted(product, facing(yaw_rad=np.radians(yaw_deg)))
    assert fit.refusal == "turned_away"
    assert fit.confidence == 0.0


@each_product
def test_a_face_at_the_edge_is_refused(product: Product) -> None:
    aside = RigidTransform(facing().rotation, np.array([0.33, 0.0, 0.6]))
    assert fitted(product, aside).refusal == "cut_off"


@each_product
def test_a_distant_face_is_refused(product: Product) -> None:
    assert fitted(product, facing(distance_m=12.0)).refusal == "face_too_small"
