"""The catalogue as the mirror shows it: texts, prices, markings, colours, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.settings import Language
from tryon import Catalog, Choice, LookItem, Looks, Product, slot_of, subject_of

_ORDER = ("eyewear", "headwear", "earrings", "necklace", "makeup")
_SYMBOLS = {"VND": "₫", "USD": "$", "EUR": "€", "JPY": "¥", "KRW": "₩", "GBP": "£", "THB": "฿"}
_WITHOUT_MINOR_UNIT = frozenset({"VND", "JPY", "KRW", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF"})


@dataclass(frozen=True, slots=True)
class Colour:
    """One variant of a product; `shades` are painted on and may be several, sRGB hex."""

    id: str
    names: Mapping[Language, str]
    swatch: str
    shades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One product as the mirror offers it.

    Parameters
    ----------
    sku, brand, category : as in the catalogue
    slot : products of one slot replace each other
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
    category: str = "eyewear"
    slot: str = "eyewear"

    def choice(self, colour: int, person: int | None = None) -> Choice:
        """Give what the engine is asked to put on a person, on everybody for None."""
        return Choice(self.sku, self.colours[colour].id, person)


@dataclass(frozen=True, slots=True)
class MenuLook:
    """A look as the mirror offers it.

    Parameters
    ----------
    names : by language
    worn : rows of the menu and colours
    """

    names: Mapping[Language, str]
    worn: tuple[tuple[int, int], ...]


def menu_looks(looks: Looks, items: Sequence[MenuItem]) -> tuple[MenuLook, ...]:
    """Give every look whose products are on the menu."""
    rows = {item.sku: row for row, item in enumerate(items)}
    return tuple(
        MenuLook(_both(look.names), tuple(_worn(item, rows, items) for item in look.items))
        for look in looks.looks
        if all(item.sku in rows for item in look.items)
    )


def _worn(wanted: LookItem, rows: Mapping[str, int], items: Sequence[MenuItem]) -> tuple[int, int]:
    row = rows[wanted.sku]
    ids = [colour.id for colour in items[row].colours]
    return row, ids.index(wanted.variant) if wanted.variant in ids else 0


def categories(items: Sequence[MenuItem]) -> tuple[str, ...]:
    """Give the categories on the menu, in the order shops show them."""
    found = dict.fromkeys(item.category for item in items)
    order = [*_ORDER, *found]
    return tuple(sorted(found, key=order.index))


def menu_items(catalog: Catalog) -> tuple[MenuItem, ...]:
    """Give every product of the catalogue that is worn, category by category."""
    found = [
        menu_item(product, catalog.thumbnail(product.sku))
        for product in catalog.products
        if subject_of(product) != "room"
    ]
    order = categories(found)
    return tuple(sorted(found, key=lambda item: order.index(item.category)))


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
            Colour(
                variant.id,
                _both(variant.names),
                variant.swatch,
                tuple(_hex(shade) for shade in variant.shades),
            )
            for variant in product.variants
        ),
        thumbnail=thumbnail,
        category=product.category,
        slot=slot_of(product),
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


def _hex(linear: Sequence[float]) -> str:
    """Write linear RGB, [0, 1], as sRGB `#rrggbb` (IEC 61966-2-1)."""
    coded = (12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in linear)
    return "#" + "".join(f"{round(255 * value):02x}" for value in coded)


def _both(names: Mapping[Language, str]) -> dict[Language, str]:
    """Fill a missing language from the other one, so that nothing is ever nameless."""
    fallback = next(iter(names.values()), "")
    return {"vi": names.get("vi", fallback), "en": names.get("en", fallback)}
