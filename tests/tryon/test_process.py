"""The engine process: answers, errors, and a replacement when it dies or hangs."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.tryon.tracking.room_pictures import CAMERA as ROOM_CAMERA
from tests.tryon.tracking.room_pictures import draw_room
from tryon.codec import Photo, decode_photo
from tryon.errors import (
    AssetError,
    BackendError,
    TrackerError,
    UnknownProductError,
    WrongSubjectError,
)
from tryon.factory import (
    DEFAULT_SAMPLES_DIR,
    Choice,
    EngineConfig,
    Placement,
    create_studio,
    load_catalog,
    worn_product,
)
from tryon.frame import Frame
from tryon.landmarks.room import RoomHints, Stand
from tryon.process import EngineProcess, EngineStartingError
from tryon.rendering.flat_backend import FlatRenderer
from tryon.tracking.models import ModelStore

pytestmark = [pytest.mark.models, pytest.mark.slow, pytest.mark.timeout(180)]

PAIR = Choice("an-bang")
PIECE = "ghe-an-lung-cheo"


@pytest.fixture(scope="module")
def photo() -> Photo:
    return decode_photo((DEFAULT_SAMPLES_DIR / "astronaut.png").read_bytes())


@pytest.fixture(scope="module")
def engine(models: ModelStore) -> Iterator[EngineProcess]:
    """Give a running engine without GL; tests may break it, each waits until it is back."""
    del models
    process = EngineProcess(EngineConfig(renderer="flat"))
    process.start()
    yield process
    process.close()


@pytest.fixture(autouse=True)
def _is_back(engine: EngineProcess) -> None:
    engine.start()


def live_again(engine: EngineProcess, photo: Photo, limit_s: float = 30.0) -> float:
    """Give the seconds until the engine answers again."""
    start = time.monotonic()
    while time.monotonic() - start < limit_s:
        try:
            engine.try_on(photo.image, photo.camera, [PAIR], stream="s")
        except EngineStartingError:
            time.sleep(0.02)
        else:
            return time.monotonic() - start
    pytest.fail(f"the engine was not back after {limit_s} s")


def test_a_face_is_found_and_dressed(engine: EngineProcess, photo: Photo) -> None:
    reply = engine.try_on(photo.image, photo.camera, [PAIR])

    assert [fit["refusal"] for fit in reply.report["fits"]] == [None]
    left, right = (reply.report["subjects"][0]["points"][f"{s}_pupil"] for s in ("left", "right"))
    assert np.allclose(left, (246.0, 106.0), atol=4.0)
    assert np.allclose(right, (204.0, 101.0), atol=4.0)
    changed = np.abs(reply.image.astype(int) - photo.image).max(axis=2) > 8
    rows, columns = np.nonzero(changed)
    assert changed.sum() > 200
    # Only the surroundings of the eyes change.
    assert 60 < rows.min() < rows.max() < 170
    assert 150 < columns.min() < columns.max() < 300


def test_the_same_photo_gives_the_same_bytes(engine: EngineProcess, photo: Photo) -> None:
    first, second = (engine.try_on(photo.image, photo.camera, [PAIR]) for _ in range(2))

    assert np.array_equal(first.image, second.image)
    assert first.report["subjects"] == second.report["subjects"]


def test_nothing_to_wear_gives_the_picture_itself(engine: EngineProcess, photo: Photo) -> None:
    reply = engine.try_on(photo.image, photo.camera, [])

    assert np.array_equal(reply.image, photo.image)
    assert len(reply.report["subjects"]) == 1
    assert reply.report["fits"] == []


def test_nobody_in_view_is_a_result(engine: EngineProcess, photo: Photo) -> None:
    wall = np.full_like(photo.image, 127)

    reply = engine.try_on(wall, photo.camera, [PAIR])

    assert reply.report["subjects"] == []
    assert np.array_equal(reply.image, wall)


def test_pictures_of_any_size_follow_each_other(engine: EngineProcess, photo: Photo) -> None:
    for side in (64, 700, 33):
        image = np.zeros((side, side + 1, 3), np.uint8)
        reply = engine.try_on(image, photo.camera.resized(side + 1, side), [PAIR])
        assert reply.image.shape == image.shape


def test_unknown_products_and_variants_are_named(engine: EngineProcess, photo: Photo) -> None:
    with pytest.raises(UnknownProductError, match="no-such-thing"):
        engine.try_on(photo.image, photo.camera, [Choice("no-such-thing")])
    with pytest.raises(UnknownProductError, match="black"):
        engine.try_on(photo.image, photo.camera, [Choice("an-bang", "plaid")])
    assert engine.is_ready


def test_a_typed_pupillary_distance_fixes_the_scale(engine: EngineProcess, photo: Photo) -> None:
    def measured(distance_mm: float | None) -> dict[str, float]:
        reply = engine.try_on(photo.image, photo.camera, [PAIR], pupillary_distance_mm=distance_mm)
        subject = reply.report["subjects"][0]
        measure = subject["measures"]["pupillary_distance_mm"]
        return {**measure, "depth": subject["camera_from_subject"][2][3]}

    free, typed, larger = measured(None), measured(60.0), measured(66.0)
    assert typed["value"] == pytest.approx(60.0, abs=1.0)
    assert typed["high"] - typed["low"] < 0.6 * (free["high"] - free["low"])
    assert larger["depth"] / typed["depth"] == pytest.approx(66.0 / 60.0, rel=0.02)


def test_a_killed_worker_is_replaced(engine: EngineProcess, photo: Photo) -> None:
    before, pid = engine.restarts, engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    with pytest.raises(TrackerError, match="ended unexpectedly"):
        engine.try_on(photo.image, photo.camera, [PAIR], stream="s")

    live_again(engine, photo)
    assert engine.restarts == before + 1
    assert engine.pid != pid


def test_a_hanging_worker_is_replaced(engine: EngineProcess, photo: Photo) -> None:
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)

    start = time.monotonic()
    with pytest.raises(TrackerError, match="no answer"):
        engine.try_on(photo.image, photo.camera, [PAIR], stream="s")

    assert time.monotonic() - start < 2.0
    live_again(engine, photo)
    assert engine.pid != pid


def test_two_under_way_give_what_one_after_the_other_gives(
    engine: EngineProcess, photo: Photo
) -> None:
    outfits = [[PAIR], [], [Choice("an-bang", "navy")]]
    alone = [engine.try_on(photo.image, photo.camera, outfit) for outfit in outfits]

    first = engine.begin(photo.image, photo.camera, outfits[0])
    second = engine.begin(photo.image, photo.camera, outfits[1])
    later = second.wait()  # Before the first: answers keep for who comes for them.
    earlier = first.wait()
    third = engine.begin(photo.image, photo.camera, outfits[2]).wait()

    for expected, given in zip(alone, (earlier, later, third), strict=True):
        assert np.array_equal(given.image, expected.image)
        assert given.report["fits"] == expected.report["fits"]


def test_a_third_picture_waits_for_room(engine: EngineProcess, photo: Photo) -> None:
    under_way = [engine.begin(photo.image, photo.camera, [PAIR]) for _ in range(2)]
    with ThreadPoolExecutor(1) as pool:
        third = pool.submit(engine.begin, photo.image, photo.camera, [])
        with pytest.raises(TimeoutError):
            third.result(0.3)
        for pending in under_way:
            pending.wait()
        assert third.result(10.0).wait().report["fits"] == []


def test_a_killed_worker_fails_all_that_is_under_way_and_is_replaced_once(
    engine: EngineProcess, photo: Photo
) -> None:
    before, pid = engine.restarts, engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    under_way = [engine.begin(photo.image, photo.camera, [PAIR], stream="s") for _ in range(2)]
    os.kill(pid, signal.SIGKILL)

    for pending in under_way:
        with pytest.raises(TrackerError):
            pending.wait()

    live_again(engine, photo)
    assert engine.restarts == before + 1


def test_a_refused_picture_leaves_the_one_beside_it_alone(
    engine: EngineProcess, photo: Photo
) -> None:
    refused = engine.begin(photo.image, photo.camera, [Choice("no-such-thing")])
    fine = engine.begin(photo.image, photo.camera, [PAIR])

    with pytest.raises(UnknownProductError):
        refused.wait()
    assert [fit["refusal"] for fit in fine.wait().report["fits"]] == [None]


def test_missing_models_are_reported_at_start(tmp_path: Path) -> None:
    process = EngineProcess(EngineConfig(models_dir=tmp_path))
    with pytest.raises(AssetError, match="tryon models fetch"):
        process.start()
    process.close()


def test_closed_is_closed(photo: Photo) -> None:
    process = EngineProcess(EngineConfig())
    process.close()
    process.close()
    with pytest.raises(BackendError, match="closed"):
        process.try_on(photo.image, photo.camera, [])


def test_nothing_of_the_picture_stays_in_shared_memory(models: ModelStore, photo: Photo) -> None:
    del models
    before = set(Path("/dev/shm").glob("psm_*"))
    process = EngineProcess(EngineConfig(renderer="flat"))
    process.start()
    process.try_on(photo.image, photo.camera, [PAIR])
    process.close()
    assert set(Path("/dev/shm").glob("psm_*")) <= before


def test_a_room_is_furnished_as_the_core_does(engine: EngineProcess) -> None:
    room = draw_room()
    stand = Stand(1, room.pixel(0.0, 0.0, -2.5))
    reading = engine.read_room(room.image, ROOM_CAMERA, RoomHints(camera_height_m=1.4)).reading

    reply = engine.furnish(room.image, reading, [Placement(PIECE, None, stand)])

    worn = worn_product(load_catalog(EngineConfig()), Choice(PIECE), "room")
    studio = create_studio(FlatRenderer())
    here = studio.furnish(Frame(room.image, ROOM_CAMERA), reading, [(worn, stand)])
    assert np.array_equal(reply.image, here.image)
    assert [fit["refusal"] for fit in reply.report["fits"]] == [None]


def test_a_worker_ready_for_faces_furnishes_too(models: ModelStore) -> None:
    del models
    room = draw_room()
    stand = Stand(1, room.pixel(0.0, 0.0, -2.5))
    process = EngineProcess(EngineConfig(renderer="flat", subjects=("face",)))
    process.start()
    try:
        hints = RoomHints(camera_height_m=1.4)
        reading = process.read_room(room.image, ROOM_CAMERA, hints).reading
        reply = process.furnish(room.image, reading, [Placement(PIECE, None, stand)])
        assert [fit["refusal"] for fit in reply.report["fits"]] == [None]
        assert not np.array_equal(reply.image, room.image)
    finally:
        process.close()


def test_rooms_and_faces_refuse_each_others_products(engine: EngineProcess, photo: Photo) -> None:
    room = draw_room()
    reading = engine.read_room(room.image, ROOM_CAMERA, RoomHints()).reading
    stand = Stand(1, (480.0, 600.0))

    with pytest.raises(WrongSubjectError, match=PIECE):
        engine.try_on(photo.image, photo.camera, [Choice(PIECE)])
    with pytest.raises(WrongSubjectError, match=PAIR.sku):
        engine.furnish(room.image, reading, [Placement(PAIR.sku, None, stand)])
    with pytest.raises(ValueError, match="size of the picture"):
        engine.furnish(photo.image, reading, [])
    assert engine.is_ready
