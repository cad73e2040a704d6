"""The oversized and the wrap sunglasses of the bundled catalogue."""

from collections.abc import Callable

from assets.build.acetate import AcetateFront, AcetateTemple
from assets.build.hardware import sunk_hinge
from assets.build.layout import Fitting
from assets.build.looks import (
    BLACK_METAL,
    BLUE_MIRROR,
    BROWN_FADE,
    FIRE_MIRROR,
    GOLD,
    GREY,
    GREY_FADE,
    SILVER_MIRROR,
    acetate,
)
from assets.build.outlines import LensShape
from assets.build.pairs import AcetatePair
from assets.build.product import Listing, Pair

Design = tuple[Listing, Callable[[], Pair]]


def my_khe() -> Design:
    """Oversized sunglasses."""
    pair = AcetatePair(
        Fitting(
            LensShape(57.0, 49.0, (3.0, 2.7, 2.4, 2.5), taper=0.05, lift=0.06, nasal_cut=0.07),
            bridge=17.0,
            lens_sink=2.1,
            temple=140.0,
            half_width=72.6,
            hinge_height=16.5,
            tilt_deg=8.0,
            base=5.0,
            wrap_deg=6.0,
        ),
        AcetateFront(
            rim_top=5.0,
            rim_bottom=3.8,
            rim_nasal=3.4,
            rim_temporal=4.4,
            bridge_top=17.0,
            bridge_bottom=6.5,
            end_height=14.5,
            end_rise=1.0,
        ),
        AcetateTemple((14.0, 10.5, 7.0, 8.5), (4.2, 3.8, 3.5, 3.8)),
    )
    listing = Listing(
        "my-khe",
        104,
        ("Mỹ Khê", "My Khe"),
        (
            "Kính mát bản lớn cho ngày biển nắng, tròng chuyển màu, chống UV400.",
            "Oversized sunglasses for bright beach days, gradient lenses, UV400.",
        ),
        1450000,
        (
            acetate(("black", "Đen", "Black"), "#161618", lens=GREY_FADE, metal=GOLD),
            acetate(("caramel", "Nâu caramel", "Caramel"), "#8a5a34", lens=BROWN_FADE, metal=GOLD),
            acetate(("ivory", "Trắng ngà", "Ivory"), "#e9e1d0", lens=GREY, metal=GOLD),
        ),
    )
    return listing, pair.build


def phan_xi_pang() -> Design:
    """Wrap sport sunglasses."""
    pair = AcetatePair(
        Fitting(
            LensShape(
                64.0, 36.0, (3.2, 3.2, 2.4, 2.3), taper=0.07, lift=0.20, nasal_cut=0.30, droop=-0.42
            ),
            bridge=15.0,
            lens_sink=2.1,
            temple=128.0,
            half_width=78.5,
            hinge_height=11.5,
            tilt_deg=9.0,
            wrap_deg=16.0,
            base=8.0,
            bend_at=90.0,
            splay_deg=-3.0,
            tuck_deg=4.0,
            drop_deg=26.0,
        ),
        AcetateFront(
            rim_top=3.4,
            rim_bottom=2.1,
            rim_nasal=2.6,
            rim_temporal=2.6,
            bridge_top=12.5,
            bridge_bottom=6.0,
            end_height=8.5,
            end_rise=0.5,
            end_slant=1.5,
            thickness=3.6,
            bridge_thickness=4.8,
            end_thickness=5.6,
            end_concave=16.0,
            concave=7.0,
            fillet=0.8,
        ),
        AcetateTemple((8.8, 7.6, 6.6, 7.8), (4.2, 3.4, 3.8, 4.8), 3.2),
        rivets=0,
        hinge=sunk_hinge,
        hinge_height=4.4,
    )
    listing = Listing(
        "phan-xi-pang",
        106,
        ("Phan Xi Păng", "Fansipan"),
        (
            "Kính thể thao ôm mặt, tròng cong base 8 tráng gương, gọng nhẹ và bám.",
            "Wrap sport sunglasses with mirrored base 8 lenses; light and grippy.",
        ),
        1890000,
        (
            acetate(
                ("blue", "Đen nhám, gương xanh", "Matte black, blue mirror"),
                "#1b1c1f",
                lens=BLUE_MIRROR,
                metal=BLACK_METAL,
                roughness=0.55,
            ),
            acetate(
                ("fire", "Xám nhám, gương lửa", "Matte grey, fire mirror"),
                "#3c4046",
                lens=FIRE_MIRROR,
                metal=BLACK_METAL,
                roughness=0.55,
            ),
            acetate(
                ("white", "Trắng, gương bạc", "White, silver mirror"),
                "#e6e8ea",
                lens=SILVER_MIRROR,
                metal=BLACK_METAL,
                temple="#1d1f22",
                roughness=0.35,
            ),
        ),
    )
    return listing, pair.build


DESIGNS = (my_khe, phan_xi_pang)
