"""A shop that sells more than glasses: products of two more kinds, and looks."""

from pathlib import Path

from PIL import Image as Pillow

from tests.server.conftest import CATALOG

_PRODUCT = """schema = 1
sku = "{sku}"
category = "{category}"
brand = "Sông Trăng"
mount = "head"
names = {{ vi = "{vi}", en = "{en}" }}
price = {{ amount = 350000, currency = "VND" }}
thumbnail = "thumb.jpg"

[{category}]
finish = "satin"
coverage = 0.9

[[variants]]
id = "red"
names = {{ vi = "Đỏ", en = "Red" }}
swatch = "#b02030"
shades = ["#b02030"]

[[variants]]
id = "plum"
names = {{ vi = "Mận", en = "Plum" }}
swatch = "#6a2040"
shades = ["#6a2040", "#8a4060"]
"""
_LOOK = """schema = 1
id = "{id}"
names = {{ vi = "{vi}", en = "{en}" }}
[[items]]
sku = "an-bang"
variant = "black"
[[items]]
sku = "{sku}"
variant = "{variant}"
"""


def open_shop(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Write products and looks into a folder; gives the settings that sell them with ours."""
    for sku, category, vi, en in (
        ("mau-mot", "masks", "Hạ Long", "Ha Long"),
        ("mau-hai", "masks", "Sa Pa", "Sa Pa"),
        ("mau-ba", "scarves", "Đà Lạt", "Da Lat"),
    ):
        place = folder / "products" / sku
        place.mkdir(parents=True)
        text = _PRODUCT.format(sku=sku, category=category, vi=vi, en=en)
        (place / "product.toml").write_text(text, "utf-8")
        Pillow.new("RGB", (64, 48), (200, 120, 130)).save(place / "thumb.jpg")
    looks = folder / "looks"
    looks.mkdir()
    for name, vi, en, sku, variant in (
        ("beach", "Đi biển", "Beach", "mau-mot", "plum"),
        ("city", "Dạo phố", "City", "mau-ba", "red"),
    ):
        text = _LOOK.format(id=name, vi=vi, en=en, sku=sku, variant=variant)
        (looks / f"{name}.toml").write_text(text, "utf-8")
    return {"catalog_dirs": (CATALOG, folder / "products"), "looks_dirs": (looks,)}
