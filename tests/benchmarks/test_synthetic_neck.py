"""The truth about necks is the rig's."""

import numpy as np
import pytest

from benchmarks.synthetic import load_family, make_person
from benchmarks.synthetic_neck import load_rig, turned_torso
from tryon.geometry.transform import rotation_from_vector


def test_rest_changes_nothing() -> None:
    person = make_person(3)

    assert np.allclose(turned_torso(person, np.eye(3)).vertices, person.vertices, atol=1e-9)


@pytest.mark.parametrize("vector", [(0.0, 0.6, 0.0), (0.3, 0.0, 0.0), (0.0, 0.0, -0.2)])
def test_the_head_stays_and_the_torso_turns_all_the_way(vector: tuple[float, ...]) -> None:
    person, turn = make_person(5), rotation_from_vector(np.array(vector))

    posed = turned_torso(person, turn)

    rig, family = load_rig(), load_family()
    face = rig.weights[:, 4] > 0.999
    assert face.sum() > 1000
    assert np.allclose(posed.vertices[face], person.vertices[face], atol=1e-9)
    torso = rig.weights[:, 0] > 0.999
    before, after = person.vertices[torso], posed.vertices[torso]
    middle = before.mean(axis=0), after.mean(axis=0)
    assert np.allclose((before - middle[0]) @ turn.T, after - middle[1], atol=1e-9)
    assert len(posed.vertices) == len(family.base)


def test_a_turned_neck_lies_between_head_and_torso() -> None:
    person = make_person(8)
    neck = load_rig().neck
    still = person.vertices[neck].mean(axis=0)

    moved = turned_torso(person, rotation_from_vector(np.array([0.4, 0.0, 0.0])))

    shift = np.linalg.norm(moved.vertices[neck].mean(axis=0) - still)
    assert 0.005 < shift < 0.045
