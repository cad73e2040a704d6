from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from benchmarks.synthetic import make_person, make_view
from benchmarks.synthetic_ears import lobe_middle
from benchmarks.synthetic_light import make_background, make_lighting
from benchmarks.synthetic_paint import paint
from tryon.errors import AssetError
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.ears import average_lobe
from tryon.landmarks.landmarks import Landmarks
from tryon.tracking.ear_patch import PATCH_PX, EarView, cut_patch
from tryon.tracking.ears import EarFinder, EarNet, load_ear_net

CAMERA = CameraIntrinsics(480, 360, 456.0, 456.0, 239.5, 179.5)
_Side = Literal["left", "right"]
_Scene = tuple[Frame, Landmarks, dict[_Side, np.ndarray]]


@pytest.fixture(scope="module")
def finder() -> EarFinder:
    return EarFinder(load_ear_net())


def painted(seed: int, yaw_deg: float) -> _Scene:
    """Give a painted head with its true pose, as a tracker would hand it over, and its lobes."""
    person = make_person(seed, tone=seed % 10)
    view = make_view(person, CAMERA, (yaw_deg, 0.0, 3.0), (0.0, 0.0, 0.55))
    background = make_background(CAMERA.width, CAMERA.height, seed)
    image, truth = paint(person, view, make_lighting(seed), background, seed)
    head = truth.camera_from_head.inverse()
    ears: dict[str, np.ndarray] = {
        name: head.apply(truth.camera_points[name][None])[0] for name in ("left_ear", "right_ear")
    }
    landmarks = Landmarks(
        "face", 0, 1.0, truth.landmarks, np.ones((468, 3)), np.ones(468),
        np.zeros((0, 3), np.int32), truth.camera_from_head, ears,
    )  # fmt: skip
    sides: tuple[_Side, ...] = ("left", "right")
    lobes: dict[_Side, np.ndarray] = {
        side: view.camera_from_person.apply(lobe_middle(person, side)[None])[0] for side in sides
    }
    return Frame(image, CAMERA), landmarks, lobes


def away_m(landmarks: Landmarks, point: np.ndarray, truth: np.ndarray) -> float:
    """Give the distance across the picture, at the lobe's depth."""
    place = landmarks.camera_from_subject.apply(point[None])
    pixels = CAMERA.project(np.vstack([place, truth]))
    return float(np.linalg.norm(pixels[0] - pixels[1]) * truth[2] / CAMERA.fx)


def test_lobes_are_found_where_they_are_better_than_on_average(finder: EarFinder) -> None:
    found: list[float] = []
    average: list[float] = []
    for seed, yaw_deg in ((900, 45.0), (901, -45.0), (902, 30.0), (903, -30.0)):
        frame, landmarks, lobes = painted(seed, yaw_deg)
        side: _Side = "right" if yaw_deg > 0.0 else "left"
        result = finder.refine(frame, landmarks)
        found.append(away_m(landmarks, result.subject_points[f"{side}_lobe"], lobes[side]))
        average.append(away_m(landmarks, average_lobe(landmarks, side), lobes[side]))

    assert np.median(found) < 0.003
    assert np.median(found) < 0.6 * np.median(average)


def test_the_ear_behind_the_face_is_left_out_and_the_rest_unchanged(finder: EarFinder) -> None:
    frame, landmarks, _ = painted(904, 50.0)

    result = finder.refine(frame, landmarks)

    assert "right_lobe" in result.subject_points
    assert "left_lobe" not in result.subject_points
    assert result.measures["right_lobe_error_mm"].value < 3.0
    kept = result.subject_points["left_ear"]
    assert np.array_equal(kept, landmarks.subject_points["left_ear"])
    assert finder.refine(frame, replace(landmarks, subject="hand")).measures == {}


def test_a_picture_without_an_ear_says_that_it_is_not_sure(finder: EarFinder) -> None:
    frame, landmarks, _ = painted(905, 40.0)
    blank = replace(frame, image=np.full_like(frame.image, 90))

    sure = finder.refine(frame, landmarks).measures["right_lobe_error_mm"].value
    unsure = finder.refine(blank, landmarks).measures["right_lobe_error_mm"].value

    assert unsure > 1.5 * sure


@pytest.mark.parametrize("side", ["left", "right"])
def test_patches_show_right_ears_as_left_ones(side: _Side) -> None:
    frame, landmarks, _ = painted(906, 0.0)
    pose, lobe = landmarks.camera_from_subject, average_lobe(landmarks, side)
    view = EarView.of(pose, lobe, side, CAMERA)
    assert view is not None

    patch = cut_patch(frame.image, view)

    assert patch.shape == (PATCH_PX, PATCH_PX, 3)
    u, v = view.centre - 6.0 * view.down
    middle = patch[PATCH_PX // 2 - 1 : PATCH_PX // 2 + 1, PATCH_PX // 2 - 1 : PATCH_PX // 2 + 1]
    near = frame.image[round(v) - 1 : round(v) + 2, round(u) - 1 : round(u) + 2]
    assert middle.mean(axis=(0, 1)) == pytest.approx(near.mean(axis=(0, 1)), abs=25.0)
    # Towards the face is to the left in every patch.
    nose = CAMERA.project(pose.translation[None])[0] - view.centre
    assert float(nose @ view.across) < 0.0


def test_a_damaged_net_is_an_asset_error(tmp_path: Path) -> None:
    (tmp_path / "net.npz").write_bytes(b"not a net")

    with pytest.raises(AssetError, match="net of ear lobes"):
        load_ear_net(tmp_path / "net.npz")


def test_a_net_answers_in_its_unit() -> None:
    one = np.zeros((2, 3), np.float32)
    one[0, 0] = 1.0
    layer = (one, np.array([0.0, 0.5, 0.0], np.float32))
    net = EarNet(np.zeros(2, np.float32), np.ones(2, np.float32), (layer,), 4.0)

    place, error = net.locate(np.array([2.0, 7.0], np.float32))

    assert place == pytest.approx([8.0, 2.0])
    assert error == pytest.approx(4.0)
