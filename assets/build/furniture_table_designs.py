"""The bundled furniture: tables, beds, and what things are kept in."""

from assets.build.furniture_pieces import (
    BLACK_METAL,
    BRASS,
    GLASS,
    STEEL,
    Colour,
    Cover,
    Piece,
    felted,
    painted,
    wood,
)

_CC0, _CC_BY, _SCOPIA = "BlendSwap-CC-0", "BlendSwap-CC-BY", "Scopia"
_OAK, _WALNUT, _BLACK_WOOD = "#b98d5c", "#6b4a33", "#2b2622"
_NATURAL = ("natural", "Gỗ sáng", "Light wood")
_WHITE = "#e9e7e2"

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

ROUND_TABLE = Piece(
    "ban-tron-chan-go", 616, (_SCOPIA, "round-table"), "table",
    ("Bàn tròn chân gỗ", "Round table on wooden legs"),
    ("Bàn ăn tròn 110 cm mặt sơn mờ, bốn chân gỗ sồi.",
     "110 cm round dining table with a matt top on four oak legs."),
    4_200_000,
    {"top": painted(_WHITE), "legs": wood(_OAK, tile_mm=400.0)},
    (
        Colour("white", "Trắng", "White", {"top": _WHITE}),
        Colour("black", "Đen", "Black", {"top": "#232322"}),
        Colour("sage", "Xanh xám", "Sage", {"top": "#8c9b86"}),
    ),
    {"whiteTable": "top", "woodLegs": "legs"},
)  # fmt: skip

SLANTED_TABLE = Piece(
    "ban-lam-viec-chan-xien", 617, (_SCOPIA, "table-with-leaning-feet"), "desk",
    ("Bàn làm việc chân xiên", "Desk with slanted legs"),
    ("Bàn làm việc 150 cm gỗ sồi, chân xiên thanh mảnh kiểu Bắc Âu.",
     "150 cm oak desk on slim slanted legs in the Nordic manner."),
    4_950_000,
    {"top": wood(_OAK), "frame": wood(_OAK), "legs": wood(_OAK, tile_mm=400.0)},
    (
        Colour(*_NATURAL, {"top": _OAK}),
        Colour("walnut", "Óc chó", "Walnut",
               {"top": _WALNUT, "frame": _WALNUT, "legs": _WALNUT}),
        Colour("black", "Đen", "Black",
               {"top": _BLACK_WOOD, "frame": _BLACK_WOOD, "legs": _BLACK_WOOD}),
    ),
    {"woodTable": "top", "woodBase": "frame", "woodLegs": "legs"},
)  # fmt: skip

GLASS_COFFEE_TABLE = Piece(
    "ban-tra-kinh", 618, (_CC_BY, "coffeeTable"), "table",
    ("Bàn trà kính", "Glass coffee table"),
    ("Bàn trà 120 cm khung thép, mặt kính đen, kệ kính trong bên dưới.",
     "120 cm coffee table: steel frame, black glass top, a clear shelf below."),
    3_600_000,
    {"frame": STEEL, "top": Cover("#101113", 0.06), "shelf": GLASS},
    (
        Colour("steel", "Thép", "Steel", {"frame": "#b4b6b8"}),
        Colour("brass", "Đồng", "Brass", {"frame": BRASS.color}),
    ),
    {"aluminium.007": "frame", "tableglass.black.002": "top", "tableglass.001": "shelf"},
)  # fmt: skip

OFFICE_DESK = Piece(
    "ban-van-phong-160", 619, (_CC0, "lbDesk"), "desk",
    ("Bàn văn phòng 160", "Office desk 160"),
    ("Bàn văn phòng 160 x 80 cm, chân chữ T thép sơn, có lỗ luồn dây.",
     "160 x 80 cm office desk on painted steel T-legs, with cable outlets."),
    3_900_000,
    {"top": wood(_OAK, 0.45), "metal": STEEL, "plastic": painted("#b9bbbc", 0.5),
     "rubber": painted("#26272a", 0.8)},
    (
        Colour(*_NATURAL, {"top": _OAK}),
        Colour("walnut", "Óc chó", "Walnut", {"top": _WALNUT}),
        Colour("black", "Đen", "Black", {"top": _BLACK_WOOD}),
    ),
    {"Desk": "top", "Metal": "metal", "Brushed": "metal", "PlastLight": "plastic",
     "PlastLight2": "plastic", "PlastLightCircle": "plastic", "Rubber": "rubber"},
)  # fmt: skip

