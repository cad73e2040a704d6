"""Light reaches the outside of furniture, and less of its inside."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tryon.rendering.test_room_shadows import room_pose
from tryon.catalog.product import MeshPart, SurfaceMaterial
from tryon.geometry.camera import CameraIntrinsics
from tryon.rendering.fine_mesh import fine_parts
from tryon.rendering.openness import open_parts
from tryon.rendering.plane_shadow import plane_shadow
from tryon.rendering.renderer import Renderer
from tryon.rendering.room_shadows import RoomShadows
from tryon.rendering.solid import FLOOR
from tryon.scene import Light, PlacedMesh, Scene

CAMERA = CameraIntrinsics(160, 120, 140.0, 140.0, 79.5, 59.5)
LIGHT = Light(
    np.array([[0.5] * 3, [0.1] * 3, [0.0] * 3, [0.0] * 3]), np.full((4, 8, 3), 0.5, np.float32)
)
_SIDES = np.concatenate([np.eye(3), -np.eye(3)])


def block(low: Sequence[float], high: Sequence[float], *, opacity: float = 1.0) -> MeshPart:
    """A closed box, m, with a normal of its own on each side."""
    corners, triangles = [], []
    middle, half = (np.array(low) + high) / 2.0, (np.array(high) - low) / 2.0
    for normal in _SIDES:
        u = np.roll(np.abs(normal), 1)
        v = np.cross(normal, u)
        start = len(corners)
        corners += [normal + a * u + b * v for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        triangles += [[start, start + 1, start + 2], [start, start + 2, start + 3]]
    vertices = np.array(corners) * half + middle
    normals = np.repeat(_SIDES, 4, axis=0)
    surface = SurfaceMaterial((0.5, 0.5, 0.5), roughness=0.8, opacity=opacity)
    return MeshPart(
        "block",
        "wood",
        surface,
        vertices.astype(np.float32),
        normals.astype(np.float32),
        np.array(triangles, np.int32),
    )


def open_box() -> list[MeshPart]:
    """A cupboard without a door: five boards, open towards z."""
    return [
        block((-0.4, 0.3, -0.2), (0.4, 0.33, 0.2)),
        block((-0.4, 1.0, -0.2), (0.4, 1.03, 0.2)),
        block((-0.4, 0.33, -0.2), (-0.37, 1.0, 0.2)),
        block((0.37, 0.33, -0.2), (0.4, 1.0, 0.2)),
        block((-0.37, 0.33, -0.2), (0.37, 1.0, -0.17)),
    ]


def opened(parts: Sequence[MeshPart]) -> tuple[MeshPart, ...]:
    return open_parts(parts, plane_shadow(parts, FLOOR))


def shares(part: MeshPart, normal: tuple[int, int, int]) -> np.ndarray:
    assert part.openness is not None
    return part.openness[part.normals @ np.array(normal, np.float32) > 0.9]


def test_the_inside_of_an_open_box_is_darker_than_its_outside() -> None:
    floor, roof, left, right, back = opened(open_box())

    assert shares(roof, (0, 1, 0)).min() > 0.98
    assert shares(left, (-1, 0, 0)).mean() > 0.8
    for part, inwards in ((floor, (0, 1, 0)), (left, (1, 0, 0)), (right, (-1, 0, 0))):
        assert shares(part, inwards).mean() < 0.55
    # The back sees least of the room, most of it through the middle of the front.
    inside = back.normals[:, 2] > 0.9
    assert back.openness is not None
    in_middle = inside & (np.abs(back.vertices[:, 0]) < 0.1)
    in_corner = inside & (np.abs(back.vertices[:, 0]) > 0.3)
    assert back.openness[in_corner].mean() < back.openness[in_middle].mean() < 0.6


def test_all_light_reaches_the_top_of_a_lone_plate_and_less_its_underside() -> None:
    (part,) = opened([block((-0.6, 0.7, -0.4), (0.6, 0.73, 0.4))])

    assert shares(part, (0, 1, 0)).min() > 0.999
    assert shares(part, (0, -1, 0)).mean() < 0.8


def test_what_stands_is_darker_near_the_floor() -> None:
    (part,) = opened([block((-0.4, 0.0, -0.4), (0.4, 1.0, 0.4))])

    front = part.normals[:, 2] > 0.9
    assert part.openness is not None
    low = part.openness[front & (part.vertices[:, 1] < 0.05)].mean()
    high = part.openness[front & (part.vertices[:, 1] > 0.7)].mean()
    assert low < high - 0.1
    assert high > 0.85


def test_a_niche_sees_the_share_of_the_room_that_its_mouth_fills() -> None:
    # The floor of a long slot of width w and depth d sees sqrt(1 + (d / w)^2) - d / w of the sky.
    width, depth = 0.4, 0.3
    (_, ground, _) = opened(
        [
            block((-1.5, 0.0, -0.5 * width - 0.2), (1.5, 0.2 + depth, -0.5 * width)),
            block((-1.5, 0.0, -0.5 * width), (1.5, 0.2, 0.5 * width)),
            block((-1.5, 0.0, 0.5 * width), (1.5, 0.2 + depth, 0.5 * width + 0.2)),
        ]
    )

    assert ground.openness is not None
    in_line = (np.abs(ground.vertices[:, 0]) < 0.5) & (ground.normals[:, 1] > 0.9)
    in_middle = in_line & (np.abs(ground.vertices[:, 2]) < 0.03)
    # At the middle: the sine of the half angle under which the mouth is seen.
    expected = 0.5 * width / np.hypot(0.5 * width, depth)
    assert ground.openness[in_middle].mean() == pytest.approx(expected, abs=0.07)


@settings(max_examples=8, deadline=None)
@given(
    size=st.tuples(*[st.floats(0.06, 1.5)] * 3),
    lift=st.floats(0.0, 1.0),
)
def test_openness_is_a_share(size: tuple[float, float, float], lift: float) -> None:
    x, y, z = size
    parts = [block((-x, lift, -z), (x, lift + y, z)), block((-0.1, 0.0, -0.1), (0.1, 0.4, 0.1))]

    for part in opened(parts):
        assert part.openness is not None
        assert len(part.openness) == len(part.vertices)
        assert part.openness.min() >= 0.0
        assert part.openness.max() <= 1.0


def test_openness_is_the_same_every_time() -> None:
    first, second = opened(open_box()), opened(open_box())

    for one, other in zip(first, second, strict=True):
        assert one.openness is not None
        assert other.openness is not None
        assert one.openness.tobytes() == other.openness.tobytes()
        assert one.vertices.tobytes() == other.vertices.tobytes()


def test_glass_hides_no_light_and_rugs_stay_as_they_are() -> None:
    pane = block((-0.4, 0.3, 0.2), (0.4, 1.03, 0.21), opacity=0.3)
    rug = block((-1.0, 0.0, -1.0), (1.0, 0.01, 1.0))

    *behind_glass, glass = opened([*open_box(), pane])

    assert glass is pane
    for part, bare in zip(behind_glass, opened(open_box()), strict=True):
        assert part.openness is not None
        assert bare.openness is not None
        assert np.abs(part.openness - bare.openness).max() < 0.2
    assert opened([rug]) == (rug,)


def test_fine_parts_keep_their_shape() -> None:
    coarse = block((-0.6, 0.0, -0.3), (0.6, 0.8, 0.3))

    (fine,) = fine_parts([coarse], 0.05)

    ends = fine.vertices[fine.triangles]
    assert np.linalg.norm(ends - np.roll(ends, 1, axis=1), axis=2).max() <= 0.05
    # Without gaps: every edge is used once in each direction.
    _, joined = np.unique(fine.vertices, axis=0, return_inverse=True)
    starts = joined.ravel()[fine.triangles]
    there = np.stack([starts, np.roll(starts, -1, axis=1)], axis=-1).reshape(-1, 2)
    assert sorted(map(tuple, there)) == sorted(map(tuple, there[:, ::-1]))
    area = np.linalg.norm(np.cross(ends[:, 1] - ends[:, 0], ends[:, 2] - ends[:, 0]), axis=1)
    assert 0.5 * area.sum() == pytest.approx(2 * (1.2 * 0.8 + 1.2 * 0.6 + 0.8 * 0.6), rel=1e-4)


def test_large_pieces_get_no_more_triangles_than_a_device_can_take() -> None:
    (fine,) = fine_parts([block((-3.0, 0.0, -3.0), (3.0, 3.0, 3.0))], 0.05)

    assert 10_000 < len(fine.triangles) <= 40_000


def test_parts_are_worked_out_once_and_forgotten_with_their_shadow() -> None:
    shadows, parts = RoomShadows(), open_box()

    first = shadows.opened(parts)

    assert shadows.opened(parts) is first
    for _ in range(24):
        shadows.opened([block((-0.05, 0.0, -0.05), (0.05, 0.1, 0.05))])
    assert shadows.opened(parts) is not first


@pytest.mark.gl
def test_pictures_of_what_light_does_not_reach_are_darker(gl_renderer: Renderer) -> None:
    (part,) = fine_parts([block((-0.3, 0.0, -0.3), (0.3, 0.6, 0.3))], 0.2)
    count = len(part.vertices)

    def level(mesh: MeshPart) -> float:
        placed = PlacedMesh(mesh, mesh.surface, None, room_pose(), 1.0)
        rgba = gl_renderer.render(Scene(CAMERA, (placed,), (), LIGHT)).rgba
        return float(rgba[..., :3][rgba[..., 3] == 255].mean())

    plain = level(part)
    full, half, none = (
        level(replace(part, openness=np.full(count, share, np.float32)))
        for share in (1.0, 0.5, 0.0)
    )

    assert abs(full - plain) <= 1.0
    assert none < 0.8 * half < 0.8 * 0.95 * full
    assert none > 0.1 * full
