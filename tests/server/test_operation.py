"""Health, metrics, headers, logs, the API's description, settings."""

import json
import logging
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from server.app import create_app
from server.logs import set_up_logs
from server.settings import Settings, SettingsError
from server.texts import LANGUAGES, MESSAGES, preferred_language
from tests.server.conftest import make_settings
from tests.server.fakes import PaintEngine
from tryon import AssetError


def test_service_answers_before_the_engine_is_ready_and_says_why_it_is_not() -> None:
    engine = PaintEngine(start_error=AssetError("face_landmarker.task: not found"))
    with TestClient(create_app(make_settings(), lambda _: engine)) as client:
        health = client.get("/healthz")
        ready = client.get("/readyz")
        for _ in range(200):
            if ready.json()["status"] == "failed":
                break
            ready = client.get("/readyz")

    assert health.json()["status"] == "ok"
    assert ready.status_code == 503
    assert "face_landmarker.task" in ready.json()["detail"]
    assert engine.is_closed


def test_ready_service_says_so(client: TestClient) -> None:
    assert client.get("/readyz").json() == {"status": "ok", "detail": None}


def test_metrics_count_requests_stages_and_problems(client: TestClient, picture: bytes) -> None:
    client.post("/v1/try-ons", files={"image": picture}, data={"sku": "an-bang"})
    client.get("/somewhere/private")

    text = client.get("/metrics").text

    assert 'tryon_request_duration_seconds_count{method="POST",route="/v1/try-ons"' in text
    assert 'tryon_stage_duration_seconds_count{kind="photo",stage="decode"}' in text
    assert 'tryon_problems_total{code="not_found"}' in text
    assert "tryon_queue_depth 0.0" in text
    assert "tryon_engine_ready 1.0" in text
    assert "private" not in text


@pytest.mark.parametrize("address", ["/", "/v1/products", "/nowhere", "/web/base.css"])
def test_every_answer_carries_security_headers_and_an_id(client: TestClient, address: str) -> None:
    headers = client.get(address).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=(self)" in headers["permissions-policy"]
    assert len(headers["x-request-id"]) == 32


def test_request_id_of_a_proxy_is_kept_and_a_strange_one_is_not(client: TestClient) -> None:
    kept = client.get("/healthz", headers={"x-request-id": "edge-0123.456"})
    strange = client.get("/healthz", headers={"x-request-id": 'a" onload="x'})

    assert kept.headers["x-request-id"] == "edge-0123.456"
    assert len(strange.headers["x-request-id"]) == 32


def test_logs_hold_no_data_of_clients(
    client: TestClient, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(
            "/v1/try-ons?token=secret1",
            files={"image": ("secret2.jpg", picture)},
            data={"sku": "secret3"},
        )
        client.get("/secret4")

    lines = " ".join(
        str(vars(record)) for record in caplog.records if not record.name.startswith("httpx")
    )
    assert "secret" not in lines
    ours = [record for record in caplog.records if record.name == "server.middleware"]
    assert [vars(record)["route"] for record in ours] == ["/v1/try-ons", "unmatched"]
    assert [vars(record)["status"] for record in ours] == [422, 404]


def test_log_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        set_up_logs("INFO")
        logging.getLogger("server").info("kính")
    finally:
        root.handlers = handlers
        root.setLevel(level)
        logging.getLogger("uvicorn.access").disabled = False
        logging.getLogger("uvicorn.error").setLevel(logging.NOTSET)

    line = json.loads(capsys.readouterr().err)
    assert (line["message"], line["level"], line["logger"]) == ("kính", "INFO", "server")


def test_description_of_the_api_has_examples(client: TestClient) -> None:
    description = client.get("/openapi.json").json()

    post = description["paths"]["/v1/try-ons"]["post"]
    assert post["requestBody"]["content"]["multipart/form-data"]["examples"]["people"]["value"][
        "sku"
    ]
    assert {"200", "406", "413", "415", "422", "503"} <= set(post["responses"])
    assert post["responses"]["200"]["content"]["application/json"]["example"]["fits"]
    assert "/v1/products/{sku}/mesh" in description["paths"]


def test_pages_that_load_from_elsewhere_are_off(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


def test_every_message_is_there_in_every_language() -> None:
    for code, texts in MESSAGES.items():
        assert set(texts) == set(LANGUAGES), code
        assert all(text.title and text.detail for text in texts.values()), code


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("vi", "vi"),
        ("fr, vi;q=0.4", "vi"),
        ("en;q=0.3, vi-VN;q=0.8", "vi"),
        ("vi;q=0, en;q=0.1", "en"),
        ("vi;q=abc", "en"),
    ],
)
def test_language_is_negotiated(header: str | None, language: str) -> None:
    assert preferred_language(header) == language


def test_environment_wins_over_the_file_and_the_command_line_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "tryon.toml"
    config.write_text('port = 1\nqueue_length = 3\nhost = "::1"\n', encoding="utf-8")
    monkeypatch.setenv("TRYON_PORT", "2")
    monkeypatch.setenv("TRYON_QUEUE_LENGTH", "5")
    monkeypatch.setenv("TRYON_CATALOG_DIRS", f"{tmp_path}/a:{tmp_path}/b")

    settings = Settings.load(config, port=4, host=None)

    assert (settings.port, settings.queue_length, settings.host) == (4, 5, "::1")
    assert settings.catalog_dirs == (tmp_path / "a", tmp_path / "b")


@pytest.mark.parametrize("text", ["prot = 1", "port = 99999999", "port = ", 'renderer = "x"'])
def test_wrong_settings_are_named(tmp_path: Path, text: str) -> None:
    config = tmp_path / "tryon.toml"
    config.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=r"prot|port|renderer|tryon\.toml"):
        Settings.load(config)
