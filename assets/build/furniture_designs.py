"""The bundled furniture: sofas, armchairs and chairs."""

from assets.build.furniture_pieces import (
    BLACK_METAL,
    STEEL,
    Colour,
    Piece,
    fabric,
    felted,
    leather,
    painted,
    wood,
)

_CC0, _CC_BY, _KATOR_LEGAZ = "BlendSwap-CC-0", "BlendSwap-CC-BY", "KatorLegaz"
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

ROLLED_SOFA = Piece(
    "sofa-doi-tay-cuon", 606, (_CC0, "sofa2"), "sofa",
    ("Sofa đôi tay cuộn", "Rolled-arm loveseat"),
    ("Sofa hai chỗ tay cuộn mềm, bọc vải lanh viền chỉ nổi, chân gỗ.",
     "Two-seat sofa with soft rolled arms, piped linen upholstery and wooden feet."),
    9_800_000,
    {"fabric": fabric("#b8ad97"), "piping": felted("#a2967f"), "wood": wood(_WALNUT)},
    (
        Colour("linen", "Lanh", "Linen", {"fabric": "#b8ad97", "piping": "#a2967f"}),
        Colour("rose", "Hồng đất", "Dusty rose", {"fabric": "#b08078", "piping": "#946862"}),
        Colour("slate", "Xám đá", "Slate", {"fabric": "#5d6670", "piping": "#48505a"}),
    ),
    {"Fabric": "fabric", "Trim": "piping", "Wood": "wood"},
)  # fmt: skip

LEATHER_SOFA = Piece(
    "sofa-da-ba-cho", 607, (_CC_BY, "sofa3"), "sofa",
    ("Sofa da ba chỗ", "Three-seat leather sofa"),
    ("Sofa văng da ba chỗ, tựa thấp, tay vịn đầy đặn, chân gỗ.",
     "Three-seat leather sofa with a low back, full arms and wooden feet."),
    19_500_000,
    {"leather": leather("#4a3226"), "wood": wood(_WALNUT)},
    (
        Colour("brown", "Nâu", "Brown", {"leather": "#523629"}),
        Colour("tan", "Da bò", "Tan", {"leather": "#a06a3f"}),
        Colour("black", "Đen", "Black", {"leather": "#27251f"}),
        Colour("ivory", "Ngà", "Ivory", {"leather": "#d8cdb8"}),
    ),
    {"Sofa": "leather", "Feet": "wood"},
    triangles=26_000,  # Fewer tear the arms open.
)  # fmt: skip

TUFTED_SOFA = Piece(
    "sofa-chan-go-rut-khuy", 608, (_KATOR_LEGAZ, "mid-century-sofa"), "sofa",
    ("Sofa chân gỗ rút khuy", "Tufted sofa on wooden legs"),
    ("Sofa kiểu thập niên 60, nệm rút khuy, chân gỗ óc chó thon.",
     "Sixties-style sofa with button-tufted cushions on slim walnut legs."),
    13_900_000,
    {"fabric": felted("#4f6a63"), "wood": wood(_WALNUT)},
    (
        Colour("teal", "Xanh cổ vịt", "Teal", {"fabric": "#3f6a68"}),
        Colour("mustard", "Mù tạt", "Mustard", {"fabric": "#b98a34"}),
        Colour("grey", "Xám nhạt", "Light grey", {"fabric": "#a5a6a4"}),
    ),
    {"TEXTILE_generic": "fabric", "WOOD_walnut": "wood"},
)  # fmt: skip

CLUB_SOFA = Piece(
    "sofa-chesterfield", 609, (_CC0, "winchesterSofa"), "sofa",
    ("Sofa Chesterfield", "Chesterfield sofa"),
    ("Sofa da rút khuy kiểu Anh, tay và lưng cuộn cùng chiều cao.",
     "Button-tufted leather sofa in the English manner, arms and back of one height."),
    23_500_000,
    {"leather": leather("#7d4526"), "wood": wood(_BLACK_WOOD)},
    (
        Colour("cognac", "Nâu cognac", "Cognac", {"leather": "#7d4526"}),
        Colour("oxblood", "Đỏ mận", "Oxblood", {"leather": "#5a2320"}),
        Colour("forest", "Xanh rừng", "Forest", {"leather": "#263a2e"}),
    ),
    {"Back": "leather", "Buttons": "leather", "Sit": "leather", "Surround": "leather",
     "Feet": "wood"},
)  # fmt: skip

TUFTED_CHAIR = Piece(
    "ghe-banh-chan-go-rut-khuy", 610, (_KATOR_LEGAZ, "mid-century-chair"), "armchair",
    ("Ghế bành chân gỗ rút khuy", "Tufted armchair on wooden legs"),
    ("Ghế bành kiểu thập niên 60 cùng bộ với sofa, nệm rút khuy, chân gỗ.",
     "Sixties-style armchair to go with the sofa, tufted, on wooden legs."),
    6_900_000,
    {"fabric": felted("#3f6a68"), "wood": wood(_WALNUT)},
    (
        Colour("teal", "Xanh cổ vịt", "Teal", {"fabric": "#3f6a68"}),
        Colour("mustard", "Mù tạt", "Mustard", {"fabric": "#b98a34"}),
        Colour("grey", "Xám nhạt", "Light grey", {"fabric": "#a5a6a4"}),
    ),
    {"TEXTILE_generic": "fabric", "WOOD_walnut": "wood"},
)  # fmt: skip

