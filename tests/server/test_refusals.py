"""`POST /v1/try-ons`: what is refused, how, and that nothing stays behind."""

import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from tests.server.sending import Fields, send
from tryon import encode_picture


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        pytest.param({}, 422, "invalid_request", id="no-sku"),
        pytest.param({"sku": "nowhere"}, 422, "unknown_product", id="unknown-sku"),
        pytest.param({"sku": "an-bang:no"}, 422, "unknown_product", id="unknown-variant"),
        pytest.param({"sku": ["an-bang", "hoi-an"]}, 422, "same_slot", id="two-pairs"),
        pytest.param({"sku": "an-bang@me"}, 422, "invalid_request", id="person-no-number"),
        pytest.param({"sku": "an-bang@3"}, 422, "unknown_person", id="nobody-of-that-number"),
        pytest.param(
            {"sku": ["an-bang@0", "hoi-an@0"]}, 422, "same_slot", id="two-pairs-on-one-person"
        ),
        pytest.param({"look": "nowhere"}, 422, "unknown_look", id="unknown-look"),
        pytest.param(
            {"sku": "an-bang", "pupillary_distance_mm": "12"}, 422, "invalid_request", id="pd"
        ),
        pytest.param({"sku": "an-bang", "holds_card": "maybe"}, 422, "invalid_request", id="card"),
        pytest.param(
            {"sku": "an-bang", "pupillary_distance_mm": "nan"}, 422, "invalid_request", id="nan"
        ),
        pytest.param(
            {"sku": "an-bang", "note": "x" * 300}, 422, "invalid_request", id="long-field"
        ),
        pytest.param({"sku": ["an-bang"] * 70}, 422, "invalid_request", id="many-fields"),
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
