"""`python -m server`: the service on this machine."""

from __future__ import annotations

import argparse
import contextlib
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from server.app import create_app
from server.logs import set_up_logs
from server.settings import Settings, SettingsError

_LARGEST_LIVE_MESSAGE = 2_000_000
_KEEP_ALIVE_S = 30
_SHUT_DOWN_S = 5


class _Server(uvicorn.Server):
    """A server that says where it is as soon as it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Try-on page: http://{shown}:{port}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m server", description=__doc__)
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8000); 0 takes a free one")
    parser.add_argument("--config", type=Path, help="TOML file with settings")
    chosen = parser.parse_args(arguments)
    try:
        settings = Settings.load(chosen.config, host=chosen.host, port=chosen.port)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    set_up_logs(settings.log_level)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=_LARGEST_LIVE_MESSAGE,
        # Frames are JPEG already; compressing them again costs time and gains nothing.
        ws_per_message_deflate=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_SHUT_DOWN_S,
    )
    try:
        listener = config.bind_socket()
    except SystemExit:
        print(f"{settings.host}:{settings.port}: expected a free address", file=sys.stderr)
        return 1
    # uvicorn has shut down in order by the time it hands Ctrl+C on.
    with listener, contextlib.suppress(KeyboardInterrupt):
        _Server(config).run([listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
