"""Where make-up goes: on its own part of the face and nowhere else."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.tryon.categories.faces import CAMERA, face
from tests.tryon.categories.heads import facing
from tryon.arrays import Array2
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import Product
from tryon.categories.category import Fit, PaintFit
from tryon.categories.makeup import CATEGORY
from tryon.categories.makeup.eyes import eye_opening
from tryon.categories.makeup.fit import KINDS
from tryon.categories.makeup.regions import FACE_EDGE, LIPS_INNER, LIPS_OUTER, SIDES
from tryon.factory import DEFAULT_CATALOG_DIR
from tryon.rendering.matte_window import Window, sampled

PRODUCTS = [p for p in Catalog.load([DEFAULT_CATALOG_DIR]).products if p.category == "makeup"]
BY_KIND = {str(product.traits["kind"]): product for product in PRODUCTS}
FRONT = face(facing(0.55))

each_kind = pytest.mark.parametrize("kind", KINDS)


def fitted(product: Product, landmarks: object = FRONT) -> Fit:
    """Fit on the test face."""
    fit = CATEGORY.fit(landmarks, product, CAMERA)  # type: ignore[arg-type]
    assert fit is not None
    return fit


def cover(paints: tuple[PaintFit, ...]) -> Array2:
    """Give the greatest cover (H, W) of some paints over the picture."""
    whole = Window(0, 0, CAMERA.width, CAMERA.height)
    return np.max([sampled(p.mask, whole, CAMERA.width, CAMERA.height) for p in paints], axis=0)


def filled(outline: Array2) -> Array2:
    """Give 1 inside an outline (N, 2), px, over the picture."""
    mask = np.zeros((CAMERA.height, CAMERA.width), np.uint8)
    cv2.fillPoly(mask, [np.rint(outline).astype(np.int32)], 1)
    return mask.astype(np.float64)


def test_there_are_products_of_every_kind_in_at_least_24_shades() -> None:
    assert set(BY_KIND) == set(KINDS)
    assert sum(len(product.variants) for product in PRODUCTS) >= 24
    for product in PRODUCTS:
        assert {len(v.shades) for v in product.variants} == {len(product.variants[0].shades)}
        assert product.variants[0].shades


def test_kinds_are_worn_together_and_replace_their_own() -> None:
    lipsticks = [p for p in PRODUCTS if p.traits["kind"] == "lipstick"]
    assert len(lipsticks) > 1
    assert len({CATEGORY.slot(product) for product in lipsticks}) == 1
    assert len({CATEGORY.slot(product) for product in BY_KIND.values()}) == len(KINDS)


@each_kind
def test_paint_stays_on_the_face_and_out_of_the_eyes(kind: str) -> None:
    paints = fitted(BY_KIND[kind]).paints
    painted = cover(paints)
    assert painted.sum() > 20.0
    # A forehead reaches above its landmarks.
    edge = FRONT.image_points[FACE_EDGE]
    reach = cv2.dilate(filled(edge), np.ones((75, 1)))
    assert painted[reach == 0.0].max() < 0.08
    if kind not in {"mascara", "eyeliner"}:
        for side in SIDES:
            inside = cv2.erode(filled(eye_opening(FRONT.image_points, side)), np.ones((3, 3)))
            assert painted[inside > 0.0].mean() < 0.1


def test_lipstick_covers_lips_and_nothing_else() -> None:
    painted = cover(fitted(BY_KIND["lipstick"]).paints[:1]) > 0.5
    lips = filled(FRONT.image_points[LIPS_OUTER]) > 0.0
    assert (painted & lips).sum() / (painted | lips).sum() > 0.9


def test_an_open_mouth_is_spared_and_a_shut_one_is_not() -> None:
    opened = face(facing(0.55), jaw_rad=0.2)
    assert fitted(BY_KIND["lipstick"]).paints[0].spare is None
    spare = fitted(BY_KIND["lipstick"], opened).paints[0].spare
    assert spare is not None
    whole = Window(0, 0, CAMERA.width, CAMERA.height)
    between = sampled(spare, whole, CAMERA.width, CAMERA.height) > 0.5
    inner = filled(opened.image_points[LIPS_INNER]) > 0.0
    assert (between & inner).sum() / (between | inner).sum() > 0.8


@each_kind
def test_masks_follow_the_face(kind: str) -> None:
    moved = replace(FRONT, image_points=FRONT.image_points + np.array([7.0, -4.0]))
    first, second = (cover(fitted(BY_KIND[kind], f).paints) for f in (FRONT, moved))
    assert np.abs(np.roll(first, (-4, 7), (0, 1)) - second).max() < 0.02


@each_kind
def test_masks_keep_their_share_of_the_face_at_any_distance(kind: str) -> None:
    near, far = (cover(fitted(BY_KIND[kind], face(facing(d))).paints).sum() for d in (0.55, 1.1))
    # Lines get no thinner than a pixel, only paler.
    assert far * 4.0 == pytest.approx(near, rel=0.45 if kind in {"mascara", "eyeliner"} else 0.25)


def test_shades_of_a_palette_lie_on_different_places() -> None:
    trio = next(p for p in PRODUCTS if len(p.variants[0].shades) == 3)
    paints = fitted(trio).paints
    assert [paint.shade for paint in paints] == [0, 1, 2, 0, 1, 2]
    lid, fold, light = (cover((paint,)) for paint in paints[:3])
    assert np.abs(lid - fold).max() > 0.4
    assert np.abs(lid - light).max() > 0.4


@pytest.mark.parametrize(
    ("pose", "reason"),
    [
        pytest.param(facing(0.55, np.radians(75.0)), "turned_away", id="turned"),
        pytest.param(facing(6.0), "face_too_small", id="distant"),
    ],
)
def test_what_cannot_be_painted_is_refused(pose: object, reason: str) -> None:
    fit = fitted(BY_KIND["lipstick"], face(pose))  # type: ignore[arg-type]
    assert fit.refusal == reason
    assert fit.paints == ()
