from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tryon.catalog.frames import REPOSITORY, manifest_text
from tryon.catalog.colors import linear_from_hex
from tryon.catalog.currencies import MINOR_DIGITS
from tryon.catalog.manifest import Manifest, is_gtin, load_manifest, parse_manifest
from tryon.catalog.manifest_writer import format_manifest, write_manifest
from tryon.catalog.product import (
    AttachmentPoint,
    LensMaterial,
    Price,
    Product,
    SurfaceMaterial,
    Variant,
)
from tryon.errors import ManifestError

_PATH = Path("assets/products/x/product.toml")


def test_parse_manifest_reads_units_names_and_price() -> None:
    manifest = parse_manifest(manifest_text(), _PATH)

    product = manifest.product
    assert product.size_m.tolist() == [0.1, 0.02, 0.01]
    assert product.names == {"vi": "Kính", "en": "Glasses"}
    assert product.price == Price(1290000, "VND")
    assert product.dimensions_mm == {"lens_width_mm": 52.0}
    assert (manifest.mesh, manifest.thumbnail) == ("model.glb", "thumb.jpg")
    assert product.meshes == ()


@pytest.mark.parametrize("folder", sorted((REPOSITORY / "assets" / "products").glob("*/")), ids=str)
def test_every_manifest_of_ours_is_valid(folder: Path) -> None:
    manifest = load_manifest(folder / "product.toml")

    assert manifest.product.sku == folder.name


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("1290000", '"cheap"', ':8: price.amount: expected a whole number, got "cheap"',
                     id="amount"),
        pytest.param("1290000", "true", ":8: price.amount: expected a whole number", id="bool"),
        pytest.param('"VND"', '"VNX"', ':8: price.currency: expected an ISO 4217 code, got "VNX"',
                     id="currency"),
        pytest.param("brand", "brnd", ':4: brnd: unknown key; did you mean "brand"?', id="unknown"),
        pytest.param("brand", "brnd", ":1: brand: missing", id="missing"),
        pytest.param("3931", "3932", ':5: gtin: wrong check digit in "4006381333932"', id="gtin"),
        pytest.param("100.0", "nan", ":11: size_mm.width: expected a number in", id="nan"),
        pytest.param("100.0", "-1.0", ":11: size_mm.width: expected a number in", id="negative"),
        pytest.param("[0, 0, 0]", "[0, 0]", ":17: attachment_points_mm.bridge: expected three "
                     "numbers", id="two numbers"),
        pytest.param("#1a1a1a", "#1a1a1", ":22: variants[0].swatch: expected a colour",
                     id="colour"),
        pytest.param("a-pair", "A pair", ":2: sku: expected lower-case words", id="sku"),
        pytest.param("model.glb", "../model.glb", ":9: mesh: expected the name of a file",
                     id="escape"),
        pytest.param("schema = 1", "schema = 2", ":1: schema: expected 1, got 2", id="schema"),
        pytest.param('vi = "Đen", ', "", ":21: variants[0].names.vi: missing", id="language"),
        pytest.param("[eyewear]", "[eyewear", ":13: expected TOML, got a syntax error",
                     id="syntax"),
        pytest.param("lens_width_mm", "lens_width", ":14: eyewear.lens_width: expected the name",
                     id="unit"),
        pytest.param("[[variants]]", "[variants]", ":19: variants: expected at least one",
                     id="no array"),
    ],
)  # fmt: skip
def test_a_wrong_manifest_names_file_line_and_field(old: str, new: str, message: str) -> None:
    text = manifest_text()
    assert old in text

    with pytest.raises(ManifestError) as raised:
        parse_manifest(text.replace(old, new), _PATH)

    assert f"{_PATH}{message}" in str(raised.value)


def test_all_problems_are_reported_at_once_in_order() -> None:
    text = manifest_text().replace("brand", "brnd").replace("1290000", "-1").replace("black", "B!")

    with pytest.raises(ManifestError) as raised:
        parse_manifest(text, _PATH)

    lines = [int(line.split(":")[1]) for line in str(raised.value).splitlines()]
    assert lines == [1, 4, 8, 20]


def test_a_second_variant_may_not_repeat_an_id() -> None:
    text = manifest_text()
    text += text[text.index("[[variants]]") :]

    with pytest.raises(ManifestError, match=r':24: variants\[1\].id: "black" is used twice'):
        parse_manifest(text, _PATH)


