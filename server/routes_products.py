"""The catalogue: products, thumbnails, meshes; and the model photos."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.caching import REVALIDATE, cached_answer, file_answer
from server.problems import Problem
from server.schemas import (
    LookDocument,
    LookList,
    ProblemDocument,
    ProductDocument,
    ProductList,
    SampleDocument,
    SampleList,
    look_document,
    product_document,
)
from server.services import services_of
from tryon import (
    Product,
    TryOnError,
    UnknownLookError,
    UnknownProductError,
    decode_photo,
    encode_picture,
    slot_of,
)

router = APIRouter(prefix="/v1", tags=["catalogue"])

_SAMPLE_THUMBNAIL_SIDE = 240
_PICTURE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_UNKNOWN_LOOK: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemDocument, "description": "There is no such look."}
}
_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemDocument, "description": "There is no such product."}
}


@router.get("/products", response_model=ProductList, summary="List products")
async def list_products(
    request: Request,
    category: Annotated[str | None, Query(max_length=50, examples=["eyewear"])] = None,
    slot: Annotated[str | None, Query(max_length=50, examples=["lipstick"])] = None,
    q: Annotated[str | None, Query(max_length=100, description="words in name or brand")] = None,
) -> Response:
    """List the products, optionally of one category or slot, or with words in their texts."""
    items = tuple(
        _described(request, product)
        for product in services_of(request).catalog.products
        if category in (None, product.category)
        and _takes_place(product, slot)
        and _mentions(product, q)
    )
    body = ProductList(items=items).model_dump_json().encode()
    return cached_answer(request, body, "application/json")


@router.get(
    "/products/{sku}", response_model=ProductDocument, summary="One product", responses=_UNKNOWN
)
async def read_product(request: Request, sku: str) -> Response:
    """Describe a product."""
    body = _described(request, _listed(request, sku)).model_dump_json().encode()
    return cached_answer(request, body, "application/json")


@router.get("/products/{sku}/thumbnail", summary="A product's picture", responses=_UNKNOWN)
async def read_thumbnail(request: Request, sku: str) -> Response:
    """Give the product's small picture."""
    path = services_of(request).catalog.thumbnail(_listed(request, sku).sku)
    return _file(request, path, _PICTURE_TYPES.get(path.suffix.lower(), "image/jpeg"))


@router.get("/looks", response_model=LookList, summary="Looks")
async def list_looks(request: Request) -> Response:
    """List the sets of products that are worn together."""
    items = tuple(look_document(look) for look in services_of(request).looks.looks)
    body = LookList(items=items).model_dump_json().encode()
    return cached_answer(request, body, "application/json")


@router.get(
    "/looks/{look_id}", response_model=LookDocument, summary="One look", responses=_UNKNOWN_LOOK
)
async def read_look(request: Request, look_id: str) -> Response:
    """Describe a look."""
    try:
        look = services_of(request).looks.look(look_id)
    except UnknownLookError as error:
        raise Problem(404, "unknown_look") from error
    return cached_answer(
        request, look_document(look).model_dump_json().encode(), "application/json"
    )


@router.get("/samples", response_model=SampleList, summary="Model photos")
async def list_samples(request: Request) -> Response:
    """List the photos that anybody may try products on."""
    items = tuple(
        SampleDocument(
            name=name, image=f"/v1/samples/{name}", thumbnail=f"/v1/samples/{name}/thumbnail"
        )
        for name in sorted(_samples(request))
    )
    body = SampleList(items=items).model_dump_json().encode()
    return cached_answer(request, body, "application/json")


@router.get("/samples/{name}", summary="A model photo")
async def read_sample(request: Request, name: str) -> Response:
    """Give one model photo."""
    path = _sample(request, name)
    return _file(request, path, _PICTURE_TYPES[path.suffix.lower()])


@router.get("/samples/{name}/thumbnail", summary="A model photo, small")
def read_sample_thumbnail(request: Request, name: str) -> Response:
    """Give one model photo for a button."""
    path = _sample(request, name)
    try:
        body = _small(path, path.stat().st_mtime_ns)
    except (OSError, TryOnError) as error:
        raise Problem(404, "not_found") from error
    return cached_answer(request, body, "image/jpeg")


@lru_cache(maxsize=16)
def _small(path: Path, modified_ns: int) -> bytes:
    del modified_ns  # Part of the key: a changed file is read again.
    photo = decode_photo(path.read_bytes(), max_side=_SAMPLE_THUMBNAIL_SIDE)
    return encode_picture(photo.image, "image/jpeg")


def _sample(request: Request, name: str) -> Path:
    path = _samples(request).get(name)
    if path is None:
        raise Problem(404, "not_found")
    return path


def _samples(request: Request) -> dict[str, Path]:
    folder = services_of(request).settings.samples_dir
    if not folder.is_dir():
        return {}
    return {path.stem: path for path in folder.iterdir() if path.suffix.lower() in _PICTURE_TYPES}


def _described(request: Request, product: Product) -> ProductDocument:
    has_mesh = services_of(request).catalog.mesh(product.sku) is not None
    return product_document(product, has_mesh=has_mesh)


def _listed(request: Request, sku: str) -> Product:
    try:
        return services_of(request).catalog.listed(sku)
    except UnknownProductError as error:
        raise Problem(404, "unknown_product") from error


def _file(request: Request, path: Path, media_type: str) -> Response:
    try:
        return file_answer(request, path, media_type, policy=REVALIDATE)
    except OSError as error:
        raise Problem(404, "not_found") from error


def _takes_place(product: Product, slot: str | None) -> bool:
    """Whether a product is of a slot; `lipstick` also means `makeup/lipstick`."""
    own = slot_of(product)
    return slot in (None, own, own.rpartition("/")[2])


def _mentions(product: Product, words: str | None) -> bool:
    texts = (product.sku, product.brand, *product.names.values(), *product.descriptions.values())
    haystack = " ".join(texts).casefold()
    return all(word in haystack for word in (words or "").casefold().split())
