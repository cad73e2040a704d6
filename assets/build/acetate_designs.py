"""The acetate pairs of the bundled catalogue."""

from collections.abc import Callable
from functools import partial

from assets.build.acetate import AcetateFront, AcetateTemple
from assets.build.layout import Fitting
from assets.build.looks import GOLD, GREEN, ROSE_FADE, ROSE_GOLD, acetate, havana_png
from assets.build.outlines import LensShape
from assets.build.pairs import AcetatePair
from assets.build.product import Listing, Pair

Design = tuple[Listing, Callable[[], Pair]]


def _patterned(pair: AcetatePair) -> Pair:
    """Pair whose acetate carries the havana pattern."""
    return pair.build(havana_png())


def an_bang() -> Design:
    """Square full rim with rounded corners."""
    pair = AcetatePair(
        Fitting(
            LensShape(52.0, 40.0, (3.9, 3.2, 2.6, 2.9), taper=0.075, lift=0.05, nasal_cut=0.03),
            bridge=18.0,
            lens_sink=2.1,
            temple=145.0,
            half_width=69.4,
            hinge_height=15.0,
        ),
        AcetateFront(
            rim_top=5.4,
            rim_bottom=3.5,
            rim_nasal=3.5,
            rim_temporal=4.4,
            bridge_top=17.5,
            bridge_bottom=7.0,
            end_height=12.5,
            end_rise=0.8,
        ),
        AcetateTemple(),
    )
    listing = Listing(
        "an-bang",
        101,
        ("An Bàng", "An Bang"),
        (
            "Gọng acetate vuông bo tròn, dày dặn, hợp với nhiều khuôn mặt.",
            "Square full-rim acetate with softly rounded corners that suits most faces.",
        ),
        1290000,
        (
            acetate(("black", "Đen", "Black"), "#17171a"),
            acetate(("navy", "Xanh than", "Navy"), "#1c2b4a"),
            acetate(
                ("crystal", "Trong sương", "Misty crystal"), "#d9dcdc", roughness=0.12, opacity=0.5
            ),
            acetate(
                ("black-sun", "Đen, tròng xanh rêu", "Black, green lenses"), "#17171a", lens=GREEN
            ),
        ),
    )
    return listing, pair.build


def truong_son() -> Design:
    """Bold thick square."""
    pair = AcetatePair(
        Fitting(
            LensShape(50.0, 39.0, (4.6, 4.2, 3.6, 3.9), taper=0.03, lift=0.0, nasal_cut=0.04),
            bridge=20.0,
            lens_sink=2.1,
            temple=148.0,
            half_width=70.5,
            hinge_height=13.5,
            tilt_deg=7.0,
        ),
        AcetateFront(
            rim_top=6.8,
            rim_bottom=5.6,
            rim_nasal=4.2,
            rim_temporal=6.2,
            bridge_top=16.5,
            bridge_bottom=4.5,
            end_height=14.0,
            end_rise=0.8,
            thickness=5.2,
            bridge_thickness=5.8,
            end_thickness=6.6,
            keyhole=4.6,
            end_concave=14.0,
        ),
        AcetateTemple((13.5, 11.0, 8.0, 10.0), (5.0, 4.6, 4.2, 4.4)),
    )
    listing = Listing(
        "truong-son",
        102,
        ("Trường Sơn", "Truong Son"),
        (
            "Gọng acetate vuông bản dày, cầu mũi kiểu lỗ khóa, cá tính mạnh mẽ.",
            "Bold, thick square acetate with a keyhole bridge.",
        ),
        1590000,
        (
            acetate(("havana", "Đồi mồi", "Havana"), "#b9722f", metal=GOLD),
            acetate(("black", "Đen", "Black"), "#141416"),
            acetate(("smoke", "Đồi mồi khói", "Smoke havana"), "#8b8d90"),
        ),
    )
    return listing, partial(_patterned, pair)


def cat_ba() -> Design:
    """Cat-eye."""
    pair = AcetatePair(
        Fitting(
            LensShape(
                53.0, 39.0, (2.7, 2.3, 2.1, 2.1), taper=0.08, lift=0.36, nasal_cut=0.06, flare=0.14
            ),
            bridge=16.0,
            lens_sink=2.1,
            temple=140.0,
            half_width=69.5,
            hinge_height=15.5,
            tilt_deg=8.5,
        ),
        AcetateFront(
            rim_top=5.6,
            rim_bottom=2.9,
            rim_nasal=3.0,
            rim_temporal=3.8,
            bridge_top=11.0,
            bridge_bottom=3.0,
            end_height=8.5,
            end_rise=5.0,
            end_slope=0.1,
            end_slant=1.0,
            fillet=1.0,
            convex=1.6,
        ),
        AcetateTemple((7.8, 6.4, 5.4, 7.4), (4.0, 3.5, 3.3, 3.6)),
    )
    listing = Listing(
        "cat-ba",
        103,
        ("Cát Bà", "Cat Ba"),
        (
            "Gọng mắt mèo acetate thanh thoát, đuôi mắt hất nhẹ.",
            "Graceful cat-eye acetate with gently lifted corners.",
        ),
        1390000,
        (
            acetate(("havana", "Đồi mồi", "Havana"), "#c07a38", metal=GOLD),
            acetate(("wine", "Đồi mồi đỏ rượu", "Wine havana"), "#7a2436", metal=GOLD),
            acetate(("black", "Đen", "Black"), "#151517", metal=GOLD),
            acetate(
                ("rose-sun", "Đồi mồi hồng, tròng chuyển màu", "Rose havana, gradient lenses"),
                "#d79a94",
                lens=ROSE_FADE,
                metal=ROSE_GOLD,
            ),
        ),
    )
    return listing, partial(_patterned, pair)


def hoa_mai() -> Design:
    """Small pair for children."""
    pair = AcetatePair(
        Fitting(
            LensShape(45.0, 35.0, (3.0, 2.8, 2.4, 2.5), taper=0.04, lift=0.03, nasal_cut=0.05),
            bridge=16.0,
            lens_sink=2.1,
            temple=125.0,
            half_width=63.6,
            hinge_height=11.0,
            tilt_deg=6.5,
            base=4.0,
            bend_at=84.0,
            wrap_deg=4.0,
            tuck_deg=5.0,
        ),
        AcetateFront(
            rim_top=4.4,
            rim_bottom=3.4,
            rim_nasal=3.2,
            rim_temporal=4.4,
            bridge_top=12.5,
            bridge_bottom=4.5,
            end_height=10.5,
            end_rise=0.3,
            thickness=3.6,
            bridge_thickness=4.4,
            end_thickness=5.0,
        ),
        AcetateTemple((9.5, 7.2, 5.8, 7.6), (3.8, 3.4, 3.2, 3.4)),
        rivets=1,
    )
    listing = Listing(
        "hoa-mai",
        105,
        ("Hoa Mai", "Hoa Mai kids"),
        (
            "Gọng trẻ em nhẹ, bo tròn an toàn, cỡ nhỏ cho bé 6-10 tuổi.",
            "Light, rounded and safe frame for children of about 6 to 10.",
        ),
        690000,
        (
            acetate(("sky", "Xanh da trời", "Sky blue"), "#5fa3d3", temple="#2f6fa8"),
            acetate(("coral", "San hô", "Coral"), "#e77a6b", temple="#c95a55"),
            acetate(("leaf", "Xanh lá", "Leaf green"), "#6faf5e", temple="#3f7d46"),
        ),
    )
    return listing, pair.build


DESIGNS = (an_bang, truong_son, cat_ba, hoa_mai)
