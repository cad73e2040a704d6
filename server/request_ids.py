"""The id of the request being answered, for logs and problem documents."""

import re
import uuid
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def begin_request(given: str | None) -> str:
    """Take over a well-formed id from a proxy in front, or make one; it becomes the current."""
    is_accepted = given is not None and _ACCEPTED.fullmatch(given) is not None
    chosen = given if is_accepted and given is not None else uuid.uuid4().hex
    _current.set(chosen)
    return chosen


def current_request_id() -> str:
    """Give the id of the request that this task answers; empty outside of one."""
    return _current.get()
