"""The mirror as a screen of the shop's own service: a code for phones, and the room sent to it."""

from __future__ import annotations

import http.client
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, cast
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

import cv2
import numpy as np

from kiosk.arrays import Image

_log = logging.getLogger(__name__)

_ASK_EVERY_S = 1.5
_TIMEOUT_S = 4.0
_MOST_BYTES = 32 * 1024 * 1024
_UNKNOWN = 404


@dataclass(frozen=True, slots=True, eq=False)
class ShopView:
    """What the service has for the screen.

    Parameters
    ----------
    code : (H, W, 3) RGB, to be read by phones; None while the service does not answer
    room : (H, W, 3) RGB, a shopper's furnished room; None while nobody shows one
    """

    code: Image | None = None
    room: Image | None = None


class _Document(NamedTuple):
    """What the service says of a screen; `picture` is None while nobody shows anything."""

    id: str
    address: str
    code: str
    picture: str | None


class ShopScreen:
    """Asks the service what to show, on a thread of its own; survives a service that is gone.

    Parameters
    ----------
    address : of the service, `http://...`
    changed : called on the thread with every new view
    """

    def __init__(self, address: str, changed: Callable[[ShopView], None]) -> None:
        self._base = address.rstrip("/") + "/"
        self._changed = changed
        # The shop's own service is never behind a proxy that leads out of the shop.
        self._opener: OpenerDirector = build_opener(ProxyHandler({}))
        self._thread = threading.Thread(target=self._run, name="shop-screen", daemon=True)
        self._wake = threading.Event()
        self._is_closing = False
        self._is_finishing = False
        self._screen_id: str | None = None
        self._code: tuple[str, Image] | None = None
        self._shown: tuple[bytes, Image] | None = None

    def start(self) -> None:
        """Begin to ask; returns at once."""
        self._thread.start()

    def finish(self) -> None:
        """Take the shopper's room off, for whoever comes next."""
        self._is_finishing = True
        self._wake.set()

    def close(self) -> None:
        """Sign off and end the thread; safe twice, or without `start`."""
        self._is_closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        view = ShopView()
        while not self._is_closing:
            if self._is_finishing:
                self._is_finishing = False
                self._sign_off()
            try:
                new = self._ask()
            except (OSError, ValueError, KeyError, http.client.HTTPException) as error:
                _log.info("the shop's service: %s", error)
                new, self._shown = ShopView(), None
            if (new.code is not view.code or new.room is not view.room) and not self._is_closing:
                view = new
                self._changed(view)
            if not self._is_finishing:
                self._wake.wait(_ASK_EVERY_S)
            self._wake.clear()
        self._sign_off()

    def _ask(self) -> ShopView:
        document = self._described()
        self._screen_id = document.id
        if self._code is None or self._code[0] != document.address:
            self._code = (document.address, _decoded(self._call("GET", document.code)))
        if document.picture is None:
            self._shown = None
            return ShopView(self._code[1])
        sent = self._call("GET", document.picture)
        if self._shown is None or self._shown[0] != sent:
            self._shown = (sent, _decoded(sent))
        return ShopView(self._code[1], self._shown[1])

    def _described(self) -> _Document:
        """Ask as the screen that is known to the service, or as a new one."""
        if self._screen_id is not None:
            try:
                return _read_document(self._call("GET", f"v1/screens/{self._screen_id}"))
            except HTTPError as error:
                if error.code != _UNKNOWN:
                    raise
                self._screen_id = None
        return _read_document(self._call("POST", "v1/screens"))

    def _sign_off(self) -> None:
        known, self._screen_id, self._shown = self._screen_id, None, None
        if known is None:
            return
        try:
            self._call("DELETE", f"v1/screens/{known}")
        except (OSError, http.client.HTTPException) as error:
            _log.info("the shop's service: %s", error)

    def _call(self, method: str, place: str) -> bytes:
        request = Request(urljoin(self._base, place.lstrip("/")), method=method)
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                body = cast("bytes", answer.read(_MOST_BYTES + 1))
        except HTTPError as error:
            error.close()
            raise
        if len(body) > _MOST_BYTES:
            msg = f"{place}: expected at most {_MOST_BYTES} bytes"
            raise ValueError(msg)
        return body


def _read_document(body: bytes) -> _Document:
    found = json.loads(body)
    if not isinstance(found, dict):
        msg = f"screen: expected an object, got {found!r}"
        raise ValueError(msg)
    told = cast("dict[str, object]", found)
    texts = [told[name] for name in _Document._fields]
    if not all(isinstance(text, str) for text in texts[:3]) or not isinstance(texts[3], str | None):
        msg = f"screen: expected texts as {', '.join(_Document._fields)}, got {told!r}"
        raise ValueError(msg)
    return _Document(*cast("list[str]", texts))


def _decoded(data: bytes) -> Image:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    if picture is None:
        msg = "screen: expected a picture"
        raise ValueError(msg)
    return np.asarray(picture, dtype=np.uint8)
