"""The floor as a plane before the camera, and what is not known of it.

What is not known is carried as a cloud of floors that may as well be true: every quantity is
computed on the cloud too, and the spread of the answers is the answer's band.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2, frozen
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform

CLOUD_SIZE = 400
"""The 90th percentile of so many is known to 4 % of itself."""
_LOWEST_RAY = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class FloorCloud:
    """Floors and cameras that may be true; row 0 is the best guess.

    Parameters
    ----------
    ups : (S, 3), unit, camera frame
    heights_m : (S,), camera above the floor, m
    focal_ratios : (S,), focal length over the best guess's
    """

    ups: Array2
    heights_m: Array1
    focal_ratios: Array1

    def __post_init__(self) -> None:
        ups = frozen(self.ups, np.float64, (None, 3), "ups")
        count = len(ups)
        object.__setattr__(self, "ups", ups)
        heights = frozen(self.heights_m, np.float64, (count,), "heights_m")
        object.__setattr__(self, "heights_m", heights)
        ratios = frozen(self.focal_ratios, np.float64, (count,), "focal_ratios")
        object.__setattr__(self, "focal_ratios", ratios)

    def rays(self, image_points: Array2, camera: CameraIntrinsics) -> Array2:
        """Give the directions (S * N, 3), z = 1, of (N, 2) px by every camera of the cloud."""
        plain = camera.unproject(image_points, np.ones(len(image_points)))
        rays = np.repeat(plain[None], len(self.ups), axis=0)
        rays[..., :2] /= self.focal_ratios[:, None, None]
        return rays.reshape(-1, 3)

    def drops(self, image_points: Array2, camera: CameraIntrinsics) -> Array2:
        """Give how far rays (z = 1) drop towards each floor, (S, N); negative above the horizon."""
        rays = self.rays(image_points, camera).reshape(len(self.ups), -1, 3)
        return -np.einsum("snk,sk->sn", rays, self.ups)

    def depths_m(self, image_points: Array2, camera: CameraIntrinsics) -> Array2:
        """Give depths along the view at which pixels meet each floor, (S, N), m.

        A ray at or above the horizon meets it a thousand heights away.
        """
        drops = np.maximum(self.drops(image_points, camera), _LOWEST_RAY)
        return self.heights_m[:, None] / drops

    def points_m(self, image_points: Array2, camera: CameraIntrinsics) -> Array2:
        """Give where pixels meet each floor, (S * N, 3), m, camera frame; samples vary slowest."""
        depth = self.depths_m(image_points, camera).reshape(-1, 1)
        return self.rays(image_points, camera) * depth

    def size_band(self, image_point: Array1, camera: CameraIntrinsics) -> float:
        """Give by what share a thing's drawn size may be wrong at a pixel: a 90 % band.

        Drawn size goes with focal length over depth; a focal length that is wrong makes the
        distance wrong too, and most of it cancels.
        """
        depth = self.depths_m(image_point[None], camera)[:, 0]
        drawn = np.log(self.focal_ratios / depth)
        return float(np.quantile(np.abs(drawn[1:] - drawn[0]), 0.9))

    def distance_m(self, image_point: Array1, camera: CameraIntrinsics) -> tuple[float, float]:
        """Give the distance of a floor pixel from the camera and its 90 % half band, m."""
        distance = np.linalg.norm(self.points_m(image_point[None], camera), axis=1)
        return float(distance[0]), float(np.quantile(np.abs(distance[1:] - distance[0]), 0.9))

    def span_m(
        self, first: Array1, second: Array1, camera: CameraIntrinsics
    ) -> tuple[float, float, float]:
        """Give the length between two floor pixels: best, 5th and 95th percentile, m."""
        points = self.points_m(np.stack([first, second]), camera).reshape(-1, 2, 3)
        lengths = np.linalg.norm(points[:, 1] - points[:, 0], axis=1)
        low, high = np.quantile(lengths[1:], [0.05, 0.95])
        return float(lengths[0]), float(min(low, lengths[0])), float(max(high, lengths[0]))


def tilted(up: Array1, deviation_rad: float, rng: np.random.Generator, count: int) -> Array2:
    """Give upward directions (count, 3) scattered about `up`; the first is `up` itself.

    Parameters
    ----------
    deviation_rad : per axis, rad
    """
    noise = rng.normal(0.0, deviation_rad, (count, 3))
    noise -= (noise @ up)[:, None] * up
    noise[0] = 0.0
    ups = up + noise
    return np.asarray(ups / np.linalg.norm(ups, axis=1, keepdims=True))


def camera_from_room(up: Array1, height_m: float, azimuth_rad: float = 0.0) -> RigidTransform:
    """Give the pose of the room: origin on the floor under the camera, y up, z to the camera.

    Parameters
    ----------
    up : (3,), unit, camera frame
    azimuth_rad : turn about the vertical of a room whose axes are to lie along its walls
    """
    return RigidTransform(axes_from_up(up, azimuth_rad), -height_m * up)


def turn_in_room_rad(rotation: Array2, up: Array1) -> float:
    """Give the turn about the vertical from the room of an upright to something in it, rad.

    Parameters
    ----------
    rotation : (3, 3), camera frame from the thing's, whose z is its front
    up : (3,), unit, camera frame
    """
    x, _, z = axes_from_up(up, 0.0).T @ rotation[:, 2]
    return float(np.arctan2(x, z))


def wall_angle_rad(angle_rad: float) -> float:
    """Give an angle up to right angles, which walls are apart, in [-pi / 4, pi / 4)."""
    quarter = np.pi / 2.0
    return float((angle_rad + quarter / 2.0) % quarter - quarter / 2.0)


def axes_from_up(up: Array1, azimuth_rad: float) -> Array2:
    """Give the axes (3, 3) with `up` as second column, turned about it by an azimuth, rad.

    At azimuth 0 the third axis points back to the camera along the floor.
    """
    right, back = level_frame(up[None])
    third = np.cos(azimuth_rad) * back[0] + np.sin(azimuth_rad) * right[0]
    return np.asarray(np.column_stack([np.cross(up, third), up, third]), dtype=np.float64)


def level_frame(ups: Array2) -> tuple[Array2, Array2]:
    """Give two level unit directions (D, 3) each: to the right, and back to the camera."""
    back = np.array([0.0, 0.0, -1.0]) + ups[:, 2:3] * ups
    length = np.linalg.norm(back, axis=1, keepdims=True)
    # A camera that looks straight down has its own up as the farther end of the floor.
    back = np.where(length > 1e-6, back / np.maximum(length, 1e-6), [0.0, 1.0, 0.0])
    right = np.asarray(np.cross(ups, back), dtype=np.float64)
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    return np.asarray(right), np.asarray(np.cross(right, ups), dtype=np.float64)


def heights_from_span(cloud: FloorCloud, pixels: Array2, length_m: Array1 | float) -> Array2:
    """Give the camera heights, (S,), m, at which two floor pixels lie a length apart.

    Parameters
    ----------
    cloud : its heights do not count
    pixels : (2 * S, 2), px, two for each row of the cloud
    length_m : (S,) or one, m

    Notes
    -----
    Rays must come with the cloud's own focal lengths: `pixels` are relative to the principal
    point and divided by the best guess's focal length, z = 1 left out.
    """
    points = _on_unit_floor(cloud, pixels).reshape(-1, 2, 3)
    span = np.linalg.norm(points[:, 1] - points[:, 0], axis=1)
    return np.asarray(length_m / np.maximum(span, 1e-6))


def heights_from_upright(cloud: FloorCloud, pixels: Array2, length_m: Array1 | float) -> Array2:
    """Give the camera heights, (S,), m, at which an upright thing is a length tall.

    Parameters
    ----------
    cloud, pixels, length_m : as in `heights_from_span`; foot first, then top
    """
    feet = _on_unit_floor(cloud, pixels).reshape(-1, 2, 3)[:, 0]
    rays = _rays(cloud, pixels).reshape(-1, 2, 3)[:, 1]
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    # Nearest approach of the upright line foot + s up to the ray of the top.
    along = (rays * cloud.ups).sum(axis=1)
    foot_on_ray = (feet * rays).sum(axis=1)
    foot_on_up = (feet * cloud.ups).sum(axis=1)
    tall = (along * foot_on_ray - foot_on_up) / np.maximum(1.0 - along**2, 1e-9)
    return np.asarray(length_m / np.maximum(tall, 1e-6))


def _rays(cloud: FloorCloud, pixels: Array2) -> Array2:
    ratios = np.repeat(cloud.focal_ratios, 2)[:, None]
    return np.column_stack([pixels / ratios, np.ones(len(pixels))])


def _on_unit_floor(cloud: FloorCloud, pixels: Array2) -> Array2:
    """Give where rays meet a floor one metre below, (2 * S, 3)."""
    rays = _rays(cloud, pixels)
    drops = -(rays * np.repeat(cloud.ups, 2, axis=0)).sum(axis=1)
    return rays / np.maximum(drops, _LOWEST_RAY)[:, None]


def snapped_yaw_rad(
    yaw_rad: float, wall_yaw_rad: float | None, reach_rad: float = np.radians(8.0)
) -> float:
    """Turn something to the nearest of the walls' four directions if that is near.

    Parameters
    ----------
    yaw_rad : as asked for, about the room's vertical, rad
    wall_yaw_rad : of any wall; None leaves the yaw as it is
    """
    if wall_yaw_rad is None:
        return yaw_rad
    off = wall_angle_rad(yaw_rad - wall_yaw_rad)
    return yaw_rad - off if abs(off) <= reach_rad else yaw_rad
