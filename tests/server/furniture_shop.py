"""A shop that sells furniture: boxes of known sizes, one for each way to stand."""

from pathlib import Path

import numpy as np
import trimesh
from PIL import Image as Pillow
from trimesh.visual.material import PBRMaterial

_PRODUCT = """schema = 1
sku = "{sku}"
category = "furniture"
brand = "Sông Trăng"
mount = "{mount}"
names = {{ vi = "{vi}", en = "{en}" }}
descriptions = {{ vi = "Để thử.", en = "To try." }}
price = {{ amount = 4900000, currency = "VND" }}
mesh = "model.glb"
thumbnail = "thumb.jpg"
size_mm = {{ width = {width}, height = {height}, depth = {depth} }}
[furniture]
kind = "{kind}"
{elevation}
[attachment_points_mm]
[[variants]]
id = "red"
names = {{ vi = "Đỏ", en = "Red" }}
swatch = "#c02020"
[variants.materials.cloth]
base_color = "#c02020"
metallic = 0.0
roughness = 0.9
[[variants]]
id = "blue"
names = {{ vi = "Xanh", en = "Blue" }}
swatch = "#2040c0"
[variants.materials.cloth]
base_color = "#2040c0"
metallic = 0.0
roughness = 0.9
"""
SIZES_MM = {"ghe-do": (600, 800, 500), "tranh": (900, 600, 40), "tu-dai": (2400, 700, 450)}


def open_furniture_shop(folder: Path) -> Path:
    """Write an armchair, a wide chest and a picture for the wall; gives their folder."""
    for sku, mount, kind, vi, en, elevation in (
        ("ghe-do", "floor", "armchair", "Ghế An", "An armchair", ""),
        ("tu-dai", "floor", "shelf", "Tủ dài", "Long chest", ""),
        ("tranh", "wall", "picture", "Tranh", "Picture", "elevation_mm = 1200.0"),
    ):
        place = folder / sku
        place.mkdir(parents=True)
        size = np.array(SIZES_MM[sku], dtype=np.float64) / 1000.0
        box = trimesh.creation.box(size)
        box.apply_translation([0.0, size[1] / 2.0, 0.0])
        red = PBRMaterial("cloth", baseColorFactor=[192, 32, 32, 255], roughnessFactor=0.9)
        box.visual = trimesh.visual.TextureVisuals(material=red)
        trimesh.Scene({"body": box}).export(place / "model.glb")
        width, height, depth = SIZES_MM[sku]
        text = _PRODUCT.format(
            sku=sku, mount=mount, kind=kind, vi=vi, en=en, elevation=elevation,
            width=width, height=height, depth=depth,
        )  # fmt: skip
        (place / "product.toml").write_text(text, "utf-8")
        Pillow.new("RGB", (64, 48), (190, 60, 60)).save(place / "thumb.jpg")
    return folder
