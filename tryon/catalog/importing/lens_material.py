"""What a lens does to light, read out of a material that was made for a viewer."""

from __future__ import annotations

from tryon.catalog.mesh_scene import SceneMaterial
from tryon.catalog.product import LensMaterial

_CLEAR = 0.92  # Two uncoated surfaces of n = 1.5 pass 92 % (Fresnel).
_DARKEST = 0.03  # The darkest lenses one may wear pass 3 % (ISO 12312-1, category 4).
_REFLECTANCE = 0.04  # One uncoated surface of n = 1.5.
_STRONGEST_MIRROR = 0.6


def lens_material(material: SceneMaterial) -> LensMaterial:
    """Give the lens that looks as a viewer would show the material.

    A blended surface of colour c and alpha a covers the share a of what lies behind it; taken as
    tinted glass it passes 1 - a (1 - c). A transmissive one multiplies by its colour: a = 1.
    A surface that is neither is a lens drawn opaque, and its colour is taken as the tint.
    """
    see_through = material.transmission < 0.3 and material.opacity < 0.95
    cover = material.opacity if see_through else 1.0
    red, green, blue = (
        min(max(_CLEAR * (1.0 - cover * (1.0 - value)), _DARKEST), 1.0)
        for value in material.base_color
    )
    mirror = [
        min(_REFLECTANCE + _STRONGEST_MIRROR * material.metallic * value, _STRONGEST_MIRROR)
        # Transmission and metal exclude each other in glTF; metallicFactor 1 is only its default.
        if material.transmission < 0.3
        else _REFLECTANCE
        for value in material.base_color
    ]
    tint = (red, green, blue)
    return LensMaterial(tint, tint, (mirror[0], mirror[1], mirror[2]))
