"""Where to look for a face: a square window of a virtual camera turned towards it.

An affine crop of a face away from the optical axis shows it stretched, and the landmark net then
answers with a wrong yaw. Turning a virtual pinhole camera to look straight at the face gives the
same crop wherever the face is, so its pose changes by exactly the angle between the directions.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Image, frozen
from tryon.compiled import compile_loop
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks import topology

_MARGIN = 1.5
"""Side of the window over the larger side of the landmarks' box, as the net was trained."""
_LARGEST_EXTENT = 4.0
_AREA_REDUCTION = 2.0
_STILL = 0.04
"""How far a face may move in its window before the window follows."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceRegion:
    """A square window of a virtual camera in the place of the real one.

    Parameters
    ----------
    region_from_camera : (3, 3) rotation; the third row looks at the middle of the face and the
        first points along the line of the eyes, from the wearer's right to left
    extent : half the window's side over its distance, the tangent of half the angle of view
    """

    region_from_camera: Array2
    extent: float

    def __post_init__(self) -> None:
        rotation = frozen(self.region_from_camera, np.float64, (3, 3), "region_from_camera")
        object.__setattr__(self, "region_from_camera", rotation)

    @classmethod
    def around(cls, image_points: Array2, camera: CameraIntrinsics) -> FaceRegion:
        """Frame the 478 landmarks of a face, (478, 2), px."""
        rays = rays_of(image_points, camera)
        eyes = rays[topology.LEFT_EYE_OUTER] - rays[topology.RIGHT_EYE_OUTER]
        return cls._enclosing(rays, eyes, _MARGIN)

    @classmethod
    def from_keypoints(
        cls, box: Array1, eyes: Array2, camera: CameraIntrinsics, *, margin: float = _MARGIN
    ) -> FaceRegion:
        """Frame a detected face.

        Parameters
        ----------
        box : (4,), x0, y0, x1, y1, px
        eyes : (2, 2), the wearer's right and left eye, px
        """
        corners = box[[0, 1, 2, 1, 2, 3, 0, 3]].reshape(4, 2)
        rays = rays_of(corners, camera)
        right, left = rays_of(eyes, camera)
        middle = _unit(rays.sum(axis=0))
        # The box is upright: measure it so, then turn the window by the line of the eyes.
        rotation = _looking_at(middle, np.array([1.0, 0.0, 0.0]))
        seen = _flat(rays @ rotation.T)
        half = 0.5 * float((seen.max(axis=0) - seen.min(axis=0)).max())
        return cls(_looking_at(middle, left - right), margin * half)

    @classmethod
    def _enclosing(cls, rays: Array2, across: Array1, margin: float) -> FaceRegion:
        rotation = _looking_at(_unit(rays.mean(axis=0)), across)
        bounds = _bounds_loop()
        for _ in range(2):
            left, top, right, bottom = bounds(rays, rotation)
            middle = np.array([0.5 * (left + right), 0.5 * (top + bottom), 1.0]) @ rotation
            rotation = _looking_at(_unit(middle), rotation[0])
        left, top, right, bottom = bounds(rays, rotation)
        half = 0.5 * max(right - left, bottom - top)
        return cls(rotation, min(_LARGEST_EXTENT, margin * half))

    def matrix(self, size: int, camera: CameraIntrinsics) -> Array2:
        """Give the (3, 3) homography `frame_from_crop` for a crop of `size` px."""
        focal = size / (2.0 * self.extent)
        centre = 0.5 * (size - 1)
        unproject = np.array([[1 / focal, 0, -centre / focal], [0, 1 / focal, -centre / focal],
                              [0, 0, 1.0]])  # fmt: skip
        return camera.matrix @ self.region_from_camera.T @ unproject

    def cut(self, image: Image, size: int, camera: CameraIntrinsics) -> Image:
        """Resample the window, (size, size, 3) RGB; outside the frame it is black."""
        frame_from_crop = self.matrix(size, camera)
        image, shrink = _reduced(image, frame_from_crop, size)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpPerspective(image, shrink @ frame_from_crop, (size, size), flags=flags)
        return np.asarray(crop, dtype=np.uint8)

    def to_frame(self, crop_points: Array2, size: int, camera: CameraIntrinsics) -> Array2:
        """Map (N, 2) points of a crop, px, to the frame, px."""
        return _flat(np.column_stack([crop_points, np.ones(len(crop_points))])
                     @ self.matrix(size, camera).T)  # fmt: skip

    def upside_down(self) -> FaceRegion:
        """Give the same window turned by half a turn."""
        return FaceRegion(np.diag([-1.0, -1.0, 1.0]) @ self.region_from_camera, self.extent)

    def is_close(self, other: FaceRegion, tolerance: float = _STILL) -> bool:
        """Whether shift, roll (rad) and size differ by less than `tolerance` of the window."""
        turn = self.region_from_camera @ other.region_from_camera.T
        shift = float(np.hypot(turn[2, 0], turn[2, 1])) / self.extent
        roll = abs(float(turn[0, 1]))
        zoom = abs(float(np.log(self.extent / other.extent)))
        return max(shift, roll, zoom) < tolerance

    def overlap(self, other: FaceRegion) -> float:
        """Give the intersection over union of two windows, as discs on the sphere of rays."""
        angle = float(np.arccos(np.clip(self.region_from_camera[2] @ other.region_from_camera[2],
                                        -1.0, 1.0)))  # fmt: skip
        a, b = float(np.arctan(self.extent)), float(np.arctan(other.extent))
        if angle >= a + b:
            return 0.0
        if angle <= abs(a - b):
            return (min(a, b) / max(a, b)) ** 2
        first = a * a * np.arccos((angle**2 + a * a - b * b) / (2 * angle * a))
        second = b * b * np.arccos((angle**2 + b * b - a * a) / (2 * angle * b))
        kite = (-angle + a + b) * (angle + a - b) * (angle - a + b) * (angle + a + b)
        shared = first + second - 0.5 * np.sqrt(max(0.0, kite))
        return float(shared / (np.pi * (a * a + b * b) - shared))


def rays_of(image_points: Array2, camera: CameraIntrinsics) -> Array2:
    """Give the unit directions (N, 3), camera frame, of (N, 2) px."""
    rays = camera.unproject(image_points, np.ones(len(image_points)))
    rays /= np.sqrt(np.einsum("ij,ij->i", rays, rays))[:, None]
    return rays


@functools.cache
def _bounds_loop() -> Callable[[Array2, Array2], tuple[float, float, float, float]]:
    return compile_loop(_bounds)


def _bounds(rays: Array2, rotation: Array2) -> tuple[float, float, float, float]:
    """Give left, top, right and bottom of rays in the picture of a turned camera."""
    left, top, right, bottom = np.inf, np.inf, -np.inf, -np.inf
    for x, y, z in rays:
        depth = rotation[2, 0] * x + rotation[2, 1] * y + rotation[2, 2] * z
        u = (rotation[0, 0] * x + rotation[0, 1] * y + rotation[0, 2] * z) / depth
        v = (rotation[1, 0] * x + rotation[1, 1] * y + rotation[1, 2] * z) / depth
        left, top, right, bottom = min(left, u), min(top, v), max(right, u), max(bottom, v)
    return left, top, right, bottom


def _reduced(image: Image, frame_from_crop: Array2, size: int) -> tuple[Image, Array2]:
    """Shrink the part of a large face's frame by area first: linear sampling alone aliases."""
    corners = np.array([[0, 0, 1.0], [size - 1, 0, 1], [size - 1, size - 1, 1], [0, size - 1, 1]])
    seen = corners @ frame_from_crop.T
    if float(seen[:, 2].min()) <= 0.0:
        return image, np.eye(3)
    seen = _flat(seen)
    factor = int(float(np.linalg.norm(seen[1] - seen[0])) / size)
    if factor < _AREA_REDUCTION:
        return image, np.eye(3)
    height, width = image.shape[:2]
    x0, y0 = (max(0, int(v)) for v in np.floor(seen.min(axis=0)) - factor)
    x1, y1 = (int(v) for v in np.minimum(np.ceil(seen.max(axis=0)) + factor, [width, height]))
    columns, rows = (x1 - x0) // factor, (y1 - y0) // factor
    if columns < 1 or rows < 1:
        return image, np.eye(3)
    window = image[y0 : y0 + rows * factor, x0 : x0 + columns * factor]
    small = cv2.resize(window, (columns, rows), interpolation=cv2.INTER_AREA)
    # A pixel of the small picture is the mean of `factor` pixels: centres shift by a half.
    offset = (factor - 1) / 2
    shrink = np.array([[1 / factor, 0, -(x0 + offset) / factor],
                       [0, 1 / factor, -(y0 + offset) / factor], [0, 0, 1.0]])  # fmt: skip
    return np.asarray(small, dtype=np.uint8), shrink


def _flat(points: Array2) -> Array2:
    return points[:, :2] / points[:, 2:3]


def _unit(vector: Array1) -> Array1:
    return vector / np.linalg.norm(vector)


def _looking_at(direction: Array1, across: Array1) -> Array2:
    """Build the rotation whose third row is `direction` and whose first lies along `across`."""
    side = across - (across @ direction) * direction
    length = float(np.linalg.norm(side))
    if length < 1e-9:
        side, length = _cross(np.array([0.0, 1.0, 0.0]), direction), 1.0
    x_axis = _unit(side / length)
    return np.stack([x_axis, _cross(direction, x_axis), direction])


def _cross(a: Array1, b: Array1) -> Array1:
    """Give the cross product of two vectors; `np.cross` takes ten times as long on single ones."""
    return np.array(
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    )
