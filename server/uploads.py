"""The form of `POST /v1/try-ons`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from starlette.requests import Request

from server.choices import parse_choice
from server.forms import Form, UploadLimits, receive_form
from server.problems import Problem
from tryon import Choice

_PUPILLARY_DISTANCE_MM = (40.0, 80.0)
FOCAL_35MM = (9.0, 300.0)
"""35 mm equivalent focal lengths that cameras have, mm."""


@dataclass(frozen=True, slots=True)
class TryOnForm:
    """A checked form of `POST /v1/try-ons`.

    Parameters
    ----------
    image : the picture file
    choices : what to put on, in the order given; not held against the catalogue yet
    looks : sets to put on, `ID` or `ID@PERSON`
    pupillary_distance_mm : typed by the wearer, mm
    holds_card : whether the wearer holds a bank card flat against the face
    focal_35mm : 35 mm equivalent focal length, mm, for pictures whose EXIF was taken out
    """

    image: bytes
    choices: tuple[Choice, ...]
    looks: tuple[str, ...]
    pupillary_distance_mm: float | None
    holds_card: bool
    focal_35mm: float | None


async def read_form(request: Request, limits: UploadLimits) -> TryOnForm:
    """Receive the form of a request.

    Raises
    ------
    Problem
        If it is no form, too large, too slow, or incomplete.
    ClientDisconnect
        If the client leaves.
    """
    return _checked(await receive_form(request, limits))


def _checked(form: Form) -> TryOnForm:
    choices: list[Choice] = []
    numbers: dict[str, float | None] = {"pupillary_distance_mm": None, "focal_35mm": None}
    variants: list[str] = []
    looks: list[str] = []
    holds_card = False
    for name, value in form.fields:
        if name == "sku":
            choices.append(parse_choice(value))
        elif name == "look":
            looks.append(value)
        elif name == "variant":
            variants.append(value)
        elif name == "holds_card":
            holds_card = _truth(name, value)
        elif name in numbers:
            numbers[name] = _number(name, value)
    if not choices and not looks:
        raise Problem(422, "invalid_request", "expected a field `sku` or `look`")
    return TryOnForm(
        form.image,
        _with_variants(choices, variants),
        tuple(looks),
        in_range("pupillary_distance_mm", numbers["pupillary_distance_mm"], _PUPILLARY_DISTANCE_MM),
        holds_card,
        in_range("focal_35mm", numbers["focal_35mm"], FOCAL_35MM),
    )


def _truth(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise Problem(422, "invalid_request", f"expected `{name}` to be true or false")
    return value.lower() == "true"


def _with_variants(choices: list[Choice], variants: list[str]) -> tuple[Choice, ...]:
    if not variants:
        return tuple(choices)
    if len(variants) != len(choices):
        raise Problem(422, "invalid_request", "expected one `variant` per `sku`, in the same order")
    return tuple(
        replace(choice, variant=variant or choice.variant)
        for choice, variant in zip(choices, variants, strict=True)
    )


def _number(name: str, text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise Problem(422, "invalid_request", f"expected a number in `{name}`") from error


def in_range(name: str, value: float | None, limits: tuple[float, float]) -> float | None:
    """Give a number back if it is within limits, None for none.

    Raises
    ------
    Problem
        If it is not.
    """
    if value is None:
        return None
    if not math.isfinite(value) or not limits[0] <= value <= limits[1]:
        raise Problem(422, "invalid_request", f"expected `{name}` in [{limits[0]}, {limits[1]}]")
    return value