def test_a_missing_file_is_a_manifest_error(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        load_manifest(tmp_path / "product.toml")


def test_a_file_that_is_not_utf8_is_a_manifest_error(tmp_path: Path) -> None:
    (tmp_path / "product.toml").write_bytes(b"\xff\xfe\0")

    with pytest.raises(ManifestError, match="cannot be read"):
        load_manifest(tmp_path / "product.toml")


@given(st.sampled_from([7, 11, 12, 13]), st.data())
def test_gtin_check_digit_detects_any_single_wrong_digit(length: int, data: st.DataObject) -> None:
    digits = data.draw(st.text("0123456789", min_size=length, max_size=length))
    # GS1: weights 3 and 1 in turn, from the digit beside the check digit leftwards.
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    gtin = digits + str(-total % 10)
    place = data.draw(st.integers(0, length))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != gtin[place]]))

    assert is_gtin(gtin)
    assert not is_gtin(gtin[:place] + wrong + gtin[place + 1 :])


@given(st.text(max_size=200))
def test_any_text_parses_or_raises_a_manifest_error(text: str) -> None:
    with pytest.raises(ManifestError):
        parse_manifest(text, _PATH)


_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20
).filter(lambda text: bool(text.strip()))
_names = st.fixed_dictionaries({"vi": _texts, "en": _texts})
_shares = st.integers(0, 10_000).map(lambda value: value / 10_000)
_triples = st.tuples(_shares, _shares, _shares)
_colors = st.integers(0, 0xFFFFFF).map(lambda code: linear_from_hex(f"#{code:06x}"))
_lengths_mm = st.integers(100, 20_000_000).map(lambda um: um / 1000)
_positions_mm = st.integers(-20_000_000, 20_000_000).map(lambda um: um / 1000)
_words = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda t: len(t) < 40)
_keys = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
_surfaces = st.builds(SurfaceMaterial, _colors, _shares, _shares, _shares)


@st.composite
def _products(draw: st.DrawFn) -> Product:
    variants = [
        Variant(
            variant_id,
            draw(_names),
            "#1a2b3c",
            draw(st.dictionaries(_texts, _surfaces, max_size=2)),
            draw(st.none() | st.builds(LensMaterial, _triples, _triples, _triples)),
        )
        for variant_id in draw(st.lists(_words, min_size=1, max_size=3, unique=True))
    ]
    points = draw(st.dictionaries(_keys, st.tuples(*[_positions_mm] * 3), max_size=4))
    price = st.builds(Price, st.integers(0, 10**12), st.sampled_from(sorted(MINOR_DIGITS)))
    return Product(
        sku=draw(_words),
        names=draw(_names),
        descriptions=draw(st.just({}) | _names),
        category="eyewear",
        brand=draw(_texts),
        gtin=draw(st.sampled_from([None, "4006381333931"])),
        price=draw(st.none() | price),
        mount="nose",
        variants=tuple(variants),
        size_m=np.array(draw(st.tuples(*[_lengths_mm] * 3))) / 1000.0,
        dimensions_mm=draw(st.dictionaries(_keys.map("{}_mm".format), _lengths_mm, max_size=3)),
        attachment_points={
            name: AttachmentPoint(name, np.array(p) / 1000.0) for name, p in points.items()
        },
        meshes=(),
    )


@settings(max_examples=40)
@given(_products())
def test_what_is_written_is_read_back(product: Product) -> None:
    text = format_manifest(Manifest(product, "model.glb", "thumb.jpg"))

    read = parse_manifest(text, _PATH).product

    for name in ("sku", "category", "brand", "gtin", "price", "mount", "dimensions_mm"):
        assert getattr(read, name) == getattr(product, name)
    assert dict(read.names) == dict(product.names)
    assert dict(read.descriptions) == dict(product.descriptions)
    assert read.variants == product.variants
    assert np.allclose(read.size_m, product.size_m, atol=1e-9)
    assert set(read.attachment_points) == set(product.attachment_points)
    for name in product.attachment_points:
        assert np.allclose(read.point(name), product.point(name), atol=1e-9)


def test_write_manifest_writes_what_load_manifest_reads(tmp_path: Path) -> None:
    manifest = parse_manifest(manifest_text(), _PATH)

    write_manifest(manifest, tmp_path / "product.toml")

    assert load_manifest(tmp_path / "product.toml").product.sku == "a-pair"
