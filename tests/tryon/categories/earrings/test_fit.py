from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tryon.categories.earrings.pairs import earrings, with_lobes
from tests.tryon.categories.heads import CAMERA, facing, head
from tryon.categories.category import Fit
from tryon.categories.earrings.fit import fit_earrings
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte

SURE = {"left": 1.5, "right": 1.5}


def fitted(face: Landmarks, kind: str = "drop") -> Fit:
    fit = fit_earrings(face, earrings(kind), CAMERA)
    assert fit is not None
    return fit


def poses(fit: Fit) -> dict[str, RigidTransform | None]:
    return {part.prefix: part.camera_from_product for part in fit.parts}


@given(roll=st.floats(-0.9, 0.9), kind=st.sampled_from(["hoop", "drop"]))
def test_what_hangs_hangs_down_the_picture_however_the_head_is_held(roll: float, kind: str) -> None:
    tilt = RigidTransform.from_rotation_vector(np.array([0.0, 0.0, roll]), np.zeros(3))
    fit = fitted(with_lobes(head(tilt @ facing()), SURE), kind)

    for pose in poses(fit).values():
        assert pose is not None
        assert pose.rotation[:, 1] == pytest.approx([0.0, -1.0, 0.0], abs=1e-9)


def test_a_stud_turns_with_the_head() -> None:
    tilt = RigidTransform.from_rotation_vector(np.array([0.0, 0.0, 0.4]), np.zeros(3))
    pose = tilt @ facing()

    for own in poses(fitted(with_lobes(head(pose), SURE), "stud")).values():
        assert own is not None
        assert own.rotation[:, 1] == pytest.approx(pose.rotation[:, 1], abs=1e-9)


@pytest.mark.parametrize("kind", ["hoop", "drop", "stud"])
def test_the_hook_is_at_the_lobe_that_was_found(kind: str) -> None:
    face = with_lobes(head(facing()), SURE)
    product = earrings(kind)

    for prefix, pose in poses(fitted(face, kind)).items():
        assert pose is not None
        hook = pose.apply(product.point(f"{prefix}hook")[None])
        lobe = face.camera_from_subject.apply(face.subject_points[f"{prefix}lobe"][None])
        assert np.linalg.norm(hook - lobe) < 0.004


def test_earrings_face_away_from_the_head() -> None:
    fit = fitted(with_lobes(head(facing()), SURE), "stud")

    left, right = poses(fit)["left_"], poses(fit)["right_"]
    assert left is not None
    assert right is not None
    # The camera's x runs to the wearer's left.
    assert left.rotation[0, 2] > 0.7
    assert right.rotation[0, 2] < -0.7


@pytest.mark.parametrize(("yaw_deg", "hidden"), [(40, "left_"), (-40, "right_")])
def test_the_ear_turned_away_shows_nothing(yaw_deg: float, hidden: str) -> None:
    shown = poses(fitted(with_lobes(head(facing(yaw_rad=np.radians(yaw_deg))), SURE)))

    assert shown.pop(hidden) is None
    assert all(pose is not None for pose in shown.values())


def test_hair_over_one_lobe_hides_that_earring_and_over_both_all() -> None:
    face = with_lobes(head(facing()), SURE)
    covered = np.full((8, 8), 255, np.uint8)
    half = Matte(covered, 0.5 * CAMERA.width, 0.0, 0.5 * CAMERA.width, CAMERA.height)
    whole = Matte(covered, 0.0, 0.0, CAMERA.width, CAMERA.height)

    one = poses(fitted(replace(face, mattes={"hair": half})))
    assert one["left_"] is None
    assert one["right_"] is not None
    assert fitted(replace(face, mattes={"hair": whole})).refusal == "ears_hidden"


def test_studs_need_a_lobe_that_is_certain() -> None:
    face = head(facing())

    assert fitted(face, "stud").refusal == "lobe_uncertain"
    assert fitted(face, "drop").refusal is None
    assert fitted(with_lobes(face, SURE), "stud").refusal is None


def test_a_lobe_that_is_not_found_where_it_should_be_seen_is_covered() -> None:
    shown = poses(fitted(with_lobes(head(facing()), {"left": 1.5, "right": 6.0})))

    assert shown["left_"] is not None
    assert shown["right_"] is None


def test_confidence_falls_with_the_lobe_s_error() -> None:
    sure, unsure = (
        fitted(with_lobes(head(facing()), {"left": mm, "right": mm})).confidence for mm in (1, 3)
    )

    assert 0.0 < unsure < sure <= 1.0