METAL_BED = Piece(
    "giuong-khung-sat-140", 620, (_CC0, "bed1"), "bed",
    ("Giường khung sắt", "Metal-frame bed"),
    ("Giường đôi khung sắt sơn tĩnh điện, nệm 140 x 200, kèm chăn gối.",
     "Powder-coated metal bed with a 140 x 200 mattress and bedding."),
    6_300_000,
    {"frame": painted("#e6e4df", 0.4), "cover": felted("#9fae9a"), "sheet": felted("#ebe8df"),
     "pillow": felted("#dfe3d8"), "mattress": felted("#e9e3d6")},
    (
        Colour("white", "Trắng, chăn xanh", "White, sage bedding", {"cover": "#9fae9a"}),
        Colour("black", "Đen, chăn xám", "Black, grey bedding",
               {"frame": "#222224", "cover": "#8f9398", "pillow": "#d7d9db"}),
        Colour("terracotta", "Trắng, chăn gạch", "White, terracotta bedding",
               {"cover": "#b5694a", "pillow": "#ead9cb"}),
    ),
    {"structure": "frame", "couch": "cover", "sheet": "sheet", "pillow": "pillow",
     "matress": "mattress"},
    triangles=18_000,
)  # fmt: skip

PANEL_BED = Piece(
    "giuong-go-170", 621, (_SCOPIA, "bed1"), "bed",
    ("Giường gỗ 170", "Wooden bed 170"),
    ("Giường gỗ đầu giường cao, rộng 170 cm, kèm chăn gối.",
     "170 cm wooden bed with a high headboard, with bedding."),
    8_400_000,
    {"wood": wood(_OAK), "bedding": felted("#d9d5ca")},
    (
        Colour(*_NATURAL, {"wood": _OAK}),
        Colour("walnut", "Óc chó", "Walnut", {"wood": _WALNUT, "bedding": "#c9c2b4"}),
        Colour("blue", "Chăn xanh lam", "Blue bedding", {"bedding": "#6c8199"}),
    ),
    {"fusta_llit_rojiza.jpg.001": "wood", "sobrecolchon_patron1.jpg.001": "bedding"},
)  # fmt: skip

WALL_SHELF = Piece(
    "ke-sach-nhieu-o", 622, (_CC_BY, "bookcase"), "shelf",
    ("Kệ sách nhiều ô", "Cube bookcase"),
    ("Kệ sách ghép ô lớn nhỏ 166 x 186 cm, dựng sát tường.",
     "166 x 186 cm bookcase of large and small cells, to stand against a wall."),
    5_700_000,
    {"board": painted(_WHITE)},
    (
        Colour("white", "Trắng", "White", {"board": _WHITE}),
        Colour("black", "Đen", "Black", {"board": "#262626"}),
        Colour("sand", "Cát", "Sand", {"board": "#c9b799"}),
    ),
    {"Color": "board"},
)  # fmt: skip

GLASS_BOOKCASE = Piece(
    "tu-sach-canh-kinh", 623, (_CC0, "bookcase"), "cabinet",
    ("Tủ sách cánh kính", "Glass-door bookcase"),
    ("Tủ sách gỗ hai cánh kính trong, bốn tầng kệ.",
     "Wooden bookcase with two glass doors and four shelves."),
    6_200_000,
    {"wood": wood(_OAK), "glass": GLASS, "metal": STEEL},
    (
        Colour(*_NATURAL, {"wood": _OAK}),
        Colour("walnut", "Óc chó", "Walnut", {"wood": _WALNUT}),
        Colour("black", "Đen", "Black", {"wood": _BLACK_WOOD}),
    ),
    {"None": "wood", "glass": "glass", "lan": "metal", "lan.001": "metal"},
)  # fmt: skip

