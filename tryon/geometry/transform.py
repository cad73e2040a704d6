"""Proper rigid transforms, named `<to>_from_<from>` where they are used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2, frozen

_ORTHONORMAL_TOLERANCE = 1e-6
_IDENTITY = np.eye(3)


@dataclass(frozen=True, slots=True, eq=False)
class RigidTransform:
    """A rotation followed by a translation.

    Parameters
    ----------
    rotation : (3, 3), proper orthonormal
    translation : (3,), m

    Raises
    ------
    ValueError
        If a shape is wrong, a value is not finite, or the rotation is not proper.
    """

    rotation: Array2
    translation: Array1

    def __post_init__(self) -> None:
        rotation = frozen(self.rotation, np.float64, (3, 3), "rotation")
        error = float(np.abs(rotation @ rotation.T - _IDENTITY).max())
        if error > _ORTHONORMAL_TOLERANCE or _determinant(rotation) < 0.0:
            msg = f"rotation: expected a proper rotation, got orthonormality error {error:.2e}"
            raise ValueError(msg)
        object.__setattr__(self, "rotation", rotation)
        translation = frozen(self.translation, np.float64, (3,), "translation")
        object.__setattr__(self, "translation", translation)

    @classmethod
    def identity(cls) -> RigidTransform:
        """Give the transform that changes nothing."""
        return cls(np.eye(3), np.zeros(3))

    @classmethod
    def from_rotation_vector(cls, rotation_vector: Array1, translation: Array1) -> RigidTransform:
        """Build from an axis times angle, rad (Rodrigues' formula).

        Parameters
        ----------
        rotation_vector : (3,), rad
        translation : (3,), m
        """
        return cls(rotation_from_vector(rotation_vector), translation)

    @property
    def matrix(self) -> Array2:
        """The (4, 4) homogeneous matrix."""
        result = np.eye(4)
        result[:3, :3] = self.rotation
        result[:3, 3] = self.translation
        return result

    @property
    def rotation_vector(self) -> Array1:
        """The rotation as axis times angle, (3,), rad, angle in [0, pi]."""
        return vector_from_rotation(self.rotation)

    def inverse(self) -> RigidTransform:
        """Give the transform that undoes this one."""
        turned_back = self.rotation.T.copy()
        return _trusted(turned_back, -(turned_back @ self.translation))

    def __matmul__(self, other: RigidTransform) -> RigidTransform:
        """Give the transform that applies `other` first.

        Chains are short: rounding stays nine digits below what the constructor tolerates, so
        that nothing is checked again.
        """
        return _trusted(
            self.rotation @ other.rotation,
            self.rotation @ other.translation + self.translation,
        )

    def apply(self, points: Array2) -> Array2:
        """Transform row points.

        Parameters
        ----------
        points : (N, 3), m, in the `from` frame

        Returns
        -------
        (N, 3), m, in the `to` frame
        """
        return points @ self.rotation.T + self.translation


def _trusted(rotation: Array2, translation: Array1) -> RigidTransform:
    """Give a transform made of checked ones, of arrays nobody else holds.

    Checks take as long as all other steps of posing and fitting a face together.
    """
    rotation.setflags(write=False)
    translation.setflags(write=False)
    result = object.__new__(RigidTransform)
    object.__setattr__(result, "rotation", rotation)
    object.__setattr__(result, "translation", translation)
    return result


def _determinant(matrix: Array2) -> float:
    """Give the determinant of a (3, 3) matrix; a tenth of the time of LAPACK's for one."""
    (a, b, c), (d, e, f), (g, h, i) = matrix.tolist()
    return float(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))


def nearest_rotation(matrix: Array2) -> Array2:
    """Give the proper rotation closest to a (3, 3) matrix in the Frobenius norm (by SVD)."""
    left, _, right = np.linalg.svd(matrix)
    if _determinant(left @ right) < 0.0:
        left = left * np.array([1.0, 1.0, -1.0])
    return np.asarray(left @ right, dtype=np.float64)


def rotation_from_vector(vector: Array1) -> Array2:
    """Give the (3, 3) rotation of an axis times angle, (3,), rad (Rodrigues' formula)."""
    angle = float(np.linalg.norm(vector))
    x, y, z = (float(value) for value in vector)
    skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    if angle < 1e-8:
        # Second-order series: sin(a)/a and (1-cos(a))/a^2 lose all digits here.
        return nearest_rotation(np.eye(3) + skew + 0.5 * skew @ skew)
    return np.asarray(
        np.eye(3) + np.sin(angle) / angle * skew + (1.0 - np.cos(angle)) / angle**2 * (skew @ skew),
        dtype=np.float64,
    )


def vector_from_rotation(rotation: Array2) -> Array1:
    """Give the axis times angle, (3,), rad, of a (3, 3) rotation, through its quaternion."""
    w, x, y, z = quaternion_from_rotation(rotation)
    sine = float(np.sqrt(x * x + y * y + z * z))
    if sine < 1e-12:
        return np.array([2.0 * x, 2.0 * y, 2.0 * z])
    return np.array([x, y, z]) * (2.0 * float(np.arctan2(sine, w)) / sine)


def quaternion_from_rotation(rotation: Array2) -> Array1:
    """Give the unit quaternion (w, x, y, z), w >= 0, of a (3, 3) rotation.

    Notes
    -----
    Shepperd's method (Journal of Guidance and Control, 1978): the largest of the four
    components is computed first, so nothing cancels.
    """
    m = rotation
    trace = float(np.trace(m))
    candidates = np.array([trace, m[0, 0], m[1, 1], m[2, 2]])
    largest = int(candidates.argmax())
    if largest == 0:
        w = np.sqrt(max(0.0, 1.0 + trace))
        quaternion = np.array(
            [w, (m[2, 1] - m[1, 2]) / w, (m[0, 2] - m[2, 0]) / w, (m[1, 0] - m[0, 1]) / w]
        )
    else:
        i = largest - 1
        j, k = (i + 1) % 3, (i + 2) % 3
        s = np.sqrt(max(0.0, 1.0 + m[i, i] - m[j, j] - m[k, k]))
        quaternion = np.empty(4)
        quaternion[0] = (m[k, j] - m[j, k]) / s
        quaternion[1 + i] = s
        quaternion[1 + j] = (m[j, i] + m[i, j]) / s
        quaternion[1 + k] = (m[k, i] + m[i, k]) / s
    quaternion /= np.linalg.norm(quaternion)
    return quaternion if quaternion[0] >= 0.0 else -quaternion


def rotation_angle_rad(rotation: Array2) -> float:
    """Give the angle of a (3, 3) rotation, rad, in [0, pi]."""
    return float(np.linalg.norm(vector_from_rotation(rotation)))
