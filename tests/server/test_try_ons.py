"""`POST /v1/try-ons`: what comes back, in which form, and what is refused."""

import asyncio
import io
import json
import sys
import tempfile
import threading
from email.parser import BytesParser
from pathlib import Path

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow

from server.app import create_app
from server.settings import Settings
from tests.server.conftest import wait_until_ready
from tests.server.fakes import PaintEngine
from tryon import BackendError, Choice, decode_photo, encode_picture

Fields = dict[str, str | list[str]]


def send(
    client: TestClient, picture: bytes, fields: Fields | None = None, **headers: str
) -> httpx.Response:
    data = {"sku": "an-bang"} if fields is None else fields
    return client.post(
        "/v1/try-ons",
        files={"image": ("me.jpg", picture, "image/jpeg")},
        data=data,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def with_exif(width: int, height: int, orientation: int, focal_35mm: int) -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0xA405] = focal_35mm
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    Pillow.new("RGB", (width, height), (128, 128, 128)).save(target, "JPEG", exif=exif)
    return target.getvalue()


@pytest.mark.parametrize(
    ("accept", "media_type", "name"),
    [
        ("*/*", "image/jpeg", "JPEG"),
        ("image/*", "image/jpeg", "JPEG"),
        ("image/png", "image/png", "PNG"),
        ("image/webp, image/jpeg;q=0.5", "image/webp", "WEBP"),
        ("text/html, image/webp;q=0.2, */*;q=0.1", "image/webp", "WEBP"),
    ],
)
def test_picture_comes_in_the_format_the_client_prefers(
    client: TestClient, picture: bytes, accept: str, media_type: str, name: str
) -> None:
    answer = send(client, picture, accept=accept)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "no-store"
    with Pillow.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.size) == (name, (320, 240))
        red, green, _ = image.convert("RGB").getpixel((120, 90))
    assert green > 150
    assert red < 60


def test_report_is_in_pixels_of_the_upright_photo_as_sent(settings: Settings) -> None:
    photo = with_exif(400, 300, orientation=6, focal_35mm=26)
    small = settings.model_copy(update={"output_side": 256})
    engine = PaintEngine()
    with TestClient(create_app(small, lambda _: engine)) as client:
        wait_until_ready(client)
        report = send(client, photo, accept="application/json").json()

    assert (report["width"], report["height"]) == (300, 400)
    assert max(engine.calls[0]["shape"][:2]) <= 256
    focal = 26.0 / float(np.hypot(36, 24)) * float(np.hypot(300, 400))
    assert report["camera"]["fx"] == pytest.approx(focal, rel=1e-3)
    assert report["camera"]["source"] == "exif"
    assert report["subjects"][0]["box"] == pytest.approx([75, 100, 150, 200], abs=1.0)
    assert report["subjects"][0]["points"]["nose_bridge"] == pytest.approx([149.5, 199.5], abs=0.6)
    assert report["fits"][0]["sku"] == "an-bang"
    assert {"decode", "track", "total"} <= set(report["timings_ms"])
    assert report["input"] is None


def test_both_report_and_picture_come_as_form_data(client: TestClient, picture: bytes) -> None:
    answer = send(client, picture, accept="multipart/form-data")

    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + answer.content).get_payload()
    report, image = (part.get_payload(decode=True) for part in parts)
    assert json.loads(report)["fits"][0]["refusal"] is None
    assert decode_photo(image).width == 320


def test_answer_carries_no_metadata(client: TestClient) -> None:
    answer = send(client, with_exif(320, 240, orientation=1, focal_35mm=26))

    with Pillow.open(io.BytesIO(answer.content)) as image:
        assert len(image.getexif()) == 0
    assert b"Exif" not in answer.content


