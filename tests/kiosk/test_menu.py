from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.menu import (
    Colour,
    MenuItem,
    categories,
    marking,
    menu_item,
    menu_items,
    menu_looks,
    price_text,
)
from kiosk.settings import Language
from tryon import DEFAULT_CATALOG_DIR, Catalog, Choice, Look, LookItem, Looks
from tryon.catalog.product import Variant


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        pytest.param(1290000, "VND", "vi", "1.290.000\u00a0₫", id="dong-vi"),
        pytest.param(1290000, "VND", "en", "₫1,290,000", id="dong-en"),
        pytest.param(12950, "EUR", "vi", "129,50\u00a0€", id="euro-vi"),
        pytest.param(12905, "EUR", "en", "€129.05", id="euro-en"),
        pytest.param(0, "USD", "en", "$0.00", id="free"),
        pytest.param(500, "CHF", "en", "CHF\u00a05.00", id="no-symbol"),
    ],
)
def test_price_text(amount: int, currency: str, language: Language, text: str) -> None:
    assert price_text(amount, currency, language) == text


def test_marking_is_what_is_stamped_on_frames() -> None:
    sizes = {"lens_width_mm": 52.4, "bridge_width_mm": 17.6, "temple_length_mm": 145.0}
    assert marking(sizes) == "52□18-145"


def test_marking_is_empty_without_all_three() -> None:
    assert marking({"lens_width_mm": 52.0}) == ""


def test_shades_are_written_as_screens_show_them() -> None:
    variant = Variant("red", {"vi": "Đỏ", "en": "Red"}, "#800000", shades=((1.0, 0.2158605, 0.0),))
    product = Catalog.load((DEFAULT_CATALOG_DIR,)).products[0]
    item = menu_item(replace(product, variants=(variant,)), Path("x"))
    assert item.colours[0].shades == ("#ff8000",)


def test_looks_name_rows_and_colours_of_the_menu_and_need_all_of_them() -> None:
    names: dict[Language, str] = {"vi": "a", "en": "b"}
    colours = (Colour("black", names, "#000000"), Colour("blue", names, "#0000ff"))
    items = [MenuItem(s, "", names, names, "", colours, Path("x"), s, s) for s in ("hat", "lips")]
    whole = Look("whole", names, (LookItem("lips", "blue"), LookItem("hat")))
    broken = Look("broken", names, (LookItem("hat"), LookItem("shoes")))
    found = menu_looks(Looks((whole, broken), ()), items)
    assert [look.worn for look in found] == [((1, 1), (0, 0))]


def test_categories_come_in_the_order_of_shops() -> None:
    names: dict[Language, str] = {"vi": "a", "en": "b"}
    kinds = ("scarves", "makeup", "eyewear", "makeup")
    items = [MenuItem(k, "", names, names, "", (), Path("x"), k, k) for k in kinds]
    assert categories(items) == ("eyewear", "makeup", "scarves")


def test_choice_names_the_colour() -> None:
    names: dict[Language, str] = {"vi": "a", "en": "b"}
    colours = (Colour("black", names, "#000000"), Colour("blue", names, "#0000ff"))
    item = MenuItem("sku", "brand", names, names, "", colours, Path("x"))
    assert item.choice(1) == Choice("sku", "blue")


def test_every_bundled_product_is_on_the_menu_with_all_its_texts() -> None:
    items = menu_items(Catalog.load((DEFAULT_CATALOG_DIR,)))
    assert len(items) >= 8
    for item in items:
        assert item.names["vi"]
        assert item.names["en"]
        assert item.prices["vi"].endswith("₫")
        assert item.marking.count("□") == (item.category == "eyewear")
        assert item.slot.split("/")[0] == item.category
        assert item.colours
        assert item.thumbnail.is_file()
