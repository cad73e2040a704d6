"""Worn hats are noted: by their looks, and by colours that no hair has."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA, facing, head
from tests.tryon.tracking.conftest import read_rgb
from tryon.arrays import Image
from tryon.engine import TryOnResult
from tryon.errors import ModelAlteredError
from tryon.factory import (
    DEFAULT_SAMPLES_DIR,
    Choice,
    EngineConfig,
    create_engine,
    load_catalog,
    worn_product,
)
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.tracking.hat_net import HatNet
from tryon.tracking.head_findings import HeadFindings, calmed
from tryon.tracking.models import ModelStore
from tryon.tracking.own_headwear import (
    HEADWEAR_WORN,
    HeadwearNoter,
    is_unlike_hair,
    upright_head,
)

SKIN = np.array([70.0, 17.0, 20.0])


def crown(rng: np.random.Generator, *colours: tuple[float, float, float]) -> np.ndarray:
    """Give 400 colours (CIELAB) around the ones given, in equal shares."""
    chosen = np.array(colours)[rng.integers(len(colours), size=400)]
    return (chosen + rng.normal(0.0, 3.0, chosen.shape)).astype(np.float32)


@pytest.mark.parametrize(
    "colours",
    [
        pytest.param([(8.0, 0.5, 0.5)], id="black"),
        pytest.param([(28.0, 8.0, 14.0)], id="brown"),
        pytest.param([(45.0, 22.0, 32.0)], id="red"),
        pytest.param([(68.0, 6.0, 34.0)], id="blond"),
        pytest.param([(60.0, 0.0, 2.0)], id="grey"),
        pytest.param([(18.0, 3.0, 4.0), (45.0, 5.0, 8.0)], id="shining"),
        pytest.param([(70.0, 17.0, 20.0)], id="bald"),
    ],
)
def test_hair_and_skin_are_no_hat(
    rng: np.random.Generator, colours: list[tuple[float, float, float]]
) -> None:
    assert not is_unlike_hair(crown(rng, *colours), SKIN)


@pytest.mark.parametrize(
    "colours",
    [
        pytest.param([(40.0, 2.0, -30.0)], id="blue"),
        pytest.param([(45.0, -30.0, 25.0)], id="green"),
        pytest.param([(35.0, 35.0, -25.0)], id="purple"),
        pytest.param([(10.0, 0.0, 0.0), (92.0, 0.0, 2.0)], id="badge on black"),
    ],
)
def test_what_no_hair_looks_like_is_a_hat(
    rng: np.random.Generator, colours: list[tuple[float, float, float]]
) -> None:
    assert is_unlike_hair(crown(rng, *colours), SKIN)


def turned(frame: Frame, angle_deg: float) -> tuple[Frame, RigidTransform]:
    """Turn a picture about its optical axis, and give how heads turn with it."""
    camera = frame.camera
    axis = np.array([0.0, 0.0, np.radians(angle_deg)])
    turn = RigidTransform.from_rotation_vector(axis, np.zeros(3))
    matrix = np.array([[camera.fx, 0, camera.cx], [0, camera.fy, camera.cy], [0, 0, 1.0]])
    pixels = matrix @ turn.rotation @ np.linalg.inv(matrix)
    image = cv2.warpPerspective(frame.image, pixels, (camera.width, camera.height))
    return replace(frame, image=image), turn


@pytest.mark.parametrize("angle_deg", [-35.0, 20.0])
def test_heads_are_cut_out_upright_however_they_are_held(
    rng: np.random.Generator, angle_deg: float
) -> None:
    coarse = rng.integers(0, 255, (CAMERA.height // 40, CAMERA.width // 40, 3)).astype(np.uint8)
    image = cv2.resize(coarse, (CAMERA.width, CAMERA.height), interpolation=cv2.INTER_CUBIC)
    level = Frame(image, CAMERA)
    held, turn = turned(level, angle_deg)
    pose = facing(0.8)

    straight = upright_head(level, head(pose), 0.26)
    tilted = upright_head(held, head(turn @ pose), 0.26)

    assert straight.shape == tilted.shape == (224, 224, 3)
    assert np.abs(straight.astype(int) - tilted).mean() < 2.5
    assert np.abs(straight.astype(int) - level.image[:224, :224]).mean() > 20.0


def test_large_pictures_are_cut_out_as_small_ones_are(rng: np.random.Generator) -> None:
    coarse = rng.integers(0, 255, (12, 16, 3)).astype(np.uint8)
    size = (CAMERA.width, CAMERA.height)
    small = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    large = cv2.resize(coarse, (4 * size[0], 4 * size[1]), interpolation=cv2.INTER_CUBIC)

    crops = [
        upright_head(Frame(image, CAMERA.resized(*image.shape[1::-1])), head(facing(0.5)), 0.3)
        for image in (small, large)
    ]

    assert np.abs(crops[0].astype(int) - crops[1]).mean() < 2.5


@pytest.fixture(scope="module")
def noter(models: ModelStore) -> HeadwearNoter:
    return HeadwearNoter(HatNet(models.path("efficientnet_lite0.tflite")))


def test_nothing_is_told_of_what_is_not_seen(noter: HeadwearNoter) -> None:
    blank = Frame(np.full((CAMERA.height, CAMERA.width, 3), 128, np.uint8), CAMERA)
    high = RigidTransform(facing().rotation, np.array([0.0, -0.3, 0.6]))

    assert not noter.is_worn(blank, head(facing(30.0)))
    assert not noter.is_worn(blank, head(high))


def test_altered_models_are_named(models: ModelStore) -> None:
    with pytest.raises(ModelAlteredError, match="hat net"):
        HatNet(models.path("deeplab_v3.tflite"))


class Reader:
    """Tries hats on and tells who wears one already."""

    def __init__(self) -> None:
        self._engine = create_engine(EngineConfig(renderer="flat"))
        self._catalog = load_catalog(EngineConfig())

    def try_on(self, image: Image, sku: str, variant: str | None = None) -> TryOnResult:
        camera = CameraIntrinsics.default(image.shape[1], image.shape[0])
        hat = worn_product(self._catalog, Choice(sku, variant))
        return self._engine.try_on(Frame(image, camera), [hat], stream=None)

    def noted(self, image: Image) -> list[bool]:
        faces = self.try_on(image, "da-lat").landmarks
        return [HEADWEAR_WORN in face.notes for face in faces]

    def close(self) -> None:
        self._engine.close()


@pytest.fixture(scope="module")
def reader(models: ModelStore) -> Iterator[Reader]:
    assert models.folder
    made = Reader()
    yield made
    made.close()


def test_real_hats_are_noted_plain_dark_ones_too(reader: Reader, data_dir: Path) -> None:
    navy = read_rgb(DEFAULT_SAMPLES_DIR / "grace_hopper.jpg")
    fedora = read_rgb(data_dir / "gt_bodies/coco/train2017/000000256353.jpg")

    assert reader.noted(navy) == [True]
    assert all(reader.noted(fedora)[:2])


@pytest.mark.parametrize(
    "name",
    [
        "photos/faces/astronaut.png",
        "photos/faces/business_person_half_body.png",
        "photos/faces_multi_dlib/2008_001322.jpg",
        "regression/tfjs_mediapipe/portrait.jpg",
    ],
)
def test_real_bare_heads_are_not(reader: Reader, data_dir: Path, name: str) -> None:
    noted = reader.noted(read_rgb(data_dir / name))

    assert noted
    assert not any(noted)


@pytest.mark.parametrize(
    ("sku", "variant"), [("hai-van", "black"), ("da-lat", "charcoal"), ("con-dao", "denim")]
)
def test_hats_of_our_own_are_noted_when_they_are_in_the_picture(
    reader: Reader, data_dir: Path, sku: str, variant: str
) -> None:
    bare = read_rgb(data_dir / "photos/faces_multi_dlib/2008_001322.jpg")

    dressed = reader.try_on(bare, sku, variant).image

    assert sum(reader.noted(dressed)) >= 2


def test_one_doubtful_look_does_not_change_what_a_stream_says() -> None:
    seen = head(facing(0.6))
    bare, hatted = (HeadFindings(seen, {}, own_headwear=value) for value in (0.0, 1.0))

    once = calmed(hatted, bare, CAMERA)
    often = once
    for _ in range(3):
        often = calmed(hatted, often, CAMERA)
    gone = calmed(bare, often, CAMERA)

    noted = [HEADWEAR_WORN in f.on(seen, CAMERA).notes for f in (bare, once, often, gone)]
    assert noted == [False, False, True, True]
    assert HEADWEAR_WORN in hatted.on(seen, CAMERA).notes
