"""The looks we bring: each can be worn with the products we bring."""

from tryon.catalog.catalog import Catalog
from tryon.factory import DEFAULT_CATALOG_DIR, DEFAULT_LOOKS_DIR, load_looks, slot_of

CATALOG = Catalog.load([DEFAULT_CATALOG_DIR])
LOOKS = load_looks(CATALOG)


def test_every_look_can_be_worn() -> None:
    assert LOOKS.problems == ()
    assert len(LOOKS) == len(list(DEFAULT_LOOKS_DIR.glob("*.toml"))) >= 5


def test_looks_bring_things_of_several_kinds_and_are_all_different() -> None:
    worn = [frozenset(look.items) for look in LOOKS.looks]
    assert len(set(worn)) == len(worn)
    for look in LOOKS.looks:
        categories = {CATALOG.listed(item.sku).category for item in look.items}
        assert len(categories) >= 3, look.id


def test_some_look_is_a_full_one() -> None:
    slots = [{slot_of(CATALOG.listed(i.sku)) for i in look.items} for look in LOOKS.looks]
    whole = {"eyewear", "headwear", "earrings", "necklace", "makeup/lipstick"}
    assert any(whole <= of_one for of_one in slots)
