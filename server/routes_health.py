"""Is it there, is it ready, how is it doing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from server.schemas import Health
from server.services import services_of

router = APIRouter(tags=["operation"])


@router.get("/healthz", summary="Is the service there")
async def healthz() -> Health:
    """Answer as long as the event loop turns."""
    return Health(status="ok")


@router.get(
    "/readyz",
    response_model=Health,
    summary="Is the engine ready",
    responses={503: {"model": Health, "description": "The engine is starting or failed."}},
)
async def readyz(request: Request) -> Response:
    """Answer 200 once pictures are taken; 503 with the reason before."""
    engine = services_of(request).engine
    headers = {"Cache-Control": "no-store"}
    if engine.is_ready:
        return JSONResponse(Health(status="ok").model_dump(), 200, headers)
    fault = engine.fault
    health = Health(status="starting" if fault is None else "failed", detail=fault)
    return JSONResponse(health.model_dump(), 503, {**headers, "Retry-After": "1"})


@router.get("/metrics", summary="Prometheus metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Give counts and timings in Prometheus' text format."""
    body = services_of(request).metrics.exposition()
    return Response(body, 200, {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})
