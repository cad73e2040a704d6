"""From stands to what is drawn: pieces in place, what runs into what, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon.catalog.product import CLEAR_LENS, Product
from tryon.categories.category import Category, Fit
from tryon.categories.furniture.fit import elevation_of, place_of
from tryon.categories.furniture.footprint import Footprint, collide, is_before
from tryon.engine_scene import WornProduct
from tryon.errors import WrongSubjectError
from tryon.geometry.axes import OPENGL_FROM_CAMERA
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte
from tryon.landmarks.room import (
    NO_GRAVITY,
    PRODUCT_OUT_OF_FRAME,
    TAP_ABOVE_HORIZON,
    Bystander,
    RoomReading,
    Stand,
)
from tryon.rendering.room_shadows import Mount
from tryon.scene import Light, PlacedMesh
from tryon.tracking.room_stand import stand_landmarks

_WALL_SNAP_DEG = 45.0
"""What hangs at a wall is as the wall is, however it was turned."""
_LYING_M = 0.05
_KINDS_WITH_TOPS = ("table", "desk", "cabinet", "shelf", "stool")


@dataclass(frozen=True, slots=True, eq=False)
class PlacedPiece:
    """One piece of a room.

    Parameters
    ----------
    worn, stand : what was put where
    landmarks : of the stand; None where there is no floor under it
    fit : of the piece, refusals included
    footprint : the room it takes; None where there is none
    collides_with : numbers of the pieces it runs into
    fronts : what stays in front of it
    """

    worn: WornProduct
    stand: Stand
    landmarks: Landmarks | None
    fit: Fit
    footprint: Footprint | None
    collides_with: tuple[int, ...] = ()
    fronts: tuple[Matte, ...] = ()

    @property
    def is_flat(self) -> bool:
        """Whether it lies under other pieces, as a rug does."""
        footprint = self.footprint
        return footprint is not None and footprint.is_flat and footprint.bottom_m < _LYING_M


def place_pieces(
    reading: RoomReading,
    pieces: Sequence[tuple[WornProduct, Stand]],
    categories: Mapping[str, Category],
) -> tuple[PlacedPiece, ...]:
    """Fit pieces at their stands and say which run into each other.

    Raises
    ------
    ValueError
        If two pieces have one number.
    WrongSubjectError
        If a product is not for rooms.
    """
    numbers = [stand.number for _, stand in pieces]
    if len(set(numbers)) < len(numbers):
        msg = f"pieces: expected numbers of their own, got {numbers}"
        raise ValueError(msg)
    placed: dict[int, PlacedPiece] = {}
    # What things may be put on comes first.
    for worn, stand in sorted(pieces, key=lambda pair: mount_of(pair[0].product) == "tabletop"):
        supports = [item for item in placed.values() if item.fit.refusal is None]
        placed[stand.number] = _place(reading, worn, stand, (categories, supports))
    ordered = [placed[number] for number in numbers]
    return tuple(
        replace(item, collides_with=tuple(_in_the_way(index, ordered)))
        for index, item in enumerate(ordered)
    )


def move_pieces(
    pieces: Sequence[PlacedPiece],
    now_from_then: RigidTransform,
    camera: CameraIntrinsics,
    categories: Mapping[str, Category],
) -> tuple[PlacedPiece, ...]:
    """Give pieces as a camera sees them that has moved; each is fitted anew.

    What was put where it could be seen stays while it leaves the picture bit by bit: only its
    first place is checked for being in view.

    Parameters
    ----------
    pieces : in the camera's frame of an earlier picture
    now_from_then : from that frame to the camera's frame now
    camera : of the picture now
    categories : by name
    """
    return tuple(_moved(item, now_from_then, camera, categories) for item in pieces)


def turned(light: Light, now_from_then: RigidTransform) -> Light:
    """Give light of an earlier picture in the axes of a camera that has turned."""
    axes = OPENGL_FROM_CAMERA.rotation
    turn = axes @ now_from_then.rotation @ axes.T
    sh = light.sh.copy()
    # Rows are (1, y, z, x).
    sh[1:] = (turn @ light.sh[[3, 1, 2]])[[1, 2, 0]]
    return replace(light, sh=sh)


def _moved(
    item: PlacedPiece,
    now_from_then: RigidTransform,
    camera: CameraIntrinsics,
    categories: Mapping[str, Category],
) -> PlacedPiece:
    if item.landmarks is None:
        return item
    landmarks = replace(
        item.landmarks,
        camera_from_subject=now_from_then @ item.landmarks.camera_from_subject,
        camera_points=now_from_then.apply(item.landmarks.camera_points),
    )
    product = item.worn.product
    fit = categories[product.category].fit(landmarks, product, camera)
    if fit is None:
        return item
    was_seen = item.fit.refusal != PRODUCT_OUT_OF_FRAME
    if was_seen and fit.refusal == PRODUCT_OUT_OF_FRAME and _reaches_in(fit, product, camera):
        fit = replace(fit, refusal=None, confidence=landmarks.score)
    return replace(item, landmarks=landmarks, fit=fit, footprint=place_of(fit, landmarks, product))


def _reaches_in(fit: Fit, product: Product, camera: CameraIntrinsics) -> bool:
    """Tell whether a piece's box is not wholly beyond one side of the picture."""
    half_x, height, half_z = product.size_m * [0.5, 1.0, 0.5]
    corners = [(x, y, z) for x in (-half_x, half_x) for y in (0, height) for z in (-half_z, half_z)]
    x, y, z = fit.camera_from_product.apply(np.array(corners)).T
    left, right = -camera.cx / camera.fx, (camera.width - camera.cx) / camera.fx
    top, bottom = -camera.cy / camera.fy, (camera.height - camera.cy) / camera.fy
    beyond = (z <= 0.0, x < left * z, x > right * z, y < top * z, y > bottom * z)
    return not any(side.all() for side in beyond)


