"""Spectacles on a head of known geometry."""

import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA, face_height, facing, head
from tests.tryon.categories.test_contract import CATALOG
from tryon.catalog.product import Product
from tryon.categories.category import Fit
from tryon.categories.eyewear.fit import fit_eyewear
from tryon.categories.eyewear.nose import nose_triangles, surface_height
from tryon.geometry.transform import RigidTransform

EYEWEAR = [product for product in CATALOG.products if product.category == "eyewear"]
each_pair = pytest.mark.parametrize("product", EYEWEAR, ids=lambda product: product.sku)


def seated(product: Product, **kwargs: float) -> tuple[Fit, RigidTransform]:
    """Give the fit and `head_from_product` on the test head."""
    pose = facing()
    fit = fit_eyewear(head(pose, **kwargs), product, CAMERA)
    assert fit is not None
    return fit, pose.inverse() @ fit.camera_from_product


@each_pair
def test_the_frame_keeps_its_true_size_on_any_head(product: Product) -> None:
    for size in (0.85, 1.0, 1.15):
        assert seated(product, size=size)[0].scale == 1.0


@each_pair
def test_the_pupils_look_through_the_upper_half_of_the_lenses(product: Product) -> None:
    _, head_from_product = seated(product)
    half_height = product.dimensions_mm["lens_height_mm"] / 2000.0
    for side in ("left", "right"):
        lens = head_from_product.apply(product.point(f"{side}_lens")[None])[0]
        above = -0.005 - lens[1]
        assert 0.0 < above < half_height


@each_pair
def test_the_lenses_clear_the_eyes(product: Product) -> None:
    _, head_from_product = seated(product)
    for side in ("left", "right"):
        lens = head_from_product.apply(product.point(f"{side}_lens")[None])[0]
        assert 0.0095 <= lens[2] - (-0.015 + 0.003) <= 0.020


@each_pair
def test_the_flexed_temples_pass_over_the_ears_outside_the_face(product: Product) -> None:
    fit, head_from_product = seated(product)
    flex = fit.flex
    assert flex is not None
    for side, spread, sign in (("left", flex.left_spread, 1), ("right", flex.right_spread, -1)):
        hinge, rest = product.point(f"{side}_hinge"), product.point(f"{side}_ear_rest")
        along = (hinge[2] - flex.ear_z) / (hinge[2] - rest[2])
        passing = hinge + along * (rest - hinge) + np.array([sign * spread, flex.lift, 0.0])
        in_head = head_from_product.apply(passing[None])[0]
        is_limited = spread in (-0.012, 0.018) or abs(flex.lift) == 0.012
        tolerance = 0.004 if is_limited else 0.001
        assert in_head[1:] == pytest.approx([-0.004, -0.1035], abs=tolerance)
        outside = sign * in_head[0] - 0.0775
        assert (-0.01 if is_limited else -0.001) < outside < 0.012


@each_pair
def test_nothing_is_drawn_behind_the_ears(product: Product) -> None:
    fit, _ = seated(product)
    assert fit.fade is not None
    assert fit.fade.end_z < fit.fade.start_z
    assert fit.fade.end_z == pytest.approx(-0.1035, abs=0.003)


def test_a_wider_head_spreads_the_temples() -> None:
    narrow, wide = (seated(EYEWEAR[0], size=size)[0].flex for size in (0.95, 1.05))
    assert narrow is not None
    assert wide is not None
    assert narrow.left_spread < wide.left_spread


def test_surface_height_gives_the_face_itself(rng: np.random.Generator) -> None:
    landmarks = head(facing())
    points = facing().inverse().apply(landmarks.camera_points)
    corners = nose_triangles(points, landmarks.triangles)
    places = rng.uniform([-0.012, -0.02], [0.012, 0.005], (50, 2))
    # The test head's nose is bent by up to 1 mm, the grid is 2.5 mm wide.
    bent = places[:, 0] - 0.001 * np.exp(-((places[:, 1] / 0.03) ** 2))
    expected = face_height(bent, places[:, 1])
    assert surface_height(corners, places) == pytest.approx(expected, abs=0.0016)


def test_surface_height_is_nothing_beside_the_face() -> None:
    corners = np.array([[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    assert surface_height(corners, np.array([[2.0, 2.0]]))[0] == -np.inf
    assert surface_height(corners, np.array([[0.2, 0.2]]))[0] == pytest.approx(0.0)
