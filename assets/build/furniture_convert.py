"""From a piece of a library to a product: its mesh converted, its covers put on, its files."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from assets.build.furniture_laid import laid
from assets.build.furniture_pieces import Cover, Piece
from assets.build.furniture_textures import mean_light, neutral, tile
from assets.build.product import BRAND, gtin, linear
from tryon.catalog.importing.furniture import build_furniture
from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.importing.kind import Declared, Labels
from tryon.catalog.manifest import Manifest
from tryon.catalog.manifest_writer import write_manifest
from tryon.catalog.mesh_scene import MeshScene
from tryon.catalog.obj import read_obj
from tryon.catalog.pictures import shrink
from tryon.catalog.product import MeshPart, Price, Product, SurfaceMaterial, Variant
from tryon.catalog.sh3f import Library, LibraryPiece, read_library, unpack_model
from tryon.catalog.simplify import simplified

OWN_CREDIT = "Own work, Apache-2.0"
_TEXTURE_SIDE = 384
_CC0 = "CC0-1.0"
_LICENCES = {
    "Blend Swap CC-0": _CC0,
    "Blend Swap CC-BY": "CC-BY-3.0",
    "Kator Legaz catalog": "CC-BY-3.0-US",
    "Scopia catalog": "CC-BY-3.0",
}
"""SPDX names of what debian/copyright of sweethome3d-furniture 1.8-1 says of each library."""


@cache
def library(folder: Path, name: str) -> Library:
    """A library of the folder."""
    return read_library(folder / f"{name}.sh3f")


def source_of(folder: Path, piece: Piece) -> tuple[Library, LibraryPiece]:
    """The library and the entry that a piece is converted from."""
    if piece.source is None:
        msg = f"{piece.sku} is our own"
        raise ValueError(msg)
    found = library(folder, piece.source[0])
    entry = next(e for e in found.pieces if e.id.partition("#")[2] == piece.source[1])
    return found, entry


def licence_of(found: Library) -> str:
    """SPDX name of a library's licence."""
    return _LICENCES[found.name]


def converted(folder: Path, piece: Piece) -> tuple[tuple[MeshPart, ...], str, str]:
    """Parts of a library's piece in metres, its maker, and the credit that goes with them."""
    found, entry = source_of(folder, piece)
    with tempfile.TemporaryDirectory() as place:
        scene = read_obj(unpack_model(found, entry, Path(place)))
    if entry.size_mm is None:
        msg = f"{piece.sku}: the library states no size"
        raise ValueError(msg)
    width, height, depth = entry.size_mm
    declared = Declared({"width": width, "height": height, "depth": depth}, rotation=entry.rotation)
    labels = Labels(piece.sku, {"vi": piece.names[0], "en": piece.names[1]}, "-", None, None)
    renamed = _reduced(_renamed(scene, piece), piece.triangles)
    product = build_furniture(renamed, labels, declared, lambda step, share: None).product
    licence = licence_of(found)
    credit = (
        f'"{entry.name("en")}" by {entry.creator}, {licence}, from {found.name} {found.version} '
        f"({found.provider}){_notice(found)}; converted and recoloured"
    )
    return product.meshes, entry.creator, credit


def _notice(found: Library) -> str:
    """The copyright notice that a library's licence line carries, to be kept with each piece."""
    _, mark, owners = found.licence.partition("©")
    return f", © {owners.strip()}" if mark else ""


def _renamed(scene: MeshScene, piece: Piece) -> MeshScene:
    """The scene with our materials; normals are left out, to be made anew with creases."""
    missing = {part.material.name for part in scene.parts} - set(piece.materials)
    if missing:
        msg = f"{piece.sku}: no cover for {sorted(missing)}"
        raise ValueError(msg)
    parts = [
        replace(
            part,
            normals=None,
            material=replace(
                part.material,
                name=piece.materials[part.material.name],
                texture=_kept(piece, part.material.name, part.material.texture),
            ),
        )
        for part in scene.parts
        if piece.materials[part.material.name]
    ]
    return MeshScene(tuple(_same_surface(parts)), scene.faults)


