"""What the API says about products, as documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from server.messages import Language
from tryon import Look, Product, slot_of, subject_of

_CLEAR_LENS = 0.8
_PLAIN_GLASS = 0.06


class Document(BaseModel):
    """Base of every document: frozen, described in OpenAPI."""

    model_config = ConfigDict(frozen=True)


class Texts(Document):
    """A text in every language of the project."""

    vi: str
    en: str


class PriceDocument(Document):
    """An amount in minor units of an ISO 4217 currency (VND has none: units)."""

    amount: int = Field(examples=[1290000])
    currency: str = Field(examples=["VND"])


class VariantDocument(Document):
    """One colour of a product."""

    id: str = Field(examples=["black"])
    names: Texts
    swatch: str = Field(examples=["#17171a"], description="sRGB for menus")
    lens: str | None = Field(
        examples=["#4d5b3c"], description="sRGB of a tinted lens on white; null for a clear one"
    )
    shades: tuple[str, ...] = Field(
        examples=[["#9c2f3a"]], description="sRGB of the colours of make-up"
    )


class ProductDocument(Document):
    """A product as shops list it."""

    sku: str = Field(examples=["an-bang"])
    category: str = Field(examples=["eyewear"])
    slot: str = Field(
        examples=["eyewear", "makeup/lipstick"],
        description="products of one slot replace each other",
    )
    mount: str = Field(
        examples=["nose", "floor"], description="what carries it: nose, head, floor, wall, ..."
    )
    brand: str
    gtin: str | None
    names: Texts
    descriptions: Texts
    price: PriceDocument | None
    variants: tuple[VariantDocument, ...] = Field(description="the first is the default")
    size_mm: tuple[float, float, float] | None = Field(
        description="width, height, depth; null for what has no shape, such as make-up"
    )
    dimensions_mm: dict[str, float] = Field(examples=[{"lens_width_mm": 52.0}])
    size_marking: str | None = Field(
        examples=["52-18-145"], description="lens-bridge-temple, as printed inside the temple"
    )
    traits: dict[str, str | float] = Field(
        examples=[{"finish": "satin", "coverage": 0.9}], description="the category's own words"
    )
    thumbnail: str = Field(examples=["/v1/products/an-bang/thumbnail"])
    mesh: str | None = Field(
        examples=["/v1/products/an-bang/mesh"], description="GLB, metres; null if there is none"
    )
    usdz: str | None = Field(
        description="the same for iPhones and iPads, of what stands in rooms; null for the rest"
    )


class ProductList(Document):
    """A page of products; `next` is the address of the following page, null on the last."""

    items: tuple[ProductDocument, ...]
    next: str | None = None


class LookItemDocument(Document):
    """One product of a look."""

    sku: str = Field(examples=["an-bang"])
    variant: str | None = Field(examples=["black"], description="null takes the default")


class LookDocument(Document):
    """Products that are worn together."""

    id: str = Field(examples=["di-bien"])
    names: Texts
    items: tuple[LookItemDocument, ...]


class LookList(Document):
    """The looks."""

    items: tuple[LookDocument, ...]


class SampleDocument(Document):
    """A model photo for those who would rather not send their own."""

    name: str = Field(examples=["astronaut"])
    image: str = Field(examples=["/v1/samples/astronaut"])
    thumbnail: str = Field(examples=["/v1/samples/astronaut/thumbnail"])


class SampleList(Document):
    """The model photos."""

    items: tuple[SampleDocument, ...]


class Health(Document):
    """Whether the service is there, and why not."""

    status: Literal["ok", "starting", "failed"]
    detail: str | None = None


class ProblemDocument(Document):
    """An error (RFC 9457); `title` and `detail` follow Accept-Language."""

    type: str = Field(examples=["urn:tryon:problem:no_face"])
    title: str = Field(examples=["No face found"])
    status: int = Field(examples=[422])
    detail: str
    code: str = Field(examples=["no_face"])
    instance: str = Field(examples=["urn:tryon:request:5b1d..."])
    note: str | None = None


def look_document(look: Look) -> LookDocument:
    """Describe a look."""
    items = tuple(LookItemDocument(sku=item.sku, variant=item.variant) for item in look.items)
    return LookDocument(id=look.id, names=Texts(**look.names), items=items)


def product_document(product: Product, *, has_mesh: bool) -> ProductDocument:
    """Describe a product; whether it has a mesh is the catalogue's knowledge."""
    base = f"/v1/products/{product.sku}"
    width, height, depth = (round(float(size) * 1000.0, 1) for size in product.size_m)
    price = product.price
    return ProductDocument(
        sku=product.sku,
        category=product.category,
        slot=slot_of(product),
        mount=product.mount,
        brand=product.brand,
        gtin=product.gtin,
        names=Texts(**product.names),
        descriptions=_texts(product.descriptions),
        price=None
        if price is None
        else PriceDocument(amount=price.amount, currency=price.currency),
        variants=tuple(
            VariantDocument(
                id=variant.id,
                names=Texts(**variant.names),
                swatch=variant.swatch,
                lens=_lens_colour(product, variant.id),
                shades=tuple(_hex(shade) for shade in variant.shades),
            )
            for variant in product.variants
        ),
        size_mm=(width, height, depth) if has_mesh else None,
        dimensions_mm=dict(product.dimensions_mm),
        size_marking=_size_marking(product),
        traits=dict(product.traits),
        thumbnail=f"{base}/thumbnail",
        mesh=f"{base}/mesh" if has_mesh else None,
        usdz=f"{base}/model.usdz" if has_mesh and subject_of(product) == "room" else None,
    )


def _texts(texts: Mapping[Language, str]) -> Texts:
    """Fill what a product does not say: descriptions may be missing."""
    return Texts(vi=texts.get("vi", ""), en=texts.get("en", ""))


def _lens_colour(product: Product, variant_id: str) -> str | None:
    """Give what a white sheet looks like through the middle of the lens and on its surface."""
    lens = product.variant(variant_id).lens
    if lens is None:
        return None
    through = [
        (top + bottom) / 2 for top, bottom in zip(lens.tint_top, lens.tint_bottom, strict=True)
    ]
    if min(through) > _CLEAR_LENS:
        return None
    return _hex(
        min(1.0, share + (reflected if reflected > _PLAIN_GLASS else 0.0))
        for share, reflected in zip(through, lens.mirror, strict=True)
    )


def _hex(light: Iterable[float]) -> str:
    """Write linear RGB, [0, 1], as `#rrggbb`."""
    return "#" + "".join(f"{round(_srgb(value) * 255):02x}" for value in light)


def _srgb(linear: float) -> float:
    """Code linear light, [0, 1], as IEC 61966-2-1 does."""
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _size_marking(product: Product) -> str | None:
    sizes = product.dimensions_mm
    try:
        parts = (sizes["lens_width_mm"], sizes["bridge_width_mm"], sizes["temple_length_mm"])
    except KeyError:
        return None
    return "-".join(f"{part:g}" for part in parts)