def test_choice_distance_and_focal_length_reach_the_engine(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    fields: Fields = {
        "sku": "an-bang",
        "variant": "navy",
        "pupillary_distance_mm": "61.5",
        "focal_35mm": "28",
    }

    send(client, picture, fields)

    call = engine.calls[0]
    assert call["choices"] == (Choice("an-bang", "navy"),)
    assert call["pupillary_distance_mm"] == 61.5
    assert call["stream"] is None
    assert call["camera"].fx == pytest.approx(28 / float(np.hypot(36, 24)) * 400.0, rel=1e-4)


def test_variant_may_be_written_behind_the_sku(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    send(client, picture, {"sku": "an-bang:navy"})

    assert engine.calls[0]["choices"] == (Choice("an-bang", "navy"),)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        pytest.param({}, 422, "invalid_request", id="no-sku"),
        pytest.param({"sku": "nowhere"}, 422, "unknown_product", id="unknown-sku"),
        pytest.param({"sku": "an-bang:no"}, 422, "unknown_product", id="unknown-variant"),
        pytest.param({"sku": ["an-bang", "hoi-an"]}, 422, "same_category", id="two-pairs"),
        pytest.param(
            {"sku": "an-bang", "pupillary_distance_mm": "12"}, 422, "invalid_request", id="pd"
        ),
        pytest.param(
            {"sku": "an-bang", "pupillary_distance_mm": "nan"}, 422, "invalid_request", id="nan"
        ),
        pytest.param(
            {"sku": "an-bang", "note": "x" * 300}, 422, "invalid_request", id="long-field"
        ),
        pytest.param({"sku": ["an-bang"] * 20}, 422, "invalid_request", id="many-fields"),
    ],
)
def test_wrong_request_is_refused_with_a_problem(
    client: TestClient, picture: bytes, fields: Fields, status: int, code: str
) -> None:
    answer = send(client, picture, fields)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["title"]
    assert problem["detail"]
    assert answer.headers["x-request-id"] in problem["instance"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        pytest.param(b"GIF89a" + bytes(50), 415, "unsupported_format", id="gif"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(50), 422, "damaged", id="damaged"),
        pytest.param(b"", 415, "unsupported_format", id="empty"),
        pytest.param(
            encode_picture(np.zeros((8, 8, 3), np.uint8), "image/png"),
            422,
            "picture_too_small",
            id="tiny",
        ),
    ],
)
def test_unusable_picture_is_refused(
    client: TestClient, content: bytes, status: int, code: str
) -> None:
    answer = send(client, content)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_problem_speaks_the_language_of_the_client(client: TestClient, picture: bytes) -> None:
    vietnamese = send(client, picture, {"sku": "x"}, accept_language="vi-VN,vi;q=0.9,en;q=0.5")
    english = send(client, picture, {"sku": "x"}, accept_language="en-US")

    assert vietnamese.json()["title"] == "Không có sản phẩm này"
    assert vietnamese.headers["content-language"] == "vi"
    assert english.json()["title"] == "Unknown product"


def test_nobody_in_the_picture_is_a_problem_for_pictures_and_a_result_for_reports(
    client: TestClient, black_picture: bytes
) -> None:
    pictured = send(client, black_picture)
    reported = send(client, black_picture, accept="application/json")

    assert (pictured.status_code, pictured.json()["code"]) == (422, "no_face")
    assert reported.status_code == 200
    assert reported.json()["subjects"] == []


def test_format_we_do_not_write_is_refused(client: TestClient, picture: bytes) -> None:
    answer = send(client, picture, accept="text/html")

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_body_that_is_no_form_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/try-ons", content=b"{}", headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_body")


def test_broken_form_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/v1/try-ons",
        content=b'--x\r\nContent-Disposition: form-data; name="image"\r\n\r\nabc',
        headers={"content-type": "multipart/form-data; boundary=x"},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_large_picture_is_refused_by_its_declared_length(client: TestClient) -> None:
    answer = send(client, bytes(12_100_000))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_bytes")


def test_large_picture_without_a_length_is_refused_while_it_streams(client: TestClient) -> None:
    sent = 0

    def endless() -> object:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
        for _ in range(200):
            sent += 100_000
            yield bytes(100_000)

    answer = client.post(
        "/v1/try-ons",
        content=endless(),  # pyright: ignore[reportArgumentType]
        headers={"content-type": "multipart/form-data; boundary=x"},
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_bytes")


def test_engine_failure_asks_to_come_back(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    engine.failures.append(BackendError("engine: no answer within 2.0 s"))

    answer = send(client, picture)

    assert (answer.status_code, answer.json()["code"]) == (503, "engine_failed")
    assert int(answer.headers["retry-after"]) >= 1
    assert send(client, picture).status_code == 200


def test_photo_waits_for_an_engine_that_is_being_replaced(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    engine.is_ready = False
    threading.Timer(0.3, lambda: setattr(engine, "is_ready", True)).start()

    assert send(client, picture).status_code == 200


def test_nothing_is_written_while_a_large_photo_is_worked_on(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator
) -> None:
    # Frameworks spool uploads over 1 MB into temporary files; this one is 3 MB.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    noise = rng.integers(0, 255, (1200, 1600, 3), np.uint8)
    photo = encode_picture(noise, "image/jpeg", 95)
    assert len(photo) > 1_500_000
    opened: list[str] = []
    recording = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        mode = arguments[1] if event == "open" else None
        if recording and isinstance(mode, str) and any(letter in mode for letter in "wax+"):
            opened.append(str(arguments[0]))

    sys.addaudithook(hook)

    answer = send(client, photo)

    recording = False
    assert answer.status_code == 200
    assert opened == []
    assert list(tmp_path.iterdir()) == []


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
