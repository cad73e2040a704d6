"""Reading the canonical mesh, and refusing what is none."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from tryon.errors import ModelAlteredError
from tryon.landmarks import topology
from tryon.tracking.canonical_face import (
    CanonicalFace,
    load_canonical_face,
    parse_canonical_face,
    read_member,
)
from tryon.tracking.models import ModelStore

MEMBER = "geometry_pipeline_metadata_landmarks.binarypb"


@pytest.mark.models
def test_the_head_frame_has_its_axes(canonical_face: CanonicalFace) -> None:
    points = canonical_face.points

    np.testing.assert_array_equal(points[topology.NOSE_BRIDGE], np.zeros(3))
    assert points[topology.LEFT_EYE_OUTER, 0] > 0.03
    assert points[topology.CHIN, 1] < -0.08
    assert points[topology.NOSE_TIP, 2] > 0.01
    np.testing.assert_array_equal(
        canonical_face.head_point(tuple(canonical_face.bridge_cm)), np.zeros(3)
    )


@pytest.mark.models
def test_triangles_look_out_of_the_face(canonical_face: CanonicalFace) -> None:
    a, b, c = (canonical_face.points[canonical_face.triangles[:, k]] for k in range(3))

    normals = np.cross(b - a, c - a)

    assert (normals[:, 2] > 0).mean() > 0.95


@pytest.mark.models
@pytest.mark.parametrize("keep", [0, 1, 2000, 19050])
def test_a_truncated_mesh_is_refused(models: ModelStore, keep: int) -> None:
    content = read_member(models.path("face_landmarker.task"), MEMBER)

    with pytest.raises(ModelAlteredError, match="468"):
        parse_canonical_face(content[:keep])


@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"\x0a\xff\xff\x01", b"\x0f\x00"])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ModelAlteredError):
        parse_canonical_face(content)


def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "face_landmarker.task"
    path.write_bytes(b"not a bundle")

    with pytest.raises(ModelAlteredError, match=MEMBER):
        load_canonical_face(path)


def test_a_bundle_without_the_mesh_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "face_landmarker.task"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other", b"")

    with pytest.raises(ModelAlteredError, match=MEMBER):
        load_canonical_face(path)
