"""Faces that wear spectacles already are told from bare ones."""

from __future__ import annotations

import pytest

from tests.tryon.tracking.conftest import LoadPhoto
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.own_glasses import wears_glasses
from tryon.tracking.roi_face import RoiFaceTracker


@pytest.mark.parametrize(
    "name",
    [
        "photos/faces/business_person_half_body.png",
        "photos/faces/astronaut.png",
        "regression/tfjs_mediapipe/portrait.jpg",
    ],
)
def test_bare_faces_are_bare(face_nets: FaceNets, photo: LoadPhoto, name: str) -> None:
    frame = photo(name)

    face = RoiFaceTracker(face_nets, mode="image", max_people=1).track(frame)[0]

    assert not wears_glasses(frame, face)


def test_spectacles_are_seen(face_nets: FaceNets, photo: LoadPhoto) -> None:
    frame = photo("hostile/images_pillow/hopper_orientation_2.jpg")

    face = RoiFaceTracker(face_nets, mode="image", max_people=1).track(frame)[0]

    assert wears_glasses(frame, face)
