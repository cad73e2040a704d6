"""The only place where one convention of axes is turned into another."""

import numpy as np

from tryon.arrays import Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform

OPENGL_FROM_CAMERA = RigidTransform(np.diag([1.0, -1.0, -1.0]), np.zeros(3))
"""From our camera axes (x right, y down, z forward) to OpenGL's (y up, z backward)."""

MM_PER_M = 1000.0
CM_PER_M = 100.0


def opengl_projection(camera: CameraIntrinsics, near_m: float, far_m: float) -> Array2:
    """Give OpenGL's (4, 4) clip-from-eye matrix of a pinhole camera.

    Parameters
    ----------
    camera : pixel centres at whole numbers
    near_m, far_m : clip planes, m, 0 < near_m < far_m

    Notes
    -----
    OpenGL puts whole numbers on pixel corners, so half a pixel is added to the principal
    point. The picture's first row is the top one.
    """
    w, h = camera.width, camera.height
    depth = near_m - far_m
    return np.array(
        [
            [2.0 * camera.fx / w, 0.0, 1.0 - 2.0 * (camera.cx + 0.5) / w, 0.0],
            [0.0, 2.0 * camera.fy / h, 2.0 * (camera.cy + 0.5) / h - 1.0, 0.0],
            [0.0, 0.0, (far_m + near_m) / depth, 2.0 * far_m * near_m / depth],
            [0.0, 0.0, -1.0, 0.0],
        ]
    )


def yaw_pitch_roll_rad(camera_from_head: RigidTransform) -> tuple[float, float, float]:
    """Give yaw, pitch and roll of a head, rad.

    Yaw is positive when the wearer turns to their own left, pitch when they look up, roll
    when they tilt the head to their own left shoulder. A face looking into the lens from
    the optical axis has all three zero.

    Notes
    -----
    Tait-Bryan angles in the order yaw (y), pitch (x), roll (z) of the head in OpenGL axes.
    """
    rotation = OPENGL_FROM_CAMERA.rotation @ camera_from_head.rotation
    yaw = float(np.arctan2(rotation[0, 2], rotation[2, 2]))
    pitch = float(np.arcsin(np.clip(rotation[1, 2], -1.0, 1.0)))
    roll = -float(np.arctan2(rotation[1, 0], rotation[1, 1]))
    return yaw, pitch, roll
