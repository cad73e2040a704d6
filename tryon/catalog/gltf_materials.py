"""Materials and textures of glTF 2.0 (section 3.9): factors are linear, colour textures sRGB."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tryon.arrays import AnyArray, Array2, Float32Array, Image
from tryon.catalog.gltf_buffers import GltfFile
from tryon.catalog.gltf_json import JsonNode
from tryon.catalog.mesh_scene import MeshFault, MeshFileError, SceneMaterial
from tryon.catalog.pictures import decode_texture

_MAX_UV = 1e6  # A texture repeated more often is a broken number.
_TRANSFORM = "KHR_texture_transform"


@dataclass(frozen=True, slots=True, eq=False)
class PrimitiveMaterial:
    """A material and how a primitive's coordinates reach its texture.

    Parameters
    ----------
    surface : the material
    uv_set : number of the TEXCOORD attribute
    uv_transform : (2, 3), acts on (u, v, 1)
    """

    surface: SceneMaterial
    uv_set: int
    uv_transform: Array2

    def transformed(self, uvs: AnyArray) -> Float32Array | None:
        """Give the (N, 2) coordinates with the texture's transform; None if one is not finite."""
        values = np.asarray(uvs, np.float64)
        if not np.isfinite(values).all() or np.abs(values).max(initial=0.0) > _MAX_UV:
            return None
        result = values @ self.uv_transform[:, :2].T + self.uv_transform[:, 2]
        return np.clip(result, -_MAX_UV, _MAX_UV).astype(np.float32)

    def tinted(self, colors: AnyArray | None) -> SceneMaterial:
        """Give the material times the mean vertex colour (linear, section 3.7.2.1)."""
        if colors is None or not len(colors):
            return self.surface
        values = np.asarray(colors, np.float64)[:, :3]
        if not np.isfinite(values).all():
            return self.surface
        mean = np.clip(values, 0.0, 1.0).mean(axis=0)
        red, green, blue = (
            factor * float(tint) for factor, tint in zip(self.surface.base_color, mean, strict=True)
        )
        return replace(self.surface, base_color=(red, green, blue))


class MaterialReader:
    """Reads each material once; what is missing is noted, not fatal."""

    def __init__(self, file: GltfFile, faults: list[MeshFault]) -> None:
        self._file = file
        self._faults = faults
        self._materials: dict[int, PrimitiveMaterial] = {}
        self._textures: dict[int, tuple[Image, float] | None] = {}

    def of(self, primitive: JsonNode) -> PrimitiveMaterial:
        """Give the material of a primitive; glTF's default one if it names none."""
        if not primitive.has("material"):
            return PrimitiveMaterial(SceneMaterial(), 0, np.eye(2, 3))
        index = primitive.whole("material")
        if index not in self._materials:
            self._materials[index] = self._read(self._file.root.entry("materials", index))
        return self._materials[index]

    def _read(self, material: JsonNode) -> PrimitiveMaterial:
        pbr = material.child("pbrMetallicRoughness")
        factor = [_unit(value) for value in pbr.numbers("baseColorFactor", (1.0,) * 4)]
        info = pbr.child("baseColorTexture")
        texture = self._texture(info.whole("index")) if pbr.has("baseColorTexture") else None
        mode = material.text("alphaMode", "OPAQUE")
        if mode == "MASK":
            text = f"{material.path}: holes cut by the texture's alpha are filled"
            self._faults.append(MeshFault("alpha_mask", text))
        opacity = factor[3] * (texture[1] if texture else 1.0) if mode == "BLEND" else 1.0
        transmission = material.child("extensions").child("KHR_materials_transmission")
        surface = SceneMaterial(
            name=material.text("name"),
            base_color=(factor[0], factor[1], factor[2]),
            opacity=opacity,
            metallic=_unit(pbr.number("metallicFactor", 1.0)),
            roughness=_unit(pbr.number("roughnessFactor", 1.0)),
            transmission=_unit(transmission.number("transmissionFactor", 0.0)),
            texture=texture[0] if texture else None,
        )
        transform = info.child("extensions").child(_TRANSFORM)
        uv_set = transform.whole("texCoord", info.whole("texCoord", 0))
        return PrimitiveMaterial(surface, uv_set, _uv_transform(transform))

    def _texture(self, index: int) -> tuple[Image, float] | None:
        if index not in self._textures:
            try:
                self._textures[index] = decode_texture(self._picture(index))
            except (ValueError, MeshFileError) as error:
                text = f"gltf.textures[{index}] is left out: {error}"
                self._faults.append(MeshFault("missing_texture", text))
                self._textures[index] = None
        return self._textures[index]

    def _picture(self, index: int) -> bytes:
        texture = self._file.root.entry("textures", index)
        webp = texture.child("extensions").child("EXT_texture_webp")
        source = webp if webp.has("source") else texture
        image = self._file.root.entry("images", source.whole("source"))
        if image.has("bufferView"):
            return self._file.view(image.whole("bufferView"))
        return self._file.uri(image.text("uri"))


def _unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _uv_transform(transform: JsonNode) -> Array2:
    """Give offset @ rotation @ scale as KHR_texture_transform defines it."""
    angle = transform.number("rotation", 0.0)
    scale = np.array(transform.numbers("scale", (1.0, 1.0)))
    cosine, sine = float(np.cos(angle)), float(np.sin(angle))
    linear = np.array([[cosine, sine], [-sine, cosine]]) * scale
    return np.column_stack([linear, transform.numbers("offset", (0.0, 0.0))])
