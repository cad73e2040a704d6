"""A tiny scene that makes every loop and shader ready before the first customer."""

from __future__ import annotations

import numpy as np

from tryon.catalog.product import CLEAR_LENS, MeshPart, SurfaceMaterial
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.matte import Matte
from tryon.rendering.composite import composite
from tryon.rendering.hair_removal import BackgroundMemory, remove_hair
from tryon.rendering.makeup_loops import load_loops
from tryon.rendering.renderer import Renderer
from tryon.scene import FadeOut, HairTrim, Light, Occluder, PlacedMesh, Scene

_SIDE = 32


def warm_up(renderer: Renderer) -> None:
    """Draw and composite once: compiles the loops, or loads them from the cache.

    Compiling takes seconds on a new machine, loading about one; a first frame must take
    neither.
    """
    load_loops()
    image = np.zeros((_SIDE, _SIDE, 3), np.uint8)
    for index in range(2):
        layer = renderer.render(_scene(index))
        composite(image, layer, noise_sigma=1.0, out=image)
    middle = Matte(np.full((4, 4), 255, np.uint8), 12.0, 12.0, 8.0, 8.0)
    remove_hair(image, HairTrim(middle), BackgroundMemory(), 0.0)


def _scene(index: int) -> Scene:
    camera = CameraIntrinsics.from_fov(_SIDE, _SIDE, 0.5)
    pose = RigidTransform(np.diag([1.0, -1.0, -1.0]), np.array([0.0, 0.0, 0.5 + 0.1 * index]))
    lens = None if index else CLEAR_LENS
    subject_from_camera = pose.inverse()
    fade = FadeOut(-0.1, -0.2)
    placed = [
        PlacedMesh(_square(name), _SURFACE, lens_of, pose, 1.0, None, subject_from_camera, fade)
        for name, lens_of in (("front", None), ("lens_left", lens))
    ]
    face = pose.apply(_CORNERS * 2.0 - np.array([0.0, 0.0, 0.02]))
    occluder = Occluder(face.astype(np.float32), _TRIANGLES, receives_shadow=True)
    light = Light(np.full((4, 3), 0.2), np.full((4, 4, 3), 0.5, np.float32), 1.0, 0.5)
    return Scene(camera, tuple(placed), (occluder,), light)


_SURFACE = SurfaceMaterial((0.5, 0.5, 0.5))
_CORNERS = np.array([[-0.05, -0.05, 0], [0.05, -0.05, 0], [0.05, 0.05, 0], [-0.05, 0.05, 0.0]])
_TRIANGLES = np.array([[0, 1, 2], [0, 2, 3]], np.int32)


def _square(name: str) -> MeshPart:
    normals = np.tile(np.array([[0.0, 0.0, 1.0]], np.float32), (4, 1))
    material = "lens" if name.startswith("lens") else "frame"
    corners = _CORNERS.astype(np.float32)
    return MeshPart(name, material, _SURFACE, corners, normals, _TRIANGLES)
