"""The bundled furniture, room by room: lamps, rugs, pictures, plants."""

from assets.build.furniture_pieces import (
    BLACK_METAL,
    BRASS,
    Colour,
    Cover,
    Piece,
    felted,
    painted,
    wood,
)

_CC0, _CC_BY = "BlendSwap-CC-0", "BlendSwap-CC-BY"

FLOOR_LAMP = Piece(
    "den-cay-ba-chan", 605, None, "lamp",
    ("Đèn cây ba chân", "Tripod floor lamp"),
    ("Đèn cây cao 1,5 m, ba chân gỗ sồi, cổ đồng, chao vải lanh.",
     "1.5 m floor lamp on three oak legs with a brass neck and a linen shade."),
    2_450_000,
    {"wood": wood("#b98d5c", tile_mm=300.0), "metal": BRASS, "shade": felted("#efe8da", 200.0),
     "bulb": Cover("#fffaf0", 0.5)},
    (
        Colour("oak", "Gỗ sồi", "Oak", {"wood": "#b98d5c"}),
        Colour("walnut", "Óc chó", "Walnut", {"wood": "#6b4a33", "shade": "#e3d8c4"}),
        Colour("black", "Đen", "Black", {"wood": "#232120", "shade": "#3a3836"}),
    ),
    own="floor-lamp",
)  # fmt: skip

PENDANT = Piece(
    "den-tha-tran", 628, (_CC_BY, "hangingLight"), "lamp",
    ("Đèn thả chao chuông", "Bell pendant lamp"),
    ("Đèn thả trần chao chuông 44 cm, lòng chao trắng, treo trên bàn ăn.",
     "44 cm bell pendant lamp, white inside, to hang over a dining table."),
    1_750_000,
    {"shade": Cover("#b0713f", 0.3, metallic=1.0), "inside": painted("#f3efe6", 0.5),
     "fitting": painted("#e8e6e0", 0.5), "bulb": Cover("#fffaf0", 0.4, opacity=0.6)},
    (
        Colour("copper", "Đồng đỏ", "Copper", {"shade": "#b0713f"}),
        Colour("steel", "Thép", "Steel", {"shade": "#aeb0b2"}),
        Colour("brass", "Đồng thau", "Brass", {"shade": BRASS.color}),
    ),
    {"Light-lamp": "shade", "Lamp-inside": "inside", "Ceiling-light-fitting": "fitting",
     "Lamp-cable": "fitting", "Main-Bulb": "bulb"},
    mount="ceiling",
    elevation_mm=1640.0,
)  # fmt: skip

CHANDELIER = Piece(
    "den-chum-nen", 629, (_CC0, "lamp2"), "lamp",
    ("Đèn chùm nến năm tay", "Five-arm chandelier"),
    ("Đèn chùm sắt uốn năm tay, bóng hình ngọn nến.",
     "Wrought-iron chandelier with five arms and candle bulbs."),
    3_850_000,
    {"iron": BLACK_METAL, "glass": Cover("#fff6e6", 0.35)},
    (
        Colour("black", "Đen", "Black", {"iron": "#1d1d1f"}),
        Colour("white", "Trắng", "White", {"iron": "#e4e1da"}),
    ),
    {"Chandelier": "iron", "Lamp": "iron", "Glass": "glass"},
    mount="ceiling",
    elevation_mm=1866.0,
)  # fmt: skip

TABLE_LAMP = Piece(
    "den-ban-gom", 630, None, "lamp",
    ("Đèn bàn gốm", "Ceramic table lamp"),
    ("Đèn bàn cao 48 cm, thân gốm tiện tay, chao vải lanh.",
     "48 cm table lamp with a turned ceramic body and a linen shade."),
    1_150_000,
    {"ceramic": painted("#4d6a70", 0.22), "metal": BRASS, "shade": felted("#efe8da", 200.0),
     "bulb": Cover("#fffaf0", 0.5)},
    (
        Colour("celadon", "Men ngọc", "Celadon", {"ceramic": "#7f9c8d"}),
        Colour("cobalt", "Men lam", "Cobalt", {"ceramic": "#27406e"}),
        Colour("white", "Men trắng", "White", {"ceramic": "#e8e3d8"}),
    ),
    mount="tabletop",
    elevation_mm=740.0,
    own="table-lamp",
)  # fmt: skip

WOOL_RUG = Piece(
    "tham-len-hoa-van", 631, None, "rug",
    ("Thảm len hoa văn thổ cẩm", "Wool rug with brocade pattern"),
    ("Thảm len dệt 200 x 300 cm, hoa văn quả trám lấy từ thổ cẩm vùng cao.",
     "200 x 300 cm woven wool rug with diamonds taken from highland brocade."),
    5_200_000,
    {"wool": Cover("#ffffff", 0.97, cloth="file"), "edge": felted("#5c4436")},
    (
        Colour("indigo", "Chàm", "Indigo", {"edge": "#2b3350", "wool": "#ffffff"}),
        Colour("faded", "Chàm nhạt", "Faded indigo", {"edge": "#4b526b", "wool": "#d9d3c6"}),
    ),
    own="wool-rug",
)  # fmt: skip

ROUND_RUG = Piece(
    "tham-coi-tron", 632, None, "rug",
    ("Thảm cói tròn", "Round seagrass rug"),
    ("Thảm cói tết tay hình tròn 160 cm, dày và êm chân.",
     "160 cm round rug of hand-plaited seagrass, thick underfoot."),
    1_350_000,
    {"grass": Cover("#ffffff", 0.95, cloth="file")},
    (
        Colour("natural", "Tự nhiên", "Natural", {"grass": "#ffffff"}),
        Colour("toffee", "Nâu", "Toffee", {"grass": "#b98e66"}),
    ),
    own="round-rug",
)  # fmt: skip

