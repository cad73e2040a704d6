"""The bundled make-up: what each product is called, costs and looks like."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shade:
    """One colour of a product: id, names, and the colours it paints, sRGB hex."""

    id: str
    vi: str
    en: str
    colors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cosmetic:
    """A make-up product; `number` is the item reference of its GTIN.

    `extras` are traits of one kind alone, shares in [0, 1].
    """

    sku: str
    number: int
    kind: str
    finish: str
    coverage: float
    names: tuple[str, str]
    descriptions: tuple[str, str]
    price: int
    shades: tuple[Shade, ...]
    extras: dict[str, float] = field(default_factory=dict[str, float])


def _one(identifier: str, vi: str, en: str, *colors: str) -> Shade:
    return Shade(identifier, vi, en, colors)


COSMETICS = (
    Cosmetic(
        "bat-trang", 501, "lipstick", "matte", 1.0,
        ("Bát Tràng", "Bat Trang"),
        ("Son lì mịn như nhung, phủ màu đậm ngay lần đầu.",
         "Velvet matte lipstick with full colour in one stroke."),
        289000,
        (
            _one("brick", "Đỏ gạch", "Brick red", "#8e2f2a"),
            _one("red", "Đỏ cờ", "True red", "#b3141e"),
            _one("dusty-rose", "Hồng đất", "Dusty rose", "#a8565a"),
            _one("plum", "Mận chín", "Ripe plum", "#661e38"),
            _one("nude", "Cam nude", "Warm nude", "#b46c58"),
            _one("tea", "Nâu trà", "Tea brown", "#7a4033"),
        ),
    ),
    Cosmetic(
        "moc-chau", 502, "lipstick", "satin", 0.97,
        ("Mộc Châu", "Moc Chau"),
        ("Son thỏi mềm mượt, ánh lụa, giữ nguyên vân môi.",
         "Creamy lipstick with a silken sheen that keeps the lips' own texture."),
        329000,
        (
            _one("berry", "Mận hậu", "Berry", "#8a2444"),
            _one("peach", "Hồng đào", "Peach", "#d3766a"),
            _one("coral", "San hô", "Coral", "#d6504a"),
            _one("lotus", "Cánh sen", "Lotus pink", "#bf3069"),
            _one("rose-nude", "Nude hồng", "Rose nude", "#b8766f"),
        ),
    ),
    Cosmetic(
        "mui-ne", 503, "lipstick", "gloss", 0.72,
        ("Mũi Né", "Mui Ne"),
        ("Son bóng căng mọng, màu trong, không dính.",
         "High-shine gloss with a sheer tint that does not stick."),
        259000,
        (
            _one("shell", "Hồng vỏ sò", "Shell pink", "#d2777f"),
            _one("coral", "San hô biển", "Sea coral", "#d95a4b"),
            _one("cherry", "Anh đào", "Cherry", "#a0203f"),
            _one("caramel", "Caramel", "Caramel", "#a8634a"),
        ),
    ),
    Cosmetic(
        "dong-ho", 504, "lip-liner", "matte", 0.8,
        ("Đông Hồ", "Dong Ho"),
        ("Chì kẻ viền môi mềm, đường nét gọn.", "Soft lip pencil for a clean contour."),
        159000,
        (
            _one("brick", "Đỏ gạch", "Brick red", "#84302c"),
            _one("rose", "Hồng đất", "Dusty rose", "#9c5654"),
            _one("plum", "Mận", "Plum", "#601f34"),
        ),
    ),
    Cosmetic(
        "dong-van", 505, "blush", "matte", 0.34,
        ("Đồng Văn", "Dong Van"),
        ("Phấn má mịn, ửng hồng tự nhiên như sương sớm.",
         "Fine powder blush for the flush of a cool morning."),
        279000,
        (
            _one("peony", "Hồng mẫu đơn", "Peony", "#e0777f"),
            _one("coral", "Cam san hô", "Coral", "#e37a5c"),
            _one("berry", "Dâu rừng", "Wild berry", "#b8405f"),
            _one("terracotta", "Đất nung", "Terracotta", "#b35a3c"),
        ),
    ),
    Cosmetic(
        "y-ty", 506, "eyeshadow", "satin", 0.6,
        ("Ý Tý", "Y Ty"),
        ("Phấn mắt đơn sắc ánh lụa, dễ tán.", "Single satin eyeshadow that blends easily."),
        189000,
        (
            _one("bronze", "Đồng", "Bronze", "#8a573a"),
            _one("mauve", "Tím khói", "Mauve", "#85586c"),
            _one("indigo", "Chàm", "Indigo", "#39416e"),
            _one("moss", "Rêu", "Moss", "#5d6440"),
        ),
    ),
    Cosmetic(
        "mu-cang-chai", 507, "eyeshadow", "shimmer", 0.65,
        ("Mù Cang Chải", "Mu Cang Chai"),
        ("Bảng ba màu: bầu mắt, khóe mắt và điểm sáng.",
         "Trio of lid, crease and light for a finished eye."),
        459000,
        (
            _one("harvest", "Mùa vàng", "Harvest", "#b37a4c", "#5c2f22", "#f2d8ac"),
            _one("dusk", "Hoàng hôn", "Dusk", "#b8767a", "#63303f", "#f3d8cf"),
            _one("forest", "Rừng già", "Forest", "#71744e", "#2f3827", "#e6dcae"),
            _one("smoke", "Khói lam", "Smoke", "#746e70", "#29272a", "#d9d5d2"),
        ),
    ),
    Cosmetic(
        "van-phuc", 508, "eyeliner", "matte", 0.92,
        ("Vạn Phúc", "Van Phuc"),
        ("Bút kẻ mắt nước, nét thanh, đuôi mắt sắc.",
         "Liquid liner with a fine line and a crisp wing."),
        199000,
        (
            _one("black", "Đen", "Black", "#121013"),
            _one("brown", "Nâu", "Brown", "#38221a"),
            _one("navy", "Xanh than", "Navy", "#182145"),
        ),
        {"wing": 0.7},
    ),
    Cosmetic(
        "tay-ho", 509, "mascara", "matte", 0.88,
        ("Tây Hồ", "Tay Ho"),
        ("Mascara làm dài và tách mi.", "Lengthening mascara that keeps lashes apart."),
        229000,
        (
            _one("black", "Đen", "Black", "#100e10"),
            _one("brown", "Nâu đậm", "Dark brown", "#2e1d16"),
        ),
    ),
    Cosmetic(
        "duong-lam", 510, "brows", "matte", 0.6,
        ("Đường Lâm", "Duong Lam"),
        ("Chì kẻ mày từng sợi, màu tự nhiên.", "Brow pencil for natural hair-like strokes."),
        169000,
        (
            _one("soft-black", "Đen nhạt", "Soft black", "#2a211e"),
            _one("brown", "Nâu", "Brown", "#513320"),
            _one("taupe", "Nâu tro", "Taupe", "#6e5640"),
        ),
    ),
    Cosmetic(
        "hoa-lu", 511, "foundation", "satin", 0.55,
        ("Hoa Lư", "Hoa Lu"),
        ("Kem nền mỏng nhẹ, đều màu mà vẫn thấy da.",
         "Light foundation that evens the skin and still shows it."),
        489000,
        (
            _one("n10", "Sứ", "Porcelain", "#efdcc8"),
            _one("n15", "Ngà", "Ivory", "#e8cdb0"),
            _one("n20", "Be", "Beige", "#deba97"),
            _one("n25", "Mật ong", "Honey", "#cfa37b"),
            _one("n30", "Caramel", "Caramel", "#b98a61"),
            _one("n35", "Hạt dẻ", "Chestnut", "#9d6e4a"),
            _one("n40", "Quế", "Cinnamon", "#80563a"),
            _one("n45", "Cà phê", "Coffee", "#66432e"),
            _one("n50", "Ca cao", "Cocoa", "#4c3226"),
            _one("n55", "Gỗ mun", "Ebony", "#37251f"),
        ),
    ),
    Cosmetic(
        "ly-son", 512, "highlighter", "shimmer", 0.6,
        ("Lý Sơn", "Ly Son"),
        ("Phấn bắt sáng hạt mịn, ánh ngọc trai.", "Fine pearl highlighter for a glow from within."),
        299000,
        (
            _one("champagne", "Sâm panh", "Champagne", "#f4e2c6"),
            _one("rose", "Hồng ngọc trai", "Rose pearl", "#f2cbbb"),
            _one("gold", "Nắng vàng", "Gold", "#e6bd82"),
        ),
    ),
)  # fmt: skip
"""Every make-up product, in the order of the catalogue."""
