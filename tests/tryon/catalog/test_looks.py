from pathlib import Path

import pytest

from tests.tryon.catalog.frames import write_product
from tryon.catalog.catalog import Catalog
from tryon.catalog.looks import LookItem, Looks, load_look, parse_look
from tryon.catalog.product import Product
from tryon.errors import ManifestError, UnknownLookError

LOOK = """schema = 1
id = "beach"
names = { vi = "Đi biển", en = "Beach" }

[[items]]
sku = "a-pair"
variant = "black"

[[items]]
sku = "b-pair"
"""


def slot_by_letter(product: Product) -> str:
    return product.sku[0]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    for sku in ("a-pair", "a-second", "b-pair"):
        write_product(tmp_path / "products", sku)
    return Catalog.load([tmp_path / "products"])


def looks_of(folder: Path, catalog: Catalog, **files: str) -> Looks:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return Looks.load([folder], catalog, slot_by_letter)


def test_a_look_lists_its_products_in_order(tmp_path: Path, catalog: Catalog) -> None:
    looks = looks_of(tmp_path / "looks", catalog, beach=LOOK)

    look = looks.look("beach")

    assert look.items == (LookItem("a-pair", "black"), LookItem("b-pair"))
    assert look.names == {"vi": "Đi biển", "en": "Beach"}
    assert looks.looks == (look,)
    assert looks.problems == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("schema = 1", "schema = 2", ":1: schema: expected 1, got 2", id="schema"),
        pytest.param('"beach"', '"The Beach"', ":2: id: expected lower-case", id="id"),
        pytest.param(', en = "Beach"', "", ":3: names.en: missing", id="language"),
        pytest.param('sku = "b-pair"', 'skus = "b-pair"', ":9: items[1].sku: missing", id="sku"),
        pytest.param("variant =", "colour =", ":7: items[0].colour: unknown key", id="key"),
        pytest.param('"black"', "black", ":7: expected TOML", id="syntax"),
    ],
)
def test_problems_name_file_line_and_field(old: str, new: str, expected: str) -> None:
    with pytest.raises(ManifestError) as raised:
        parse_look(LOOK.replace(old, new, 1), Path("beach.toml"))

    assert f"beach.toml{expected}" in str(raised.value)


def test_a_look_has_products() -> None:
    with pytest.raises(ManifestError, match=r"\[\[items\]\]"):
        parse_look('schema = 1\nid = "a"\nnames = { vi = "a", en = "b" }\nitems = []', Path("a"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "b-pair", "c-pair", ':10: items[1].sku: there is no product "c-pair"', id="sku"
        ),
        pytest.param(
            '"black"', '"green"', ':7: items[0].variant: expected one of black, got "green"',
            id="variant",
        ),
        pytest.param(
            "b-pair", "a-second",
            ':10: items[1].sku: "a-second" and "a-pair" cannot be worn together (a)', id="slot",
        ),
    ],
)  # fmt: skip
def test_a_look_that_cannot_be_worn_is_left_out_and_named(
    tmp_path: Path, catalog: Catalog, old: str, new: str, expected: str
) -> None:
    looks = looks_of(tmp_path / "looks", catalog, beach=LOOK.replace(old, new))

    assert looks.looks == ()
    assert expected in looks.problems[0].message


def test_the_second_look_of_one_id_is_left_out(tmp_path: Path, catalog: Catalog) -> None:
    looks = looks_of(tmp_path / "looks", catalog, first=LOOK, second=LOOK)

    assert len(looks) == 1
    assert "second.toml: id:" in looks.problems[0].message


def test_an_unknown_look_is_named(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(UnknownLookError, match="winter"):
        looks_of(tmp_path / "looks", catalog).look("winter")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"nowhere\.toml"):
        load_look(tmp_path / "nowhere.toml")
