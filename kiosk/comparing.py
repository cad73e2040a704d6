"""Pictures of one moment, cut and named for the comparison."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.display import Window, mirrored, window_around, window_for
from kiosk.session import Session
from kiosk.touching import Box, nearest
from kiosk.trying_on import TriedOn
from kiosk.ui.comparison_screen import Compared, ComparisonScreen

# Room about the face, over its height, for what is worn above and below it.
_ABOVE = {"headwear": 0.6}
_BELOW = {"necklace": 0.8, "earrings": 0.2}


def show_outfits(
    screen: ComparisonScreen, pictures: Sequence[TriedOn], session: Session, face: Box | None
) -> None:
    """Show pictures of one moment side by side; parameters as of `compared_outfits`."""
    tiles = [(width, height) for _, _, width, height in screen.places(len(pictures))]
    screen.show_pairs(compared_outfits(pictures, tiles, session, face), session.language)


def compared_outfits(
    pictures: Sequence[TriedOn],
    tiles: Sequence[tuple[int, int]],
    session: Session,
    face: Box | None,
) -> list[Compared]:
    """Give each picture with its outfit's texts, cut to its tile.

    Parameters
    ----------
    pictures : one outfit each
    tiles : (width, height) of each, px
    session : knows names, prices and language
    face : of who is compared on, in the picture, px; None takes the largest
    """
    items = {item.sku: item for item in session.items}
    language = session.language
    worn = [{choice.sku for choice in done.choices} for done in pictures]
    shared = set[str].intersection(*worn) if len(worn) > 1 else set[str]()
    shown: list[Compared] = []
    for done, tile in zip(pictures, tiles, strict=True):
        own = [items[c.sku] for c in done.choices if c.sku not in shared]
        own = own or [items[choice.sku] for choice in done.choices]
        name = " + ".join(item.names[language] for item in own)
        price = own[0].prices[language] if len(own) == 1 else ""
        slots = {items[choice.sku].slot for choice in done.choices}
        picture = mirrored(done.image, _part(done, tile, face, slots))
        shown.append(Compared(name, price, picture))
    return shown


def _part(done: TriedOn, tile: tuple[int, int], face: Box | None, slots: set[str]) -> Window:
    """Show one face and what is worn about it; without a face, the middle."""
    height, width = done.image.shape[:2]
    boxes = [subject["box"] for subject in done.report["subjects"]]
    if not boxes:
        return window_for((width, height), tile, "fill")
    if face is None:
        box = max(boxes, key=lambda item: item[2] - item[0])
    else:
        box = boxes[nearest(boxes, face)]
    x0, y0, x1, y1 = box
    tall = y1 - y0
    above = max((share for slot, share in _ABOVE.items() if slot in slots), default=0.0)
    below = max((share for slot, share in _BELOW.items() if slot in slots), default=0.0)
    return window_around((width, height), (x0, y0 - above * tall, x1, y1 + below * tall), tile)
