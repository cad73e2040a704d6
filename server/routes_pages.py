"""The try-on page: plain files, no build step."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.caching import REVALIDATE, file_answer
from server.problems import Problem

router = APIRouter(include_in_schema=False)

_WEB = Path(__file__).resolve().parent / "web"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@router.get("/")
async def page(request: Request) -> Response:
    """Give the page; `?sku=...&variant=...` is read by its script."""
    return file_answer(request, _WEB / "index.html", _TYPES[".html"], policy=REVALIDATE)


@router.get("/room")
async def room_page(request: Request) -> Response:
    """Give the page of rooms; `?sku=...` is read by its script."""
    return file_answer(request, _WEB / "room.html", _TYPES[".html"], policy=REVALIDATE)


@router.get("/screen")
async def screen_page(request: Request) -> Response:
    """Give the page for a screen of the shop, which shows what shoppers send it."""
    return file_answer(request, _WEB / "screen.html", _TYPES[".html"], policy=REVALIDATE)


@router.get("/favicon.ico")
async def favicon(request: Request) -> Response:
    """Give the icon to those who ask at the old address."""
    return file_answer(request, _WEB / "icon.svg", _TYPES[".svg"])


@router.get("/web/{name}")
async def web_file(request: Request, name: str) -> Response:
    """Give one file of the page."""
    path = _WEB / name
    # A name is one path segment, but it may still be `..` or encode a separator elsewhere.
    if path.parent != _WEB or path.suffix not in _TYPES or not path.is_file():
        raise Problem(404, "not_found")
    return file_answer(request, path, _TYPES[path.suffix], policy=REVALIDATE)
