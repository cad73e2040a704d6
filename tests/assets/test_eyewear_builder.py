"""The builder's curves, sheets and solids."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from assets.build.glb import Material, Part, creased, glb_bytes
from assets.build.looks import havana_png
from assets.build.outlines import (
    LensShape,
    grown,
    half_silhouette,
    lens_outline,
    mirrored,
    resample,
)
from assets.build.plates import Edge, LensEdge, Loop, lens, plate
from assets.build.product import gtin
from assets.build.solids import Solid, box_solid, sweep, turned
from assets.build.surface import FrontSurface

UP = np.array([0.0, 1.0, 0.0])


def _volume(solid: Solid) -> float:
    corners = solid.vertices[solid.faces]
    return float(
        np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    )


def _is_closed(solid: Solid) -> bool:
    _, weld = np.unique(np.round(solid.vertices * 1e4), axis=0, return_inverse=True)
    faces = weld.reshape(-1)[solid.faces]
    edges = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = edges[edges[:, 0] != edges[:, 1]]
    count = int(edges.max()) + 1
    there = np.sort(edges[:, 0] * count + edges[:, 1])
    back = np.sort(edges[:, 1] * count + edges[:, 0])
    return bool(np.array_equal(there, back))


@st.composite
def lens_shapes(draw: st.DrawFn) -> LensShape:
    exponent = st.floats(2.0, 4.5)
    return LensShape(
        draw(st.floats(40.0, 65.0)),
        draw(st.floats(28.0, 50.0)),
        (draw(exponent), draw(exponent), draw(exponent), draw(exponent)),
        taper=draw(st.floats(0.0, 0.1)),
        lift=draw(st.floats(0.0, 0.4)),
        nasal_cut=draw(st.floats(0.0, 0.45)),
        droop=draw(st.floats(-0.4, 0.25)),
    )


@given(lens_shapes())
def test_lens_outline_fills_its_boxing_rectangle_without_crossing_itself(shape: LensShape) -> None:
    outline = lens_outline(shape, 96)

    polygon = Polygon(outline)
    assert polygon.is_valid
    assert polygon.exterior.is_ccw
    assert np.ptp(outline, axis=0) == pytest.approx([shape.width, shape.height], rel=0.004)


@given(st.floats(5.0, 30.0), st.floats(-2.0, 4.0))
def test_grown_circle_is_a_larger_circle(radius: float, margin: float) -> None:
    angle = np.arange(120) * (2.0 * np.pi / 120)
    circle = radius * np.column_stack([np.cos(angle), np.sin(angle)])

    result = grown(circle, margin)

    assert np.linalg.norm(result, axis=1) == pytest.approx(radius + margin)


def test_resample_spends_points_on_corners() -> None:
    corner = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])

    places = resample(corner, 41, closed=False, bend_share=0.5)

    near = np.linalg.norm(places - [10.0, 0.0], axis=1) < 1.0
    assert near.sum() > 12
    assert places[[0, -1]] == pytest.approx(corner[[0, -1]])


def test_half_silhouette_runs_from_bottom_to_top_on_the_axis() -> None:
    half = half_silhouette(box(-20.0, -5.0, 20.0, 8.0), 60, smoothing=0.5)

    assert half[0, 0] == half[-1, 0] == 0.0
    assert half[0, 1] == pytest.approx(-5.0, abs=0.01)
    assert half[-1, 1] == pytest.approx(8.0, abs=0.01)
    assert half[:, 0].max() == pytest.approx(20.0, abs=0.2)
    assert Polygon(np.vstack([half, mirrored(half)[1:-1]])).exterior.is_ccw


def _surface() -> FrontSurface:
    return FrontSurface(35.0, 12.0, np.radians(5.0), 118.0, 135.0, np.radians(8.0))


@given(st.floats(-70.0, 70.0), st.floats(-25.0, 25.0), st.floats(-6.0, 2.0))
def test_front_surface_is_symmetric(u: float, v: float, w: float) -> None:
    surface = _surface()

    right, left = surface.point(-u, v, w), surface.point(u, v, w)

    assert right == pytest.approx(left * [-1.0, 1.0, 1.0], abs=1e-9)


@given(st.floats(1.0, 69.0))
def test_front_surface_keeps_lengths_across(u: float) -> None:
    surface = _surface()

    step = surface.point(u + 0.5, 0.0, 0.0) - surface.point(u - 0.5, 0.0, 0.0)

    assert np.linalg.norm(step) == pytest.approx(1.0, abs=1e-3)


def test_front_surface_turns_back_by_the_wrap_and_forward_by_the_tilt() -> None:
    surface = _surface()

    normal = surface.point(35.0, 0.0, 1.0) - surface.point(35.0, 0.0, 0.0)

    wrap = np.degrees(np.arctan2(normal[0], np.hypot(normal[1], normal[2])))
    tilt = np.degrees(np.arctan2(-normal[1], normal[2]))
    assert wrap == pytest.approx(5.0, abs=0.05)
    assert tilt == pytest.approx(8.0, abs=0.05)


@given(st.floats(0.3, 2.0), st.floats(0.3, 2.0), st.floats(5.0, 60.0))
def test_swept_tube_is_closed_and_has_the_volume_of_a_cylinder(
    a: float, b: float, length: float
) -> None:
    path = np.linspace([0.0, 0.0, 0.0], [0.0, 0.0, -length], 9)

    tube = sweep(path, UP, a, b, sides=48)

    assert _is_closed(tube)
    assert _volume(tube) == pytest.approx(np.pi * a * b * length, rel=0.01)


def test_closed_sweep_is_a_ring() -> None:
    angle = np.arange(64) * (2.0 * np.pi / 64)
    path = 20.0 * np.column_stack([np.cos(angle), np.sin(angle), np.zeros(64)])

    ring = sweep(path, np.array([0.0, 0.0, 1.0]), 1.0, 1.0, sides=32, closed=True)

    assert _is_closed(ring)
    assert _volume(ring) == pytest.approx(2.0 * np.pi**2 * 20.0, rel=0.02)


def test_turned_part_and_block_are_closed() -> None:
    pin = turned(np.zeros(3), UP, [(0.0, 1.0), (2.0, 1.0)], 48)
    block = box_solid(np.zeros(3), np.eye(3), np.array([1.0, 2.0, 3.0]))

    assert _is_closed(pin)
    assert _is_closed(block)
    assert _volume(pin) == pytest.approx(2.0 * np.pi, rel=0.01)
    assert _volume(block) == pytest.approx(48.0)


def test_plate_with_a_hole_is_closed_and_symmetric() -> None:
    half = half_silhouette(box(-20.0, -8.0, 20.0, 8.0).buffer(3.0), 80, smoothing=0.5)
    angle = np.arange(48) * (2.0 * np.pi / 48)
    hole = 5.0 * np.column_stack([np.cos(angle), np.sin(angle)])[::-1] + np.array([11.0, 0.0])

    solid = plate(
        [Loop(half, Edge(0.8, 0.5), closed=False), Loop(hole, Edge(0.4, 0.4, groove=0.5))],
        lambda at: np.zeros(len(at)),
        lambda at: np.full(len(at), -4.0),
        spacing=3.0,
    )

    assert _is_closed(solid)
    area = 2.0 * Polygon(half).area - 2.0 * np.pi * 25.0
    assert _volume(solid) == pytest.approx(4.0 * area, rel=0.04)
    order = [np.lexsort(np.round(v, 6).T) for v in (solid.vertices, solid.mirrored().vertices)]
    assert solid.vertices[order[0]] == pytest.approx(solid.mirrored().vertices[order[1]])


@pytest.mark.parametrize("bevel", [0.0, 0.4])
def test_lens_is_closed_and_its_texture_runs_from_top_to_bottom(bevel: float) -> None:
    outline = lens_outline(LensShape(50.0, 40.0), 64)

    glass = lens(outline, LensEdge(-1.0, 2.0, bevel), (0.3, 0.7))

    assert _is_closed(glass)
    assert _volume(glass) == pytest.approx(2.0 * Polygon(outline).area, rel=0.03)
    assert glass.uv[:, 1] == pytest.approx((20.0 - glass.vertices[:, 1]) / 40.0, abs=1e-6)


def test_creased_block_keeps_flat_sides_and_a_tube_stays_smooth() -> None:
    block = box_solid(np.zeros(3), np.eye(3), np.ones(3))
    ring = sweep(np.linspace([0.0, 0.0, 0.0], [0.0, 0.0, -9.0], 4), UP, 1.0, 1.0, sides=16)

    _, normals, _, _ = creased(block)
    places, around, _, _ = creased(ring)

    assert np.abs(normals).max(axis=1) == pytest.approx(1.0)
    middle = (places[:, 2] < -1.0) & (places[:, 2] > -8.0)
    radial = places[middle] * [1.0, 1.0, 0.0]
    assert np.einsum("ij,ij->i", around[middle], radial) == pytest.approx(1.0, abs=0.02)


def test_glb_states_metres_and_material_names() -> None:
    block = box_solid(np.zeros(3), np.eye(3), np.array([70.0, 20.0, 2.0]))
    material = {"frame": Material((0.1, 0.2, 0.3, 1.0), 0.0, 0.3)}

    data = glb_bytes("x", [Part("front", "frame", block)], material, None)

    assert data[:4] == b"glTF"
    assert int.from_bytes(data[8:12], "little") == len(data)
    document = json.loads(data[20 : 20 + int.from_bytes(data[12:16], "little")])
    assert document["nodes"] == [{"name": "front", "mesh": 0}]
    assert document["materials"][0]["name"] == "frame"
    assert document["accessors"][0]["max"] == pytest.approx([0.07, 0.02, 0.002])


def test_pattern_is_a_small_png() -> None:
    data = havana_png()

    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(data) < 80_000
    assert data == havana_png()


@given(st.integers(0, 999_999_999))
def test_gtin_has_the_restricted_prefix_and_a_valid_check_digit(number: int) -> None:
    code = gtin(number)

    assert len(code) == 13
    assert code.startswith("200")
    weighted = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(code))
    assert weighted % 10 == 0