TUB_CHAIR = Piece(
    "ghe-banh-da-thap", 611, (_CC_BY, "fotel"), "armchair",
    ("Ghế bành da thấp", "Low leather armchair"),
    ("Ghế bành da nhỏ gọn cho góc đọc sách hay phòng chờ, chân kim loại.",
     "Compact leather armchair for a reading corner or a lobby, on metal feet."),
    5_400_000,
    {"leather": leather("#2b2a28"), "metal": STEEL},
    (
        Colour("black", "Đen", "Black", {"leather": "#2b2a28"}),
        Colour("tan", "Da bò", "Tan", {"leather": "#a06a3f"}),
        Colour("cream", "Kem", "Cream", {"leather": "#d6c9b0"}),
    ),
    {"Material": "leather", "Feet": "metal"},
)  # fmt: skip

SHELL_CHAIR = Piece(
    "ghe-go-lung-cong", 612, (_CC0, "osakaChair"), "chair",
    ("Ghế gỗ lưng cong", "Curved wooden chair"),
    ("Ghế gỗ ép tấm lưng cong ôm người, nhẹ và dễ xếp quanh bàn.",
     "Plywood chair with a curved back, light and easy to move around a table."),
    1_890_000,
    {"wood": wood(_OAK, tile_mm=450.0)},
    (
        Colour(*_NATURAL, {"wood": _OAK}),
        Colour("walnut", "Óc chó", "Walnut", {"wood": _WALNUT}),
        Colour("black", "Đen", "Black", {"wood": _BLACK_WOOD}),
    ),
    {"Osaka_Mat": "wood"},
)  # fmt: skip

BENTWOOD_CHAIR = Piece(
    "ghe-go-uon", 613, (_CC0, "thonet"), "chair",
    ("Ghế gỗ uốn", "Bentwood chair"),
    ("Ghế tay vòng gỗ uốn hơi nước kiểu quán cà phê, mặt ngồi tròn.",
     "Steam-bent wooden armchair as in old coffee houses, with a round seat."),
    2_250_000,
    {"frame": painted("#231f1c", 0.35), "seat": wood("#231f1c", 0.45, 450.0)},
    (
        Colour("black", "Đen", "Black", {"frame": "#231f1c"}),
        Colour("beech", "Gỗ dẻ gai", "Beech", {"frame": "#a9764a", "seat": "#b1845a"}),
        Colour("white", "Trắng", "White", {"frame": "#e6e3dc", "seat": "#e6e3dc"}),
    ),
    {"Tube": "frame", "Seat": "seat"},
)  # fmt: skip

PARSONS_CHAIR = Piece(
    "ghe-an-boc-nem", 614, (_CC0, "chair"), "chair",
    ("Ghế ăn bọc nệm", "Upholstered dining chair"),
    ("Ghế ăn bọc nệm kín lưng và tay, chân gỗ sẫm.",
     "Dining chair with padded back and arms on dark wooden legs."),
    2_650_000,
    {"fabric": fabric("#6b625a", 120.0), "wood": wood(_BLACK_WOOD, tile_mm=400.0)},
    (
        Colour("taupe", "Nâu xám", "Taupe", {"fabric": "#6b625a"}),
        Colour("oat", "Yến mạch", "Oat", {"fabric": "#c7bba4", "wood": _OAK}),
        Colour("olive", "Ô liu", "Olive", {"fabric": "#5c6043"}),
    ),
    {"Cadeiras": "fabric", "Madeira_cadeira": "wood"},
)  # fmt: skip

BAR_STOOL = Piece(
    "ghe-dau-go", 615, (_CC0, "stool2"), "stool",
    ("Ghế đẩu gỗ cao", "Tall wooden stool"),
    ("Ghế đẩu quầy bar bằng gỗ, mặt tròn, hai vòng giằng chân.",
     "Wooden bar stool with a round seat and two rings of rungs."),
    890_000,
    {"wood": wood(_OAK, tile_mm=400.0)},
    (
        Colour(*_NATURAL, {"wood": _OAK}),
        Colour("walnut", "Óc chó", "Walnut", {"wood": _WALNUT}),
        Colour("sage", "Xanh xám", "Sage", {"wood": "#8c9b86"}),
    ),
    {"stool": "wood"},
)  # fmt: skip

PIECES = (
    CHAISE_SOFA, CLUB_CHAIR, CUSHION_CHAIR, ROLLED_SOFA, LEATHER_SOFA, TUFTED_SOFA, CLUB_SOFA,
    TUFTED_CHAIR, TUB_CHAIR, SHELL_CHAIR, BENTWOOD_CHAIR, PARSONS_CHAIR, BAR_STOOL,
)  # fmt: skip
