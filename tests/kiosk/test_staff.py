import numpy as np

from kiosk.camera import CameraFrame
from kiosk.capture import CameraStatus
from kiosk.figures import Figures
from kiosk.staff import StaffAttention, staff_lines
from kiosk.trying_on import EngineStatus
from tryon import CameraIntrinsics


def test_a_healthy_mirror_names_its_camera_and_size() -> None:
    frame = CameraFrame(
        np.zeros((360, 640, 3), np.uint8), CameraIntrinsics.default(640, 360), 0.0, 0
    )
    lines = staff_lines(
        Figures(), CameraStatus("/dev/video0", True, "", 3), EngineStatus(True, "", 1), frame
    )
    assert lines[-2:] == (
        "camera /dev/video0 640x360   opened 3",
        "engine ready   failures 1",
    )


def test_trouble_is_told_in_its_own_words() -> None:
    camera = CameraStatus(problem="camera /dev/video0: expected a picture, got none")
    engine = EngineStatus(False, "engine: no answer within 1.5 s", 4)
    lines = staff_lines(Figures(), camera, engine, None)
    assert "expected a picture" in lines[-3]
    assert lines[-1] == "engine: no answer within 1.5 s"


def test_overlay_shows_when_asked_and_hides_again() -> None:
    attention = StaffAttention(False)
    shown = [attention.update(True, 0.0)]
    for _ in range(2):
        attention.ask()
        shown.append(attention.update(True, 1.0))
    assert shown == [False, True, False]


def test_lasting_trouble_shows_the_overlay_until_it_is_over() -> None:
    attention = StaffAttention(False)
    shown = [
        attention.update(is_well, at)
        for is_well, at in ((False, 0.0), (False, 14.0), (False, 15.0), (True, 16.0), (False, 17.0))
    ]
    assert shown == [False, False, True, False, False]
