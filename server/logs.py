"""Structured logs: one JSON object per line, with the id of the request."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

from server.request_ids import current_request_id


class _RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        # uvicorn's second copy of its message, with colours for terminals.
        record.__dict__.pop("color_message", None)
        return True


def set_up_logs(level: str) -> None:
    """Send all logs of the process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_RequestIdFilter())
    handler.setFormatter(
        JsonFormatter(
            "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # The service writes its own line per request, without paths or addresses of clients.
    logging.getLogger("uvicorn.access").disabled = True
    # At INFO uvicorn writes the address of everybody who opens a live preview.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
