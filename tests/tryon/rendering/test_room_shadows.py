import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon.arrays import Float32Array
from tryon.catalog.product import MeshPart, SurfaceMaterial
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import camera_from_room
from tryon.geometry.transform import RigidTransform
from tryon.rendering.plane_shadow import PlaneShadow, plane_shadow
from tryon.rendering.renderer import Layer
from tryon.rendering.room_shadows import RoomShadows, lay_shadow, receiving_plane
from tryon.rendering.solid import FLOOR, make_solid
from tryon.scene import Light

CAMERA = CameraIntrinsics(160, 120, 140.0, 140.0, 79.5, 59.5)
UP = np.array([0.0, -0.85, -np.sqrt(1.0 - 0.85**2)])


def box(width: float, height: float, depth: float, *, bottom: float = 0.0) -> MeshPart:
    """A box in the middle of the product's floor, m."""
    low = np.array([-0.5 * width, bottom, -0.5 * depth])
    size = np.array([width, height, depth])
    picks = np.array([[i & 1, (i >> 1) & 1, (i >> 2) & 1] for i in range(8)])
    vertices = (low + picks * size).astype(np.float32)
    quads = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    triangles = [corner for a, b, c, d in quads for corner in ((a, b, c), (a, c, d))]
    normals = np.tile(np.array([[0.0, 1.0, 0.0]], np.float32), (8, 1))
    surface = SurfaceMaterial((0.5, 0.5, 0.5))
    return MeshPart("box", "wood", surface, vertices, normals, np.array(triangles, np.int32))


def light(towards: tuple[float, float, float] = (0.0, 1.0, 0.0), share: float = 0.0) -> Light:
    """Light of level 0.5 with a share from one side, OpenGL axes."""
    sh = np.full((4, 3), 0.5)
    x, y, z = np.array(towards) / np.linalg.norm(towards) * share
    sh[1:] *= np.array([y, z, x])[:, None]
    return Light(sh, np.full((4, 4, 3), 0.5, np.float32))


def at(shadow: PlaneShadow, texture: Float32Array, x: float, z: float) -> float:
    column, row = np.rint((np.array([x, z]) - shadow.low) / shadow.solid.cell_m).astype(int)
    return float(texture[row, column])


def room_pose(forward: float = 2.0, turn: float = 0.0) -> RigidTransform:
    """A piece on the floor before a camera 1.4 m up that looks down on it."""
    camera_from_floor = camera_from_room(UP, 1.4)
    cos, sin = np.cos(turn), np.sin(turn)
    rotation = np.array([[cos, 0.0, sin], [0.0, 1.0, 0.0], [-sin, 0.0, cos]])
    return camera_from_floor @ RigidTransform(rotation, np.array([0.0, 0.0, -forward]))


@pytest.mark.parametrize("distance", [0.06, 0.12, 0.25, 0.45])
def test_sky_hidden_by_a_long_wall_is_its_form_factor(distance: float) -> None:
    height, depth = 0.8, 0.4
    shadow = plane_shadow([box(4.0, height, depth)], FLOOR)
    left = at(shadow, shadow.even, 0.0, 0.5 * depth + distance)

    # Half of what lies below the wall's top, weighted by the cosine (Howell, configuration B-2).
    hidden = 0.5 * (1.0 - distance / np.hypot(distance, height))
    touch = 0.01 if distance > 0.2 else 0.5
    assert (1.0 - hidden) ** 1.7 * (1.0 - touch) - 0.03 < left < (1.0 - hidden) ** 1.7 + 0.03


def test_sky_hidden_by_a_plate_overhead_is_its_form_factor() -> None:
    shadow = plane_shadow([box(1.0, 0.02, 1.0, bottom=0.5)], FLOOR)

    # Four rectangles seen from below their common corner, each half a metre square.
    side = 0.5 / np.hypot(0.5, 0.5)
    hidden = 4.0 * (side * np.arctan(side)) / np.pi
    assert at(shadow, shadow.even, 0.0, 0.0) == pytest.approx((1.0 - hidden) ** 1.7, abs=0.03)


@given(st.floats(0.2, 1.5), st.floats(0.02, 1.5), st.floats(0.2, 1.5), st.floats(0.0, 0.9))
@settings(max_examples=12)
def test_light_that_arrives_is_a_share(
    width: float, height: float, depth: float, directed: float
) -> None:
    shadow = plane_shadow([box(width, height, depth)], FLOOR)
    lit = shadow.under(np.array([0.6, 0.0, 0.8]), directed)

    assert lit.min() > 0.0
    assert lit.max() <= 1.0
    np.testing.assert_allclose(lit[[0, -1]], 1.0, atol=0.01)
    np.testing.assert_allclose(lit[:, [0, -1]], 1.0, atol=0.01)


