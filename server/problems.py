"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from server.decoding import DecodersBusyError
from server.pool import QueueFullError
from server.request_ids import current_request_id
from server.rooms import UnknownRoomError
from server.screens import UnknownScreenError
from server.services import services_of
from server.texts import message, preferred_language
from tryon import (
    AssetError,
    BackendError,
    EngineStartingError,
    PhotoRefusedError,
    TryOnError,
    UnknownProductError,
    UnknownStreamError,
)

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER_S = 2
_CLIENT_LEFT = 499
"""Status logged for a client that did not wait for its answer."""
_STATUS_OF_PHOTO_FAULT: Mapping[str, int] = {
    "too_many_bytes": 413,
    "too_large": 413,
    "too_small": 422,
    "unsupported_format": 415,
    "animated": 422,
    "damaged": 422,
}
_CODE_OF_STATUS: Mapping[int, str] = {
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
}


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A request that ends with a problem document.

    Parameters
    ----------
    status : HTTP status
    code : key of `server.texts.MESSAGES`
    note : what exactly was wrong, for developers, in English; never what the client sent
    retry_after_s : when to try again, s
    """

    def __init__(
        self, status: int, code: str, note: str | None = None, *, retry_after_s: int | None = None
    ) -> None:
        super().__init__(note or code)
        self.status = status
        self.code = code
        self.note = note
        self.retry_after_s = retry_after_s


def busy(code: str = "busy") -> Problem:
    """Give the problem of a service that cannot take a request now."""
    return Problem(503, code, retry_after_s=_RETRY_AFTER_S)


def problem_of(error: TryOnError) -> Problem:
    """Translate an error of the core; only the server knows status codes."""
    if isinstance(error, PhotoRefusedError):
        code = "picture_too_small" if error.fault == "too_small" else error.fault
        return Problem(_STATUS_OF_PHOTO_FAULT[error.fault], code)
    if isinstance(error, UnknownProductError):
        return Problem(422, "unknown_product")
    if isinstance(error, UnknownStreamError):
        return Problem(409, "walk_ended")
    if isinstance(error, EngineStartingError):
        return busy("engine_starting")
    if isinstance(error, BackendError | AssetError):
        return busy("engine_failed")
    return Problem(422, "invalid_request")


def document(problem: Problem, accept_language: str | None) -> dict[str, object]:
    """Write the problem document in the language the client prefers."""
    language = preferred_language(accept_language)
    text = message(problem.code, language)
    content: dict[str, object] = {
        "type": f"urn:tryon:problem:{problem.code}",
        "title": text.title,
        "status": problem.status,
        "detail": text.detail,
        "code": problem.code,
        "instance": f"urn:tryon:request:{current_request_id()}",
    }
    if problem.note is not None:
        content["note"] = problem.note
    return content


def problem_response(problem: Problem, accept_language: str | None) -> Response:
    """Give the HTTP answer of a problem."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
    headers["Content-Language"] = preferred_language(accept_language)
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(problem.retry_after_s)
    body = json.dumps(document(problem, accept_language), ensure_ascii=False)
    return Response(body, problem.status, headers, MEDIA_TYPE)


_HANDLED = (
    Problem,
    TryOnError,
    QueueFullError,
    DecodersBusyError,
    UnknownRoomError,
    UnknownScreenError,
    HTTPException,
    RequestValidationError,
)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of `app` with a problem document; nobody reads one who has left."""
    for kind in _HANDLED:
        app.add_exception_handler(kind, _answer)
    app.add_exception_handler(ClientDisconnect, _left)


async def _left(request: Request, error: Exception) -> Response:
    del request, error
    return Response(status_code=_CLIENT_LEFT)


async def _answer(request: Request, error: Exception) -> Response:
    if isinstance(error, BackendError | AssetError):
        _log.warning("engine: %s", error)
    problem = _as_problem(error)
    services_of(request).metrics.problem(problem.code)
    response = problem_response(problem, request.headers.get("accept-language"))
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    return response


def _as_problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, TryOnError):
        return problem_of(error)
    if isinstance(error, QueueFullError | DecodersBusyError):
        return busy()
    if isinstance(error, UnknownRoomError):
        return Problem(404, "unknown_room")
    if isinstance(error, UnknownScreenError):
        return Problem(404, "unknown_screen")
    if isinstance(error, HTTPException):
        code = _CODE_OF_STATUS.get(error.status_code, "invalid_request")
        return Problem(error.status_code, code)
    if isinstance(error, RequestValidationError):
        fields = sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors()})
        return Problem(422, "invalid_request", f"expected other values of {', '.join(fields)}")
    return Problem(500, "internal")
