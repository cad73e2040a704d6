import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.app import make_mirror, run
from kiosk.menu import menu_items
from kiosk.mirror import Mirror
from kiosk.settings import KioskSettings
from kiosk.sources import camera_source
from tests.kiosk.conftest import wait_until
from tryon import DEFAULT_CATALOG_DIR, Catalog, EngineConfig, EngineProcess, InputError


def test_a_wrong_setting_ends_with_a_sentence_and_status_2(
    qt: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    del qt
    status = run(None, {"rotate": 45})
    assert status == 2
    assert "rotate: expected 0|90|180|270, got 45" in capsys.readouterr().err


def test_a_missing_file_is_said_before_a_window_opens(qt: QApplication) -> None:
    del qt
    with pytest.raises(InputError, match=r"gone\.mp4"):
        make_mirror(KioskSettings(source="gone.mp4"))


def test_a_missing_settings_file_is_said(
    qt: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del qt
    assert run(tmp_path / "none.toml", {}) == 2
    assert "none.toml" in capsys.readouterr().err


@pytest.fixture
def engine(models: object) -> EngineProcess:
    del models
    # A loaded test machine answers late; the watchdog has its own tests.
    return EngineProcess(EngineConfig(renderer="flat"), timeout_s=10.0)


@pytest.fixture
def mirror(qt: QApplication, engine: EngineProcess) -> Iterator[Mirror]:
    settings = KioskSettings(source="demo", fullscreen=False, stall_s=5.0)
    items = menu_items(Catalog.load((DEFAULT_CATALOG_DIR,)))
    mirror = Mirror(camera_source(settings), engine, items, settings)
    mirror.window.resize(640, 360)
    mirror.window.show()
    mirror.start()
    yield mirror
    mirror.close()
    mirror.window.deleteLater()
    qt.processEvents()


def is_dressed(mirror: Mirror, after_s: float) -> bool:
    """Whether a picture taken after that time shows a face with the pair on."""
    newest = mirror.newest
    if newest is None or newest.frame.timestamp_s < after_s:
        return False
    return any(fit["refusal"] is None for fit in newest.report["fits"])


@pytest.mark.slow
@pytest.mark.models
def test_the_real_engine_dresses_the_demo_and_survives_its_own_death(
    mirror: Mirror, engine: EngineProcess
) -> None:
    wait_until(lambda: is_dressed(mirror, 0.0), 60.0)
    first = engine.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    killed_s = time.monotonic()
    wait_until(lambda: engine.restarts == 1)
    wait_until(lambda: is_dressed(mirror, killed_s + 0.1), 60.0)
    second = engine.pid
    mirror.close()
    assert second not in (None, first)
    assert not Path(f"/proc/{second}").exists()
