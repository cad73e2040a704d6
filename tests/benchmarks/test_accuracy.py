from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy_heads import YAW_BINS, bin_name, probe_product, sittings
from benchmarks.accuracy_photos import (
    LabelledFace,
    dlib_faces,
    labelled_faces,
    match_pupils,
    share_found,
    turned_picture,
)
from benchmarks.accuracy_video import WINDOW, Course, lag_ms, steadiness_pct
from benchmarks.synthetic_raster import Floats
from tryon import DEFAULT_CATALOG_DIR, CameraIntrinsics, Catalog

TIMES = np.arange(120) / 30.0


def swing(times_s: Floats) -> Floats:
    return 80.0 * np.sin(2.0 * np.pi * 0.7 * np.asarray(times_s))


@given(st.floats(-0.02, 0.02), st.floats(0.8, 1.2), st.floats(-50.0, 50.0))
def test_lag_finds_a_known_delay(delay_s: float, gain: float, offset: float) -> None:
    seen = offset + gain * swing(TIMES - delay_s)
    assert lag_ms(TIMES, seen, swing) == pytest.approx(1000.0 * delay_s, abs=0.1)


def test_steadiness_is_the_noise_and_not_the_motion(rng: np.random.Generator) -> None:
    frames = 300
    motion = np.linspace(0.0, 60.0, frames)[:, None, None]
    noise = rng.normal(0.0, 0.2, (frames, 5, 2))
    course = Course(np.arange(frames) / 30.0, 100.0 + motion + noise, np.full(frames, 200.0))
    jitter = steadiness_pct(course)
    # 0.2 px of 200 px are 0.1 %; two axes add up to the root of their mean square.
    for value in jitter.values():
        assert value == pytest.approx(0.1, rel=0.35)


def test_steadiness_leaves_out_what_was_lost() -> None:
    points = np.full((WINDOW + 5, 5, 2), np.nan)
    course = Course(np.arange(WINDOW + 5) / 30.0, points, np.full(WINDOW + 5, 100.0))
    assert steadiness_pct(course) == {}


def test_share_found_counts_faces_of_the_size() -> None:
    found = [(10.0, True), (20.0, False), (30.0, True)]
    assert share_found(found, 15.0) == {"faces": 2, "found": 1, "percent": 50.0}
    assert share_found(found, 99.0)["faces"] == 0


def face(shift: float) -> LabelledFace:
    left, right = np.array([120.0 + shift, 80.0]), np.array([80.0 + shift, 80.0])
    return LabelledFace(Path("photo.jpg"), left, right, np.array([100.0, 100.0]))


@pytest.mark.parametrize(
    ("shift", "is_match"),
    [pytest.param(0.0, True, id="same"), pytest.param(20.0, True, id="near"),
     pytest.param(30.0, False, id="another face")],
)  # fmt: skip
def test_pupils_match_the_nearest_face_only(shift: float, is_match: bool) -> None:
    points = {"left_pupil": [120.0, 80.0], "right_pupil": [80.0, 80.0]}
    report = {"subjects": [{"points": points}]}
    assert (match_pupils(face(shift), report) is not None) is is_match  # type: ignore[arg-type]


def test_turned_picture_moves_the_axis_by_the_angle() -> None:
    camera = CameraIntrinsics(201, 101, 200.0, 200.0, 100.0, 50.0)
    image = np.zeros((101, 201, 3), dtype=np.uint8)
    image[48:53, 98:103] = 255
    turned = turned_picture(image, camera, 15.0)
    columns = np.nonzero(turned[50, :, 0] > 128)[0]
    expected = camera.cx + 200.0 * np.tan(np.radians(15.0))
    assert columns.mean() == pytest.approx(expected, abs=1.0)


def test_every_turn_has_its_bin() -> None:
    assert [bin_name(yaw) for yaw in (0.0, -20.0, 44.0, -59.0)] == [
        f"yaw {low}-{high}" for low, high in YAW_BINS
    ]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load((DEFAULT_CATALOG_DIR,))


def test_probe_changes_the_temples_and_nothing_else(catalog: Catalog) -> None:
    product = catalog.product(catalog.products[0].sku)
    black, white = (probe_product(catalog, product.sku, colour) for colour in (0.0, 1.0))
    probed = 0
    for own, dark, light in zip(
        product.meshes, black.product.meshes, white.product.meshes, strict=True
    ):
        if own.name.startswith("temple"):
            probed += 1
            assert black.variant.materials[dark.material].base_color == (0.0, 0.0, 0.0)
            assert white.variant.materials[light.material].base_color == (1.0, 1.0, 1.0)
            np.testing.assert_array_equal(dark.vertices, own.vertices)
        else:
            assert dark is own
            assert light is own
    assert probed >= 2


@pytest.mark.slow
def test_sittings_turn_both_ways_through_every_bin() -> None:
    pictures = sittings(2)
    assert [bin_name(picture.yaw_deg) for picture in pictures] == [
        f"yaw {low}-{high}" for low, high in YAW_BINS
    ] * 2
    assert {picture.yaw_deg > 0.0 for picture in pictures} == {True, False}


@pytest.mark.data
def test_labels_of_real_photos_are_read(data_dir: Path) -> None:
    coco = labelled_faces(data_dir / "gt_bodies" / "coco")
    dlib = dlib_faces(data_dir / "photos" / "faces_multi_dlib")
    assert len(coco) >= 17
    assert len(dlib) == 18
    for labelled in dlib:
        # In upright photos the wearer's left eye is on the picture's right.
        assert labelled.left_eye[0] > labelled.right_eye[0]
        assert labelled.photo.is_file()
