"""The metal, rimless and browline pairs of the bundled catalogue."""

from collections.abc import Callable

from assets.build.acetate import AcetateTemple
from assets.build.brow import BrowPair
from assets.build.layout import Fitting
from assets.build.looks import (
    BLACK_METAL,
    BROWN_FADE,
    GOLD,
    GREEN,
    GREEN_FADE,
    GREY_FADE,
    GUNMETAL,
    POLISHED,
    ROSE_GOLD,
    SILVER,
    TITANIUM,
    browed,
    metallic,
)
from assets.build.metal import Bridge, MetalTemple, Wire
from assets.build.metal_pairs import HalfRimPair, MetalBody, RimlessPair, RimmedPair
from assets.build.outlines import LensShape
from assets.build.product import Listing, Pair

Design = tuple[Listing, Callable[[], Pair]]


def hoi_an() -> Design:
    """Round thin metal."""
    pair = RimmedPair(
        MetalBody(
            Fitting(
                LensShape(48.0, 43.0, (2.15, 2.15, 2.0, 2.0), taper=0.045),
                bridge=21.0,
                temple=145.0,
                half_width=66.6,
                hinge_height=9.0,
            ),
            bridges=(Bridge(6.5, 3.6, 1.6),),
            pad_inset=9.0,
        ),
        Wire(0.95, 0.62),
    )
    listing = Listing(
        "hoi-an",
        107,
        ("Hội An", "Hoi An"),
        (
            "Gọng kim loại tròn thanh mảnh, nét cổ điển như phố cổ.",
            "Slim round metal frame with the charm of the old town.",
        ),
        1190000,
        (
            metallic(("gold", "Vàng", "Gold"), GOLD, "#7a4a22"),
            metallic(("silver", "Bạc", "Silver"), SILVER, "#26272b"),
            metallic(("black", "Đen", "Black"), BLACK_METAL, "#161618"),
            metallic(
                ("gold-sun", "Vàng, tròng xanh rêu", "Gold, green lenses"),
                GOLD,
                "#7a4a22",
                lens=GREEN,
            ),
        ),
    )
    return listing, pair.build


def ta_xua() -> Design:
    """Half rim."""
    pair = HalfRimPair(
        MetalBody(
            Fitting(
                LensShape(54.0, 34.0, (3.4, 3.0, 2.5, 2.6), taper=0.05, nasal_cut=0.05),
                bridge=17.0,
                temple=145.0,
                half_width=70.0,
                hinge_height=8.5,
                tilt_deg=7.5,
            ),
            bridges=(Bridge(6.5, 1.8, 1.3, 1.1, 0.95),),
            temple=MetalTemple((2.3, 1.3), 0.75, 62.0, (2.2, 3.1), 1.7),
            end_half=(2.3, 0.9),
            depth=1.4,
            pad_inset=8.2,
            pad_height=-2.0,
        ),
    )
    listing = Listing(
        "ta-xua",
        108,
        ("Tà Xùa", "Ta Xua"),
        (
            "Gọng nửa vành, thanh trên chắc chắn, cước nylon trong suốt bên dưới.",
            "Half-rim frame: a firm brow bar above, a clear nylon thread below.",
        ),
        1250000,
        (
            browed(
                ("black", "Đen, xám súng", "Black and gunmetal"),
                "#1a1a1d",
                GUNMETAL,
                accent=POLISHED,
            ),
            browed(
                ("navy", "Xanh than, bạc", "Navy and silver"), "#1d2d50", SILVER, accent=POLISHED
            ),
            browed(("brown", "Nâu, vàng", "Brown and gold"), "#4b2e1e", GOLD, accent=POLISHED),
        ),
    )
    return listing, pair.build


def ba_na() -> Design:
    """Rimless."""
    pair = RimlessPair(
        MetalBody(
            Fitting(
                LensShape(53.0, 36.0, (3.0, 2.8, 2.5, 2.6), taper=0.03, nasal_cut=0.05),
                bridge=18.0,
                temple=140.0,
                half_width=68.5,
                hinge_height=7.0,
                tilt_deg=7.0,
            ),
            bridges=(Bridge(5.5, 3.0, 0.9, 0.8, 0.7, reach=3.4),),
            temple=MetalTemple((1.5, 0.9), 0.55, 55.0, (1.7, 2.7), 1.5),
            end_half=(1.3, 0.55),
            depth=0.4,
            pad_inset=8.4,
            end_reach=-3.4,
        ),
    )
    listing = Listing(
        "ba-na",
        109,
        ("Bà Nà", "Ba Na"),
        (
            "Kính không gọng khoan ốc, nhẹ tênh, gần như vô hình trên mặt.",
            "Drilled rimless glasses: feather-light and barely there.",
        ),
        1690000,
        (
            metallic(("silver", "Bạc", "Silver"), SILVER, "#2a2b2f"),
            metallic(("gold", "Vàng", "Gold"), GOLD, "#6e4524"),
            metallic(("gunmetal", "Xám súng", "Gunmetal"), GUNMETAL, "#1b1b1e"),
        ),
    )
    return listing, pair.build


