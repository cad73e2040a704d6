"""The pose of known points from one view of them."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry.transform import RigidTransform, nearest_rotation, rotation_from_vector

_HUBER_SIGMAS = 1.5
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
    rotation, translation = start.rotation, start.translation
    damping = 1e-6
    turned = subject_points @ rotation.T
    residual, depth = _residuals(turned + translation, rays)
    for _ in range(rounds):
        squares = np.einsum("ij,ij->i", residual, residual)
        length = np.sqrt(squares)
        limit = _HUBER_SIGMAS * 1.2 * _median(length) + 1e-12
        robust = weights * np.minimum(1.0, limit / np.maximum(length, 1e-12))
        step = _step(turned, translation, (residual, depth), robust, damping)
        candidate = rotation_from_vector(step[:3]) @ rotation
        moved = translation + step[3:] * translation[2]
        new_turned = subject_points @ candidate.T
        new_residual, new_depth = _residuals(new_turned + moved, rays)
        before = float(robust @ squares)
        after = float(robust @ np.einsum("ij,ij->i", new_residual, new_residual))
        if after > before or float(new_depth.min()) <= 0.0:
            damping = max(damping, 1e-4) * 30.0
            continue
        rotation, translation, turned = candidate, moved, new_turned
        residual, depth = new_residual, new_depth
        damping *= 0.3
        if float(np.abs(step).max()) < _CONVERGED:
            break
    return RigidTransform(nearest_rotation(rotation), translation)


def _median(values: Array1) -> float:
    """Give the median of finite values; `np.median` takes ten times as long on a hundred."""
    middle = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, middle)[middle])
    below, above = np.partition(values, (middle - 1, middle))[middle - 1 : middle + 1]
    return float(0.5 * (below + above))


def _residuals(camera_points: Array2, rays: Array2) -> tuple[Array2, Array1]:
    depth = camera_points[:, 2]
    return camera_points[:, :2] / depth[:, None] - rays, depth


def _step(
    turned: Array2,
    translation: Array1,
    seen: tuple[Array2, Array1],
    weights: Array1,
    damping: float,
) -> Array1:
    """Solve the damped normal equations for (rotation vector, translation / depth)."""
    residual, depth = seen
    x, y, z = turned.T
    inverse = 1.0 / depth
    u = (turned[:, 0] + translation[0]) * inverse
    v = (turned[:, 1] + translation[1]) * inverse
    near = translation[2] * inverse
    # d(u, v) / d(rotation about x, y, z; translation / depth): small turns act on `turned`.
    jacobian = np.zeros((6, 2 * len(u)))
    along_u, along_v = jacobian[:, : len(u)], jacobian[:, len(u) :]
    along_u[0], along_u[1], along_u[2] = -u * y * inverse, (z + u * x) * inverse, -y * inverse
    along_v[0], along_v[1], along_v[2] = (-z - v * y) * inverse, v * x * inverse, x * inverse
    along_u[3] = along_v[4] = near
    along_u[5], along_v[5] = -u * near, -v * near
    weighted = jacobian * np.concatenate([weights, weights])
    normal = weighted @ jacobian.T
    gradient = weighted @ residual.T.ravel()
    normal.flat[::7] *= 1.0 + damping
    return np.asarray(-np.linalg.solve(normal, gradient), dtype=np.float64)
