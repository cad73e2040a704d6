"""The bundled eyewear: sizes, shapes, colours and texts of every product."""

from collections.abc import Callable
from dataclasses import dataclass

from assets.build.acetate import AcetateFront, AcetateTemple
from assets.build.layout import Fitting
from assets.build.outlines import LensShape
from assets.build.pairs import AcetatePair
from assets.build.product import Finish, LensLook, Listing, Pair, Variant


@dataclass(frozen=True, slots=True)
class Entry:
    """A product: its listing and the function that builds its geometry."""

    listing: Listing
    build: Callable[[], Pair]


def _an_bang() -> Entry:
    pair = AcetatePair(
        Fitting(
            LensShape(52.0, 41.0, (3.3, 2.9, 2.3, 2.5), taper=0.07, lift=0.07, nasal_cut=0.03),
            bridge=18.0, temple=145.0, half_width=69.5, hinge_height=11.5,
        ),
        AcetateFront(
            rim_top=5.4, rim_bottom=3.4, rim_nasal=3.6, rim_temporal=4.6,
            bridge_top=14.5, bridge_bottom=5.5, end_height=12.5,
        ),
        AcetateTemple(),
    )
    listing = Listing(
        "an-bang", 101, ("An Bàng", "An Bang"),
        (
            "Gọng acetate vuông bo tròn, dày dặn, hợp với nhiều khuôn mặt.",
            "Square full-rim acetate with softly rounded corners that suits most faces.",
        ),
        1290000,
        (
            Variant("black", "Đen", "Black", "#17171a",
                    {"frame": Finish("#17171a", 0.0, 0.22), "temple": Finish("#17171a", 0.0, 0.22)}),
        ),
    )
    return Entry(listing, pair.build)


def entries() -> tuple[Entry, ...]:
    """Every product in the order of the catalogue."""
    return (_an_bang(),)