def cam_ranh() -> Design:
    """Aviator with a double bridge."""
    pair = RimmedPair(
        MetalBody(
            Fitting(
                LensShape(58.0, 49.0, (3.1, 2.6, 2.0, 2.1), taper=0.02, nasal_cut=0.46, droop=0.20),
                bridge=14.0,
                temple=140.0,
                half_width=71.5,
                hinge_height=14.5,
                tilt_deg=8.5,
                base=6.0,
                wrap_deg=6.0,
            ),
            bridges=(
                Bridge(9.0, 2.2, 1.2, 0.75, 0.75),
                Bridge(19.6, 2.6, 1.0, 0.8, 0.75, shape=2.4),
            ),
            temple=MetalTemple((1.6, 0.9), 0.65, 52.0, (1.8, 2.9), 1.5),
            pad_height=-1.0,
            pad_inset=8.6,
        ),
        Wire(0.9, 0.65),
    )
    listing = Listing(
        "cam-ranh",
        110,
        ("Cam Ranh", "Cam Ranh"),
        (
            "Kính phi công hai cầu, tròng chuyển màu, chống UV400.",
            "Double-bridge aviator with gradient lenses, UV400.",
        ),
        1490000,
        (
            metallic(
                ("gold", "Vàng, tròng nâu", "Gold, brown lenses"), GOLD, "#5d3b20", lens=BROWN_FADE
            ),
            metallic(
                ("gunmetal", "Xám súng, tròng xám", "Gunmetal, grey lenses"),
                GUNMETAL,
                "#1b1b1e",
                lens=GREY_FADE,
            ),
            metallic(
                ("silver", "Bạc, tròng xanh rêu", "Silver, green lenses"),
                SILVER,
                "#26272b",
                lens=GREEN_FADE,
            ),
        ),
    )
    return listing, pair.build


def ha_thanh() -> Design:
    """Browline."""
    pair = BrowPair(
        Fitting(
            LensShape(51.0, 39.0, (3.3, 2.9, 2.3, 2.4), taper=0.06, lift=0.05, nasal_cut=0.05),
            bridge=20.0,
            lens_sink=1.6,
            temple=145.0,
            half_width=69.5,
            hinge_height=14.8,
            tilt_deg=8.0,
        ),
        Bridge(7.0, 2.6, 1.6, 1.0, 0.85),
        AcetateTemple((9.5, 7.4, 5.8, 8.0), (3.9, 3.5, 3.3, 3.6)),
    )
    listing = Listing(
        "ha-thanh",
        111,
        ("Hà Thành", "Ha Thanh"),
        (
            "Gọng chân mày acetate trên vành kim loại, lịch lãm kiểu Hà Nội xưa.",
            "Acetate browline on metal rims, with the poise of old Hanoi.",
        ),
        1390000,
        (
            browed(("black-gold", "Đen, vàng", "Black and gold"), "#17171a", GOLD),
            browed(("brown-gold", "Nâu hạt dẻ, vàng", "Chestnut and gold"), "#5a3420", GOLD),
            browed(("navy-silver", "Xanh than, bạc", "Navy and silver"), "#1d2b49", SILVER),
        ),
    )
    return listing, pair.build


def trang_an() -> Design:
    """Rectangular titanium."""
    pair = RimmedPair(
        MetalBody(
            Fitting(
                LensShape(54.0, 32.0, (4.4, 4.0, 3.2, 3.4), taper=0.03, nasal_cut=0.05),
                bridge=17.0,
                temple=145.0,
                half_width=69.8,
                hinge_height=7.5,
                tilt_deg=7.0,
                base=4.0,
            ),
            bridges=(Bridge(6.0, 1.8, 1.2, 0.85, 0.7),),
            temple=MetalTemple((2.0, 1.0), 0.5, 60.0, (1.8, 2.8), 1.6),
            end_half=(2.0, 0.6),
            pad_inset=8.3,
            pad_height=-2.0,
        ),
        Wire(0.9, 0.6, 3.4),
    )
    listing = Listing(
        "trang-an",
        112,
        ("Tràng An", "Trang An"),
        (
            "Gọng titan chữ nhật mảnh nhẹ, không gây dị ứng, hợp công sở.",
            "Slim rectangular titanium, hypoallergenic and made for the office.",
        ),
        2190000,
        (
            metallic(("titanium", "Titan xám", "Titanium grey"), TITANIUM, "#232428"),
            metallic(("black", "Đen", "Black"), BLACK_METAL, "#161618"),
            metallic(("rose-gold", "Vàng hồng", "Rose gold"), ROSE_GOLD, "#6b3a33"),
        ),
    )
    return listing, pair.build


DESIGNS = (hoi_an, ta_xua, ba_na, cam_ranh, ha_thanh, trang_an)
