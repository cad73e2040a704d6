"""What every test may use: seeded randomness, measurement data, models, a GL context.

A test that lacks something skips and says so; where the environment promises it (EXPECT_DATA=1,
EXPECT_MODELS=1, EXPECT_GL=1, EXPECT_BROWSER=1, as in `.ci/run`), it fails instead.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from tryon.errors import AssetError
from tryon.tracking.models import ModelStore

REPOSITORY = Path(__file__).resolve().parents[1]

# Shared, slow machines: a property is judged by its examples, not by how fast they ran.
settings.register_profile("tryon", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tryon")


def pytest_configure(config: pytest.Config) -> None:
    """Choose software devices before any library is imported; a user's own choice wins."""
    del config
    os.environ.setdefault("PYOPENGL_PLATFORM", "egl")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that rewrites golden pictures."""
    parser.addoption(
        "--regenerate-goldens",
        action="store_true",
        help="write the golden pictures anew instead of comparing with them",
    )


def skip_or_fail(expectation: str, reason: str) -> NoReturn:
    """Skip with a reason, or fail where the environment variable `expectation` is 1."""
    if os.environ.get(expectation) == "1":
        pytest.fail(f"{reason} ({expectation}=1 promises it)")
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _floating_point_errors_raise() -> Iterator[None]:
    # Underflow is harmless: it rounds to zero.
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        yield


@pytest.fixture
def rng() -> np.random.Generator:
    """Give a generator with a fixed seed, new for each test."""
    return np.random.default_rng(20_240_229)


@pytest.fixture(scope="session")
def repository() -> Path:
    """Give the root folder of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Give the folder of real photos, videos and meshes beside the repository."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        skip_or_fail("EXPECT_DATA", f"no measurement data in {folder}")
    return folder


@pytest.fixture(scope="session")
def models() -> ModelStore:
    """Give the store of this user, with every file present and unaltered."""
    store = ModelStore.default()
    try:
        for status in store.list():
            store.path(status.model.name)
    except AssetError as error:
        skip_or_fail("EXPECT_MODELS", str(error))
    return store


@pytest.fixture(scope="session")
def gl() -> None:
    """Make sure that an off-screen GL context can be had here."""
    reason = _gl_failure()
    if reason is not None:
        skip_or_fail("EXPECT_GL", f"no GL context: {reason}")


@cache
def _gl_failure() -> str | None:
    # In a process of its own: one EGL display serves a whole process, and taking this one down
    # would take the renderer's down with it.
    # The renderer's own way: without a display server EGL has devices, but no default display.
    code = "from tryon.rendering._gl_context import open_context; open_context(None)"
    environment = {**os.environ, "PYOPENGL_PLATFORM": "egl"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode == 0:
        return None
    return (done.stderr.strip().splitlines() or ["EGL crashed"])[-1]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of the system's Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    skip_or_fail("EXPECT_BROWSER", "no Chromium on PATH")
