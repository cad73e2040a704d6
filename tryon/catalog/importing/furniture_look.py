"""How furniture looks: metallic-roughness surfaces out of names and Phong values."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tryon.catalog.mesh_scene import SceneMaterial

_EXPORTER_ROUGHNESS = (2.0 / (96.078431 + 2.0)) ** 0.25
"""Of the exponent that Blender writes for every material nobody touched; it says nothing."""


@dataclass(frozen=True, slots=True)
class _Stuff:
    """What things of a name are made of; `opacity` caps what the file says."""

    words: str
    roughness: float
    metallic: float = 0.0
    opacity: float = 1.0


# The first that fits: "glass table leg" is glass, "metal leg" metal. Words are those that stand
# in furniture files: English, and some French, Spanish, Italian, German and Polish.
_STUFFS = (
    _Stuff(r"mirror|miroir|espejo|specchio|spiegel", 0.04, metallic=1.0),
    _Stuff(r"glass|verre|vidrio|cristal|vetro|szklo|window", 0.05, opacity=0.3),
    _Stuff(r"chrom|stainless|stainl|inox|galvani", 0.14, metallic=1.0),
    _Stuff(r"brass|gold|copper|bronze|laiton|messing", 0.28, metallic=1.0),
    _Stuff(r"metal|steel|iron|alu|silver|acier|acero|hierro|brushed", 0.36, metallic=1.0),
    _Stuff(r"leather|cuir|cuero|pelle|leder|skai", 0.45),
    _Stuff(
        r"fabric|cloth|cushion|textil|tissu|tela|tecido|denim|linen|cotton|wool|velvet|sheet|"
        r"pillow|coussin|matt?ress|matelas|blanket|blanquet|carpet|rug|tapis|towel|curtain|couch|"
        r"sofa|upholst|cojin",
        0.92,
    ),
    _Stuff(r"lampshade|shade|abat", 0.85),
    _Stuff(
        r"wood|bois|madera|madeira|legno|holz|oak|pine|teak|walnut|wenge|beech|parquet|timber|"
        r"fusta|bambo+",
        0.55,
    ),
    _Stuff(r"leaf|leaves|grass|plant|stalk|stem|flower|petal|feuille|hoja", 0.6),
    _Stuff(r"ground|soil|dirt|earth|terre|mutt", 1.0),
    _Stuff(r"ceramic|porcel|marble|marbre|granit|enamel|laque|lacquer", 0.2),
    _Stuff(r"plast|pvc|acryl", 0.4),
    _Stuff(r"rubber|gomme|goma", 0.85),
)


def furnished(material: SceneMaterial) -> SceneMaterial:
    """Give the material as metallic-roughness.

    A file that speaks of metal or of transmission itself is taken at its word. Otherwise the
    material's name decides; where that says nothing, Phong's specular colour and exponent do:
    without a specular colour a surface is matt, whatever its exponent.
    """
    if material.metallic > 0.0 or material.transmission > 0.0:
        return material
    stuff = _stuff_of(material.name)
    if stuff is None:
        return replace(material, roughness=_matt(material))
    if stuff.metallic and material.texture is None:
        return _metal(material, stuff)
    # A picture of metal already holds its reflections.
    metallic = 0.0
    opacity = min(material.opacity, stuff.opacity)
    roughness = stuff.roughness
    if stuff.metallic:
        roughness = max(roughness, 0.3)
    return replace(material, metallic=metallic, roughness=roughness, opacity=opacity)


def _stuff_of(name: str) -> _Stuff | None:
    folded = name.lower()
    return next((stuff for stuff in _STUFFS if re.search(stuff.words, folded)), None)


def _matt(material: SceneMaterial) -> float:
    """Give the roughness of a material whose name says nothing."""
    if material.specular is None:
        return material.roughness  # glTF states its own.
    if material.specular < 0.06:
        return max(material.roughness, 0.85)
    if abs(material.roughness - _EXPORTER_ROUGHNESS) < 1e-3:
        return 0.6
    return min(max(material.roughness, 0.25), 0.9)


def _metal(material: SceneMaterial, stuff: _Stuff) -> SceneMaterial:
    """Give bare metal: its colour is that of its reflection, which Phong keeps apart."""
    red, green, blue = material.base_color
    strongest = max(red, green, blue)
    # Files paint metal dark and let the highlight shine; below 0.35 it would reflect like soot.
    # Black metal is painted metal.
    if strongest < 0.02:
        return replace(material, metallic=0.0, roughness=max(stuff.roughness, 0.4))
    lift = max(0.35, min(material.specular or 0.0, 0.8)) / strongest
    factor = max(lift, 1.0)
    color = (min(red * factor, 1.0), min(green * factor, 1.0), min(blue * factor, 1.0))
    return replace(material, base_color=color, metallic=1.0, roughness=stuff.roughness)
