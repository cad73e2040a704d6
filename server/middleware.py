"""Around every HTTP request: an id, a log line, a timing, security headers, a last net."""

import logging
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.metrics import Metrics
from server.problems import Problem, problem_response
from server.request_ids import begin_request

_log = logging.getLogger(__name__)

_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class RequestFrame:
    """The outermost ASGI layer of the service."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = begin_request(headers.get("x-request-id"))
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        started_s = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answer = MutableHeaders(scope=message)
                answer["X-Request-ID"] = request_id
                for name, value in _SECURITY_HEADERS.items():
                    answer.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            # The last net of a request: whatever broke is logged with its traceback.
            _log.exception("request failed")
            if status == 0:
                problem = problem_response(Problem(500, "internal"), headers.get("accept-language"))
                await problem(scope, receive, send_with_headers)
        finally:
            self._finish(scope, status, time.perf_counter() - started_s)

    def _finish(self, scope: Scope, status: int, duration_s: float) -> None:
        route = _route_template(scope)
        self._metrics.request_done(scope["method"], route, status, duration_s)
        _log.info(
            "request",
            extra={
                "method": scope["method"],
                "route": route,
                "status": status,
                "duration_ms": round(duration_s * 1000.0, 1),
            },
        )


def _route_template(scope: MutableMapping[str, Any]) -> str:
    """Give the route's template; a path could hold anything a client typed."""
    template: str = getattr(scope.get("route"), "path", "unmatched")
    return template
