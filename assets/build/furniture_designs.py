"""The bundled furniture, room by room: sofas and chairs."""

from assets.build.furniture_pieces import (
    BLACK_METAL,
    STEEL,
    Colour,
    Piece,
    fabric,
    leather,
    wood,
)

_CC0 = "BlendSwap-CC-0"
_OAK, _WALNUT, _BLACK_WOOD = "#b98d5c", "#6b4a33", "#2b2622"
_NATURAL = ("natural", "Gỗ sáng", "Light wood")

CHAISE_SOFA = Piece(
    "sofa-goc-nem-dai", 601, (_CC0, "couch2"), "sofa",
    ("Sofa góc có nệm dài", "Chaise sofa"),
    ("Sofa góc 230 cm có nệm dài duỗi chân, bọc vải dệt, chân nhôm.",
     "230 cm corner sofa with a chaise, woven upholstery and aluminium feet."),
    16_900_000,
    {"fabric": fabric("#6f7276"), "metal": STEEL},
    (
        Colour("grey", "Xám", "Grey", {"fabric": "#6f7276"}),
        Colour("sand", "Cát", "Sand", {"fabric": "#bba98d"}),
        Colour("navy", "Xanh than", "Navy", {"fabric": "#2f3f5c"}),
        Colour("moss", "Rêu", "Moss", {"fabric": "#5f6a4c"}),
    ),
    {"dark_fabric": "fabric", "alu": "metal"},
)  # fmt: skip

CLUB_CHAIR = Piece(
    "ghe-banh-chesterfield", 602, (_CC0, "winchesterArmchair"), "armchair",
    ("Ghế bành Chesterfield", "Chesterfield armchair"),
    ("Ghế bành da rút khuy kiểu Anh, tay vịn cuộn, chân gỗ tiện.",
     "Button-tufted leather armchair in the English manner, with rolled arms."),
    11_500_000,
    {"leather": leather("#6d3a22"), "wood": wood(_BLACK_WOOD)},
    (
        Colour("cognac", "Nâu cognac", "Cognac", {"leather": "#7d4526"}),
        Colour("oxblood", "Đỏ mận", "Oxblood", {"leather": "#5a2320"}),
        Colour("black", "Đen", "Black", {"leather": "#26241f"}),
    ),
    {"Back": "leather", "Buttons": "leather", "Sit": "leather", "Surround": "leather",
     "Feet": "wood"},
)  # fmt: skip

DINING_TABLE = Piece(
    "ban-an-go-soi", 603, (_CC0, "table"), "table",
    ("Bàn ăn gỗ sồi 235", "Oak dining table 235"),
    ("Bàn ăn tám chỗ gỗ sồi dầu lau, mặt liền tấm, chân giằng chắc chắn.",
     "Oiled oak dining table for eight with a solid top and a braced base."),
    12_800_000,
    {"top": wood(_OAK), "base": wood(_OAK)},
    (
        Colour(*_NATURAL, {"top": _OAK, "base": _OAK}),
        Colour("walnut", "Óc chó", "Walnut", {"top": _WALNUT, "base": _WALNUT}),
        Colour("two-tone", "Mặt gỗ, chân đen", "Oak on black", {"top": _OAK, "base": "#232120"}),
    ),
    {"TableTop": "top", "TableFeet": "base"},
)  # fmt: skip

CUSHION_CHAIR = Piece(
    "ghe-an-lung-cheo", 604, (_CC0, "chairWithCushion"), "chair",
    ("Ghế ăn lưng chéo", "Cross-back dining chair"),
    ("Ghế ăn gỗ lưng chéo kiểu bistro, nệm vải bò tháo rời.",
     "Wooden bistro chair with a crossed back and a removable seat cushion."),
    1_650_000,
    {"wood": wood(_OAK, tile_mm=450.0), "cloth": fabric("#46566e", 120.0), "caps": BLACK_METAL},
    (
        Colour("denim", "Vải bò", "Denim", {"cloth": "#46566e"}),
        Colour("linen", "Vải lanh", "Linen", {"cloth": "#cdc3b0"}),
        Colour("black", "Gỗ đen", "Black", {"wood": "#2a2725", "cloth": "#8f8a80"}),
    ),
    {"ChairWood": "wood", "Cloth": "cloth", "BlackPlastic": "caps"},
)  # fmt: skip

PIECES = (CHAISE_SOFA, CLUB_CHAIR, DINING_TABLE, CUSHION_CHAIR)