WARDROBE = Piece(
    "tu-quan-ao-ba-canh", 624, (_CC_BY, "wardrobe2"), "wardrobe",
    ("Tủ quần áo ba cánh có gương", "Three-door wardrobe with mirror"),
    ("Tủ quần áo 173 x 208 cm ba cánh, một cánh gắn gương soi toàn thân.",
     "173 x 208 cm wardrobe with three doors, one of them with a full-length mirror."),
    9_700_000,
    {"board": painted(_WHITE), "metal": STEEL, "mirror": Cover("#dfe3e4", 0.05, metallic=1.0)},
    (
        Colour("white", "Trắng", "White", {"board": _WHITE}),
        Colour("graphite", "Than chì", "Graphite", {"board": "#3b3d40"}),
        Colour("sage", "Xanh xám", "Sage", {"board": "#9aa795"}),
    ),
    {"board": "board", "metal": "metal", "mirror": "mirror"},
)  # fmt: skip

SIDEBOARD = Piece(
    "tu-ngan-keo", 625, (_CC_BY, "dresserWithDrawers"), "cabinet",
    ("Tủ ngăn kéo thấp", "Chest of drawers"),
    ("Tủ thấp 160 cm nhiều ngăn kéo, làm tủ áo hay tủ bát đều hợp.",
     "160 cm low chest of drawers, for clothes or as a sideboard."),
    5_900_000,
    {"board": painted(_WHITE), "handles": BLACK_METAL},
    (
        Colour("white", "Trắng", "White", {"board": _WHITE}),
        Colour("navy", "Xanh than", "Navy", {"board": "#2e3d55", "handles": "#c8a462"}),
        Colour("sage", "Xanh xám", "Sage", {"board": "#8c9b86"}),
    ),
    {"white_wood": "board", "drawer_handle": "handles"},
)  # fmt: skip

TV_STAND = Piece(
    "ke-tivi-wenge", 626, (_CC_BY, "tvStand"), "cabinet",
    ("Kệ tivi", "TV stand"),
    ("Kệ tivi 135 cm hai ngăn cánh lật và kệ giữa để đầu thu.",
     "135 cm TV stand with two flap compartments and shelves between them."),
    3_300_000,
    {"wood": wood("#3a2c24"), "inside": painted("#191817", 0.7), "metal": STEEL},
    (
        Colour("wenge", "Wenge", "Wenge", {"wood": "#3a2c24"}),
        Colour(*_NATURAL, {"wood": _OAK}),
        Colour("black", "Đen", "Black", {"wood": _BLACK_WOOD}),
    ),
    {"Wenge_": "wood", "Wenge__NONE": "wood", "Material.001": "inside", "Tv_Unit_legs": "metal"},
)  # fmt: skip

NIGHTSTAND = Piece(
    "tu-dau-giuong", 627, (_CC0, "bedsideTable2"), "cabinet",
    ("Tủ đầu giường hai ngăn", "Two-drawer nightstand"),
    ("Tủ đầu giường gỗ hai ngăn kéo, tay nắm kim loại.",
     "Wooden nightstand with two drawers and metal handles."),
    1_450_000,
    {"wood": wood(_OAK, tile_mm=500.0), "metal": STEEL, "feet": painted("#4a4a4a", 0.6)},
    (
        Colour(*_NATURAL, {"wood": _OAK}),
        Colour("walnut", "Óc chó", "Walnut", {"wood": _WALNUT}),
        Colour("black", "Đen", "Black", {"wood": _BLACK_WOOD}),
    ),
    {"bed_venge": "wood", "bedside_handle_galvanized": "metal", "bedside_table_feet": "feet"},
)  # fmt: skip

PIECES = (
    DINING_TABLE, ROUND_TABLE, SLANTED_TABLE, GLASS_COFFEE_TABLE, OFFICE_DESK, METAL_BED,
    PANEL_BED, WALL_SHELF, GLASS_BOOKCASE, WARDROBE, SIDEBOARD, TV_STAND, NIGHTSTAND,
)  # fmt: skip