PICTURE = Piece(
    "tranh-nui-suong", 633, None, "picture",
    ("Tranh núi sương", "Misty mountains picture"),
    ("Tranh in canvas 90 x 60 cm, khung gỗ mảnh, dãy núi trong sương sớm.",
     "90 x 60 cm canvas print in a slim wooden frame: ridges in the morning mist."),
    950_000,
    {"canvas": Cover("#ffffff", 0.9, cloth="file"), "frame": wood("#b98d5c", tile_mm=300.0)},
    (
        Colour("oak", "Khung gỗ sồi", "Oak frame", {"frame": "#b98d5c"}),
        Colour("black", "Khung đen", "Black frame", {"frame": "#232120"}),
        Colour("white", "Khung trắng", "White frame", {"frame": "#e9e7e2"}),
    ),
    mount="wall",
    elevation_mm=1350.0,
    own="picture",
)  # fmt: skip

MIRROR = Piece(
    "guong-tron", 634, None, "mirror",
    ("Gương tròn treo tường", "Round wall mirror"),
    ("Gương tròn 80 cm viền kim loại mảnh, treo phòng khách hay lối vào.",
     "80 cm round mirror in a slim metal rim, for a living room or an entrance."),
    1_250_000,
    {"mirror": Cover("#e2e6e7", 0.04, metallic=1.0), "rim": BRASS,
     "back": painted("#6b5a48", 0.8)},
    (
        Colour("brass", "Đồng", "Brass", {"rim": BRASS.color}),
        Colour("black", "Đen", "Black", {"rim": "#2a2a2c"}),
    ),
    mount="wall",
    elevation_mm=1250.0,
    own="mirror",
)  # fmt: skip

PALM = Piece(
    "cay-cau-canh", 635, (_CC0, "plant"), "plant",
    ("Chậu cau cảnh", "Potted palm"),
    ("Chậu cau cảnh cao 117 cm, cây lụa không cần tưới, hợp góc phòng khách.",
     "117 cm potted palm in silk that needs no water, for a living-room corner."),
    1_290_000,
    {"leaf": Cover("#3f6b2c", 0.55), "soil": painted("#3a3128", 1.0),
     "pot": painted("#8a4b3c", 0.7)},
    (
        Colour("terracotta", "Chậu đất nung", "Terracotta pot", {"pot": "#a5593f"}),
        Colour("white", "Chậu trắng", "White pot", {"pot": "#e6e2d9"}),
        Colour("black", "Chậu đen", "Black pot", {"pot": "#2a2a2b"}),
    ),
    {"grass_shader_1": "leaf", "ground": "soil", "pot": "pot"},
)  # fmt: skip

OLIVE_TREE = Piece(
    "cay-o-liu-chau", 636, (_CC0, "decorativePlant"), "plant",
    ("Cây ô liu chậu", "Potted olive tree"),
    ("Cây ô liu lụa cao 103 cm trong chậu xi măng.",
     "103 cm silk olive tree in a concrete pot."),
    1_590_000,
    {"leaf": Cover("#61734a", 0.6), "branch": painted("#6a6248", 0.8),
     "wood": painted("#5b4b3d", 0.9), "soil": painted("#3a332d", 1.0),
     "pot": painted("#8d8d90", 0.75)},
    (
        Colour("concrete", "Chậu xi măng", "Concrete pot", {"pot": "#8d8d90"}),
        Colour("terracotta", "Chậu đất nung", "Terracotta pot", {"pot": "#a5593f"}),
        Colour("white", "Chậu trắng", "White pot", {"pot": "#e6e2d9"}),
    ),
    {"Leaves": "leaf", "Branches": "branch", "Wood": "wood", "GroundMat": "soil",
     "PotMat": "pot"},
    triangles=24_000,
)  # fmt: skip

ORCHID = Piece(
    "chau-lan-ho-diep", 637, (_CC0, "orchids"), "plant",
    ("Chậu lan hồ điệp", "Potted orchid"),
    ("Chậu lan hồ điệp lụa cao 57 cm, đặt bàn trà hay kệ.",
     "57 cm silk moth orchid in a pot, for a coffee table or a shelf."),
    690_000,
    {"flower": Cover("#efe9e2", 0.55), "soil": painted("#3b2c20", 1.0),
     "leaf": Cover("#3c5f2f", 0.45), "stem": Cover("#5a7a3c", 0.55),
     "stalk": Cover("#456a32", 0.55), "pot": painted("#4b4a63", 0.25)},
    (
        Colour("white", "Hoa trắng", "White", {"flower": "#efe9e2"}),
        Colour("pink", "Hoa hồng", "Pink", {"flower": "#d58bab"}),
        Colour("yellow", "Hoa vàng", "Yellow", {"flower": "#e2c45c"}),
    ),
    {"Flower": "flower", "Ground": "soil", "Leaf": "leaf", "Stalk": "stalk", "Stem": "stem",
     "Pot": "pot"},
    mount="tabletop",
    elevation_mm=740.0,
)  # fmt: skip

PIECES = (
    FLOOR_LAMP, PENDANT, CHANDELIER, TABLE_LAMP, WOOL_RUG, ROUND_RUG, PICTURE, MIRROR, PALM,
    OLIVE_TREE, ORCHID,
)  # fmt: skip
