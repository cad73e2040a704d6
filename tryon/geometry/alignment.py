"""The pose of known points from one view of them."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry._pose_loops import equations_loop, place_loop
from tryon.geometry.transform import RigidTransform, nearest_rotation, rotation_from_vector

_CONVERGED = 3e-5
"""Last step of a pose, rad and parts of the depth: a hundredth of a pixel across a face."""


def estimate_pose(rays: Array2, subject_points: Array2, weights: Array1) -> RigidTransform:
    """Find the pose of known points from one view, without a first guess.

    Parameters
    ----------
    rays : (N, 2), x / z and y / z of the seen points, camera frame, near the optical axis
    subject_points : (N, 3), m, subject frame, not all in one plane
    weights : (N,), >= 0

    Returns
    -------
    RigidTransform
        `camera_from_subject`.

    Notes
    -----
    POSIT (DeMenthon and Davis, IJCV 1995): scaled orthographic projection solved linearly, then
    corrected for perspective; four rounds leave under 0.1 degrees on a face at 0.4 m.
    """
    origin = weights @ subject_points / weights.sum()
    centred = subject_points - origin
    root = np.sqrt(weights)[:, None]
    design = np.column_stack([centred, np.ones(len(centred))]) * root
    solver = np.linalg.pinv(design) * root.T
    stretch = np.zeros(len(centred))
    rotation, translation = np.eye(3), np.array([0.0, 0.0, 1.0])
    for _ in range(4):
        solution = solver @ (rays * (1.0 + stretch)[:, None])
        x_axis, y_axis = solution[:3, 0], solution[:3, 1]
        scale = float(np.sqrt(np.linalg.norm(x_axis) * np.linalg.norm(y_axis)))
        rotation = nearest_rotation(
            np.stack([x_axis, y_axis, np.cross(x_axis, y_axis) / scale]) / scale
        )
        translation = np.array([solution[3, 0], solution[3, 1], 1.0]) / scale
        stretch = centred @ rotation[2] * scale
    return RigidTransform(rotation, translation - rotation @ origin)


def refine_pose(
    rays: Array2,
    subject_points: Array2,
    weights: Array1,
    start: RigidTransform,
    *,
    rounds: int = 6,
) -> RigidTransform:
    """Improve a pose until the weighted, robust reprojection error is least.

    Parameters
    ----------
    rays : (N, 2), x / z and y / z of the seen points, camera frame
    subject_points : (N, 3), m, subject frame, same order
    weights : (N,), >= 0
    start : first guess of `camera_from_subject`
    rounds : steps at most

    Returns
    -------
    RigidTransform
        `camera_from_subject`; points behind the camera never come out of it.

    Notes
    -----
    Gauss-Newton with Levenberg's damping on (rotation vector, translation / depth), and Huber
    weights whose width is 1.5 robust standard deviations of the residuals.
    """
    rays = np.ascontiguousarray(rays, dtype=np.float64)
    points = np.ascontiguousarray(subject_points, dtype=np.float64)
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    place, sum_equations = place_loop(), equations_loop()
    pose = np.column_stack([start.rotation, start.translation])
    turned, residual = np.empty((2, *points.shape)), np.empty((2, *rays.shape))
    equations = np.empty((6, 7))
    place(rays, points, pose, turned[0], residual[0])
    damping = 1e-6
    for _ in range(rounds):
        before, robust = sum_equations(turned[0], pose[:, 3], residual[0], weights, equations)
        equations.flat[: 6 * 7 : 8] *= 1.0 + damping
        step: Array1 = -np.linalg.solve(equations[:, :6], equations[:, 6]).astype(np.float64)
        candidate = np.empty((3, 4))
        candidate[:, :3] = rotation_from_vector(step[:3]) @ pose[:, :3]
        candidate[:, 3] = pose[:, 3] + step[3:] * pose[2, 3]
        nearest = place(rays, points, candidate, turned[1], residual[1])
        after = float(robust @ np.einsum("ij,ij->i", residual[1], residual[1]))
        if after > before or nearest <= 0.0:
            damping = max(damping, 1e-4) * 30.0
            continue
        pose, turned, residual = candidate, turned[::-1], residual[::-1]
        damping *= 0.3
        if float(np.abs(step).max()) < _CONVERGED:
            break
    return RigidTransform(nearest_rotation(pose[:, :3]), pose[:, 3])
