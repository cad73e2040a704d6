"""People and pets are found in pictures of rooms, and nobody where there is nobody."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.accuracy_bystanders import BEINGS, labelled_pictures
from tests.tryon.tracking.room_pictures import draw_room
from tryon.arrays import Image
from tryon.codec import decode_photo
from tryon.errors import ModelAlteredError, ModelMissingError
from tryon.factory import DEFAULT_SAMPLES_DIR, create_room_reader
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.matte import Matte
from tryon.landmarks.room import Bystander, Gravity, RoomHints
from tryon.rendering.bystander_matte import bystander_matte
from tryon.tracking.bystanders import BystanderFinder
from tryon.tracking.models import ModelStore
from tryon.tracking.object_net import ObjectNet
from tryon.tracking.outline_net import OutlineNet

Find = Callable[[Image], tuple[Bystander, ...]]


@pytest.fixture(scope="module")
def find(models: ModelStore) -> Find:
    objects = ObjectNet(models.path("efficientdet_lite0.tflite"))
    return BystanderFinder(objects, OutlineNet(models.path("deeplab_v3.tflite"))).find


@pytest.fixture(scope="module")
def portrait() -> Image:
    (path,) = sorted(DEFAULT_SAMPLES_DIR.glob("*.jpg"))[:1]
    return decode_photo(path.read_bytes()).image


def test_who_is_cut_off_below_has_no_foot(find: Find, portrait: Image) -> None:
    (person, *_) = find(portrait)

    left, top, right, bottom = person.box
    assert (person.kind, person.foot) == ("person", None)
    assert person.score > 0.5
    assert 0 <= left < right <= portrait.shape[1]
    assert 0 <= top < bottom <= portrait.shape[0]


def test_a_foot_is_where_the_outline_ends(find: Find, portrait: Image) -> None:
    """Set into a larger picture, the same person hovers above its lower edge."""
    height, width = portrait.shape[:2]
    floor = np.full((height // 2, width, 3), 150, np.uint8)
    whole = np.concatenate([portrait, floor])

    (person, *_) = find(whole)

    assert person.foot is not None
    assert person.foot[1] == pytest.approx(height, abs=0.1 * height)
    assert person.box[3] == pytest.approx(person.foot[1] + 0.5, abs=0.05 * height)


def test_mirrored_pictures_give_mirrored_people(find: Find, portrait: Image) -> None:
    width = portrait.shape[1]

    (one, *_), (other, *_) = find(portrait), find(np.ascontiguousarray(portrait[:, ::-1]))

    left, _, right, _ = one.box
    mirrored = (width - other.box[2], width - other.box[0])
    assert mirrored == pytest.approx((left, right), abs=0.06 * width)


@pytest.mark.parametrize("gain", [0.3, 1.0])
def test_nobody_is_in_a_drawn_room(find: Find, gain: float) -> None:
    image = (gain * draw_room().image).astype(np.uint8)

    assert find(image) == ()


def test_pictures_of_any_size_are_looked_at(find: Find) -> None:
    assert find(np.zeros((1, 1, 3), np.uint8)) == ()
    assert find(np.full((40, 900, 3), 90, np.uint8)) == ()


def test_an_edge_follows_the_picture_not_the_net(rng: np.random.Generator) -> None:
    """A dark disc on a light floor, told by a mask that is two per cent too small and jagged."""
    rows, columns = np.mgrid[:300, :400]
    disc = np.hypot(rows - 150, columns - 200) < 90
    image = np.where(disc[..., None], 60, 190) + rng.normal(0.0, 4.0, (300, 400, 3))
    rough = (np.hypot(rows - 150, columns - 200) < 86).astype(np.uint8) * 200
    coarse = cv2.resize(rough, (57, 43), interpolation=cv2.INTER_AREA)
    matte = bystander_matte(image.astype(np.uint8), Matte(coarse, 0.0, 0.0, 400.0, 300.0))

    assert matte.alpha.shape == (300, 400)
    wrong = (matte.alpha > 127) != disc
    assert wrong.mean() < 0.01


def test_room_readers_name_people_only_where_there_is_a_floor(
    models: ModelStore, portrait: Image
) -> None:
    reader = create_room_reader(models.folder)

    camera = CameraIntrinsics.default(portrait.shape[1], portrait.shape[0])
    up = np.array([0.0, -1.0, -0.2])

    unread = reader.read(Frame(portrait, camera), RoomHints())
    read = reader.read(Frame(portrait, camera), RoomHints(gravity=Gravity(up)))

    assert (unread.floor, unread.bystanders) == (None, ())
    assert [item.kind for item in read.bystanders[:1]] == ["person"]


def test_missing_and_altered_models_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="tryon models fetch"):
        create_room_reader(tmp_path)
    (tmp_path / "a.tflite").write_bytes(b"nothing")
    with pytest.raises(ModelAlteredError, match="object net"):
        ObjectNet(tmp_path / "a.tflite")
    with pytest.raises(ModelAlteredError, match="outline net"):
        OutlineNet(tmp_path / "a.tflite")


def test_nets_do_not_take_each_others_files(models: ModelStore) -> None:
    with pytest.raises(ModelAlteredError, match="object net"):
        ObjectNet(models.path("deeplab_v3.tflite"))
    with pytest.raises(ModelAlteredError, match="outline net"):
        OutlineNet(models.path("efficientdet_lite0.tflite"))


def test_real_rooms_without_anybody_stay_empty(find: Find, data_dir: Path) -> None:
    empty = [p for p in labelled_pictures(data_dir / "gt_bodies" / "coco") if not p.has_beings]

    assert len(empty) >= 12
    for picture in empty:
        assert find(picture.image()) == (), picture.path.name


def test_most_large_people_and_pets_are_found(find: Find, data_dir: Path) -> None:
    shown = [p for p in labelled_pictures(data_dir / "gt_bodies" / "coco") if p.has_beings]
    found = total = 0
    for picture in shown:
        image = picture.image()
        covered = np.zeros(image.shape[:2], np.uint8)
        for item in find(image):
            covered = np.maximum(covered, item.matte.sampled((0, 0), (1, 1), covered.shape))
        for mask in picture.large(image.shape[:2]):
            total += 1
            found += bool((covered[mask] > 127).mean() > 0.5)

    assert total >= 30
    assert found >= 0.75 * total
    assert set(BEINGS) == {"person", "cat", "dog"}