def test_even_shadow_of_a_symmetric_piece_turns_with_it() -> None:
    shadow = plane_shadow([box(0.6, 0.7, 0.6)], FLOOR)
    mass = 1.0 - shadow.even

    # 192 directions are not quite symmetric themselves.
    assert abs(mass - np.rot90(mass)).mean() < 0.015 * mass.max()
    assert abs(mass - mass[::-1]).mean() < 0.015 * mass.max()


def test_thrown_shadow_falls_away_from_the_lamp() -> None:
    shadow = plane_shadow([box(0.3, 0.8, 0.3)], FLOOR)
    lit = shadow.under(np.array([0.6, 0.0, 0.8]), 0.5)

    assert at(shadow, lit, -0.35, 0.0) < at(shadow, lit, 0.35, 0.0) - 0.2
    assert at(shadow, lit, 0.35, 0.0) == pytest.approx(at(shadow, shadow.even, 0.35, 0.0), abs=0.02)


def test_what_is_flat_leaves_the_floor_around_it_light() -> None:
    rug = plane_shadow([box(1.6, 0.01, 1.0)], FLOOR)

    # Its edge counts as two cells high, 15 mm: a contact line would leave half the light.
    assert at(rug, rug.even, 0.0, 0.55) > 0.95


def test_texture_lands_where_the_floor_projects() -> None:
    shadow = plane_shadow([box(0.3, 0.5, 0.3)], FLOOR)
    pose = room_pose(turn=0.4)
    layer = lay_shadow(shadow, pose, CAMERA, light())
    assert layer is not None

    for x, z in [(0.3, 0.1), (-0.25, 0.3), (0.0, 0.35), (0.4, -0.3)]:
        u, v = CAMERA.project(pose.apply(np.array([[x, 0.0, z]])))[0]
        seen = _looked_up(layer, u, v)
        assert seen == pytest.approx(at(shadow, shadow.even, x, z), abs=0.06)


def _looked_up(layer: Layer, u: float, v: float) -> float:
    code = layer.transmission[round(v) - layer.top, round(u) - layer.left, 0]
    return (float(code) / 255.0) ** 2


def test_pieces_out_of_the_picture_give_no_shadow() -> None:
    behind = room_pose(forward=-4.0)

    assert RoomShadows().shadow([box(0.4, 0.4, 0.4)], behind, CAMERA, light()) is None


def test_no_shadow_lies_above_the_horizon() -> None:
    level = camera_from_room(np.array([0.0, -1.0, 0.0]), 1.4)
    pose = level @ RigidTransform(np.eye(3), np.array([0.0, 0.0, -2.5]))
    layer = RoomShadows().shadow([box(1.5, 1.8, 0.5)], pose, CAMERA, light())

    assert layer is not None
    assert layer.top > CAMERA.cy


def test_wall_pieces_shade_the_wall_below_them() -> None:
    picture = [box(0.6, 0.4, 0.04)]
    shadow = plane_shadow(picture, receiving_plane(picture, "wall", 0.0))
    from_above = shadow.under(np.array([0.0, -0.5, 0.85]), 0.5)

    # The wall's second axis points down; the piece is 0.4 m tall from its origin up.
    assert at(shadow, from_above, 0.0, 0.015) < at(shadow, from_above, 0.0, -0.415) - 0.02
    assert float(shadow.solid.low[2]) == pytest.approx(0.0, abs=1e-6)


def test_hanging_pieces_shade_the_floor_faintly() -> None:
    lamp = [box(0.4, 0.3, 0.4)]
    hung = plane_shadow(lamp, receiving_plane(lamp, "ceiling", 1.9))
    stood = plane_shadow(lamp, FLOOR)

    assert 0.9 < hung.even.min() < 1.0
    assert stood.even.min() < 0.3


def test_cells_of_a_box_are_its_surface() -> None:
    solid = make_solid([box(0.5, 0.3, 0.2)], FLOOR)
    width, depth, height = (n * solid.cell_m for n in solid.cells.shape)

    assert (width, height, depth) == pytest.approx((0.5, 0.3, 0.2), abs=2 * solid.cell_m)
    inner = solid.cells[1:-2, 1:-2, 1:-2]
    assert not inner[2:-2, 2:-2, 2:-2].any()
    assert solid.cells[:, :, 0].all()
