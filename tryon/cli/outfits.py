"""What the user wants put on: `--product` and `--look` read, checked and arranged."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tryon.errors import InputError, WrongSubjectError
from tryon.factory import (
    Choice,
    EngineConfig,
    load_catalog,
    load_looks,
    look_choices,
    slot_of,
    subject_of,
    variant_of,
)

Outfit = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class NamedOutfit:
    """An outfit and what its pictures are called."""

    name: str
    choices: Outfit


PRODUCT_HELP = (
    "SKU, SKU:VARIANT or SKU:VARIANT@PERSON; several are worn together, those that take the "
    "same place are tried in turn. PERSON is the id in reports; without it everybody wears it."
)
LOOK_HELP = "A set of products by name, see `tryon looks`; several are tried in turn."


def parse_choice(text: str) -> Choice:
    """Read `SKU`, `SKU:VARIANT`, `SKU@PERSON` or `SKU:VARIANT@PERSON`.

    Raises
    ------
    InputError
        If the person is no number.
    """
    rest, at, person = text.partition("@")
    if at and not person.isdecimal():
        msg = f"--product: expected a person's number after @, got {text!r}"
        raise InputError(msg)
    sku, _, variant = rest.partition(":")
    return Choice(sku, variant or None, int(person) if at else None)


def outfits(
    products: Sequence[str], looks: Sequence[str], config: EngineConfig
) -> list[NamedOutfit]:
    """Check the chosen products and looks and arrange them into outfits, one per picture.

    Raises
    ------
    UnknownProductError
        If the catalogue has no such product or the product no such variant.
    UnknownLookError
        If there is no such look.
    WrongSubjectError
        If a product is furniture.
    InputError
        If nothing is chosen.
    """
    if not products and not looks:
        msg = "expected at least one --product or --look"
        raise InputError(msg)
    catalog = load_catalog(config)
    singles = [parse_choice(text) for text in products]
    known = load_looks(catalog)
    sets = [(name, look_choices(known.look(name))) for name in looks]
    for choice in singles:
        product = catalog.listed(choice.sku)
        if subject_of(product) == "room":
            msg = f"{choice.sku}: expected a product for the face; furniture goes into `tryon room`"
            raise WrongSubjectError(msg)
        variant_of(product, choice)

    def slot(choice: Choice) -> str:
        return slot_of(catalog.listed(choice.sku))

    alone = arranged(singles, slot)
    if not looks:
        return [NamedOutfit(_name(outfit), outfit) for outfit in alone]
    return [
        NamedOutfit("+".join(filter(None, (name, _name(top)))), _over(base, top, slot))
        for (name, base), top in itertools.product(sets, alone or [()])
    ]


def only_outfit(products: Sequence[str], looks: Sequence[str], config: EngineConfig) -> Outfit:
    """Give the one outfit that moving pictures are shown in.

    Raises
    ------
    UnknownProductError, UnknownLookError
        As `outfits`.
    InputError
        If several products that take the same place, or several looks, are chosen.
    """
    found = outfits(products, looks, config)
    if len(found) > 1:
        msg = "--product: expected one product for each place in moving pictures, got several"
        raise InputError(msg)
    return found[0].choices


def arranged(choices: Sequence[Choice], slot: Callable[[Choice], str]) -> list[Outfit]:
    """Arrange choices into outfits worn at once.

    Products of different slots are worn together; several of one slot are alternatives, each
    of which makes an outfit of its own. Each person's slots are their own.

    Parameters
    ----------
    choices : as the user listed them
    slot : gives what a choice takes the place of
    """
    places: dict[tuple[str, int | None], list[Choice]] = {}
    for choice in choices:
        places.setdefault((slot(choice), choice.person), []).append(choice)
    count = max((len(group) for group in places.values()), default=0)
    return [
        tuple(group[min(index, len(group) - 1)] for group in places.values())
        for index in range(count)
    ]


def _name(outfit: Outfit) -> str:
    """Write an outfit for a file name: nothing is said that was not chosen."""
    return "+".join(
        choice.sku
        + ("" if choice.variant is None else f"-{choice.variant}")
        + ("" if choice.person is None else f"@{choice.person}")
        for choice in outfit
    )


def _over(base: Outfit, top: Outfit, slot: Callable[[Choice], str]) -> Outfit:
    """Put single products over a look: they replace what takes the same place for everybody."""
    replaced = {slot(choice) for choice in top if choice.person is None}
    return (*(choice for choice in base if slot(choice) not in replaced), *top)