def stands_before(bystander: Bystander, piece: PlacedPiece, reading: RoomReading) -> bool:
    """Tell whether somebody hides a piece: they stand nearer, or the piece is a rug."""
    floor, camera = reading.floor, reading.camera
    if floor is None or piece.footprint is None:
        return False
    if bystander.foot is None:
        return True
    foot = np.array([bystander.foot])
    is_on_floor = float(floor.cloud.drops(foot, camera)[0, 0]) > 0.0
    # Who seems to hover above the horizon hangs at a wall, or sits far behind.
    return piece.footprint.is_flat or (
        is_on_floor and is_before(floor.cloud.points_m(foot, camera)[0], piece.footprint)
    )


def mount_of(product: Product) -> Mount:
    """Give what carries a piece; the floor does where the product names nothing known."""
    mounts: dict[str, Mount] = {"wall": "wall", "ceiling": "ceiling", "tabletop": "tabletop"}
    return mounts.get(product.mount, "floor")


def near_first(pieces: Sequence[PlacedPiece]) -> list[PlacedPiece]:
    """Order pieces by their distance: what is hidden need not be drawn."""
    return sorted(pieces, key=lambda item: float(item.fit.camera_from_product.translation[2]))


def placed_meshes(pieces: Sequence[PlacedPiece]) -> tuple[PlacedMesh, ...]:
    """Give the meshes of pieces that were ordered by `near_first`.

    What lets light through comes last, the farthest first: it writes depth too, and whatever is
    drawn behind it later would be missing.
    """
    solid: list[PlacedMesh] = []
    clear: list[PlacedMesh] = []
    for item in pieces:
        fit, variant = item.fit, item.worn.variant
        for mesh in item.worn.product.meshes:
            surface = variant.materials.get(mesh.material, mesh.surface)
            lens = (variant.lens or CLEAR_LENS) if mesh.is_lens else None
            pose = fit.camera_from_product
            part = PlacedMesh(mesh, surface, lens, pose, fit.scale, mattes=item.fronts)
            (clear if surface.opacity < 1.0 else solid).append(part)
    return (*solid, *reversed(clear))


