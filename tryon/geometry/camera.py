"""The pinhole camera: pixels are centres, (0, 0) is the centre of the first pixel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tryon.arrays import Array1, Array2

CameraSource = Literal["exif", "given", "default", "calibrated"]

DEFAULT_FOCAL_PER_WIDTH = 0.95
"""Focal length over the longer side when nothing is known: webcams and phones lie in
0.8-1.1 of their longer side; 0.95 keeps the error of pose below 3 degrees over that range."""

_NEAREST_M = 0.40
"""Hardly anybody holds a camera closer to a face."""
_LIKELY_M = 0.60
"""Half of what portraits are taken from, and from where a face looks almost as from there."""
_FULL_FRAME_DIAGONAL_MM = 43.267  # 36 x 24 mm, the base of EXIF's 35 mm equivalent.


@dataclass(frozen=True, slots=True)
class CameraIntrinsics:
    """A pinhole camera without distortion.

    Parameters
    ----------
    width, height : px
    fx, fy : focal lengths, px
    cx, cy : principal point, px
    source : where the focal length comes from

    Raises
    ------
    ValueError
        If a size or focal length is not positive, or a value is not finite.
    """

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float
    source: CameraSource = "given"

    def __post_init__(self) -> None:
        values = (self.width, self.height, self.fx, self.fy, self.cx, self.cy)
        if not all(np.isfinite(value) for value in values):
            msg = f"camera: expected finite values, got {values}"
            raise ValueError(msg)
        if min(self.width, self.height, self.fx, self.fy) <= 0:
            msg = f"camera: expected positive size and focal length, got {values}"
            raise ValueError(msg)

    @classmethod
    def default(cls, width: int, height: int) -> CameraIntrinsics:
        """Guess a camera of which only the picture size is known."""
        focal = DEFAULT_FOCAL_PER_WIDTH * max(width, height)
        return cls(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2, "default")

    @classmethod
    def from_fov(cls, width: int, height: int, fov_rad: float) -> CameraIntrinsics:
        """Build from the horizontal field of view, rad, in (0, pi)."""
        if not 0.0 < fov_rad < np.pi:
            msg = f"fov_rad: expected a value in (0, pi), got {fov_rad}"
            raise ValueError(msg)
        focal = width / (2.0 * float(np.tan(fov_rad / 2.0)))
        return cls(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2, "given")

    @classmethod
    def from_focal_35mm(cls, width: int, height: int, focal_35mm: float) -> CameraIntrinsics:
        """Build from EXIF's 35 mm equivalent focal length, mm (CIPA DC-008: by diagonal)."""
        if not focal_35mm > 0.0:
            msg = f"focal_35mm: expected a positive length, got {focal_35mm}"
            raise ValueError(msg)
        focal = focal_35mm / _FULL_FRAME_DIAGONAL_MM * float(np.hypot(width, height))
        return cls(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2, "exif")

    @property
    def matrix(self) -> Array2:
        """The (3, 3) intrinsic matrix."""
        return np.array([[self.fx, 0.0, self.cx], [0.0, self.fy, self.cy], [0.0, 0.0, 1.0]])

    def project(self, camera_points: Array2) -> Array2:
        """Project (N, 3) camera points, m, z > 0, to (N, 2) px."""
        depth = camera_points[:, 2:3]
        scale = np.array([self.fx, self.fy])
        return camera_points[:, :2] / depth * scale + np.array([self.cx, self.cy])

    def unproject(self, image_points: Array2, depth_m: Array1) -> Array2:
        """Lift (N, 2) px at (N,) depths along z, m, to (N, 3) camera points, m."""
        points = np.empty((len(image_points), 3))
        np.divide(image_points - (self.cx, self.cy), (self.fx, self.fy), out=points[:, :2])
        points[:, 2] = 1.0
        points *= np.asarray(depth_m)[:, None]
        return points

    def likelier(self, nearest_m: float) -> CameraIntrinsics:
        """Give a camera with a longer lens if this one is a guess that puts a face too close.

        A face that fills a picture was cut out of a larger one, or taken through a long lens:
        from a hand's breadth away it would look otherwise, and so would a hat on it.

        Parameters
        ----------
        nearest_m : distance of the nearest face by this camera, m
        """
        if self.source != "default" or not 0.0 < nearest_m < _NEAREST_M:
            return self
        longer = _LIKELY_M / nearest_m
        return replace(self, fx=longer * self.fx, fy=longer * self.fy)

    def resized(self, width: int, height: int) -> CameraIntrinsics:
        """Give the camera of the same picture at another size; pixel centres stay true."""
        sx, sy = width / self.width, height / self.height
        return CameraIntrinsics(
            width,
            height,
            self.fx * sx,
            self.fy * sy,
            (self.cx + 0.5) * sx - 0.5,
            (self.cy + 0.5) * sy - 0.5,
            self.source,
        )

    def cropped(self, left: int, top: int, width: int, height: int) -> CameraIntrinsics:
        """Give the camera of a window whose first pixel is (left, top)."""
        return CameraIntrinsics(
            width, height, self.fx, self.fy, self.cx - left, self.cy - top, self.source
        )
