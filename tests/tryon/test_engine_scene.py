from tryon.catalog.catalog import Catalog
from tryon.engine_scene import WornProduct, worn_by
from tryon.factory import DEFAULT_CATALOG_DIR, slot_of

CATALOG = Catalog.load([DEFAULT_CATALOG_DIR])


def worn(sku: str, person: int | None = None) -> WornProduct:
    product = CATALOG.listed(sku)
    return WornProduct(product, product.variants[0], person)


def skus_of(person: int, *products: WornProduct) -> list[str]:
    return [item.product.sku for item in worn_by(person, products, slot_of)]


def test_what_is_for_everybody_is_worn_by_everybody() -> None:
    assert skus_of(7, worn("an-bang")) == ["an-bang"]


def test_own_products_replace_those_of_their_slot_for_that_person_only() -> None:
    products = worn("an-bang"), worn("hoi-an", 2)
    assert [skus_of(person, *products) for person in (1, 2)] == [["an-bang"], ["hoi-an"]]


def test_nobody_wears_what_belongs_to_others() -> None:
    assert skus_of(1, worn("hoi-an", 2), worn("an-bang", 3)) == []
