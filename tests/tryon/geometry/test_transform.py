"""Transforms stay proper however they are combined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.arrays import Array1
from tryon.geometry.transform import RigidTransform, nearest_rotation, rotation_from_vector

TURN = st.tuples(*[st.floats(-3.0, 3.0)] * 3).map(np.array)
PLACE = st.tuples(*[st.floats(-2.0, 2.0)] * 3).map(np.array)
POINTS = np.array([[0.1, -0.2, 0.3], [0.0, 0.0, 0.0], [-1.0, 0.5, 2.0]])


@given(TURN, PLACE)
def test_inverse_undoes(turn: Array1, place: Array1) -> None:
    transform = RigidTransform.from_rotation_vector(turn, place)

    np.testing.assert_allclose(
        transform.inverse().apply(transform.apply(POINTS)), POINTS, atol=1e-9
    )


@given(TURN, PLACE, TURN, PLACE)
def test_product_applies_the_right_one_first(
    turn: Array1, place: Array1, other_turn: Array1, other_place: Array1
) -> None:
    first = RigidTransform.from_rotation_vector(turn, place)
    second = RigidTransform.from_rotation_vector(other_turn, other_place)

    product = second @ first

    np.testing.assert_allclose(product.apply(POINTS), second.apply(first.apply(POINTS)), atol=1e-9)


def test_derived_transforms_pass_the_checks_and_are_read_only() -> None:
    transform = RigidTransform.from_rotation_vector(np.array([0.3, -1.0, 2.0]), np.ones(3))

    for derived in (transform.inverse(), transform @ transform):
        checked = RigidTransform(derived.rotation, derived.translation)
        assert np.array_equal(checked.rotation, derived.rotation)
        assert not derived.rotation.flags.writeable
        assert not derived.translation.flags.writeable


@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["proper", "mirrored"])
def test_nearest_rotation_is_proper(sign: float) -> None:
    rotation = rotation_from_vector(np.array([0.5, 0.2, -0.9]))

    nearest = nearest_rotation(rotation * np.array([1.1, 1.0, sign]))

    assert np.linalg.det(nearest) == pytest.approx(1.0)
    np.testing.assert_allclose(nearest @ nearest.T, np.eye(3), atol=1e-12)
