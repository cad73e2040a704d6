"""Small scenes with known answers."""

import numpy as np

from tryon.arrays import Array2, Float32Array
from tryon.catalog.product import LensMaterial, MeshPart, SurfaceMaterial
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.rendering.renderer import Layer
from tryon.scene import FadeOut, Light, Occluder, PlacedMesh, Scene, TempleFlex

CAMERA = CameraIntrinsics(64, 48, 50.0, 50.0, 31.5, 23.5)
PLAIN = SurfaceMaterial((0.5, 0.5, 0.5), 0.0, 1.0)
FACING = RigidTransform(np.diag([1.0, -1.0, -1.0]), np.array([0.0, 0.0, 1.0]))
"""The product looks at the camera from one metre."""


def even_light(level: float = 0.5, environment: float | None = None) -> Light:
    sh = np.zeros((4, 3))
    sh[0] = level
    value = level if environment is None else environment
    return Light(sh, np.full((8, 8, 3), value, np.float32))


def rectangle(
    low: tuple[float, float], high: tuple[float, float], *, z: float = 0.0, name: str = "front"
) -> MeshPart:
    """An upright rectangle, corners in m, facing product z; a lens if the name says so."""
    (x0, y0), (x1, y1) = low, high
    vertices = np.array([[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]], np.float32)
    normals = np.tile(np.array([[0.0, 0.0, 1.0]], np.float32), (4, 1))
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    material = "lens" if name.startswith("lens") else "frame"
    return MeshPart(name, material, PLAIN, vertices, normals, triangles)


def pixel_rectangle(box: tuple[int, int, int, int], *, name: str = "front") -> MeshPart:
    """The rectangle that covers the pixels x0 <= x < x1, y0 <= y < y1 at one metre."""
    x0, y0, x1, y1 = box
    left, right = ((x - 0.5 - CAMERA.cx) / CAMERA.fx for x in (x0, x1))
    top, bottom = (-(y - 0.5 - CAMERA.cy) / CAMERA.fy for y in (y0, y1))
    return rectangle((left, bottom), (right, top), name=name)


def place(
    mesh: MeshPart,
    *,
    surface: SurfaceMaterial = PLAIN,
    lens: LensMaterial | None = None,
    pose: RigidTransform = FACING,
    flex: TempleFlex | None = None,
    fade: FadeOut | None = None,
) -> PlacedMesh:
    """A part one metre away; fades are measured in the product frame."""
    subject_from_camera = pose.inverse() if fade is not None else None
    return PlacedMesh(mesh, surface, lens, pose, 1.0, flex, subject_from_camera, fade)


def scene(
    *placed: PlacedMesh,
    light: Light | None = None,
    occluders: tuple[Occluder, ...] = (),
    camera: CameraIntrinsics = CAMERA,
) -> Scene:
    return Scene(camera, placed, occluders, even_light() if light is None else light)


def wall(depth_m: float, *, receives_shadow: bool = False) -> Occluder:
    """A wall across the view at that depth."""
    vertices = np.array([[-2, -2, 1], [2, -2, 1], [2, 2, 1], [-2, 2, 1]], np.float32) * depth_m
    return Occluder(vertices, np.array([[0, 1, 2], [0, 2, 3]], np.int32), receives_shadow)


def linear(codes: np.ndarray) -> Float32Array:
    """Linear light of the layer's codes."""
    return (codes.astype(np.float32) / 255.0) ** 2


def at(layer: Layer, x: int, y: int) -> tuple[Array2, Array2]:
    """Colour and transmission, linear, of a picture's pixel."""
    row, column = y - layer.top, x - layer.left
    return linear(layer.rgba[row, column, :3]), linear(layer.transmission[row, column])
