"""`POST /v1/try-ons` when the engine is busy or gone, or the client leaves."""

import asyncio
import threading

import httpx
from fastapi.testclient import TestClient

from server.app import create_app
from server.settings import Settings
from tests.server.fakes import PaintEngine
from tests.server.sending import send
from tryon import BackendError


def test_engine_failure_asks_to_come_back(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    engine.failures += [BackendError("engine: the worker ended unexpectedly")] * 2

    answer = send(client, picture)

    assert (answer.status_code, answer.json()["code"]) == (503, "engine_failed")
    assert int(answer.headers["retry-after"]) >= 1
    assert send(client, picture).status_code == 200


def test_photo_that_met_a_dying_engine_is_worked_on_by_the_next(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    engine.failures.append(BackendError("engine: the worker ended unexpectedly"))

    assert send(client, picture).status_code == 200
    assert len(engine.calls) == 2


def test_photo_waits_for_an_engine_that_is_being_replaced(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    engine.is_ready = False
    threading.Timer(0.3, lambda: setattr(engine, "is_ready", True)).start()

    assert send(client, picture).status_code == 200


def run_together(settings: Settings, engine: PaintEngine, photo: bytes, count: int) -> list[int]:
    """Send `count` photos at once to an engine that is held; give the statuses."""

    async def all_at_once() -> list[int]:
        app = create_app(settings, lambda _: engine)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                for _ in range(1000):
                    if (await client.get("/readyz")).status_code == 200:
                        break
                    await asyncio.sleep(0.01)
                sends = [
                    asyncio.create_task(
                        client.post("/v1/try-ons", files={"image": photo}, data={"sku": "an-bang"})
                    )
                    for _ in range(count)
                ]
                refusals = asyncio.as_completed(sends)
                for _ in range(count - 3):
                    await next(refusals)
                engine.gate.set()
                return [answer.status_code for answer in await asyncio.gather(*sends)]

    return asyncio.run(all_at_once())


def test_full_queue_answers_503_and_the_others_are_served(
    settings: Settings, picture: bytes
) -> None:
    engine = PaintEngine()
    engine.gate.clear()

    statuses = run_together(settings, engine, picture, 6)

    # One is being worked on and two wait; the other three find no place.
    assert sorted(statuses) == [200, 200, 200, 503, 503, 503]
    assert len(engine.calls) == 3


def test_client_that_leaves_gives_up_its_turn(settings: Settings, picture: bytes) -> None:
    engine = PaintEngine()
    engine.gate.clear()
    app = create_app(settings, lambda _: engine)
    boundary = "x"
    body = (
        b'--x\r\nContent-Disposition: form-data; name="sku"\r\n\r\nan-bang\r\n'
        b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
        + picture
        + b"\r\n--x--\r\n"
    )
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/v1/try-ons",
        "raw_path": b"/v1/try-ons",
        "query_string": b"",
        "headers": [(b"content-type", f"multipart/form-data; boundary={boundary}".encode())],
    }

    async def leave_early() -> list[int]:
        left = asyncio.Event()
        statuses: list[int] = []

        async def request() -> None:
            messages = [{"type": "http.request", "body": body, "more_body": False}]

            async def receive() -> dict[str, object]:
                if messages:
                    return messages.pop()
                await left.wait()
                return {"type": "http.disconnect"}

            async def send(message: dict[str, object]) -> None:
                if message["type"] == "http.response.start":
                    statuses.append(int(str(message["status"])))

            await app(dict(scope), receive, send)

        async with app.router.lifespan_context(app):
            waiting = [asyncio.create_task(request()) for _ in range(2)]
            for _ in range(1000):
                if engine.calls and app.state.services.engine.waiting == 1:
                    break
                await asyncio.sleep(0.01)
            left.set()
            await asyncio.gather(*waiting)
            engine.gate.set()
        return statuses

    statuses = asyncio.run(leave_early())

    assert statuses == [499, 499]
    assert len(engine.calls) == 1
