"""Looks: sets of products that are put on together, listed in TOML files of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tryon.catalog.catalog import Catalog, CatalogProblem
from tryon.catalog.fields import Problems, Table, parse_document, read_document
from tryon.catalog.manifest import SCHEMA_VERSION, SKU_PATTERN, read_languages
from tryon.catalog.product import Language, Product
from tryon.errors import AssetError, UnknownLookError, UnknownProductError

_log = logging.getLogger(__name__)

_WORDS = "lower-case words joined by hyphens"


@dataclass(frozen=True, slots=True)
class LookItem:
    """One product of a look.

    Parameters
    ----------
    sku : of the product
    variant : its colour, None for the default one
    """

    sku: str
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Products that are worn together.

    Parameters
    ----------
    id : unique among the looks
    names : by language
    items : at least one, each in another slot
    """

    id: str
    names: Mapping[Language, str]
    items: tuple[LookItem, ...]


def load_look(path: Path) -> Look:
    """Read and check the file of a look.

    Raises
    ------
    ManifestError
        If the file is unreadable or breaks the schema; one line per problem, each with
        file, line and field.
    """
    return parse_look(read_document(path), path)


def parse_look(text: str, path: Path) -> Look:
    """Check the text of a look; `path` is only named in messages.

    Raises
    ------
    ManifestError
        As `load_look`.
    """
    root, problems = parse_document(text, path)
    look = _read_root(root)
    problems.raise_if_any()
    return look


def _read_root(root: Table) -> Look:
    schema = root.whole("schema", 1)
    if schema != SCHEMA_VERSION:
        root.problem("schema", f"expected {SCHEMA_VERSION}, got {schema}")
    look_id = root.text("id", SKU_PATTERN, _WORDS)
    names = read_languages(root.table("names"))
    items: list[LookItem] = []
    for table in root.tables("items"):
        sku = table.text("sku", SKU_PATTERN, _WORDS)
        variant = table.text("variant", SKU_PATTERN, _WORDS) if table.has("variant") else None
        table.close()
        items.append(LookItem(sku, variant))
    root.close()
    return Look(look_id, names, tuple(items))


class Looks:
    """Looks by id, in the order of their files' names."""

    def __init__(self, looks: Iterable[Look], problems: Iterable[CatalogProblem]) -> None:
        self._looks = {look.id: look for look in looks}
        self._problems = tuple(problems)

    @classmethod
    def load(
        cls, folders: Iterable[Path], catalog: Catalog, slot_of: Callable[[Product], str]
    ) -> Looks:
        """Read every `*.toml` directly in the given folders.

        A look that cannot be worn is left out and listed in `problems`: one that breaks the
        schema, names a product or variant the catalogue does not have, has two products in
        one slot, or the id of an earlier one. A folder that does not exist holds no looks.

        Parameters
        ----------
        folders : of look files
        catalog : what there is to wear
        slot_of : gives what a product takes the place of
        """
        looks: dict[str, Look] = {}
        problems: list[CatalogProblem] = []
        for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
            try:
                look = _checked(path, catalog, slot_of)
            except AssetError as error:
                problems.append(CatalogProblem(path.parent, str(error)))
                continue
            if look.id in looks:
                message = f'{path}: id: "{look.id}" is already used by another look'
                problems.append(CatalogProblem(path.parent, message))
                continue
            looks[look.id] = look
        for problem in problems:
            _log.info("look left out: %s", problem.message)
        return cls(looks.values(), problems)

    @property
    def looks(self) -> tuple[Look, ...]:
        """Every look that can be worn."""
        return tuple(self._looks.values())

    @property
    def problems(self) -> tuple[CatalogProblem, ...]:
        """What was left out, and why."""
        return self._problems

    def __len__(self) -> int:
        return len(self._looks)

    def look(self, look_id: str) -> Look:
        """Give a look.

        Raises
        ------
        UnknownLookError
            If there is no such look.
        """
        try:
            return self._looks[look_id]
        except KeyError:
            msg = f'there is no look "{look_id}"'
            raise UnknownLookError(msg) from None


def _checked(path: Path, catalog: Catalog, slot_of: Callable[[Product], str]) -> Look:
    """Read a look and hold it against the catalogue; problems name file, line and field."""
    text = read_document(path)
    look = parse_look(text, path)
    problems = Problems(path, text)
    taken: dict[str, str] = {}
    for index, item in enumerate(look.items):
        try:
            product = catalog.listed(item.sku)
        except UnknownProductError as error:
            problems.add(("items", index, "sku"), str(error))
            continue
        try:
            product.variant(item.variant)
        except KeyError:
            known = ", ".join(variant.id for variant in product.variants)
            message = f'expected one of {known}, got "{item.variant}"'
            problems.add(("items", index, "variant"), message)
        slot = slot_of(product)
        if slot in taken:
            message = f'"{item.sku}" and "{taken[slot]}" cannot be worn together ({slot})'
            problems.add(("items", index, "sku"), message)
        taken[slot] = item.sku
    problems.raise_if_any()
    return look
