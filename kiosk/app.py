"""Make a mirror from settings and run it: the only place that names cameras and engine."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from kiosk.menu import menu_items, menu_looks
from kiosk.mirror import Mirror
from kiosk.settings import KioskSettings, load_settings, with_values
from kiosk.sources import camera_source
from kiosk.ui.theme import load_fonts
from tryon import DEFAULT_CATALOG_DIR, Catalog, EngineConfig, EngineProcess, TryOnError, load_looks


def make_mirror(settings: KioskSettings) -> Mirror:
    """Make the mirror; nothing is opened or started yet.

    Raises
    ------
    AssetError
        If the catalogue cannot be read.
    SourceFileError
        If the source cannot be used.
    """
    folders = (Path(settings.catalog),) if settings.catalog else (DEFAULT_CATALOG_DIR,)
    config = EngineConfig(
        max_people=settings.max_people,
        renderer=settings.renderer,
        catalog_dirs=folders,
        subjects=("face",),
    )
    engine = EngineProcess(config, timeout_s=settings.engine_timeout_s)
    catalog = Catalog.load(folders)
    items = menu_items(catalog)
    looks = menu_looks(load_looks(catalog), items)
    return Mirror(camera_source(settings), engine, items, settings, looks)


def run(path: Path | None, given: Mapping[str, object]) -> int:
    """Run the mirror until its window is closed.

    Parameters
    ----------
    path : settings file, None for none
    given : settings by name that overrule file and environment

    Returns
    -------
    int
        Exit status: 2 if the mirror cannot be made, with the reason on standard error.
    """
    try:
        settings = with_values(load_settings(path), given)
        # An application object that dies with this call would take the fonts with it.
        app = QApplication.instance() or QApplication(["mirror"])
        load_fonts()
        mirror = make_mirror(settings)
    except TryOnError as error:
        sys.stderr.write(f"mirror: {error}\n")
        return 2
    # Python runs signal handlers between its own instructions: the mirror's timer gives it those.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: mirror.window.close())
    _show(mirror, settings)
    QTimer.singleShot(0, mirror.start)
    try:
        return int(app.exec())
    finally:
        mirror.close()


def _show(mirror: Mirror, settings: KioskSettings) -> None:
    if settings.fullscreen:
        QApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)
        screen = QApplication.primaryScreen()
        # A mirror often runs on a bare X server: without a window manager nobody else would
        # give the window the screen's size, or follow when the screen is turned.
        mirror.window.setGeometry(screen.geometry())
        screen.geometryChanged.connect(mirror.window.setGeometry)
        mirror.window.showFullScreen()
        mirror.window.activateWindow()
        return
    is_portrait = settings.rotate in (90, 270)
    mirror.window.resize(*((720, 1280) if is_portrait else (1280, 720)))
    mirror.window.show()
