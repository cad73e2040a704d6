"""The report: what it says, and the same said in another picture's pixels."""

import json

import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA, facing, head
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.landmarks import Measure
from tryon.report import Report, camera_report, scaled_report, subject_report


def sample() -> Report:
    """Give a report on the test head without fits."""
    landmarks = head(facing())
    return {
        "input": "me.jpg",
        "frame": 0,
        "width": CAMERA.width,
        "height": CAMERA.height,
        "camera": camera_report(CAMERA),
        "subjects": [subject_report(landmarks, CAMERA)],
        "fits": [
            {
                "sku": "x",
                "category": "eyewear",
                "subject": 0,
                "camera_from_product": facing().matrix.tolist(),
                "scale": 1.0,
                "confidence": 0.9,
                "points": {"bridge": [639.5, 359.5]},
                "refusal": None,
            }
        ],
        "timings_ms": {"total": 1.0},
        "output": None,
    }


def test_a_report_is_json() -> None:
    assert json.loads(json.dumps(sample())) == sample()


def test_points_are_the_projected_subject() -> None:
    subject = sample()["subjects"][0]
    expected = CAMERA.project(facing().apply(np.array([[0.032, -0.005, -0.015]])))[0]
    assert subject["points"]["left_pupil"] == pytest.approx(expected, abs=1e-3)
    assert subject["points"]["left_pupil"][0] > subject["points"]["right_pupil"][0]
    assert np.array(subject["camera_from_subject"]) == pytest.approx(facing().matrix)


@pytest.mark.parametrize(("width", "height"), [(2560, 1440), (640, 360), (1920, 1080)])
def test_scaling_agrees_with_the_scaled_camera(width: int, height: int) -> None:
    scaled = scaled_report(sample(), width, height)
    camera = CAMERA.resized(width, height)
    assert scaled["camera"]["fx"] == pytest.approx(camera.fx, abs=1e-2)
    assert scaled["camera"]["cx"] == pytest.approx(camera.cx, abs=1e-2)
    direct = subject_report(head(facing()), camera)
    for name, point in direct["points"].items():
        assert scaled["subjects"][0]["points"][name] == pytest.approx(point, abs=0.01)
    assert scaled["fits"][0]["points"]["bridge"] == pytest.approx([camera.cx, camera.cy], abs=0.01)


def test_scaling_back_and_forth_changes_nothing() -> None:
    there = scaled_report(sample(), 4000, 2250)
    back = scaled_report(there, CAMERA.width, CAMERA.height)
    assert np.allclose(
        back["subjects"][0]["landmarks"], sample()["subjects"][0]["landmarks"], atol=0.01
    )
    for name in ("fx", "fy", "cx", "cy"):
        assert back["camera"][name] == pytest.approx(sample()["camera"][name], abs=0.01)


def test_an_interval_holds_its_value() -> None:
    assert Measure(62.0, 58.0, 66.0).value == 62.0
    with pytest.raises(ValueError, match="low <= value <= high"):
        Measure(62.0, 63.0, 66.0)


def test_a_default_camera_says_so() -> None:
    assert camera_report(CameraIntrinsics.default(640, 480))["source"] == "default"
