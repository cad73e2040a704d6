"""The shadow of a piece of furniture on the floor under it, or on the wall behind it.

A piece that hides no light floats. Three things tie it to the floor: the sky that it hides from
the floor around it, the dark line where it touches, and the soft shadow of the main light.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Literal

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.catalog.product import MeshPart
from tryon.geometry.axes import OPENGL_FROM_CAMERA
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.rendering._region import Region
from tryon.rendering._solid_loops import lay_loop
from tryon.rendering.openness import open_parts
from tryon.rendering.plane_shadow import PlaneShadow, plane_shadow
from tryon.rendering.renderer import Layer
from tryon.rendering.solid import FLOOR, Plane
from tryon.scene import Light

Mount = Literal["floor", "tabletop", "wall", "ceiling"]

_NEAR_M = 0.05
_KEPT_PIECES = 24


class RoomShadows:
    """Gives the shadows of placed pieces and remembers what each piece hides.

    Not thread-safe. A piece's first shadow takes tenths of a second, later ones milliseconds.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, ...], tuple[tuple[MeshPart, ...], PlaneShadow]] = (
            OrderedDict()
        )
        self._opened: dict[int, tuple[PlaneShadow, tuple[MeshPart, ...]]] = {}

    def shadow(
        self,
        meshes: Sequence[MeshPart],
        camera_from_piece: RigidTransform,
        camera: CameraIntrinsics,
        light: Light,
        *,
        mount: Mount = "floor",
        above_floor_m: float = 0.0,
    ) -> Layer | None:
        """Give the shadow of one piece as a layer that only lets less light through.

        Parameters
        ----------
        meshes : of the piece, m, product frame: y up from its lowest point, z out of its front
        camera_from_piece : pose of the product frame
        camera : of the picture
        light : of the room
        mount : floor and tabletop pieces shade what they stand on, wall pieces the wall behind
            them, hanging ones the floor below
        above_floor_m : of a hanging piece's lowest point

        Returns
        -------
        Layer or None
            None if the shadow is out of the picture.
        """
        plane = receiving_plane(meshes, mount, above_floor_m)
        shadow = self._shadow_of(tuple(meshes), plane)
        return lay_shadow(shadow, camera_from_piece, camera, light)

    def opened(
        self, meshes: Sequence[MeshPart], mount: Mount = "floor", above_floor_m: float = 0.0
    ) -> tuple[MeshPart, ...]:
        """Give the parts of a piece with the light that reaches each place on it."""
        plane = receiving_plane(meshes, mount, above_floor_m)
        shadow = self._shadow_of(tuple(meshes), plane)
        entry = self._opened.get(id(shadow))
        if entry is None:
            entry = (shadow, open_parts(meshes, shadow))
            self._opened[id(shadow)] = entry
        return entry[1]

    def _shadow_of(self, meshes: tuple[MeshPart, ...], plane: Plane) -> PlaneShadow:
        # The entry holds the meshes, so that their addresses stay theirs.
        normal = int(np.argmax(plane.axes[2]))
        key = (*(id(mesh) for mesh in meshes), normal, round(1000.0 * plane.offset_m))
        entry = self._known.get(key)
        if entry is None:
            entry = (meshes, plane_shadow(meshes, plane))
            self._known[key] = entry
        self._known.move_to_end(key)
        while len(self._known) > _KEPT_PIECES:
            _, (_, forgotten) = self._known.popitem(last=False)
            self._opened.pop(id(forgotten), None)
        return entry[1]


def receiving_plane(meshes: Sequence[MeshPart], mount: Mount, above_floor_m: float) -> Plane:
    """Give the plane that takes a piece's shadow, product frame."""
    if mount == "wall":
        back = min(float(mesh.vertices[:, 2].min()) for mesh in meshes)
        return Plane(np.array([[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 1.0]]), back)
    if mount == "ceiling":
        return Plane(FLOOR.axes, -above_floor_m)
    return FLOOR


def lay_shadow(
    shadow: PlaneShadow, camera_from_piece: RigidTransform, camera: CameraIntrinsics, light: Light
) -> Layer | None:
    """Lay a shadow's texture over the picture; None if it is out of view."""
    plane = shadow.plane
    camera_from_plane = camera_from_piece.rotation @ plane.axes.T
    region = _region(shadow, camera_from_piece, camera)
    if region is None:
        return None
    towards = camera_from_plane.T @ (OPENGL_FROM_CAMERA.rotation.T @ light.direction)
    texture = shadow.under(towards, min(1.0, light.directed_share))
    # Coded before it is looked up: a texture has fewer texels than its picture pixels.
    coded = np.sqrt(texture) * np.float32(255.0)
    transmission = np.empty((region.height, region.width, 3), np.uint8)
    to_texture = _texture_from_pixel(shadow, camera_from_piece, camera, region)
    lay_loop()(coded, to_texture, transmission)
    rgba = np.zeros((region.height, region.width, 4), np.uint8)
    return Layer(rgba, transmission, region.left, region.top)


def _texture_from_pixel(
    shadow: PlaneShadow, camera_from_piece: RigidTransform, camera: CameraIntrinsics, region: Region
) -> Array2:
    """Give the homography (3, 3) from pixels of a region to texels; positive before the camera."""
    plane, cell = shadow.plane, shadow.solid.cell_m
    origin = plane.axes[2] * plane.offset_m + plane.axes[:2].T @ shadow.low
    columns = [*(camera_from_piece.rotation @ (plane.axes[:2].T * cell)).T]
    columns.append(camera_from_piece.rotation @ origin + camera_from_piece.translation)
    seen = camera.cropped(region.left, region.top, region.width, region.height)
    pixel_from_texture = seen.matrix @ np.column_stack(columns)
    inverse = np.linalg.inv(pixel_from_texture)
    # Depth is w of the pixel: its sign must be that of the way back.
    middle = np.array([0.5 * shadow.even.shape[1], 0.5 * shadow.even.shape[0], 1.0])
    there = pixel_from_texture @ middle
    return np.asarray(inverse if there[2] > 0.0 else -inverse, dtype=np.float64)


def _region(
    shadow: PlaneShadow, camera_from_piece: RigidTransform, camera: CameraIntrinsics
) -> Region | None:
    """Give the window of the picture that the texture covers."""
    plane, cell = shadow.plane, shadow.solid.cell_m
    rows, columns = shadow.even.shape
    corners = shadow.low + cell * np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]])
    outline = corners @ plane.axes[:2] + plane.offset_m * plane.axes[2]
    seen = _before_camera(camera_from_piece.apply(outline))
    if not len(seen):
        return None
    pixels = camera.project(seen)
    left, top = np.maximum(np.floor(pixels.min(axis=0)), 0.0)
    right, bottom = np.minimum(np.ceil(pixels.max(axis=0)) + 1.0, (camera.width, camera.height))
    if right <= left or bottom <= top:
        return None
    return Region(int(left), int(top), int(right - left), int(bottom - top))


def _before_camera(points: Array2) -> Array2:
    """Cut a polygon (N, 3), m, camera frame, off at the near plane."""
    kept: list[Array1] = []
    for a, b in zip(points, np.roll(points, -1, axis=0), strict=True):
        if a[2] > _NEAR_M:
            kept.append(a)
        if (a[2] > _NEAR_M) != (b[2] > _NEAR_M):
            kept.append(a + (b - a) * (_NEAR_M - a[2]) / (b[2] - a[2]))
    return np.array(kept).reshape(-1, 3)
