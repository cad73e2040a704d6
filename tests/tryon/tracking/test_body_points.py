"""Neck and shoulders stay where they are while the head turns above them."""

import numpy as np
import pytest

from tests.tryon.categories.heads import facing, head
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Measure
from tryon.tracking.body_points import below, is_body_point, steadied_body, steadied_breadth

NECK = np.array([0.0, -0.156, -0.12])


@pytest.mark.parametrize("vector", [(0.0, 0.6, 0.0), (0.4, 0.0, 0.0), (0.0, 0.0, 0.3)])
def test_a_head_that_turns_on_its_neck_leaves_the_body(vector: tuple[float, ...]) -> None:
    before = facing(0.9)
    turn = RigidTransform.from_rotation_vector(np.array(vector), np.zeros(3))
    pivot = np.array([0.0, -0.0489, -0.1075]) * (0.1035 / 0.1052)
    about = RigidTransform(turn.rotation, pivot - turn.rotation @ pivot)
    after = before @ about

    moved = below(NECK, head(before), after)

    still = before.apply(NECK[None])[0]
    assert after.apply(moved[None])[0] == pytest.approx(still, abs=1e-9)


def test_a_shifted_head_takes_the_body_along() -> None:
    pose = facing(0.9)
    aside = RigidTransform(pose.rotation, pose.translation + np.array([0.1, 0.0, 0.0]))

    assert below(NECK, head(pose), aside) == pytest.approx(NECK)


def test_only_body_points_are_mixed() -> None:
    new = {"neck_base": NECK, "left_ear": np.ones(3)}
    old = {"neck_base": NECK + 0.01, "left_ear": np.zeros(3)}

    mixed = steadied_body(new, old)

    assert set(mixed) == {"neck_base"}
    assert mixed["neck_base"] == pytest.approx(NECK + 0.0065)
    assert is_body_point("chest")
    assert not is_body_point("chin")


def test_a_breadth_once_seen_is_kept() -> None:
    known = {"neck_breadth_mm": Measure(110.0, 105.0, 115.0)}

    assert steadied_breadth({}, known) == known
    assert steadied_breadth(known, {}) == {}
    mixed = steadied_breadth({"neck_breadth_mm": Measure(120.0, 115.0, 125.0)}, known)
    assert mixed["neck_breadth_mm"].value == pytest.approx(113.5)