def _kept(piece: Piece, name: str, texture: object) -> object:
    cover = piece.covers.get(piece.materials[name])
    return texture if cover is not None and cover.cloth.startswith("file") else None


def _same_surface(parts: Sequence) -> list:
    """Parts of one material with one surface, so that they become one mesh."""
    first = {}
    for part in parts:
        first.setdefault(part.material.name, part.material)
    return [replace(part, material=first[part.material.name]) for part in parts]


def _reduced(scene: MeshScene, triangles: int) -> MeshScene:
    return MeshScene(simplified(scene.parts, triangles), scene.faults)


def covered(parts: Sequence[MeshPart], piece: Piece) -> tuple[MeshPart, ...]:
    """The parts with the textures and surfaces of their covers."""
    done = [_covered(part, piece.covers[part.material], piece) for part in parts]
    # What shows through glass is drawn before it.
    return tuple(sorted(done, key=lambda part: part.surface.opacity < 1.0))


def _covered(part: MeshPart, cover: Cover, piece: Piece) -> MeshPart:
    if cover.cloth == "":
        part = replace(part, uvs=None, texture=None)
    elif cover.cloth.startswith("file"):
        if part.texture is None:
            msg = f"{piece.sku}: {part.material} has no texture in the file"
            raise ValueError(msg)
        small = shrink(part.texture, _TEXTURE_SIDE)
        part = replace(part, texture=small if cover.cloth == "file" else neutral(small))
    else:
        part = laid(part, cover.tile_mm / 1e3, tile(cover.cloth))
    return replace(part, surface=surface(cover, cover.color, part))


def surface(cover: Cover, color: str, part: MeshPart) -> SurfaceMaterial:
    """Surface of a cover in a colour: with its texture on, the mean of it is that colour."""
    red, green, blue = linear(color)
    lift = 1.0
    if part.texture is not None and cover.cloth != "file":
        lift = 1.0 / mean_light(part.texture)
    red, green, blue = (float(np.clip(value * lift, 0.0, 1.0)) for value in (red, green, blue))
    return SurfaceMaterial((red, green, blue), cover.metallic, cover.roughness, cover.opacity)


def product_of(parts: Sequence[MeshPart], piece: Piece, brand: str) -> Product:
    """The product as the catalogue shows it."""
    low = np.min([part.vertices.min(axis=0) for part in parts], axis=0).astype(np.float64)
    high = np.max([part.vertices.max(axis=0) for part in parts], axis=0).astype(np.float64)
    return Product(
        sku=piece.sku,
        names={"vi": piece.names[0], "en": piece.names[1]},
        descriptions={"vi": piece.descriptions[0], "en": piece.descriptions[1]},
        category="furniture",
        brand=brand,
        gtin=gtin(piece.number),
        price=Price(piece.price, "VND"),
        mount=piece.mount,
        variants=tuple(_variants(parts, piece)),
        size_m=np.round(high - low, 4),
        dimensions_mm={"elevation_mm": piece.elevation_mm},
        attachment_points={},
        meshes=tuple(parts),
        traits={"kind": piece.kind},
    )


def _variants(parts: Sequence[MeshPart], piece: Piece) -> list[Variant]:
    by_material = {part.material: part for part in parts}
    variants: list[Variant] = []
    for colour in piece.colours:
        materials = {
            name: surface(piece.covers[name], colour.colors.get(name, piece.covers[name].color), p)
            for name, p in by_material.items()
        }
        swatch = next(iter(colour.colors.values()))
        names = {"vi": colour.vi, "en": colour.en}
        variants.append(Variant(colour.id, names, swatch, materials))
    return variants


def write(folder: Path, product: Product, credit: str) -> None:
    """Write `product.toml` and `model.glb`; the thumbnail is drawn by `assets.build.thumbnails`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.glb").write_bytes(glb_bytes(product.meshes, credit))
    manifest = Manifest(replace(product, meshes=()), "model.glb", "thumb.jpg")
    write_manifest(manifest, folder / "product.toml")


__all__ = ["BRAND", "OWN_CREDIT", "converted", "covered", "product_of", "write"]
