"""The queue in front of the engine."""

import asyncio
import time

import numpy as np
import pytest

from server.jobs import TryOnJob
from server.pool import EngineQueue, QueueFullError
from tests.server.fakes import PaintEngine
from tryon import BackendError, CameraIntrinsics, Choice, EngineStartingError, Photo


def job(stream: str | None = None) -> TryOnJob:
    image = np.full((60, 80, 3), 128, np.uint8)
    photo = Photo(image, CameraIntrinsics.default(80, 60), 80, 60)
    return TryOnJob(photo, (Choice("an-bang"),), stream)


def started(engine: PaintEngine, limit: int = 2) -> EngineQueue:
    queue = EngineQueue(engine, limit)
    queue.start()
    for _ in range(500):
        if queue.is_ready:
            return queue
        time.sleep(0.01)
    pytest.fail("the engine did not start")


def test_cancelled_job_never_reaches_the_engine() -> None:
    engine = PaintEngine()
    engine.gate.clear()
    queue = started(engine, limit=3)

    async def leave_the_queue() -> None:
        first = asyncio.create_task(queue.do(job()))
        second = asyncio.create_task(queue.do(job()))
        third = asyncio.create_task(queue.do(job()))
        while not engine.calls:  # noqa: ASYNC110 - the engine lives on another thread
            await asyncio.sleep(0.01)
        second.cancel()
        await asyncio.sleep(0)
        engine.gate.set()
        await asyncio.gather(first, third)

    asyncio.run(leave_the_queue())
    queue.close()

    assert len(engine.calls) == 2
    assert queue.waiting == 0


def test_live_frames_do_not_take_the_places_of_photos() -> None:
    engine = PaintEngine()
    engine.gate.clear()
    queue = started(engine, limit=1)

    async def fill() -> list[object]:
        working = asyncio.create_task(queue.do(job()))
        while not engine.calls:  # noqa: ASYNC110 - the engine lives on another thread
            await asyncio.sleep(0.01)
        frames = [asyncio.create_task(queue.do(job(f"live-{n}"))) for n in range(3)]
        photos = [asyncio.create_task(queue.do(job())) for _ in range(2)]
        await asyncio.sleep(0.05)
        engine.gate.set()
        return await asyncio.gather(working, *frames, *photos, return_exceptions=True)

    answers = asyncio.run(fill())
    queue.close()

    assert [isinstance(answer, QueueFullError) for answer in answers] == [False] * 5 + [True]


def test_engine_that_cannot_start_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pool._START_AGAIN_S", 0.05)
    engine = PaintEngine(start_error=BackendError("engine: no GL"))
    queue = EngineQueue(engine, 2)
    queue.start()
    for _ in range(200):
        if queue.fault is not None:
            break
        time.sleep(0.01)
    assert queue.fault == "engine: no GL"

    engine.start_error = None
    for _ in range(200):
        if queue.is_ready:
            break
        time.sleep(0.01)

    assert queue.is_ready
    assert queue.fault is None
    queue.close()
    assert engine.is_closed


def test_who_still_waits_is_refused_when_the_service_ends() -> None:
    engine = PaintEngine()
    engine.gate.clear()
    queue = started(engine, limit=2)

    async def close_while_waiting() -> list[object]:
        tasks = [asyncio.create_task(queue.do(job())) for _ in range(2)]
        while not engine.calls:  # noqa: ASYNC110 - the engine lives on another thread
            await asyncio.sleep(0.01)
        closing = asyncio.create_task(asyncio.to_thread(queue.close))
        await asyncio.sleep(0.05)
        engine.gate.set()
        await closing
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, second = asyncio.run(close_while_waiting())

    assert not isinstance(first, Exception)
    assert isinstance(second, EngineStartingError)


def test_stream_is_forgotten_after_its_last_frame() -> None:
    engine = PaintEngine(delay_s=0.02)
    queue = started(engine)

    async def one_frame() -> None:
        await queue.do(job("live-1"))

    asyncio.run(one_frame())
    queue.forget("live-1")
    queue.close()

    assert engine.forgotten == ["live-1"]
