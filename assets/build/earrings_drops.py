"""The hanging earrings of the bundled catalogue."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.build.earrings import chain, domed, ear_wire, leaf, link, pair_of, post, rim, teardrop
from assets.build.earrings_gems import ball, cup
from assets.build.earrings_looks import (
    BLACK_PEARL,
    GOLD,
    INDIGO,
    JADE,
    LACQUER,
    PINK_PEARL,
    ROSE,
    SILVER,
    WHITE_PEARL,
    metals,
)
from assets.build.outlines import Points
from assets.build.product import Goods, Listing, Variant
from assets.build.solids import Solid, joined

Design = tuple[Listing, Callable[[], Goods]]


def thuan_an() -> Design:
    """Pearls on short chains."""

    def build() -> Goods:
        top = ball(np.array([0.0, 0.0, 1.6]), 1.7, 18)
        hung = np.array([0.0, -1.2, 1.6])
        cap = cup(1.6, 2.2, 0.0).mapped(_hanging(np.array([0.0, -13.0, 1.6])))
        ring = link(np.array([0.0, -12.0, 1.6]), 0.9, 0.7, 0.25, 0.0)
        metal = joined([top, post(5.0), chain(hung, 6, 1.7, 0.26), ring, cap])
        pearl = ball(np.array([0.0, -18.2, 1.6]), 4.75, 28)
        parts = {"metal": ("metal", metal), "pearl": ("pearl", pearl)}
        return pair_of("drop", parts, apart=24.0)

    variants = (
        Variant("white-gold", "Ngọc trắng, vàng", "White pearl, gold", "#efe9e0",
                {"metal": GOLD, "pearl": WHITE_PEARL}),
        Variant("white-silver", "Ngọc trắng, bạc", "White pearl, silver", "#d5d7da",
                {"metal": SILVER, "pearl": WHITE_PEARL}),
        Variant("pink-rose", "Ngọc hồng, vàng hồng", "Pink pearl, rose gold", "#eccfc4",
                {"metal": ROSE, "pearl": PINK_PEARL}),
        Variant("black-silver", "Ngọc đen, bạc", "Black pearl, silver", "#34383d",
                {"metal": SILVER, "pearl": BLACK_PEARL}),
    )  # fmt: skip
    listing = Listing(
        "thuan-an",
        304,
        ("Thuận An", "Thuan An"),
        (
            "Ngọc trai 9,5 mm buông trên sợi dây xích mảnh.",
            "A 9.5 mm pearl swinging on a fine chain.",
        ),
        2450000,
        variants,
    )
    return listing, build


def _hanging(at: Points) -> Callable[[Points], Points]:
    """Give the map that turns a part made along z so that it opens downwards at `at`."""

    def place(points: Points) -> Points:
        return np.column_stack([points[:, 0], -points[:, 2], points[:, 1]]) + at

    return place


def bach_ma() -> Design:
    """Enamelled drops on ear wires."""

    def build() -> Goods:
        drop, reach = 9.0, np.array([0.0, -12.2, 2.4])
        outline, inner = teardrop(24.0, 14.5), teardrop(24.0, 14.5)
        middle = np.array([0.0, -14.0])
        inner = middle + 0.93 * (inner - middle)

        def put(solid: Solid) -> Solid:
            return solid.mapped(lambda points: points + reach)

        loops = [
            link(np.array([0.0, -drop - 0.7, 2.4]), 1.0, 0.8, 0.28, 1.57),
            link(np.array([0.0, -drop - 2.2, 2.4]), 1.3, 0.9, 0.28, 0.0),
        ]
        metal = joined([ear_wire(drop), *loops, put(rim(outline, 0.75, 0.95))])
        enamel = put(domed(inner, 1.7, 0.7, middle))
        parts = {"metal": ("metal", metal), "enamel": ("enamel", enamel)}
        return pair_of("drop", parts, apart=28.0)

    variants = (
        Variant("jade", "Xanh ngọc", "Jade", "#1f7a55", {"metal": GOLD, "enamel": JADE}),
        Variant("lacquer", "Đỏ sơn mài", "Lacquer red", "#8e1420",
                {"metal": GOLD, "enamel": LACQUER}),
        Variant("indigo", "Xanh chàm", "Indigo", "#1b2f66", {"metal": SILVER, "enamel": INDIGO}),
    )  # fmt: skip
    listing = Listing(
        "bach-ma",
        305,
        ("Bạch Mã", "Bach Ma"),
        (
            "Giọt men màu viền kim loại, treo trên móc cong.",
            "Enamel drops in a polished rim, on curved ear wires.",
        ),
        980000,
        variants,
    )
    return listing, build


def tam_dao() -> Design:
    """Leaves below a small ball."""

    def build() -> Goods:
        outline = leaf(30.0, 9.0)
        start = np.array([0.0, -3.6, 1.7])
        blade = domed(outline, 0.9, 0.35, np.array([0.0, -15.0])).mapped(
            # A leaf bends: its tip comes forward.
            lambda points: (
                points
                + start
                + np.column_stack(
                    [0.0 * points[:, 0], 0.0 * points[:, 1], 0.0035 * points[:, 1] ** 2]
                )
            )
        )
        ring = link(np.array([0.0, -2.7, 1.7]), 1.3, 0.8, 0.26, 1.57)
        metal = joined([ball(np.array([0.0, 0.0, 1.7]), 1.9, 18), post(5.0), ring, blade])
        return pair_of("drop", {"leaf": ("metal", metal)}, apart=24.0)

    listing = Listing(
        "tam-dao",
        306,
        ("Tam Đảo", "Tam Dao"),
        (
            "Chiếc lá dài buông dưới viên bi nhỏ.",
            "A long leaf hanging from a small ball.",
        ),
        1150000,
        metals(),
    )
    return listing, build


DESIGNS: tuple[Callable[[], Design], ...] = (thuan_an, bach_ma, tam_dao)
