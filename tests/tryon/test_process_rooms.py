"""Rooms that cameras walk through: followed as the core does, lost with the worker."""

import os
import signal
import time
from collections.abc import Iterator

import numpy as np
import pytest

from tests.tryon.tracking.room_pictures import CAMERA, DrawnRoom, draw_room
from tryon.arrays import Image
from tryon.errors import TrackerError, UnknownProductError, UnknownStreamError, WrongSubjectError
from tryon.factory import (
    Choice,
    EngineConfig,
    Placement,
    create_studio,
    load_catalog,
    worn_product,
)
from tryon.frame import Frame
from tryon.landmarks.room import RoomHints, RoomReading, Stand
from tryon.process import EngineProcess, EngineStartingError
from tryon.rendering.flat_backend import FlatRenderer
from tryon.room_live import RoomStream
from tryon.room_report import make_moment_report
from tryon.tracking.models import ModelStore

pytestmark = [pytest.mark.models, pytest.mark.slow, pytest.mark.timeout(180)]

PIECE = "ghe-an-lung-cheo"
HINTS = RoomHints(camera_height_m=1.4)


@pytest.fixture(scope="module")
def walk() -> list[DrawnRoom]:
    """Give a camera that turns and rises a little."""
    return [draw_room(18.0 + 0.2 * n, 2.0, 30.0 + 0.4 * n, 1.4 + 0.004 * n) for n in range(6)]


@pytest.fixture(scope="module")
def reading(walk: list[DrawnRoom]) -> RoomReading:
    engine = EngineProcess(EngineConfig())
    return engine.read_room(walk[0].image, CAMERA, HINTS).reading


@pytest.fixture(scope="module")
def engine(models: ModelStore) -> Iterator[EngineProcess]:
    del models
    process = EngineProcess(EngineConfig(renderer="flat"))
    process.start()
    yield process
    process.close()


@pytest.fixture
def placement(walk: list[DrawnRoom]) -> Placement:
    return Placement(PIECE, None, Stand(1, walk[0].pixel(0.0, 0.0, -2.5), 20.0, snap=False))


def images(walk: list[DrawnRoom]) -> list[Image]:
    return [room.image for room in walk]


def test_a_room_is_followed_as_the_core_does(
    engine: EngineProcess, walk: list[DrawnRoom], reading: RoomReading, placement: Placement
) -> None:
    first, *later = images(walk)
    replies = [engine.begin_walk(first, reading, [placement], "w")]
    replies += [
        engine.follow_room(image, "w", timestamp_s=n / 30.0) for n, image in enumerate(later, 1)
    ]

    worn = worn_product(load_catalog(EngineConfig()), Choice(PIECE), "room")
    studio = create_studio(FlatRenderer())
    here = RoomStream(studio, Frame(first, CAMERA), reading, [(worn, placement.stand)])
    for n, reply in enumerate(replies):
        if n > 0:
            here.follow(Frame(walk[n].image, CAMERA, n / 30.0, n))
        assert np.array_equal(reply.image, here.moment.picture.image)
        expected = make_moment_report(here.moment, reading)
        assert reply.report["fits"] == expected["fits"]
        assert reply.report["subjects"] == expected["subjects"]
        assert (reply.report.get("held"), reply.report.get("shown")) == (True, True)
    engine.forget("w")


def test_the_report_tells_places_of_the_present_picture(
    engine: EngineProcess, walk: list[DrawnRoom], reading: RoomReading, placement: Placement
) -> None:
    first, *later = images(walk)
    begun = engine.begin_walk(first, reading, [placement], "w").report
    now = [
        engine.follow_room(image, "w", timestamp_s=n / 30.0).report
        for n, image in enumerate(later, 1)
    ][-1]
    engine.forget("w")

    assert begun["fits"][0].get("spot_px") == pytest.approx(placement.stand.spot, abs=0.01)
    assert begun["fits"][0].get("yaw_deg") == pytest.approx(20.0, abs=0.01)
    # The drawn room is turned beneath the camera by 2 degrees: the piece turns along with it.
    assert now["fits"][0].get("yaw_deg") == pytest.approx(22.0, abs=0.2)
    seen = walk[-1].pixel(0.0, 0.0, -2.5)
    assert now["fits"][0].get("spot_px") == pytest.approx(seen, abs=2.0)
    floor = now["subjects"][0].get("floor")
    assert floor is not None
    assert floor["up"] == pytest.approx(walk[-1].up.tolist(), abs=0.01)
    assert floor["height_m"] == pytest.approx(1.42, abs=0.01)
    assert floor["wall_yaw_deg"] == pytest.approx(30.0 + 2.0, abs=1.5)


def test_a_stream_that_was_forgotten_or_has_another_size_is_unknown(
    engine: EngineProcess, walk: list[DrawnRoom], reading: RoomReading, placement: Placement
) -> None:
    image = walk[0].image
    engine.begin_walk(image, reading, [placement], "w")

    with pytest.raises(UnknownStreamError, match="960 x 720 px, got 480 x 720"):
        engine.follow_room(image[:, ::2], "w", timestamp_s=0.1)
    engine.forget("w")
    for name in ("w", "never"):
        with pytest.raises(UnknownStreamError, match=name):
            engine.follow_room(image, name, timestamp_s=0.1)
    assert engine.is_ready


def test_what_cannot_be_walked_with_is_refused(
    engine: EngineProcess, walk: list[DrawnRoom], reading: RoomReading, placement: Placement
) -> None:
    image = walk[0].image
    blank = np.full_like(image, 127)
    refused = engine.read_room(blank, CAMERA, RoomHints()).reading

    with pytest.raises(ValueError, match="no_gravity"):
        engine.begin_walk(blank, refused, [placement], "w")
    with pytest.raises(ValueError, match="size of the picture"):
        engine.begin_walk(image[::2], reading, [placement], "w")
    with pytest.raises(UnknownProductError, match="no-such"):
        engine.begin_walk(image, reading, [Placement("no-such", None, placement.stand)], "w")
    with pytest.raises(WrongSubjectError, match="an-bang"):
        engine.begin_walk(image, reading, [Placement("an-bang", None, placement.stand)], "w")
    with pytest.raises(UnknownStreamError):
        engine.follow_room(image, "w", timestamp_s=0.1)


def test_a_replaced_worker_has_lost_its_streams_and_begins_new_ones(
    engine: EngineProcess, walk: list[DrawnRoom], reading: RoomReading, placement: Placement
) -> None:
    image = walk[0].image
    engine.begin_walk(image, reading, [placement], "w")
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    with pytest.raises(TrackerError):
        engine.follow_room(image, "w", timestamp_s=0.1)
    deadline = time.monotonic() + 60.0
    while not engine.is_ready and time.monotonic() < deadline:
        with pytest.raises(EngineStartingError):
            engine.follow_room(image, "w", timestamp_s=0.1)
        time.sleep(0.2)
    with pytest.raises(UnknownStreamError, match="there is none any more"):
        engine.follow_room(image, "w", timestamp_s=0.1)

    reply = engine.begin_walk(image, reading, [placement], "w")
    assert [fit["refusal"] for fit in reply.report["fits"]] == [None]
    engine.forget("w")
