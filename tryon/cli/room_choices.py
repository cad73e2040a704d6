"""Which pieces `tryon room` puts where."""

from __future__ import annotations

from collections.abc import Sequence

from tryon.cli.room_options import elevation_of, pixel
from tryon.engine_scene import WornProduct
from tryon.errors import InputError
from tryon.factory import Choice, EngineConfig, load_catalog, worn_product
from tryon.landmarks.room import Stand


def stands_of(
    choices: Sequence[Choice],
    at: Sequence[str],
    turns: tuple[Sequence[float], Sequence[str]],
    size: tuple[int, int],
    *,
    snap: bool,
) -> list[Stand]:
    """Pair products with places; turns and elevations may be left out.

    Parameters
    ----------
    choices, at : products and their places, as typed
    turns : yaws, degrees, and elevations, as typed
    size : width and height of the picture, px
    snap : turn pieces along walls that are near

    Raises
    ------
    InputError
        If they do not pair, or one cannot be read.
    """
    if len(at) != len(choices):
        msg = f"expected an --at for each --product, got {len(at)} for {len(choices)}"
        raise InputError(msg)
    for name, values in zip(("--yaw", "--elevation"), turns, strict=True):
        if values and len(values) != len(choices):
            msg = f"expected a {name} for each --product or none, got {len(values)}"
            raise InputError(msg)
    yaws, heights = turns
    stands: list[Stand] = []
    for row, place in enumerate(at):
        spot = pixel("--at", place, *size)
        raised = elevation_of(heights[row]) if heights else None
        try:
            stands.append(Stand(row + 1, spot, yaws[row] if yaws else 0.0, snap, raised))
        except ValueError as error:
            raise InputError(str(error)) from error
    return stands


def chosen_pieces(choices: Sequence[Choice], config: EngineConfig) -> list[WornProduct]:
    """Find what is chosen, before time is spent on the picture."""
    if not choices:
        return []
    catalog = load_catalog(config)
    return [worn_product(catalog, choice, "room") for choice in choices]
