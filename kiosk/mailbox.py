"""A hand-over with one slot: the newest item wins and nothing ever queues up."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Pass the newest item from one thread to another.

    A slow reader never delays the writer, and never sees an item older than the newest
    one written: lag cannot build up.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._item: T | None = None
        self._is_closed = False

    def put(self, item: T) -> bool:
        """Leave an item; whatever was not taken yet is dropped.

        Returns
        -------
        bool
            Whether the slot was empty, so that the reader has to be told once only.
        """
        with self._condition:
            if self._is_closed:
                return False
            was_empty = self._item is None
            self._item = item
            self._condition.notify()
            return was_empty

    def take(self, timeout_s: float = 0.0) -> T | None:
        """Take the newest item, waiting up to `timeout_s`.

        Returns
        -------
        item or None
            None after the time-out or once the mailbox is closed.
        """
        with self._condition:
            if self._item is None and timeout_s > 0.0 and not self._is_closed:
                self._condition.wait_for(
                    lambda: self._item is not None or self._is_closed, timeout_s
                )
            item, self._item = self._item, None
            return item

    def close(self) -> None:
        """Wake every reader; later items are dropped. Safe to call twice."""
        with self._condition:
            self._is_closed = True
            self._item = None
            self._condition.notify_all()
