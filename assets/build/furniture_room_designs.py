"""The bundled furniture, room by room: lamps, rugs, pictures, plants."""

from assets.build.furniture_pieces import BRASS, Colour, Cover, Piece, fabric, wood

FLOOR_LAMP = Piece(
    "den-cay-ba-chan", 605, None, "lamp",
    ("Đèn cây ba chân", "Tripod floor lamp"),
    ("Đèn cây cao 1,5 m, ba chân gỗ sồi, cổ đồng, chao vải lanh.",
     "1.5 m floor lamp on three oak legs with a brass neck and a linen shade."),
    2_450_000,
    {"wood": wood("#b98d5c", tile_mm=300.0), "metal": BRASS, "shade": fabric("#efe8da", 110.0),
     "bulb": Cover("#fffaf0", 0.5)},
    (
        Colour("oak", "Gỗ sồi", "Oak", {"wood": "#b98d5c"}),
        Colour("walnut", "Óc chó", "Walnut", {"wood": "#6b4a33", "shade": "#e3d8c4"}),
        Colour("black", "Đen", "Black", {"wood": "#232120", "shade": "#3a3836"}),
    ),
    own="floor-lamp",
)  # fmt: skip

PIECES = (FLOOR_LAMP,)
