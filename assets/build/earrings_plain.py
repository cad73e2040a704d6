"""Hoops and studs of the bundled catalogue."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.build.earrings import hoop, hoop_clasp, pair_of, post, twisted_hoop
from assets.build.earrings_gems import ball, brilliant, cup, prongs
from assets.build.earrings_looks import (
    BLACK_PEARL,
    CLEAR_STONE,
    CREAM_PEARL,
    GOLD,
    RUBY,
    SAPPHIRE,
    SILVER,
    WHITE_PEARL,
    metals,
)
from assets.build.product import Finish, Goods, Listing, Variant
from assets.build.solids import joined

Design = tuple[Listing, Callable[[], Goods]]


def non_nuoc() -> Design:
    """Large plain hoops."""

    def build() -> Goods:
        metal = joined([hoop(19.0, (0.95, 1.25), (0.95, 1.25)), hoop_clasp(19.0, 1.0)])
        return pair_of("hoop", {"hoop": ("metal", metal)}, apart=34.0)

    listing = Listing(
        "non-nuoc",
        301,
        ("Non Nước", "Non Nuoc"),
        (
            "Khuyên tròn lớn 4 cm, sáng bóng, nhẹ như vòng sóng.",
            "Large 4 cm polished hoops, light as a ring of surf.",
        ),
        1850000,
        metals(),
    )
    return listing, build


def cua_dai() -> Design:
    """Small broad hoops close to the lobe."""

    def build() -> Goods:
        metal = hoop(6.6, (1.3, 1.9), (0.75, 0.95))
        return pair_of("hoop", {"hoop": ("metal", metal)}, apart=20.0)

    listing = Listing(
        "cua-dai",
        302,
        ("Cửa Đại", "Cua Dai"),
        (
            "Khuyên nhỏ 15 mm ôm sát dái tai, hợp với mọi ngày.",
            "Small 15 mm hoops that hug the lobe, for every day.",
        ),
        1290000,
        metals(),
    )
    return listing, build


def sa_huynh() -> Design:
    """Twisted hoops."""

    def build() -> Goods:
        metal = joined([twisted_hoop(13.0, 0.95, 11), hoop_clasp(13.0, 1.0)])
        return pair_of("hoop", {"hoop": ("metal", metal)}, apart=28.0)

    listing = Listing(
        "sa-huynh",
        303,
        ("Sa Huỳnh", "Sa Huynh"),
        (
            "Khuyên xoắn hai sợi, gợi đồ trang sức cổ Sa Huỳnh.",
            "Two strands twisted into a hoop, after the old jewellery of Sa Huynh.",
        ),
        1590000,
        metals(),
    )
    return listing, build


def phu_quoc() -> Design:
    """Pearl studs."""

    def build() -> Goods:
        parts = {
            "metal": ("metal", joined([post(5.0), cup(1.3, 2.6, 1.2)])),
            "pearl": ("pearl", ball(np.array([0.0, 0.0, 4.2]), 4.0, 32)),
        }
        return pair_of("stud", parts, apart=15.0)

    variants = (
        Variant("white", "Trắng", "White", "#efe9e0", {"metal": SILVER, "pearl": WHITE_PEARL}),
        Variant("cream", "Kem", "Cream", "#ecd9b8", {"metal": GOLD, "pearl": CREAM_PEARL}),
        Variant("black", "Đen", "Black", "#34383d", {"metal": SILVER, "pearl": BLACK_PEARL}),
    )
    listing = Listing(
        "phu-quoc",
        307,
        ("Phú Quốc", "Phu Quoc"),
        (
            "Ngọc trai 8 mm gắn sát dái tai.",
            "8 mm pearls set on the lobe.",
        ),
        1950000,
        variants,
    )
    return listing, build


def _set(metal: Finish, stone: tuple[Finish, Finish]) -> dict[str, Finish]:
    return {"metal": metal, "stone": stone[0], "stone_deep": stone[1]}


def luc_yen() -> Design:
    """Stone studs."""

    def build() -> Goods:
        radius, girdle = 3.25, 2.9
        bright, deep = brilliant(radius, girdle)
        parts = {
            "metal": ("metal", joined([post(5.0), prongs(radius, girdle)])),
            "stone": ("stone", bright),
            "stone_deep": ("stone_deep", deep),
        }
        return pair_of("stud", parts, apart=12.0)

    variants = (
        Variant("clear", "Đá trắng, bạc", "Clear, silver", "#e8edf2",
                _set(SILVER, CLEAR_STONE)),
        Variant("ruby", "Hồng ngọc, vàng", "Ruby, gold", "#b3123c",
                _set(GOLD, RUBY)),
        Variant("sapphire", "Lam ngọc, bạc", "Sapphire, silver", "#1d3fa8",
                _set(SILVER, SAPPHIRE)),
    )  # fmt: skip
    listing = Listing(
        "luc-yen",
        308,
        ("Lục Yên", "Luc Yen"),
        (
            "Đá tròn 6,5 mm giữ bằng bốn chấu.",
            "A round 6.5 mm stone held by four claws.",
        ),
        2690000,
        variants,
    )
    return listing, build


DESIGNS: tuple[Callable[[], Design], ...] = (non_nuoc, cua_dai, sa_huynh, phu_quoc, luc_yen)
