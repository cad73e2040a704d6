"""Faces of 478 landmarks: the average synthetic head, mouth shut or open."""

import numpy as np
from scipy.spatial import Delaunay

from benchmarks.synthetic import load_family, make_person
from benchmarks.synthetic_mouth import open_mouth
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks

CAMERA = CameraIntrinsics(640, 640, 1100.0, 1100.0, 319.5, 319.5)
_IRIS_M = 0.00585
_EYES = ((33, 133), (263, 362))


def face(camera_from_head: RigidTransform, *, jaw_rad: float = 0.0) -> Landmarks:
    """Give a person's landmarks at a pose, irises in the middle of the eyes."""
    person = make_person(3)
    if jaw_rad > 0.0:
        person = open_mouth(person, jaw_rad)
    mesh = person.person_from_head.inverse().apply(load_family().landmarks(person.vertices))
    middles = [mesh[list(corners)].mean(axis=0) for corners in _EYES]
    ring = _IRIS_M * np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0.0]])
    points = np.concatenate([mesh, *(middle + ring for middle in middles)])
    camera_points = camera_from_head.apply(points)
    named = {
        "left_pupil": middles[1],
        "right_pupil": middles[0],
        "nose_bridge": np.zeros(3),
        "left_ear": np.array([0.0775, -0.004, -0.1035]),
        "right_ear": np.array([-0.0775, -0.004, -0.1035]),
        "chin": mesh[152],
    }
    return Landmarks(
        subject="face",
        track_id=0,
        score=1.0,
        image_points=CAMERA.project(camera_points),
        camera_points=camera_points,
        visibility=np.ones(len(points)),
        triangles=Delaunay(mesh[:, :2]).simplices,
        camera_from_subject=camera_from_head,
        subject_points=named,
    )
