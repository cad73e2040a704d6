"""What a client wants put on: texts read, held against catalogue and looks, made unambiguous."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.problems import Problem
from tryon import (
    Catalog,
    Choice,
    Looks,
    Product,
    Report,
    UnknownLookError,
    UnknownProductError,
    look_choices,
    slot_of,
    subject_of,
)

MOST_CHOICES = 48
"""A full look for each of four people, and some to spare."""


def is_for_rooms(product: Product) -> bool:
    """Whether a product stands in rooms; nobody wears it."""
    return subject_of(product) == "room"


def parse_choice(text: str) -> Choice:
    """Read `SKU`, `SKU:VARIANT`, `SKU@PERSON` or `SKU:VARIANT@PERSON`.

    Raises
    ------
    Problem
        If the person is no number.
    """
    rest, person = split_person(text)
    sku, _, variant = rest.partition(":")
    return Choice(sku, variant or None, person)


def split_person(text: str) -> tuple[str, int | None]:
    """Take `@PERSON` off the end of a text; None if there is none.

    Raises
    ------
    Problem
        If the person is no number.
    """
    rest, at, person = text.partition("@")
    if at and not (person.isdecimal() and len(person) <= 9):
        raise Problem(422, "invalid_request", "expected a person's number after @")
    return rest, int(person) if at else None


def resolved(
    catalog: Catalog, looks: Looks, singles: Sequence[Choice], names: Iterable[str]
) -> tuple[Choice, ...]:
    """Put single products over looks, and check that they can be worn together.

    Parameters
    ----------
    catalog, looks : what there is
    singles : products chosen by themselves
    names : looks chosen, `ID` or `ID@PERSON`

    Raises
    ------
    Problem
        If there is no such product, variant or look, a product is none to wear, or two take the
        same place on one person.
    """
    for choice in singles:
        try:
            product = catalog.listed(choice.sku)
            product.variant(choice.variant)
        except (UnknownProductError, KeyError) as error:
            raise Problem(422, "unknown_product") from error
        if is_for_rooms(product):
            raise Problem(422, "for_rooms")
    taken = {_place(catalog, choice) for choice in singles}
    sets = [
        choice
        for name in names
        for choice in _of_look(looks, name)
        if _place(catalog, choice) not in taken
    ]
    choices = (*sets, *singles)
    if len(choices) > MOST_CHOICES:
        raise Problem(422, "invalid_request", f"expected at most {MOST_CHOICES} products")
    if len({_place(catalog, choice) for choice in choices}) < len(choices):
        raise Problem(422, "same_slot")
    return choices


def check_people(choices: Iterable[Choice], report: Report) -> None:
    """Make sure that everybody a product was chosen for is in the picture.

    Raises
    ------
    Problem
        If somebody is not; a picture of nobody at all is another problem.
    """
    present = {subject["id"] for subject in report["subjects"]}
    asked = {choice.person for choice in choices if choice.person is not None}
    if present and not asked <= present:
        known = ", ".join(str(number) for number in sorted(present))
        raise Problem(422, "unknown_person", f"expected people out of {known}")


def _of_look(looks: Looks, text: str) -> tuple[Choice, ...]:
    name, person = split_person(text)
    try:
        return look_choices(looks.look(name), person)
    except UnknownLookError as error:
        raise Problem(422, "unknown_look") from error


def _place(catalog: Catalog, choice: Choice) -> tuple[str, int | None]:
    return slot_of(catalog.listed(choice.sku)), choice.person
