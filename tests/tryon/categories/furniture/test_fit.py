"""Furniture keeps its size, sits as its mount says, and is refused where it cannot be shown."""

import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA as FACE_CAMERA
from tests.tryon.categories.heads import facing, head
from tests.tryon.rooms import CAMERA, HEIGHT_M, piece, room_reading, spot_of
from tryon.catalog.product import Product
from tryon.categories.category import Fit
from tryon.categories.furniture import CATEGORY
from tryon.categories.furniture.fit import elevation_of, fit_furniture
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.room import CAMERA_IN_PRODUCT, PRODUCT_OUT_OF_FRAME, Stand
from tryon.tracking.room_stand import stand_landmarks


def stood(spot: tuple[float, float], **options: object) -> Landmarks:
    found = stand_landmarks(room_reading(), Stand(1, spot, **options))  # type: ignore[arg-type]
    assert found is not None
    return found


def fitted(product: Product, landmarks: Landmarks) -> Fit:
    fit = fit_furniture(landmarks, product, CAMERA)
    assert fit is not None
    return fit


def in_stand(fit: Fit, landmarks: Landmarks, point: np.ndarray) -> np.ndarray:
    stand_from_product = landmarks.camera_from_subject.inverse() @ fit.camera_from_product
    return stand_from_product.apply(point[None])[0]


@pytest.mark.parametrize("yaw", [0.0, 70.0])
def test_a_floor_piece_stands_on_its_spot_at_its_own_size(yaw: float) -> None:
    product = piece().product
    landmarks = stood(spot_of(0.2, -2.5), yaw_deg=yaw)

    fit = fitted(product, landmarks)

    assert fit.refusal is None
    assert fit.scale == 1.0
    assert np.allclose(in_stand(fit, landmarks, np.zeros(3)), 0.0, atol=1e-12)


def test_a_wall_piece_has_its_back_at_the_wall() -> None:
    product = piece((0.8, 0.6, 0.05), mount="wall", elevation_mm=1200.0).product
    landmarks = stood(spot_of(0.0, -3.0))

    back = in_stand(fitted(product, landmarks), landmarks, np.array([0.0, 0.0, -0.025]))

    assert np.allclose(back, [0.0, 1.2, 0.0], atol=1e-12)


@pytest.mark.parametrize("mount", ["floor", "wall", "ceiling", "tabletop"])
def test_the_shopper_has_the_last_word_on_height(mount: str) -> None:
    product = piece((0.3, 0.3, 0.3), mount=mount, elevation_mm=500.0).product
    landmarks = stood(spot_of(0.0, -3.0), elevation_m=0.9)

    assert in_stand(fitted(product, landmarks), landmarks, np.zeros(3))[1] == pytest.approx(0.9)
    assert elevation_of(product) == pytest.approx(0.5)


def test_lamps_hang_clear_of_heads_where_nobody_says() -> None:
    assert elevation_of(piece(mount="ceiling").product) > 1.8
    assert elevation_of(piece().product) == 0.0


def test_most_of_a_piece_outside_the_picture_is_refused() -> None:
    # Two of its 2.4 m lie beyond the right edge once its middle is 0.9 m beyond it.
    edge_u = CAMERA.width - 1.0
    product = piece((2.4, 0.4, 0.2)).product
    inside = stood((edge_u - 200.0, 330.0))
    outside = stood((edge_u + 60.0, 330.0))

    assert fitted(product, inside).refusal is None
    refused = fitted(product, outside)
    assert refused.refusal == PRODUCT_OUT_OF_FRAME
    assert refused.confidence == 0.0


def test_a_camera_inside_the_piece_is_refused_but_not_one_above_it() -> None:
    spot = spot_of(0.0, -0.9)
    tall, low = piece((3.0, 1.8, 2.0)).product, piece((3.0, 0.02, 2.0)).product

    assert fitted(tall, stood(spot)).refusal == CAMERA_IN_PRODUCT
    assert fitted(low, stood(spot)).refusal != CAMERA_IN_PRODUCT
    assert HEIGHT_M < 1.8


def test_moving_the_stand_moves_the_fit_alike() -> None:
    product = piece().product
    landmarks = stood(spot_of(0.0, -2.5))
    move = RigidTransform.from_rotation_vector(np.array([0.0, 0.2, 0.0]), np.array([0.1, 0.0, 0.1]))
    moved = Landmarks(
        "room",
        1,
        1.0,
        landmarks.image_points,
        landmarks.camera_points,
        landmarks.visibility,
        landmarks.triangles,
        move @ landmarks.camera_from_subject,
        {},
    )

    expected = move @ fitted(product, landmarks).camera_from_product
    assert np.allclose(fitted(product, moved).camera_from_product.matrix, expected.matrix)


def test_faces_wear_no_furniture_and_every_piece_has_a_slot_of_its_own() -> None:
    assert fit_furniture(head(facing()), piece().product, FACE_CAMERA) is None
    slots = {CATEGORY.slot(piece(sku=sku).product) for sku in ("sofa", "table")}
    assert len(slots) == 2
