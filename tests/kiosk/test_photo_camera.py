from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera import SourceFileError
from kiosk.orientation import QuarterTurn, turned_image
from kiosk.photo_camera import PhotoCamera, sway
from kiosk.settings import KioskSettings
from kiosk.sources import camera_source

ROOM = {"width": 320, "height": 180, "frame_rate": 60.0}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    picture = np.full((180, 320, 3), 60, np.uint8)
    cv2.circle(picture, (160, 60), 12, (0, 0, 255), -1)
    cv2.imwrite(str(path), picture)
    return path


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_scene_is_upright_after_the_cameras_turn(photo: Path, rotate: QuarterTurn) -> None:
    settings = KioskSettings(rotate=rotate, **ROOM)  # type: ignore[arg-type]
    camera = PhotoCamera([photo], settings)
    sensor = camera.read()
    upright = turned_image(sensor, rotate)
    assert sensor.shape == (180, 320, 3)
    standing = rotate in (90, 270)
    assert upright.shape == ((320, 180, 3) if standing else (180, 320, 3))
    rows, columns = np.nonzero(upright[..., 0] > 180)
    height, width = upright.shape[:2]
    assert rows.mean() < 0.5 * height
    assert abs(columns.mean() - width / 2) < 0.15 * width


def test_the_motion_is_the_known_homography(photo: Path) -> None:
    camera = PhotoCamera([photo], KioskSettings(**ROOM))  # type: ignore[arg-type]
    seen = [camera.read() for _ in range(5)]
    times = camera.time_s
    rows, columns = np.nonzero(seen[-1][..., 0] > 180)
    centre = sway(times, 320, 180) @ np.array([160.0, 60.0, 1.0])
    expected = centre[:2] / centre[2]
    np.testing.assert_allclose([columns.mean(), rows.mean()], expected, atol=0.7)


def test_the_motion_is_smooth() -> None:
    points = np.array([[0.0, 0.0, 1.0], [1280.0, 720.0, 1.0], [640.0, 360.0, 1.0]]).T
    path = []
    for frame in range(300):
        moved = sway(frame / 30.0, 1280, 720) @ points
        path.append((moved[:2] / moved[2]).T)
    steps = np.linalg.norm(np.diff(np.array(path), axis=0), axis=2)
    assert steps.max() < 6.0
    assert steps.max() > 0.5


def test_photos_are_shown_in_turn(tmp_path: Path) -> None:
    paths = []
    for name, shade in (("a", 30), ("b", 200)):
        paths.append(tmp_path / f"{name}.png")
        cv2.imwrite(str(paths[-1]), np.full((90, 160, 3), shade, np.uint8))
    camera = PhotoCamera(paths, KioskSettings(**ROOM), photo_s=0.1)  # type: ignore[arg-type]
    shades = {round(float(camera.read().mean()), -1) for _ in range(14)}
    assert shades == {30.0, 200.0}
    assert camera.name == "demo a+b"


def test_an_unreadable_photo_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"no")
    with pytest.raises(SourceFileError, match="broken"):
        PhotoCamera([path], KioskSettings())


def test_demo_shows_the_bundled_photos() -> None:
    camera = camera_source(KioskSettings(source="demo"))()
    image = camera.read()
    camera.close()
    assert image.shape == (720, 1280, 3)
    assert image.std() > 20
