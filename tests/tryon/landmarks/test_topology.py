"""The rows of the face, checked on the canonical mesh."""

import numpy as np
import pytest

from tryon.landmarks import topology
from tryon.tracking.canonical_face import load_canonical_face
from tryon.tracking.models import ModelStore

pytestmark = pytest.mark.models


def test_mirror_rows_undo_themselves_and_swap_sides(models: ModelStore) -> None:
    points = load_canonical_face(models.path("face_landmarker.task")).points

    rows = topology.mirror_rows(points)

    np.testing.assert_array_equal(rows[rows], np.arange(topology.FACE_COUNT))
    np.testing.assert_allclose(points[rows[:468]] * [-1, 1, 1], points, atol=1e-6)
    np.testing.assert_array_equal(rows[topology.RIGHT_SIDE], topology.LEFT_SIDE)
    assert rows[topology.RIGHT_PUPIL] == topology.LEFT_PUPIL
    assert rows[topology.NOSE_BRIDGE] == topology.NOSE_BRIDGE


def test_rigid_points_are_distinct_and_symmetric(models: ModelStore) -> None:
    points = load_canonical_face(models.path("face_landmarker.task")).points

    rows = topology.mirror_rows(points)

    assert len(set(topology.RIGID.tolist())) == len(topology.RIGID)
    assert set(rows[topology.RIGID].tolist()) == set(topology.RIGID.tolist())
