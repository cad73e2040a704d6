"""Metals, pearls, stones and enamels of the bundled earrings."""

from assets.build.product import Finish, Variant

GOLD = Finish("#f4cb7a", 1.0, 0.18)
ROSE = Finish("#efb9a1", 1.0, 0.18)
SILVER = Finish("#eeedea", 1.0, 0.16)
WHITE_PEARL = Finish("#f6f0e7", 0.16, 0.17)
CREAM_PEARL = Finish("#f3dfbb", 0.16, 0.17)
PINK_PEARL = Finish("#f2d3c7", 0.16, 0.17)
BLACK_PEARL = Finish("#4a4f55", 0.55, 0.18)
CLEAR_STONE = (Finish("#ffffff", 1.0, 0.02), Finish("#7d8894", 1.0, 0.05))
RUBY = (Finish("#e0315c", 1.0, 0.02), Finish("#7c0a26", 1.0, 0.05))
SAPPHIRE = (Finish("#3a63dc", 1.0, 0.02), Finish("#10205e", 1.0, 0.05))
JADE = Finish("#1f7a55", 0.0, 0.12)
LACQUER = Finish("#8e1420", 0.0, 0.10)
INDIGO = Finish("#1b2f66", 0.0, 0.12)


METALS = (
    ("gold", "Vàng", "Gold", GOLD),
    ("silver", "Bạc", "Silver", SILVER),
    ("rose", "Vàng hồng", "Rose gold", ROSE),
)


def metals() -> tuple[Variant, ...]:
    return tuple(
        Variant(name, vi, en, finish.color, {"metal": finish}) for name, vi, en, finish in METALS
    )
