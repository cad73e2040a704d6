"""A head of known geometry: a smooth face with a nose, pupils and ears; head frame, m."""

import numpy as np
from scipy.spatial import Delaunay

from tryon.arrays import Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks

CAMERA = CameraIntrinsics.from_fov(1280, 720, np.radians(60.0))


def face_height(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give z of the face: a rounded front and a nose ridge that rises downwards."""
    front = -0.012 - 6.0 * x**2
    ridge = np.clip(0.012 - 0.55 * y, 0.0, 0.04) * np.exp(-((x / 0.008) ** 2))
    return front + ridge * (y > -0.05)


def face_points() -> Array2:
    """Give (N, 3) points on a grid, mirror-symmetric in x."""
    x, y = np.meshgrid(np.linspace(-0.07, 0.07, 57), np.linspace(-0.11, 0.06, 69))
    return np.column_stack([x.ravel(), y.ravel(), face_height(x, y).ravel()])


def head(camera_from_head: RigidTransform, *, size: float = 1.0, mirror: bool = False) -> Landmarks:
    """Give the landmarks of the head at a pose; `mirror` swaps a crooked nose's side."""
    points = face_points() * size
    # A nose bent to the wearer's left tells a mirrored head from the straight one.
    sign = -1.0 if mirror else 1.0
    bend = 0.001 * size * np.exp(-((points[:, 1] / 0.03) ** 2))
    crooked = (points + np.outer(bend, [1.0, 0.0, 0.0])) * np.array([sign, 1.0, 1.0])
    camera_points = camera_from_head.apply(crooked)
    named = {
        "left_pupil": (0.031 + 0.001 * sign, -0.005, -0.015),
        "right_pupil": (-0.031 + 0.001 * sign, -0.005, -0.015),
        "nose_bridge": (0.0, 0.0, 0.0),
        "left_ear": (0.0775, -0.004, -0.1035),
        "right_ear": (-0.0775, -0.004, -0.1035),
        "chin": (0.0, -0.119, -0.009),
    }
    return Landmarks(
        subject="face",
        track_id=0,
        score=1.0,
        image_points=CAMERA.project(camera_points),
        camera_points=camera_points,
        visibility=np.ones(len(points)),
        triangles=Delaunay(points[:, :2]).simplices,
        camera_from_subject=camera_from_head,
        subject_points={name: np.array(p) * size for name, p in named.items()},
    )


def facing(distance_m: float = 0.6, yaw_rad: float = 0.0) -> RigidTransform:
    """Give the pose of a head before the camera, turned to the wearer's own left."""
    camera_from_upright = np.diag([1.0, -1.0, -1.0])
    turn = RigidTransform.from_rotation_vector(np.array([0.0, yaw_rad, 0.0]), np.zeros(3))
    return RigidTransform(camera_from_upright @ turn.rotation, np.array([0.0, 0.0, distance_m]))
