"""Products as USDZ files, which phones and tablets open in their own AR viewer at true size."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import numpy as np

from tryon.arrays import Array2, Float32Array
from tryon.catalog.pictures import encode_jpeg
from tryon.catalog.product import MeshPart, SurfaceMaterial

_ALIGNMENT = 64
"""Data of every file begins at a multiple of this (USDZ specification, Layout)."""
_LOCAL_HEADER = 30
_SMALLEST_EXTRA = 4
_PADDING_ID = 0x1986
_DATE = (1980, 1, 1, 0, 0, 0)
_HEAD = """#usda 1.0
(
    defaultPrim = "Product"
    metersPerUnit = 1
    upAxis = "Y"
)

def Xform "Product" (
    kind = "component"
)
{
"""


def usdz_bytes(parts: Sequence[MeshPart]) -> bytes:
    """Give meshes as one USDZ file.

    Parameters
    ----------
    parts : m, y up; each with the surface it shall have

    Notes
    -----
    An uncompressed zip archive whose first file is the scene, in USD's text form, with textures
    as JPEG beside it (USDZ specification 1.3). Materials are `UsdPreviewSurface`.
    """
    scene = "".join((_HEAD, *_materials(parts), *_meshes(parts), "}\n"))
    files = [("product.usda", scene.encode())]
    files += [
        (_texture_name(index), encode_jpeg(part.texture))
        for index, part in enumerate(parts)
        if _is_textured(part) and part.texture is not None
    ]
    return _archive(files)


def _archive(files: Sequence[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _DATE)
            start = target.tell() + _LOCAL_HEADER + len(name) + _SMALLEST_EXTRA
            padding = bytes(-start % _ALIGNMENT)
            head = _PADDING_ID.to_bytes(2, "little") + len(padding).to_bytes(2, "little")
            entry.extra = head + padding
            archive.writestr(entry, data)
    return target.getvalue()


def _is_textured(part: MeshPart) -> bool:
    return part.texture is not None and part.uvs is not None


def _texture_name(index: int) -> str:
    return f"textures/{index}.jpg"


def _materials(parts: Sequence[MeshPart]) -> list[str]:
    bodies = [
        _material(index, part.surface, is_textured=_is_textured(part))
        for index, part in enumerate(parts)
    ]
    return ['    def Scope "Materials"\n    {\n', *bodies, "    }\n"]


def _material(index: int, surface: SurfaceMaterial, *, is_textured: bool) -> str:
    path = f"/Product/Materials/m{index}"
    red, green, blue = surface.base_color
    tint = f"{red:.5f}, {green:.5f}, {blue:.5f}"
    diffuse = (
        f"color3f inputs:diffuseColor.connect = <{path}/Picture.outputs:rgb>"
        if is_textured
        else f"color3f inputs:diffuseColor = ({tint})"
    )
    nodes = _texture_nodes(path, index, tint) if is_textured else ""
    return f"""        def Material "m{index}"
        {{
            token outputs:surface.connect = <{path}/Surface.outputs:surface>

            def Shader "Surface"
            {{
                uniform token info:id = "UsdPreviewSurface"
                {diffuse}
                float inputs:metallic = {surface.metallic:.4f}
                float inputs:roughness = {surface.roughness:.4f}
                float inputs:opacity = {surface.opacity:.4f}
                token outputs:surface
            }}
{nodes}        }}
"""


def _texture_nodes(path: str, index: int, tint: str) -> str:
    return f"""
            def Shader "Place"
            {{
                uniform token info:id = "UsdPrimvarReader_float2"
                string inputs:varname = "st"
                float2 outputs:result
            }}

            def Shader "Picture"
            {{
                uniform token info:id = "UsdUVTexture"
                asset inputs:file = @{_texture_name(index)}@
                float4 inputs:scale = ({tint}, 1)
                token inputs:sourceColorSpace = "sRGB"
                float2 inputs:st.connect = <{path}/Place.outputs:result>
                token inputs:wrapS = "repeat"
                token inputs:wrapT = "repeat"
                float3 outputs:rgb
            }}
"""


def _meshes(parts: Sequence[MeshPart]) -> list[str]:
    return [_mesh(index, part) for index, part in enumerate(parts)]


def _mesh(index: int, part: MeshPart) -> str:
    low, high = part.vertices.min(axis=0), part.vertices.max(axis=0)
    counts = ", ".join(["3"] * len(part.triangles))
    rows = ", ".join(str(row) for row in part.triangles.ravel().tolist())
    return f"""
    def Mesh "part{index}" (
        prepend apiSchemas = ["MaterialBindingAPI"]
    )
    {{
        uniform bool doubleSided = 1
        float3[] extent = [{_vectors(np.stack([low, high]), 5)}]
        int[] faceVertexCounts = [{counts}]
        int[] faceVertexIndices = [{rows}]
        rel material:binding = </Product/Materials/m{index}>
        normal3f[] normals = [{_vectors(part.normals, 4)}] (
            interpolation = "vertex"
        )
        point3f[] points = [{_vectors(part.vertices, 5)}]
{_places(part)}        uniform token subdivisionScheme = "none"
    }}
"""


def _places(part: MeshPart) -> str:
    if part.uvs is None or not _is_textured(part):
        return ""
    # glTF counts v downwards, USD upwards.
    places = part.uvs * [1.0, -1.0] + [0.0, 1.0]
    return f"""        texCoord2f[] primvars:st = [{_vectors(places, 5)}] (
            interpolation = "vertex"
        )
"""


def _vectors(rows: Float32Array | Array2, digits: int) -> str:
    """Write vectors; a hundredth of a millimetre is finer than any screen."""
    return ", ".join(
        "(" + ", ".join(f"{value:.{digits}f}" for value in row) + ")" for row in rows.tolist()
    )
