"""`WS /v1/live`: frames there and back, the newest wins."""

import asyncio
import time
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.mailbox import Mailbox
from tests.server.conftest import make_settings, wait_until_ready
from tests.server.fakes import PaintEngine
from tryon import Choice, decode_photo, encode_picture

HELLO = {"type": "hello", "products": [{"sku": "an-bang", "variant": "navy"}]}


def live(client: TestClient, **headers: str) -> WebSocketTestSession:
    return client.websocket_connect("/v1/live", subprotocols=["tryon.v1"], headers=headers)


def greet(socket: WebSocketTestSession) -> None:
    socket.send_json(HELLO)
    assert socket.receive_json()["type"] == "selected"


def exchange(socket: WebSocketTestSession, frame: bytes) -> tuple[dict[str, Any], bytes]:
    socket.send_bytes(frame)
    state = socket.receive_json()
    return state, socket.receive_bytes() if state["has_picture"] else b""


def test_frame_comes_back_with_its_state(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    with live(client) as socket:
        assert socket.accepted_subprotocol == "tryon.v1"
        greet(socket)
        state, answer = exchange(socket, picture)

    assert (state["frame"], state["dropped"], state["hints"]) == (0, 0, [])
    assert state["subjects"][0]["box"] == [80, 60, 160, 120]
    assert state["measures"]["pupillary_distance_mm"]["low"] == 58.0
    assert {"decode", "encode", "total"} <= set(state["timings_ms"])
    red, green, _ = decode_photo(answer).image[90, 120]
    assert green > 150
    assert red < 60
    assert engine.calls[0]["choices"] == (Choice("an-bang", "navy"),)


def test_frames_of_a_session_are_one_stream_with_rising_times_forgotten_at_the_end(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    with live(client) as socket:
        greet(socket)
        for _ in range(3):
            exchange(socket, picture)
    for _ in range(200):
        if engine.forgotten:
            break
        time.sleep(0.01)

    streams = {call["stream"] for call in engine.calls}
    times = [call["timestamp_s"] for call in engine.calls]
    assert len(streams) == 1
    assert times == sorted(set(times))
    assert set(engine.forgotten) == streams


def test_turned_camera_begins_a_new_stream(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    portrait = encode_picture(np.full((320, 240, 3), 128, np.uint8), "image/jpeg")
    with live(client) as socket:
        greet(socket)
        exchange(socket, picture)
        exchange(socket, portrait)

    first, second = (call["stream"] for call in engine.calls)
    assert first != second


def test_product_can_be_changed_without_a_new_connection(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    with live(client) as socket:
        greet(socket)
        exchange(socket, picture)
        products = [{"sku": "hoi-an", "variant": None, "person": 0}]
        socket.send_json({"type": "select", "products": products, "pupillary_distance_mm": 60})
        assert socket.receive_json() == {"type": "selected", "products": products}
        exchange(socket, picture)

    assert engine.calls[1]["choices"] == (Choice("hoi-an", None, 0),)
    assert engine.calls[1]["pupillary_distance_mm"] == 60.0


def test_nobody_and_unusable_frames_are_told_and_the_session_goes_on(
    client: TestClient, black_picture: bytes, picture: bytes
) -> None:
    with live(client) as socket:
        greet(socket)
        nobody, _ = exchange(socket, black_picture)
        broken, _ = exchange(socket, b"no picture")
        fine, answer = exchange(socket, picture)

    assert nobody["hints"] == ["no_face"]
    assert (broken["has_picture"], broken["hints"]) == (False, ["unsupported_format"])
    assert (fine["frame"], fine["hints"]) == (2, [])
    assert answer


def test_two_people_keep_their_own_products_and_nobody_is_bare_by_force(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    engine.people = 2
    engine.refused["hoi-an"] = "turned_away"
    products = [{"sku": "an-bang", "person": 0}, {"sku": "hoi-an", "person": 1}]
    with live(client) as socket:
        greet(socket)
        socket.send_json({"type": "select", "products": products})
        socket.receive_json()
        state, _ = exchange(socket, picture)
        socket.send_json({"type": "select", "products": []})
        socket.receive_json()
        bare, _ = exchange(socket, picture)

    assert [subject["id"] for subject in state["subjects"]] == [0, 1]
    assert state["refusals"] == [{"sku": "hoi-an", "subject": 1, "code": "turned_away"}]
    assert engine.calls[0]["choices"] == (Choice("an-bang", None, 0), Choice("hoi-an", None, 1))
    assert (engine.calls[1]["choices"], bare["has_picture"]) == ((), True)


def test_what_cannot_be_worn_is_told_and_the_old_one_stays(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    with live(client) as socket:
        greet(socket)
        for skus, code in ((["nowhere"], "unknown_product"), (["an-bang", "hoi-an"], "same_slot")):
            products = [{"sku": sku} for sku in skus]
            socket.send_json({"type": "select", "products": products})
            assert socket.receive_json() == {"type": "error", "code": code}
        exchange(socket, picture)

    assert engine.calls[0]["choices"] == (Choice("an-bang", "navy"),)


def test_newest_frame_wins_while_the_engine_is_busy(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    engine.gate.clear()
    with live(client) as socket:
        greet(socket)
        socket.send_bytes(picture)
        while not engine.calls:
            time.sleep(0.01)
        for _ in range(5):
            socket.send_bytes(picture)
        time.sleep(0.3)
        engine.gate.set()
        first = socket.receive_json()
        socket.receive_bytes()
        second = socket.receive_json()
        socket.receive_bytes()

    assert (first["frame"], first["dropped"]) == (0, 0)
    assert (second["frame"], second["dropped"]) == (5, 4)
    assert len(engine.calls) == 2


@pytest.mark.parametrize("text", ["no json", '{"type": "hello"}', '{"type": "x", "products": []}'])
def test_message_that_cannot_be_understood_ends_the_session(client: TestClient, text: str) -> None:
    with live(client) as socket:
        socket.send_text(text)
        assert socket.receive_json() == {"type": "error", "code": "invalid_request"}
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_json()

    assert ended.value.code == 1008


def test_frame_before_hello_ends_the_session(client: TestClient, picture: bytes) -> None:
    with live(client) as socket:
        socket.send_bytes(picture)
        assert socket.receive_json()["code"] == "invalid_request"
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


def test_session_over_the_limit_is_asked_to_come_back(client: TestClient) -> None:
    with live(client) as first, live(client) as second:
        greet(first)
        greet(second)
        with live(client) as third:
            assert third.receive_json() == {"type": "error", "code": "busy"}
            with pytest.raises(WebSocketDisconnect) as ended:
                third.receive_json()

    assert ended.value.code == 1013


def test_silent_session_is_ended() -> None:
    settings = make_settings(live_idle_s=0.2)
    with TestClient(create_app(settings, lambda _: PaintEngine())) as client:
        wait_until_ready(client)
        with live(client) as socket:
            greet(socket)
            with pytest.raises(WebSocketDisconnect) as ended:
                socket.receive_json()

    assert ended.value.code == 4408


def test_other_sites_and_other_protocols_are_refused(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), live(client, origin="https://elsewhere.example"):
        pass
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/v1/live"):
        pass
    with live(client, origin="http://testserver") as socket:
        greet(socket)


def test_mailbox_keeps_only_the_newest() -> None:
    async def fill_and_take() -> tuple[int, int, bytes]:
        mailbox: Mailbox[str] = Mailbox()
        kept = [mailbox.put(bytes([number])) for number in range(3)]
        assert kept == [True, False, False]
        arrival = await mailbox.take()
        return arrival.number, arrival.dropped, arrival.data

    assert asyncio.run(fill_and_take()) == (2, 2, b"\x02")
