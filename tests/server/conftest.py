"""A service with a painting engine, and pictures to send."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from server.app import create_app
from server.settings import Settings
from tests.server.fakes import PaintEngine
from tryon import encode_picture

CATALOG = Path(__file__).resolve().parents[2] / "assets" / "products"


def make_settings(**changes: object) -> Settings:
    """Give settings with the project's own catalogue and one decoder."""
    values: dict[str, object] = {
        "catalog_dirs": (CATALOG,),
        "decoders": 1,
        "queue_length": 2,
        "live_sessions": 2,
        "live_idle_s": 5.0,
    }
    return Settings.model_validate(values | changes)


def wait_until_ready(client: TestClient) -> None:
    """Wait for the engine's thread."""
    for _ in range(1000):
        if client.get("/readyz").status_code == 200:
            return
        time.sleep(0.01)
    pytest.fail("the service did not become ready")


@pytest.fixture
def settings() -> Settings:
    """Give the settings of `client`."""
    return make_settings()


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[TestClient, PaintEngine]]:
    """Give one running service for all tests of a module: its decoders take a second to start."""
    engine = PaintEngine()
    with TestClient(create_app(make_settings(), lambda _: engine)) as client:
        wait_until_ready(client)
        yield client, engine


@pytest.fixture
def engine(running: tuple[TestClient, PaintEngine]) -> PaintEngine:
    """Give the engine behind `client`, as new."""
    engine = running[1]
    engine.reset()
    return engine


@pytest.fixture
def client(running: tuple[TestClient, PaintEngine], engine: PaintEngine) -> TestClient:
    """Give a client of a running service."""
    assert engine.is_ready
    return running[0]


@pytest.fixture
def picture() -> bytes:
    """Give a JPEG of 320 x 240 px in which the painting engine sees somebody."""
    return encode_picture(np.full((240, 320, 3), 128, np.uint8), "image/jpeg")


@pytest.fixture
def black_picture() -> bytes:
    """Give a JPEG of 320 x 240 px in which the painting engine sees nobody."""
    return encode_picture(np.zeros((240, 320, 3), np.uint8), "image/jpeg")
