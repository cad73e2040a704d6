"""Files to take away: products' meshes for AR viewers, and the marker to print."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.caching import REVALIDATE, cached_answer, file_answer
from server.problems import Problem
from server.schemas import ProblemDocument
from server.services import services_of
from tryon import Catalog, UnknownProductError, marker_pdf, product_glb, product_usdz

router = APIRouter(prefix="/v1", tags=["catalogue"])

_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemDocument, "description": "There is no such product, colour or mesh."}
}
_Variant = Annotated[
    str | None, Query(max_length=100, description="a colour; without it the mesh as it was made")
]
_KEPT = 16


@router.get("/products/{sku}/mesh", summary="A product's mesh", responses=_UNKNOWN)
def read_mesh(request: Request, sku: str, variant: _Variant = None) -> Response:
    """Give the product's mesh: binary glTF, metres, true size."""
    catalog = services_of(request).catalog
    path = _check(catalog, sku, variant)
    if variant is not None:
        return cached_answer(request, _glb(catalog, sku, variant), "model/gltf-binary")
    try:
        return file_answer(request, path, "model/gltf-binary", policy=REVALIDATE)
    except OSError as error:
        raise Problem(404, "not_found") from error


@router.get("/products/{sku}/model.usdz", summary="A product for Quick Look", responses=_UNKNOWN)
def read_usdz(request: Request, sku: str, variant: _Variant = None) -> Response:
    """Give the product's mesh as USDZ, which iPhones and iPads show in AR at its true size."""
    catalog = services_of(request).catalog
    _check(catalog, sku, variant)
    return cached_answer(request, _usdz(catalog, sku, variant), "model/vnd.usdz+zip")


@router.get("/room-marker.pdf", summary="A marker to print and lay on the floor", tags=["rooms"])
def read_marker(request: Request) -> Response:
    """Give the page to print at 100 %: a marker of 15 cm, which tells a room's size best."""
    return cached_answer(request, marker_pdf(), "application/pdf")


def _check(catalog: Catalog, sku: str, variant: str | None) -> Path:
    """Give the file of a mesh that is there, in a colour that is there."""
    try:
        catalog.listed(sku).variant(variant)
    except (UnknownProductError, KeyError) as error:
        raise Problem(404, "unknown_product") from error
    path = catalog.mesh(sku)
    if path is None:
        raise Problem(404, "not_found")
    return path


@lru_cache(maxsize=_KEPT)
def _glb(catalog: Catalog, sku: str, variant: str | None) -> bytes:
    return product_glb(catalog.product(sku), variant)


@lru_cache(maxsize=_KEPT)
def _usdz(catalog: Catalog, sku: str, variant: str | None) -> bytes:
    return product_usdz(catalog.product(sku), variant)
