"""Pictures of one moment, cut and named for the comparison."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.display import Window, mirrored, window_around, window_for
from kiosk.session import Session
from kiosk.try_on_thread import TriedOn
from kiosk.ui.comparison_screen import Compared


def compared_pairs(
    pictures: Sequence[TriedOn], tiles: Sequence[tuple[int, int]], session: Session
) -> list[Compared]:
    """Give each picture with its pair's texts, cut to its tile.

    Parameters
    ----------
    pictures : one pair each
    tiles : (width, height) of each, px
    session : knows names, prices and language
    """
    items = {item.sku: item for item in session.items}
    language = session.language
    shown: list[Compared] = []
    for done, tile in zip(pictures, tiles, strict=True):
        item = items[done.choices[0].sku]
        picture = mirrored(done.image, _part(done, tile))
        shown.append(Compared(item.names[language], item.prices[language], picture))
    return shown


def _part(done: TriedOn, tile: tuple[int, int]) -> Window:
    """Show the largest face; without one, the middle."""
    height, width = done.image.shape[:2]
    faces = [subject["box"] for subject in done.report["subjects"]]
    if not faces:
        return window_for((width, height), tile, "fill")
    x0, y0, x1, y1 = max(faces, key=lambda box: box[2] - box[0])
    return window_around((width, height), (x0, y0, x1, y1), tile)
