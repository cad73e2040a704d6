import numpy as np
import pytest

from tryon.arrays import Array1
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.rendering.lighting import LightEstimator
from tryon.rendering.transfer import transfer_tables
from tryon.scene import Light

CAMERA = CameraIntrinsics(160, 120, 150.0, 150.0, 79.5, 59.5)


def ball(radius: float = 0.1, count: int = 24) -> Landmarks:
    """A sphere half a metre away as a face: its front half, finely meshed."""
    polar, turn = np.meshgrid(np.linspace(0.05, 1.35, count), np.linspace(0, 2 * np.pi, count))
    outward = np.stack(
        [np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), -np.cos(polar)], axis=2
    ).reshape(-1, 3)
    points = outward * radius + np.array([0.0, 0.0, 0.5])
    row, column = (index.ravel() for index in np.mgrid[: count - 1, : count - 1])
    first = row * count + column
    triangles = np.concatenate(
        [
            np.stack([first, first + 1, first + count], axis=1),
            np.stack([first + 1, first + count + 1, first + count], axis=1),
        ]
    ).astype(np.int32)
    return Landmarks(
        "face",
        0,
        1.0,
        CAMERA.project(points),
        points,
        np.ones(len(points)),
        triangles,
        RigidTransform.identity(),
        {},
    )


def lit_frame(direction: Array1, *, level: float = 0.4, timestamp_s: float = 0.0) -> Frame:
    """The ball under directed light, on grey; direction in OpenGL axes."""
    x, y = np.meshgrid(np.arange(160), np.arange(120))
    rays = np.stack([(x - CAMERA.cx) / CAMERA.fx, (y - CAMERA.cy) / CAMERA.fy], axis=2)
    normal_x, normal_y = rays[..., 0] * 0.5 / 0.1, rays[..., 1] * 0.5 / 0.1
    square = np.minimum(normal_x**2 + normal_y**2, 1.0)
    normals = np.stack([normal_x, -normal_y, np.sqrt(1.0 - square)], axis=2)
    linear = level * (1.0 + normals @ (0.5 * direction))
    linear[square >= 1.0] = level
    encode = transfer_tables()[1]
    image = encode[np.rint(np.clip(linear, 0, 1) * (len(encode) - 1)).astype(int)]
    return Frame(np.repeat(image[..., None], 3, axis=2), CAMERA, timestamp_s)


def light_of(frame: Frame) -> Light:
    """The light on the ball in a single picture."""
    return LightEstimator().estimate(frame, ball())


@pytest.mark.parametrize(
    "direction",
    [
        pytest.param([1.0, 0.0, 0.0], id="right"),
        pytest.param([-0.7, 0.7, 0.0], id="upper left"),
        pytest.param([0.0, 1.0, 0.0], id="above"),
    ],
)
def test_direction_of_light_is_found(direction: list[float]) -> None:
    wanted = np.array(direction) / np.linalg.norm(direction)

    light = light_of(lit_frame(wanted))

    assert np.degrees(np.arccos(light.direction @ wanted)) < 15.0


def test_mirrored_picture_mirrors_the_light() -> None:
    light = light_of(lit_frame(np.array([0.8, 0.6, 0.0])))
    mirrored = light_of(lit_frame(np.array([-0.8, 0.6, 0.0])))

    assert mirrored.direction == pytest.approx(light.direction * [-1, 1, 1], abs=0.05)


def test_directed_light_is_capped() -> None:
    frame = lit_frame(np.array([2.0, 0.0, 0.0]))

    assert light_of(frame).directed_share <= 0.7 + 1e-6


def test_grey_picture_gives_neutral_light() -> None:
    light = light_of(lit_frame(np.array([0.0, 1.0, 0.0])))

    assert light.sh[0] == pytest.approx(light.sh[0].mean(), rel=0.01)


def test_warm_picture_gives_warm_light() -> None:
    frame = lit_frame(np.array([0.0, 1.0, 0.0]))
    warm = (frame.image * np.array([1.0, 0.85, 0.65])).astype(np.uint8)

    light = light_of(Frame(warm, CAMERA))

    assert light.sh[0, 0] > light.sh[0, 1] > light.sh[0, 2]


def test_dim_picture_gives_dim_light() -> None:
    bright = light_of(lit_frame(np.array([0.0, 1.0, 0.0]), level=0.5))
    dim = light_of(lit_frame(np.array([0.0, 1.0, 0.0]), level=0.05))

    assert dim.sh[0].mean() == pytest.approx(0.1 * bright.sh[0].mean(), rel=0.15)


def test_stream_follows_the_light_slowly() -> None:
    estimator = LightEstimator(time_constant_s=1.0, interval_s=0.1)
    face = ball()
    first = estimator.estimate(lit_frame(np.array([1.0, 0.0, 0.0])), face)

    same = estimator.estimate(lit_frame(np.array([-1.0, 0, 0]), timestamp_s=0.05), face)
    soon = estimator.estimate(lit_frame(np.array([-1.0, 0, 0]), timestamp_s=0.2), face)
    late = soon
    for step in range(3, 60):
        late = estimator.estimate(lit_frame(np.array([-1.0, 0, 0]), timestamp_s=0.1 * step), face)

    assert same is first
    assert first.sh[3, 0] > soon.sh[3, 0] > 0.0
    assert late.sh[3, 0] == pytest.approx(-first.sh[3, 0], rel=0.1)


def test_smoothing_does_not_depend_on_the_frame_rate() -> None:
    ends = []
    for step_s in (0.1, 0.3):
        estimator = LightEstimator(time_constant_s=1.0, interval_s=0.05)
        light = estimator.estimate(lit_frame(np.array([1.0, 0.0, 0.0])), ball())
        for index in range(1, round(1.2 / step_s) + 1):
            frame = lit_frame(np.array([-1.0, 0.0, 0.0]), timestamp_s=index * step_s)
            light = estimator.estimate(frame, ball())
        ends.append(light.sh[3, 0])

    assert ends[0] == pytest.approx(ends[1], abs=0.01)


def test_black_picture_gives_finite_light() -> None:
    light = light_of(Frame(np.zeros((120, 160, 3), np.uint8), CAMERA))

    assert np.isfinite(light.sh).all()
    assert light.sh[0].max() < 0.05