def _place(
    reading: RoomReading,
    worn: WornProduct,
    stand: Stand,
    shop: tuple[Mapping[str, Category], Sequence[PlacedPiece]],
) -> PlacedPiece:
    """Fit one piece, given the categories and what stands already."""
    categories, supports = shop
    product = worn.product
    category = categories.get(product.category)
    if category is None:
        msg = f"{product.sku}: expected a product for rooms, got one of {product.category}"
        raise WrongSubjectError(msg)
    landmarks = _landmarks(reading, product, stand, supports)
    fit = None if landmarks is None else category.fit(landmarks, product, reading.camera)
    if landmarks is None or fit is None:
        refusal = reading.refusal or (TAP_ABOVE_HORIZON if reading.floor else NO_GRAVITY)
        nowhere = Fit(RigidTransform.identity(), 1.0, 0.0, refusal=refusal, covered_by=())
        return PlacedPiece(worn, stand, landmarks, nowhere, None)
    return PlacedPiece(worn, stand, landmarks, fit, place_of(fit, landmarks, product))


def _landmarks(
    reading: RoomReading, product: Product, stand: Stand, supports: Sequence[PlacedPiece]
) -> Landmarks | None:
    mount = mount_of(product)
    if mount == "wall":
        return stand_landmarks(reading, stand, snap_deg=_WALL_SNAP_DEG)
    if mount != "tabletop":
        return stand_landmarks(reading, stand)
    if stand.elevation_m is not None:
        return stand_landmarks(reading, stand, surface_m=stand.elevation_m)
    # On what was put there, the highest the tap hits; else on a table of the room's own.
    for item in sorted(supports, key=_top_m, reverse=True):
        height = _top_m(item)
        if height > 0.0:
            raised = replace(stand, elevation_m=height)
            found = stand_landmarks(reading, raised, surface_m=height)
            if found is not None and _is_over(item, found):
                return found
    return stand_landmarks(reading, stand, surface_m=elevation_of(product))


def _top_m(piece: PlacedPiece) -> float:
    """Give how high above the floor a piece has a level top, m; 0 where it has none."""
    has_top = piece.worn.product.traits.get("kind") in _KINDS_WITH_TOPS
    return piece.footprint.top_m if has_top and piece.footprint is not None else 0.0


def _is_over(piece: PlacedPiece, landmarks: Landmarks) -> bool:
    """Tell whether a stand lies within a piece's footprint."""
    middle = landmarks.camera_from_subject.translation[None]
    x, _, z = piece.fit.camera_from_product.inverse().apply(middle)[0]
    width, _, depth = piece.worn.product.size_m
    return bool(abs(x) <= 0.5 * width and abs(z) <= 0.5 * depth)


def _in_the_way(index: int, placed: Sequence[PlacedPiece]) -> list[int]:
    """Give the numbers of the pieces that one runs into."""
    own = placed[index]
    if own.footprint is None or own.fit.refusal is not None:
        return []
    return [
        other.stand.number
        for position, other in enumerate(placed)
        if position != index
        and other.footprint is not None
        and other.fit.refusal is None
        and collide(own.footprint, other.footprint)
    ]


def footprint_pixels(piece: PlacedPiece, reading: RoomReading) -> list[tuple[float, float]] | None:
    """Give the corners of a piece's footprint on the floor, px; None if one is behind the camera.

    In the order of `Footprint.corners`; of pieces that hang, below them on the floor.
    """
    footprint = piece.footprint
    if footprint is None:
        return None
    corners = footprint.corners - footprint.bottom_m * footprint.up
    if float(np.min(corners[:, 2])) <= 1e-3:
        return None
    return [(float(u), float(v)) for u, v in reading.camera.project(corners)]
