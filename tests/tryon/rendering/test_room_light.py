import numpy as np
import pytest

from tryon.arrays import Image
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.room import RoomReading
from tryon.rendering.room_light import room_light
from tryon.rendering.transfer import transfer_tables

CAMERA = CameraIntrinsics(320, 240, 280.0, 280.0, 159.5, 119.5)
READING = RoomReading(CAMERA, "given", None, None, None)


def picture(linear: np.ndarray) -> Frame:
    """A picture of that linear light, (240, 320, 3) or what broadcasts to it."""
    encode = transfer_tables()[1]
    full = np.broadcast_to(linear, (240, 320, 3))
    image: Image = encode[np.rint(np.clip(full, 0, 1) * (len(encode) - 1)).astype(int)]
    return Frame(image, CAMERA)


@pytest.mark.parametrize("exposure", [0.1, 0.3, 1.0])
def test_level_follows_the_exposure(exposure: float) -> None:
    light = room_light(picture(np.full(3, 0.5 * exposure)), READING)
    bright = room_light(picture(np.full(3, 0.5)), READING)

    assert light.sh[0].mean() == pytest.approx(exposure * bright.sh[0].mean(), rel=0.05)


def test_colour_of_painted_walls_is_not_taken_for_the_lights() -> None:
    wall = np.full((240, 320, 3), [0.5, 0.06, 0.04])
    wall[160:] = 0.3
    light = room_light(picture(wall), READING)

    np.testing.assert_allclose(light.sh[0] / light.sh[0].mean(), 1.0, atol=0.01)


def test_cast_is_kept_up_to_a_few_percent() -> None:
    light = room_light(picture(np.array([0.33, 0.3, 0.27])), READING)
    tint = light.sh[0] / light.sh[0].mean()

    assert 1.03 < tint[0] < 1.08
    assert 0.92 < tint[2] < 0.97


def test_a_window_in_view_lights_from_its_side() -> None:
    room = np.full((240, 320, 3), 0.15)
    room[60:150, 250:310] = 1.0
    light = room_light(picture(room), READING)

    assert light.direction[0] > 0.1
    assert light.direction[1] > 0.5


def test_a_mirrored_picture_mirrors_the_direction() -> None:
    ramp = np.linspace(0.1, 0.4, 320)[None, :, None]
    light = room_light(picture(ramp), READING)
    mirrored = room_light(picture(ramp[:, ::-1]), READING)

    assert light.direction[0] > 0.1
    assert mirrored.direction[0] == pytest.approx(-light.direction[0], abs=0.01)


def test_a_dark_corner_lights_its_piece_less() -> None:
    room = np.full((240, 320, 3), 0.5)
    room[140:, :160] = 0.03
    dark = room_light(picture(room), READING, (60.0, 200.0))
    bright = room_light(picture(room), READING, (260.0, 200.0))

    assert dark.sh[0].mean() < 0.75 * bright.sh[0].mean()


def test_black_and_white_pictures_give_light() -> None:
    for value in (0.0, 1.0):
        light = room_light(picture(np.full(3, value)), READING)
        assert 0.0 < light.sh[0].mean() <= 1.1
        assert np.isfinite(light.sh).all()


def test_grain_is_the_cameras_and_not_the_carpets(rng: np.random.Generator) -> None:
    quiet = np.full((240, 320, 3), 120.0) + rng.normal(0.0, 2.0, (240, 320, 3))
    carpet = quiet.copy()
    carpet[150:] += rng.normal(0.0, 25.0, (90, 320, 3))

    for image in (quiet, carpet):
        frame = Frame(np.clip(image, 0, 255).astype(np.uint8), CAMERA)
        light = room_light(frame, READING, (160.0, 200.0))
        assert light.noise_sigma == pytest.approx(2.0, abs=0.5)
