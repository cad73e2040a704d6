"""`POST /v1/try-ons`: what comes back, in which form."""

import io
import json
from email.parser import BytesParser

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow

from server.app import create_app
from server.settings import Settings
from tests.server.conftest import wait_until_ready
from tests.server.fakes import PaintEngine
from tests.server.sending import Fields, send, with_exif
from tryon import Choice, decode_photo


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
        "holds_card": "true",
        "focal_35mm": "28",
    }

    send(client, picture, fields)

    call = engine.calls[0]
    assert call["choices"] == (Choice("an-bang", "navy"),)
    assert call["pupillary_distance_mm"] == 61.5
    assert call["holds_card"] is True
    assert call["stream"] is None
    assert call["camera"].fx == pytest.approx(28 / float(np.hypot(36, 24)) * 400.0, rel=1e-4)


def test_variant_may_be_written_behind_the_sku(
    client: TestClient, engine: PaintEngine, picture: bytes
) -> None:
    send(client, picture, {"sku": "an-bang:navy"})

    assert engine.calls[0]["choices"] == (Choice("an-bang", "navy"),)
