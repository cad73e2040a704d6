import numpy as np
import pytest

from benchmarks.synthetic import (
    IRIS_DIAMETER_M,
    MONK_TONES,
    Person,
    Truth,
    View,
    eye_centre,
    load_family,
    make_person,
    make_view,
)
from benchmarks.synthetic_light import make_background, make_lighting
from benchmarks.synthetic_paint import paint
from benchmarks.synthetic_raster import Floats, Image, openness, rasterise
from tryon import CameraIntrinsics
from tryon.geometry.axes import yaw_pitch_roll_rad

CAMERA = CameraIntrinsics(320, 240, 304.0, 304.0, 159.5, 119.5)
BRIDGE = (0.01, -0.01, 0.42)


def picture(seed: int, angles: tuple[float, float, float]) -> tuple[Image, Truth, Person, View]:
    person = make_person(seed)
    view = make_view(person, CAMERA, angles, BRIDGE)
    image, truth = paint(person, view, make_lighting(seed), make_background(320, 240, seed), seed)
    return image, truth, person, view


@pytest.mark.parametrize(
    "angles",
    [
        pytest.param((0.0, 0.0, 0.0), id="frontal"),
        pytest.param((40.0, -10.0, 15.0), id="turned"),
        pytest.param((-60.0, 12.0, -20.0), id="far turned"),
    ],
)
def test_truth_has_the_angles_asked_for(angles: tuple[float, float, float]) -> None:
    person = make_person(3)
    view = make_view(person, CAMERA, angles, BRIDGE)
    pose = view.camera_from_person @ person.person_from_head
    np.testing.assert_allclose(np.degrees(yaw_pitch_roll_rad(pose)), angles, atol=1e-6)
    np.testing.assert_allclose(pose.translation, BRIDGE, atol=1e-9)


def test_pupils_of_the_truth_are_the_painted_ones() -> None:
    image, truth, person, _ = picture(2, (0.0, 0.0, 0.0))
    grey = image.astype(float).mean(axis=2)
    rows, columns = np.mgrid[0:240, 0:320]
    for name in ("left_pupil", "right_pupil"):
        u, v = truth.image_points[name]
        radius = 304.0 * IRIS_DIAMETER_M / 2.0 / BRIDGE[2]
        distance = np.hypot(columns - u, rows - v)
        iris = grey[distance < 0.8 * radius].mean()
        white = grey[(np.abs(rows - v) < 1.0) & (distance > 1.4 * radius) & (distance < 2 * radius)]
        assert iris < 0.7 * white.mean(), (name, person.tone)


def test_pupils_lie_as_far_apart_as_the_truth_says() -> None:
    person = make_person(5)
    view = make_view(person, CAMERA, (0.0, 0.0, 0.0), (0.0, 0.0, 1000.0))
    _, truth = paint(person, view, make_lighting(0), make_background(320, 240, 0))
    left, right = (truth.camera_points[f"{side}_pupil"] for side in ("left", "right"))
    # Looking at infinity the eyes are parallel.
    assert np.linalg.norm(left - right) == pytest.approx(truth.pupillary_distance_m, abs=1e-4)
    assert 0.050 < truth.pupillary_distance_m < 0.076


def test_ear_mask_lies_at_the_ear_that_is_turned_to_the_camera() -> None:
    _, truth, _, _ = picture(4, (45.0, 0.0, 0.0))
    rows, columns = np.nonzero(truth.ear_mask)
    assert len(rows) > 100
    # The wearer turns to their left, so the camera sees the right ear.
    near = np.array([np.median(columns), np.median(rows)]) - truth.image_points["right_ear"]
    assert np.linalg.norm(near) < 30.0
    assert truth.head_mask[truth.ear_mask].all()


def test_same_seed_gives_the_same_picture() -> None:
    first = picture(7, (20.0, 0.0, 0.0))[0]
    assert (first == picture(7, (20.0, 0.0, 0.0))[0]).all()
    assert (first != picture(8, (20.0, 0.0, 0.0))[0]).any()


def test_skin_gets_darker_along_the_scale() -> None:
    person = [make_person(9, tone=tone) for tone in (0, 4, 9)]
    levels: list[float] = []
    for one in person:
        view = make_view(one, CAMERA, (0.0, 0.0, 0.0), BRIDGE)
        image, truth = paint(one, view, make_lighting(1), make_background(320, 240, 1))
        u, v = np.rint(truth.landmarks[[50, 280]].mean(axis=0)).astype(int)
        levels.append(float(image[v - 5 : v + 5, u - 5 : u + 5].mean()))
    assert levels == sorted(levels, reverse=True)
    assert len(MONK_TONES) == 10


def test_average_person_is_the_base() -> None:
    family = load_family()
    left, right = (eye_centre(family.base[rows]) for rows in family.eye_rows)
    assert left[0] == pytest.approx(-right[0], abs=1e-5)
    # Landmark 168 is the origin of the head frame.
    assert np.linalg.norm(family.landmarks(family.base)[168]) < 0.005


def square(depth: float) -> tuple[Floats, Floats]:
    points = np.array([[2.0, 2.0], [12.0, 2.0], [12.0, 12.0], [2.0, 12.0]])
    return points, np.full(4, depth)


def test_rasterise_shows_the_nearer_and_looks_through_what_is_not_solid() -> None:
    far, near = square(2.0), square(1.0)
    points = np.concatenate([far[0], near[0]])
    depth = np.concatenate([far[1], near[1]])
    triangles = np.array([[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]], dtype=np.int32)
    nearest, weights, buffer = rasterise(points, depth, np.ones(8), triangles, (16, 16))
    assert set(np.unique(nearest)) == {-1, 2, 3}
    assert (buffer[5, 5], buffer[0, 0]) == (1.0, np.inf)
    np.testing.assert_allclose(weights[nearest >= 0].sum(axis=1), 1.0)
    glass = np.array([1.0] * 4 + [0.0] * 4)
    nearest, _, _ = rasterise(points, depth, glass, triangles, (16, 16))
    assert set(np.unique(nearest)) == {-1, 0, 1}


def test_openness_is_full_without_cover_and_small_under_it() -> None:
    grid = np.linspace(-0.05, 0.05, 11)
    x, z = np.meshgrid(grid, grid)
    floor = np.column_stack([x.ravel(), np.zeros(x.size), z.ravel()])
    cells = np.array(
        [[i * 11 + j, i * 11 + j + 1, (i + 1) * 11 + j] for i in range(10) for j in range(10)]
        + [[i * 11 + j + 1, (i + 1) * 11 + j + 1, (i + 1) * 11 + j] for i in range(10)
           for j in range(10)],
        dtype=np.int32,
    )  # fmt: skip
    up = np.tile([0.0, 1.0, 0.0], (len(floor), 1))
    sky = np.array([[0.0, 1.0, 0.0], [0.6, 0.8, 0.0], [-0.6, 0.8, 0.0]])
    assert openness(floor, cells, up, sky).min() > 0.99
    roof = floor + np.array([0.0, 0.02, 0.0])
    both = np.concatenate([floor, roof])
    covered = openness(
        both, np.concatenate([cells, cells + len(floor)]), np.concatenate([up, up]), sky
    )
    assert covered[60] < 0.05
