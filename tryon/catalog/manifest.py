"""product.toml: the one schema, its parser and its writer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from tryon.catalog.currencies import MINOR_DIGITS
from tryon.catalog.fields import Problems, Table, parse_document, read_document
from tryon.catalog.product import (
    AttachmentPoint,
    Language,
    LensMaterial,
    Price,
    Product,
    SurfaceMaterial,
    Variant,
)
from tryon.errors import ManifestError
from tryon.geometry.axes import MM_PER_M

MANIFEST_NAME = "product.toml"
SCHEMA_VERSION = 1
SKU_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"

_MAX_LENGTH_MM = 20_000.0  # A room's furniture is shorter; more is a wrong unit.
_LANGUAGES: tuple[Language, ...] = get_args(Language)
# Files lie in the product's own folder: no separator, no leading dot.
_FILE_PATTERN = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_NAME_PATTERN = r"[a-z][a-z0-9_]*"


@dataclass(frozen=True, slots=True, eq=False)
class Manifest:
    """A parsed product.toml.

    Parameters
    ----------
    product : everything but the meshes, which stay empty until the mesh file is read
    mesh, thumbnail : file names in the product's folder; None if nothing is worn but colour
    """

    product: Product
    mesh: str | None
    thumbnail: str


def load_manifest(path: Path) -> Manifest:
    """Read and check a product.toml.

    Raises
    ------
    ManifestError
        If the file is unreadable or breaks the schema; one line per problem, each with
        file, line and field.
    """
    return parse_manifest(read_document(path), path)


def parse_manifest(text: str, path: Path) -> Manifest:
    """Check the text of a product.toml; `path` is only named in messages.

    Raises
    ------
    ManifestError
        As `load_manifest`.
    """
    root, problems = parse_document(text, path)
    manifest = _read_root(root, problems)
    if manifest is None:  # Only after a problem was noted.
        msg = f"{path}:1: cannot be read"
        raise ManifestError(msg)
    return manifest


def _read_root(root: Table, problems: Problems) -> Manifest | None:
    schema = root.whole("schema", 1)
    if schema != SCHEMA_VERSION:
        root.problem("schema", f"expected {SCHEMA_VERSION}, got {schema}")
    sku = root.text("sku", SKU_PATTERN, "lower-case words joined by hyphens")
    category = root.text("category", _NAME_PATTERN, "the name of a category")
    names = read_languages(root.table("names"))
    descriptions = read_languages(root.table("descriptions")) if root.has("descriptions") else {}
    brand = root.text("brand")
    gtin = _read_gtin(root) if root.has("gtin") else None
    price = _read_price(root.table("price")) if root.has("price") else None
    mount = root.text("mount", _NAME_PATTERN, "what carries the product, one word")
    file_wanted = "the name of a file in the product's folder"
    mesh = root.text("mesh", _FILE_PATTERN, file_wanted) if root.has("mesh") else None
    thumbnail = root.text("thumbnail", _FILE_PATTERN, file_wanted)
    size_mm, points = [0.0, 0.0, 0.0], dict[str, AttachmentPoint]()
    if mesh is not None:
        size_mm = _read_lengths(root.table("size_mm"), ("width", "height", "depth"))
        points = _read_points(root.table("attachment_points_mm"))
    own = root.table(category) if root.has(category) else None
    dimensions, traits = _read_own(own) if own is not None else ({}, {})
    variants = _read_variants(root)
    root.close()
    problems.raise_if_any()
    product = Product(
        sku=sku,
        names=names,
        descriptions=descriptions,
        category=category,
        brand=brand,
        gtin=gtin,
        price=price,
        mount=mount,
        variants=variants,
        size_m=np.array(size_mm) / MM_PER_M,
        dimensions_mm=dimensions,
        attachment_points=points,
        meshes=(),
        traits=traits,
    )
    return Manifest(product, mesh, thumbnail)


def is_gtin(text: str) -> bool:
    """Whether a text is a GTIN-8/12/13/14 with a true check digit (GS1 General Specifications)."""
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", text):
        return False
    digits = [int(character) for character in text[::-1]]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def _read_gtin(root: Table) -> str:
    wanted = "a GTIN of 8, 12, 13 or 14 digits"
    gtin = root.text("gtin", r"[0-9]{8}|[0-9]{12,14}", wanted)
    if gtin and not is_gtin(gtin):
        root.problem("gtin", f'wrong check digit in "{gtin}"')
    return gtin


def _read_price(table: Table) -> Price:
    amount = table.whole("amount")
    currency = table.text("currency")
    if currency and currency not in MINOR_DIGITS:
        table.problem("currency", f'expected an ISO 4217 code, got "{currency}"')
    table.close()
    return Price(amount, currency)


def read_languages(table: Table) -> dict[Language, str]:
    """Read a text in every language of the project."""
    result: dict[Language, str] = {language: table.text(language) for language in _LANGUAGES}
    table.close()
    return result


def _read_lengths(table: Table, keys: tuple[str, ...]) -> list[float]:
    result = [table.number(key, 0.1, _MAX_LENGTH_MM) for key in keys]
    table.close()
    return result


def _read_own(table: Table) -> tuple[dict[str, float], dict[str, str | float]]:
    """Read the category's own lengths and traits; which it needs is the category's business.

    Lengths end in `_mm`, other numbers are shares in [0, 1], the rest are words.
    """
    lengths: dict[str, float] = {}
    traits: dict[str, str | float] = {}
    for key in table.keys:
        if not re.fullmatch(_NAME_PATTERN, key):
            table.problem(key, "expected a name of lower-case letters, digits and underscores")
        elif key.endswith("_mm"):
            lengths[key] = table.number(key, 0.0, _MAX_LENGTH_MM)
        elif table.holds_text(key):
            traits[key] = table.text(key, SKU_PATTERN, "a lower-case word")
        elif table.holds_share(key):
            traits[key] = table.number(key, 0.0, 1.0)
        else:
            wanted = 'the name of a length, ending in "_mm", or a share in [0, 1]'
            table.problem(key, f"expected {wanted}")
    return lengths, traits


def _read_points(table: Table) -> dict[str, AttachmentPoint]:
    points: dict[str, AttachmentPoint] = {}
    for key in table.keys:
        position_mm = table.triple(key, -_MAX_LENGTH_MM, _MAX_LENGTH_MM)
        points[key] = AttachmentPoint(key, np.array(position_mm) / MM_PER_M)
        if not re.fullmatch(_NAME_PATTERN, key):
            table.problem(key, "expected a name of lower-case letters, digits and underscores")
    return points


def _read_variants(root: Table) -> tuple[Variant, ...]:
    variants: list[Variant] = []
    for table in root.tables("variants"):
        variant_id = table.text("id", SKU_PATTERN, "lower-case words joined by hyphens")
        if variant_id and variant_id in {variant.id for variant in variants}:
            table.problem("id", f'"{variant_id}" is used twice')
        names = read_languages(table.table("names"))
        table.color("swatch")
        swatch = table.text("swatch") if "swatch" in table.keys else ""
        materials = _read_materials(table.table("materials")) if table.has("materials") else {}
        lens = _read_lens(table.table("lens")) if table.has("lens") else None
        shades = table.colors("shades") if table.has("shades") else ()
        table.close()
        variants.append(Variant(variant_id, names, swatch, materials, lens, shades))
    return tuple(variants)


def _read_materials(table: Table) -> dict[str, SurfaceMaterial]:
    materials: dict[str, SurfaceMaterial] = {}
    for key in table.keys:
        entry = table.table(key)
        materials[key] = SurfaceMaterial(
            base_color=entry.color("base_color"),
            metallic=entry.number("metallic", 0.0, 1.0) if entry.has("metallic") else 0.0,
            roughness=entry.number("roughness", 0.0, 1.0) if entry.has("roughness") else 0.5,
            opacity=entry.number("opacity", 0.0, 1.0) if entry.has("opacity") else 1.0,
        )
        entry.close()
    return materials


def _read_lens(table: Table) -> LensMaterial:
    lens = LensMaterial(
        tint_top=table.triple("tint_top", 0.0, 1.0),
        tint_bottom=table.triple("tint_bottom", 0.0, 1.0),
        mirror=table.triple("mirror", 0.0, 1.0),
    )
    table.close()
    return lens
