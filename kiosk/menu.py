"""The catalogue as the mirror shows it: texts, prices, markings, colours, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.settings import Language
from tryon import Catalog, Choice, Product

_SYMBOLS = {"VND": "₫", "USD": "$", "EUR": "€", "JPY": "¥", "KRW": "₩", "GBP": "£", "THB": "฿"}
_WITHOUT_MINOR_UNIT = frozenset({"VND", "JPY", "KRW", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF"})


@dataclass(frozen=True, slots=True)
class Colour:
    """One variant of a pair."""

    id: str
    names: Mapping[Language, str]
    swatch: str


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One pair as the mirror offers it.

    Parameters
    ----------
    sku, brand : as in the catalogue
    names : by language
    prices : written out, by language; empty without a price
    marking : lens width, bridge and temple length as stamped on frames, mm; may be empty
    colours : at least one, the first is the default
    thumbnail : picture file
    """

    sku: str
    brand: str
    names: Mapping[Language, str]
    prices: Mapping[Language, str]
    marking: str
    colours: tuple[Colour, ...]
    thumbnail: Path

    def choice(self, colour: int) -> Choice:
        """Give what the engine is asked to put on."""
        return Choice(self.sku, self.colours[colour].id)


def menu_items(catalog: Catalog) -> tuple[MenuItem, ...]:
    """Give every product of the catalogue, in its order."""
    return tuple(menu_item(product, catalog.thumbnail(product.sku)) for product in catalog.products)


def menu_item(product: Product, thumbnail: Path) -> MenuItem:
    """Give one product as the mirror shows it."""
    price = product.price
    languages: tuple[Language, ...] = ("vi", "en")
    return MenuItem(
        sku=product.sku,
        brand=product.brand,
        names=_both(product.names),
        prices={
            language: "" if price is None else price_text(price.amount, price.currency, language)
            for language in languages
        },
        marking=marking(product.dimensions_mm),
        colours=tuple(
            Colour(variant.id, _both(variant.names), variant.swatch) for variant in product.variants
        ),
        thumbnail=thumbnail,
    )


def price_text(amount: int, currency: str, language: Language) -> str:
    """Write a price out.

    Parameters
    ----------
    amount : in minor units of the currency
    currency : ISO 4217
    language : decides separators and where the symbol stands
    """
    symbol = _SYMBOLS.get(currency, currency)
    if currency in _WITHOUT_MINOR_UNIT:
        number = f"{amount:,}"
    else:
        number = f"{amount // 100:,}.{amount % 100:02d}"
    if language == "vi":
        return number.translate(str.maketrans(",.", ".,")) + f"\u00a0{symbol}"
    gap = "\u00a0" if symbol == currency else ""
    return f"{symbol}{gap}{number}"


def marking(dimensions_mm: Mapping[str, float]) -> str:
    """Write lens width, bridge and temple length as ISO 8624 has them stamped: `52□18-145`."""
    keys = ("lens_width_mm", "bridge_width_mm", "temple_length_mm")
    if not all(key in dimensions_mm for key in keys):
        return ""
    lens, bridge, temple = (round(dimensions_mm[key]) for key in keys)
    return f"{lens}□{bridge}-{temple}"


def _both(names: Mapping[Language, str]) -> dict[Language, str]:
    """Fill a missing language from the other one, so that nothing is ever nameless."""
    fallback = next(iter(names.values()), "")
    return {"vi": names.get("vi", fallback), "en": names.get("en", fallback)}
