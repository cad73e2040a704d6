"""Materials of Wavefront MTL; their colours are taken as sRGB, as viewers do."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from tryon.catalog.colors import linear_from_srgb
from tryon.catalog.gltf_buffers import inside, read_limited
from tryon.catalog.mesh_scene import MeshFault, MeshFileError, SceneMaterial
from tryon.catalog.pictures import decode_texture

_SOLID = 0.97
"""Mean alpha of a picture that has no more than soft corners."""


def read_materials(text: str, folder: Path, faults: list[MeshFault]) -> dict[str, SceneMaterial]:
    """Read the materials of an MTL file by name; what cannot be read is added to `faults`.

    Parameters
    ----------
    text : content of the file
    folder : textures are read only from below it
    """
    materials: dict[str, SceneMaterial] = {}
    name = ""
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "newmtl":
            name = " ".join(words[1:])
            materials[name] = SceneMaterial(name=name)
        elif name:
            before = materials[name].opacity
            try:
                materials[name] = _with(materials[name], words, folder)
            except (ValueError, IndexError, MeshFileError) as error:
                code = "missing_texture" if words[0] == "map_Kd" else "missing_material"
                faults.append(MeshFault(code, f'"{line.strip()[:80]}" is left out: {error}'))
            if words[0] == "map_Kd" and materials[name].opacity < _SOLID * before:
                msg = f"holes of the picture of {name[:80]} become an even transparency"
                faults.append(MeshFault("alpha_mask", msg))
    return materials


def _with(material: SceneMaterial, words: list[str], folder: Path) -> SceneMaterial:
    """Give the material with one line of the file applied."""
    keyword = words[0]
    if keyword == "Kd":
        red, green, blue = (linear_from_srgb(_unit(float(word))) for word in words[1:4])
        return replace(material, base_color=(red, green, blue))
    if keyword in ("Ks", "d", "Tr", "Pr", "Pm"):
        return _with_share(material, keyword, words[1:])
    if keyword == "Ns":
        # Blinn-Phong exponent: alpha = sqrt(2 / (n + 2)) (Walter et al., Microfacet Models for
        # Refraction, EGSR 2007); glTF's alpha is the square of its roughness.
        exponent = max(float(words[1]), 0.0)
        return replace(material, roughness=_unit((2.0 / (exponent + 2.0)) ** 0.25))
    if keyword == "map_Kd":
        # Options such as "-s 1 1 1" stand before the name.
        texture, alpha = decode_texture(read_limited(inside(folder, words[-1])))
        return replace(material, texture=texture, opacity=material.opacity * alpha)
    return material


def _with_share(material: SceneMaterial, keyword: str, words: list[str]) -> SceneMaterial:
    """Give the material with a line of shares in [0, 1] applied."""
    if keyword == "Ks":
        return replace(material, specular=max(_unit(float(word)) for word in words[:3]))
    if keyword == "d":  # Options such as "-halo" stand before the number.
        return replace(material, opacity=_unit(float(words[-1])))
    share = _unit(float(words[0]))
    if keyword == "Tr":
        return replace(material, opacity=1.0 - share)
    if keyword == "Pr":
        return replace(material, roughness=share)
    return replace(material, metallic=share)


def _unit(value: float) -> float:
    if math.isnan(value):
        msg = "expected a number"
        raise ValueError(msg)
    return min(max(value, 0.0), 1.0)
