"""Brings the shop's screen, the session and the window together: rooms sent from phones."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.session import Session
from kiosk.shop_screen import ShopScreen, ShopView
from kiosk.ui.window import MirrorWindow


class Rooming(QObject):
    """Show a shopper's room in the mirror while they want it.

    Parameters
    ----------
    address : of the shop's service; empty for none
    window, session : to show it in
    do : lets the session do something now, and brings the rest in line
    """

    _came = Signal(object)

    def __init__(
        self,
        address: str,
        window: MirrorWindow,
        session: Session,
        do: Callable[[Callable[[float], None]], None],
    ) -> None:
        super().__init__()
        self._window, self._session, self._do = window, session, do
        self._screen = ShopScreen(address, self._came.emit) if address else None
        self._came.connect(self._show, Qt.ConnectionType.QueuedConnection)
        window.room_asked.connect(self._ask)
        window.room.closed.connect(self._finish)

    def start(self) -> None:
        """Begin to ask the service; returns at once."""
        if self._screen is not None:
            self._screen.start()

    def close(self) -> None:
        """Sign off; safe twice."""
        if self._screen is not None:
            self._screen.close()

    def _show(self, view: ShopView) -> None:
        self._window.room.show_view(view.code, view.room)
        self._window.offers_room = view.code is not None
        self._do(lambda now: self._session.saw_room(view.room is not None, now))

    def _ask(self) -> None:
        if self._window.offers_room:
            self._do(self._session.ask_room)

    def _finish(self) -> None:
        if self._screen is not None and self._session.has_room:
            self._screen.finish()
            self._window.room.show_view(None, None)
            self._window.offers_room = False
            self._session.saw_room(False, time.monotonic())
        self._window.left.emit()
