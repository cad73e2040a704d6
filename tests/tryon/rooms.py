"""A room of known geometry without a picture: the camera, the floor, boxes to put on it."""

import numpy as np

from tryon.catalog.product import MeshPart, Product, SurfaceMaterial, Variant
from tryon.engine_scene import WornProduct
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import CLOUD_SIZE, FloorCloud, camera_from_room, tilted
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.room import Floor, RoomReading

CAMERA = CameraIntrinsics.from_fov(640, 480, np.radians(70.0))
HEIGHT_M = 1.5


def up_of(pitch_deg: float = 20.0, roll_deg: float = 3.0) -> np.ndarray:
    """Give up (3,) before a camera that looks down by `pitch_deg`."""
    pitch, roll = np.radians([pitch_deg, roll_deg])
    level = np.array([0.0, -np.cos(pitch), -np.sin(pitch)])
    turn = np.array(
        [[np.cos(roll), -np.sin(roll), 0.0], [np.sin(roll), np.cos(roll), 0.0], [0.0, 0.0, 1.0]]
    )
    return turn @ level


def room_reading(
    *, wall_yaw_deg: float | None = None, sd_deg: float = 0.5, height_sd_m: float = 0.02
) -> RoomReading:
    """Give what a reading of the room is like, with the truth as its best guess."""
    rng = np.random.default_rng(1)
    up = up_of()
    heights = rng.normal(HEIGHT_M, height_sd_m, CLOUD_SIZE)
    heights[0] = HEIGHT_M
    cloud = FloorCloud(
        tilted(up, np.radians(sd_deg), rng, CLOUD_SIZE), heights, np.ones(CLOUD_SIZE)
    )
    wall = None if wall_yaw_deg is None else float(np.radians(wall_yaw_deg))
    floor = Floor(up, sd_deg, HEIGHT_M, height_sd_m, "sensor", "height_entered", cloud, 3.0, wall)
    spot = np.array([[320.0, 380.0]])
    landmarks = Landmarks(
        "room",
        0,
        1.0,
        spot,
        cloud.points_m(spot, CAMERA)[:1],
        np.ones(1),
        np.empty((0, 3), np.int32),
        camera_from_room(up, HEIGHT_M),
        {},
    )
    return RoomReading(CAMERA, "given", landmarks, floor, None)


def refused_reading(reason: str) -> RoomReading:
    """Give a reading that found no floor."""
    return RoomReading(CAMERA, "given", None, None, reason)


def spot_of(x: float, z: float) -> tuple[float, float]:
    """Give the pixel of a place on the floor, m, frame `room` (z towards the camera)."""
    point = camera_from_room(up_of(), HEIGHT_M).apply(np.array([[x, 0.0, z]]))
    u, v = CAMERA.project(point)[0]
    return float(u), float(v)


def piece(
    size_m: tuple[float, float, float] = (1.0, 0.5, 0.6),
    *,
    color: tuple[float, float, float] = (0.8, 0.1, 0.1),
    mount: str = "floor",
    sku: str = "box",
    elevation_mm: float | None = None,
) -> WornProduct:
    """Give a box that stands on its origin."""
    part = box(size_m, color)
    product = Product(
        sku,
        {"en": sku, "vi": sku},
        {},
        "furniture",
        "us",
        None,
        None,
        mount,
        (Variant("plain", {"en": "plain", "vi": "plain"}, "#808080"),),
        np.array(size_m),
        {} if elevation_mm is None else {"elevation_mm": elevation_mm},
        {},
        (part,),
    )
    return WornProduct(product, product.variants[0])


def box(size_m: tuple[float, float, float], color: tuple[float, float, float]) -> MeshPart:
    """Give a closed box with hard edges."""
    vertices: list[np.ndarray] = []
    normals: list[np.ndarray] = []
    triangles: list[list[int]] = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            normal = np.zeros(3)
            normal[axis] = sign
            a, b = np.eye(3)[(axis + 1) % 3], np.eye(3)[(axis + 2) % 3]
            if sign < 0.0:
                a, b = b, a
            start = len(vertices)
            vertices += [normal + s * a + t * b for s, t in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            normals += [normal] * 4
            triangles += [[start, start + 1, start + 2], [start, start + 2, start + 3]]
    corners = np.array(vertices) * 0.5 * np.array(size_m) + [0.0, 0.5 * size_m[1], 0.0]
    surface = SurfaceMaterial(color, roughness=1.0)
    return MeshPart("box", "paint", surface, corners, np.array(normals), np.array(triangles))
