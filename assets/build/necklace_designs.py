"""Necklaces of the bundled catalogue."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.build.earrings_gems import brilliant, prongs
from assets.build.necklace import (
    Loop,
    beads,
    cable_chain,
    disc,
    globe,
    goods,
    moved,
    ribbon,
    ring,
)
from assets.build.product import Finish, Goods, Listing, Variant
from assets.build.solids import joined, sweep, turned

Design = tuple[Listing, Callable[[], Goods]]

GOLD = Finish("#f0c572", 1.0, 0.20)
ROSE = Finish("#ecb39b", 1.0, 0.20)
SILVER = Finish("#ebeae8", 1.0, 0.18)
STONE = (Finish("#ffffff", 1.0, 0.02), Finish("#7d8894", 1.0, 0.05))
_UP = np.array([0.0, 1.0, 0.0])


def _metals(**more: Finish) -> tuple[Variant, ...]:
    """Gold, silver and rose gold, other materials alike in all."""
    looks = (("gold", "Vàng", "Gold", GOLD), ("silver", "Bạc", "Silver", SILVER),
             ("rose", "Vàng hồng", "Rose gold", ROSE))  # fmt: skip
    return tuple(
        Variant(name, vi, en, metal.color, {"metal": metal, **more})
        for name, vi, en, metal in looks
    )


def tra_que() -> Design:
    """Fine chain with a solitaire."""

    def build() -> Goods:
        loop = Loop("pointed", 430.0)
        flash, dark = (moved(solid, 0.0, -5.6, -0.8) for solid in brilliant(2.6, 2.3))
        setting = moved(joined([prongs(2.6, 2.3), moved(ring(1.0, 0.3), 0, 2.9, 1.0)]),
                        0.0, -5.6, -0.8)  # fmt: skip
        bail = moved(ring(1.5, 0.34), 0.0, -1.1, 0.1)
        parts = {
            "chain": ("metal", cable_chain(loop, 2.7, 2.3, 0.36)),
            "pendant_setting": ("metal", loop.hanging(joined([bail, setting]))),
            "pendant_stone": ("stone", loop.hanging(flash)),
            "pendant_stone_depth": ("stone_depth", loop.hanging(dark)),
        }
        return goods(loop, parts, pendant_drop=8.3)

    listing = Listing(
        "tra-que",
        401,
        ("Trà Quế", "Tra Que"),
        (
            "Dây chuyền mảnh 43 cm, mặt đá 5 mm lấp lánh như giọt sương.",
            "Fine 43 cm chain with a 5 mm stone, bright as dew on leaves.",
        ),
        3250000,
        _metals(stone=STONE[0], stone_depth=STONE[1]),
    )
    return listing, build


def thu_bon() -> Design:
    """Velvet choker with a pearl."""

    def build() -> Goods:
        loop = Loop("round", 365.0)
        cap = turned(np.array([0.0, -7.9, 2.0]), -_UP, [(0.0, 0.5), (0.5, 1.3), (1.0, 1.6)], 14)
        hook = moved(ring(1.6, 0.36), 0.0, -6.3, 1.2)
        clip = turned(np.array([0.0, -5.4, 0.9]), _UP, [(0.0, 1.0), (0.4, 1.5), (10.4, 1.5),
                                                        (10.8, 1.0)], 14)  # fmt: skip
        flat = clip.mapped(lambda points: points * [1.0, 1.0, 0.55])
        parts = {
            "band": ("velvet", ribbon(loop, 10.0, 1.5)),
            "pendant_metal": ("metal", loop.hanging(joined([flat, hook, cap]))),
            "pendant_pearl": ("pearl", loop.hanging(moved(globe(3.6, 24, 16), 0.0, -12.2, 2.0))),
        }
        return goods(loop, parts, pendant_drop=15.8)

    pearl = Finish("#f4eee6", 0.16, 0.17)
    variants = (
        Variant("black", "Đen", "Black", "#171416",
                {"velvet": Finish("#171416", 0.0, 0.95), "metal": GOLD, "pearl": pearl}),
        Variant("burgundy", "Đỏ rượu", "Burgundy", "#561522",
                {"velvet": Finish("#561522", 0.0, 0.95), "metal": GOLD, "pearl": pearl}),
        Variant("forest", "Xanh rừng", "Forest", "#1e3a2c",
                {"velvet": Finish("#1e3a2c", 0.0, 0.95), "metal": SILVER, "pearl": pearl}),
    )  # fmt: skip
    listing = Listing(
        "thu-bon",
        402,
        ("Thu Bồn", "Thu Bon"),
        (
            "Vòng cổ nhung 1 cm ôm sát, đính một viên ngọc trai.",
            "Velvet choker, 1 cm wide and close to the neck, with a single pearl.",
        ),
        690000,
        variants,
    )
    return listing, build


def van_phong() -> Design:
    """Strand of pearls."""

    def build() -> Goods:
        loop = Loop("round", 450.0)
        return goods(loop, {"pearls": ("pearl", beads(loop, 7.5, 0.2))}, pendant_drop=3.75)

    variants = tuple(
        Variant(name, vi, en, color, {"pearl": Finish(color, metal, 0.17)})
        for name, vi, en, color, metal in (
            ("white", "Trắng", "White", "#f5efe6", 0.16),
            ("cream", "Kem", "Cream", "#f1dcb8", 0.16),
            ("pink", "Hồng", "Pink", "#f0d2c6", 0.16),
            ("black", "Đen", "Black", "#4a4f55", 0.55),
        )
    )
    listing = Listing(
        "van-phong",
        403,
        ("Vân Phong", "Van Phong"),
        (
            "Chuỗi ngọc trai 7,5 mm, dài 45 cm, nằm gọn trên xương đòn.",
            "A 45 cm strand of 7.5 mm pearls that rests on the collarbones.",
        ),
        4900000,
        variants,
    )
    return listing, build


def ngu_hanh() -> Design:
    """Jade disc on a chain."""

    def build() -> Goods:
        loop = Loop("pointed", 500.0)
        bail = ring(5.6, 0.42, segments=28).mapped(lambda points: points * [1.0, 1.0, 0.52])
        parts = {
            "chain": ("metal", cable_chain(loop, 2.9, 2.4, 0.38)),
            "pendant_bail": ("metal", loop.hanging(moved(bail, 0.0, -5.5, 1.3))),
            "pendant_jade": ("jade", loop.hanging(moved(disc(12.0, 3.4, 5.0), 0.0, -13.4, 1.6))),
        }
        return goods(loop, parts, pendant_drop=25.4)

    variants = tuple(
        Variant(name, vi, en, color, {"jade": Finish(color, 0.0, 0.12), "metal": metal})
        for name, vi, en, color, metal in (
            ("green", "Xanh ngọc", "Green jade", "#2f8f63", GOLD),
            ("white", "Bạch ngọc", "White jade", "#dfe6d8", GOLD),
            ("lavender", "Tím", "Lavender jade", "#a996bd", SILVER),
        )
    )
    listing = Listing(
        "ngu-hanh",
        404,
        ("Ngũ Hành", "Ngu Hanh"),
        (
            "Mặt ngọc bình an 24 mm trên dây 50 cm.",
            "A 24 mm jade disc, worn for peace, on a 50 cm chain.",
        ),
        5600000,
        variants,
    )
    return listing, build


def lang_co() -> Design:
    """Long chain with an upright bar."""

    def build() -> Goods:
        loop = Loop("pointed", 600.0)
        path = np.column_stack([np.zeros(9), np.linspace(-2.6, -38.6, 9), np.full(9, 0.2)])
        bar = sweep(path, np.array([1.0, 0.0, 0.0]), 2.0, 0.85, exponent=5.0, sides=16,
                    round_ends=(0.5, 0.5))  # fmt: skip
        parts = {
            "chain": ("metal", cable_chain(loop, 3.3, 2.5, 0.40)),
            "pendant_bar": (
                "metal",
                loop.hanging(joined([bar, moved(ring(1.7, 0.36), 0, -1.3, 0.2)])),
            ),
        }
        return goods(loop, parts, pendant_drop=39.1)

    listing = Listing(
        "lang-co",
        405,
        ("Lăng Cô", "Lang Co"),
        (
            "Dây dài 60 cm, thanh đứng 36 mm phẳng như đường chân trời dựng lên.",
            "A long 60 cm chain with an upright 36 mm bar, plain as a horizon set on end.",
        ),
        3900000,
        _metals(),
    )
    return listing, build


DESIGNS = (tra_que, thu_bon, van_phong, ngu_hanh, lang_co)
