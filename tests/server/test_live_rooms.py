"""`WS /v1/rooms/live`: furniture that stays where it was put, there and back."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.mailbox import Mailbox
from tests.server.conftest import CATALOG, make_settings, wait_until_ready
from tests.server.fakes import PaintEngine
from tests.server.furniture_shop import open_furniture_shop
from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import CAMERA, DrawnRoom, draw_room
from tryon import BackendError, decode_photo, encode_picture

FOCAL_35MM = CAMERA.fx * float(np.hypot(36, 24)) / float(np.hypot(CAMERA.width, CAMERA.height))
TRUE = {"camera_height_m": 1.4, "focal_35mm": FOCAL_35MM}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, PaintEngine]]:
    folder = open_furniture_shop(tmp_path_factory.mktemp("furniture"))
    engine = PaintEngine(rooms=RoomPainter((folder,)))
    settings = make_settings(catalog_dirs=(CATALOG, folder), live_sessions=1)
    with TestClient(create_app(settings, lambda _: engine)) as client:
        wait_until_ready(client)
        yield client, engine


@pytest.fixture
def engine(shop: tuple[TestClient, PaintEngine]) -> PaintEngine:
    shop[1].reset()
    shop[1].rooms.followed.clear()
    return shop[1]


@pytest.fixture
def client(shop: tuple[TestClient, PaintEngine], engine: PaintEngine) -> TestClient:
    assert engine.is_ready
    return shop[0]


@pytest.fixture(scope="module")
def walk() -> list[DrawnRoom]:
    return [draw_room(18.0 + 0.2 * n, 2.0, 30.0 + 0.4 * n, 1.4 + 0.004 * n) for n in range(5)]


@pytest.fixture(scope="module")
def frames(walk: list[DrawnRoom]) -> list[bytes]:
    return [encode_picture(room.image, "image/jpeg", 92) for room in walk]


@pytest.fixture
def chair(walk: list[DrawnRoom]) -> dict[str, Any]:
    return {"sku": "ghe-do", "number": 4, "spot": walk[0].pixel(1.5, 0.0, -2.5), "snap": False}


def live(client: TestClient, **headers: str) -> WebSocketTestSession:
    return client.websocket_connect(
        "/v1/rooms/live", subprotocols=["tryon.rooms.v1"], headers=headers
    )


def put(socket: WebSocketTestSession, *pieces: dict[str, Any], **hints: Any) -> None:
    socket.send_json({"type": "put", "pieces": pieces, "hints": hints or TRUE})
    told = socket.receive_json()
    assert (told["type"], len(told.get("numbers", []))) == ("put", len(pieces)), told


def exchange(socket: WebSocketTestSession, frame: bytes) -> tuple[dict[str, Any], bytes]:
    socket.send_bytes(frame)
    state = socket.receive_json()
    return state, socket.receive_bytes() if state["has_picture"] else b""


def changed(answer: bytes, frame: bytes) -> Any:
    """Give the middle of what was drawn, px, (2,); None if nothing was."""
    before, after = (decode_photo(data).image.astype(int) for data in (frame, answer))
    # The chair is red; its shadow and the JPEG's own noise are not.
    red = after[..., 0] - after[..., 1]
    rows, columns = np.nonzero((red > 60) & (np.abs(after - before).max(axis=2) > 60))
    return None if len(rows) < 200 else np.array([columns.mean(), rows.mean()])


def wait_until_none_walks(engine: PaintEngine) -> None:
    for _ in range(300):
        if engine.rooms.walks == 0:
            return
        time.sleep(0.01)
    pytest.fail(f"{engine.rooms.walks} walks are still remembered")


def test_piece_stays_where_it_was_put_while_the_camera_moves(
    client: TestClient,
    engine: PaintEngine,
    walk: list[DrawnRoom],
    frames: list[bytes],
    chair: dict[str, Any],
) -> None:
    with live(client) as socket:
        assert socket.accepted_subprotocol == "tryon.rooms.v1"
        put(socket, chair)
        answers = [exchange(socket, frame) for frame in frames]

    first, last = answers[0][0], answers[-1][0]
    assert [state["is_put"] for state, _ in answers] == [True, False, False, False, False]
    assert all(state["is_held"] and state["is_shown"] for state, _ in answers)
    assert first["pieces"][0]["spot"] == pytest.approx(chair["spot"], abs=0.1)
    place = walk[-1].pixel(1.5, 0.0, -2.5)
    assert last["pieces"][0]["spot"] == pytest.approx(place, abs=3.0)
    assert last["pieces"][0]["number"] == 4
    assert last["pieces"][0]["refusal"] is None
    assert 2.0 < last["pieces"][0]["distance_m"] < 4.0
    assert 0.5 < last["pieces"][0]["size_band_pct"] < 20.0
    assert last["floor"]["scale_source"] == "height_entered"
    assert last["floor"]["height_m"] == pytest.approx(walk[-1].height_m, abs=0.02)
    assert {"decode", "track", "render", "encode", "total"} <= set(last["timings_ms"])
    drawn = [changed(answer, frame) for (_, answer), frame in zip(answers, frames, strict=True)]
    moved = np.subtract(walk[-1].pixel(1.5, 0.4, -2.5), walk[0].pixel(1.5, 0.4, -2.5))
    assert drawn[-1] - drawn[0] == pytest.approx(moved, abs=6.0)
    wait_until_none_walks(engine)


def test_put_again_moves_turns_adds_and_takes_away(
    client: TestClient,
    engine: PaintEngine,
    walk: list[DrawnRoom],
    frames: list[bytes],
    chair: dict[str, Any],
) -> None:
    with live(client) as socket:
        put(socket, chair)
        exchange(socket, frames[0])
        moved = chair | {"spot": walk[1].pixel(1.9, 0.0, -2.2), "yaw_deg": 35.0}
        put(socket, moved, {"sku": "tu-dai", "spot": walk[1].pixel(0.3, 0.0, -3.0)})
        two, _ = exchange(socket, frames[1])
        put(socket)
        none, picture = exchange(socket, frames[2])
        still, _ = exchange(socket, frames[3])

    assert [piece["number"] for piece in two["pieces"]] == [4, 1]
    assert two["pieces"][0]["spot"] == pytest.approx(moved["spot"], abs=0.1)
    assert two["pieces"][0]["yaw_deg"] == pytest.approx(35.0, abs=0.01)
    assert (none["has_picture"], none["is_put"], picture) == (False, True, b"")
    assert (still["has_picture"], still["is_put"], still["hints"]) == (False, False, [])
    wait_until_none_walks(engine)


def test_refused_put_says_why_and_what_stood_still_does(
    client: TestClient, engine: PaintEngine, frames: list[bytes], chair: dict[str, Any]
) -> None:
    blank = encode_picture(np.full((720, 960, 3), 200, np.uint8), "image/jpeg")
    with live(client) as socket:
        put(socket, chair, focal_35mm=FOCAL_35MM)
        nowhere, _ = exchange(socket, blank)
        put(socket, chair)
        exchange(socket, frames[0])
        put(socket, chair | {"spot": [480.0, 20.0]})
        sky, picture = exchange(socket, frames[1])
        put(socket, chair, gravity={"up": [0.0, -0.3, -1.0]})
        tilted, _ = exchange(socket, frames[2])
        fine, _ = exchange(socket, frames[3])

    assert (nowhere["has_picture"], nowhere["hints"]) == (False, ["no_gravity"])
    assert (sky["refusal"], sky["is_put"], sky["hints"][0]) == (
        "tap_above_horizon", False, "tap_above_horizon",
    )  # fmt: skip
    assert changed(picture, frames[1]) is not None
    assert (tilted["refusal"], tilted["has_picture"]) == ("camera_too_tilted", True)
    assert (fine["refusal"], fine["is_held"]) == (None, True)
    wait_until_none_walks(engine)


def test_what_is_no_furniture_is_told_and_the_session_goes_on(
    client: TestClient, engine: PaintEngine, frames: list[bytes], chair: dict[str, Any]
) -> None:
    with live(client) as socket:
        for piece, code in (
            (chair | {"sku": "nowhere"}, "unknown_product"),
            (chair | {"sku": "an-bang"}, "not_for_rooms"),
            (chair | {"variant": "plaid"}, "unknown_product"),
        ):
            socket.send_json({"type": "put", "pieces": [piece]})
            assert socket.receive_json() == {"type": "error", "code": code}
        idle, _ = exchange(socket, frames[0])
        broken, _ = exchange(socket, b"no picture")
        put(socket, chair)
        fine, _ = exchange(socket, frames[0])

    assert (idle["has_picture"], idle["hints"]) == (False, [])
    assert broken["hints"] == ["unsupported_format"]
    assert fine["is_put"]
    wait_until_none_walks(engine)


def test_lost_walk_is_told_and_can_be_put_again(
    client: TestClient, engine: PaintEngine, frames: list[bytes], chair: dict[str, Any]
) -> None:
    portrait = encode_picture(np.full((960, 720, 3), 128, np.uint8), "image/jpeg")
    with live(client) as socket:
        put(socket, chair)
        exchange(socket, frames[0])
        engine.failures.append(BackendError("engine: the worker ended unexpectedly"))
        failed, _ = exchange(socket, frames[1])
        for stream in dict.fromkeys(engine.rooms.followed):
            engine.rooms.forget(stream)
        exchange(socket, frames[1])
        turned, _ = exchange(socket, portrait)
        put(socket, chair)
        again, _ = exchange(socket, frames[2])

    assert failed["hints"] == ["engine_failed"]
    assert (turned["has_picture"], turned["hints"]) == (False, ["walk_ended"])
    assert again["is_put"]
    wait_until_none_walks(engine)


def test_newest_frame_wins_but_that_of_a_put_is_not_lost(
    client: TestClient, engine: PaintEngine, frames: list[bytes], chair: dict[str, Any]
) -> None:
    with live(client) as socket:
        put(socket, chair)
        exchange(socket, frames[0])
        engine.gate.clear()
        socket.send_bytes(frames[1])
        time.sleep(0.3)
        put(socket, chair | {"yaw_deg": 30.0})
        for frame in frames[2:]:
            socket.send_bytes(frame)
        time.sleep(0.3)
        engine.gate.set()
        states = []
        for _ in range(2):
            states.append(socket.receive_json())
            socket.receive_bytes()

    assert [state["frame"] for state in states] == [1, 2]
    assert (states[1]["is_put"], states[1]["pieces"][0]["yaw_deg"]) == (True, pytest.approx(30.0))


def test_mailbox_keeps_what_came_with_an_order() -> None:
    mailbox: Mailbox[str] = Mailbox()
    kept = [mailbox.put(b"0"), mailbox.put(b"1", "order"), mailbox.put(b"2")]
    waiting = mailbox._slot

    assert kept == [True, False, False]
    assert waiting is not None
    assert (waiting.number, waiting.data, waiting.order) == (1, b"1", "order")
    mailbox.put(b"3", "newer")
    assert mailbox._slot is not None
    assert (mailbox._slot.number, mailbox._slot.dropped) == (3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        '{"type": "put"}',
        '{"type": "select", "pieces": []}',
        '{"type": "put", "pieces": [], "hints": {"camera_height_m": 40}}',
        '{"type": "put", "pieces": [], "rest": "' + "x" * 20_000 + '"}',
    ],
)
def test_message_that_cannot_be_understood_ends_the_session(client: TestClient, text: str) -> None:
    with live(client) as socket:
        socket.send_text(text)
        assert socket.receive_json() == {"type": "error", "code": "invalid_request"}
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_json()

    assert ended.value.code == 1008


def test_rooms_and_faces_share_the_places_for_live_sessions(client: TestClient) -> None:
    with client.websocket_connect("/v1/live", subprotocols=["tryon.v1"]), live(client) as second:
        assert second.receive_json() == {"type": "error", "code": "busy"}
        with pytest.raises(WebSocketDisconnect) as ended:
            second.receive_json()

    assert ended.value.code == 1013


def test_other_sites_and_other_protocols_are_refused(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), live(client, origin="https://elsewhere.example"):
        pass
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/v1/rooms/live", subprotocols=["tryon.v1"]),
    ):
        pass


def test_frames_are_counted_and_timed_under_a_name_of_their_own(
    client: TestClient, frames: list[bytes], chair: dict[str, Any]
) -> None:
    with live(client) as socket:
        put(socket, chair)
        exchange(socket, frames[0])
        exchange(socket, frames[1])

    text = client.get("/metrics").text
    for stage in ("decode", "read", "track", "render", "encode", "total"):
        assert f'tryon_stage_duration_seconds_count{{kind="room_live",stage="{stage}"}}' in text
    assert 'tryon_live_frames_total{outcome="answered"}' in text


def test_a_piece_that_is_moved_needs_no_new_reading(
    client: TestClient, engine: PaintEngine, walk: list[DrawnRoom], frames: list[bytes],
    chair: dict[str, Any],
) -> None:  # fmt: skip
    with live(client) as socket:
        put(socket, chair)
        exchange(socket, frames[0])
        before = len(engine.rooms.hints)

        put(socket, chair | {"spot": walk[3].pixel(0.9, 0.0, -2.5)})
        state, answer = exchange(socket, frames[3])

        assert state["is_put"]
        assert len(engine.rooms.hints) == before
        seen = changed(answer, frames[3])
        assert seen is not None
        there = np.array(walk[3].pixel(0.9, 0.4, -2.5))
        assert np.linalg.norm(seen - there) < 40.0
        assert state["floor"]["height_m"] == pytest.approx(walk[3].height_m, abs=0.03)

        # What is told of the size anew is read anew.
        socket.send_json(
            {"type": "put", "pieces": [chair], "hints": TRUE | {"camera_height_m": 1.2}}
        )
        socket.receive_json()
        exchange(socket, frames[4])
        assert len(engine.rooms.hints) == before + 1
