"""Writes a product.toml that the parser reads back unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from tryon.catalog.colors import hex_from_linear
from tryon.catalog.manifest import SCHEMA_VERSION, Manifest
from tryon.catalog.product import Language, LensMaterial, SurfaceMaterial, Variant
from tryon.geometry.axes import MM_PER_M

_SHARE_DECIMALS = 4  # Finer than the 8 bits of any display.
_DECIMALS = 3  # A micrometre: below what any mesh or frame is made to.


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest to a file.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path.write_text(format_manifest(manifest), "utf-8")


def format_manifest(manifest: Manifest) -> str:
    """Give the text of a product.toml.

    Lengths are rounded to 0.001 mm, surface colours to 8 bits, other shares to 0.0001.
    """
    product = manifest.product
    lines = [
        f"schema = {SCHEMA_VERSION}",
        f"sku = {_text(product.sku)}",
        f"category = {_text(product.category)}",
        f"brand = {_text(product.brand)}",
    ]
    if product.gtin is not None:
        lines.append(f"gtin = {_text(product.gtin)}")
    lines += [f"mount = {_text(product.mount)}", f"names = {_languages(product.names)}"]
    if product.descriptions:
        lines.append(f"descriptions = {_languages(product.descriptions)}")
    if product.price is not None:
        price = product.price
        lines.append(f"price = {{ amount = {price.amount}, currency = {_text(price.currency)} }}")
    if manifest.mesh is not None:
        lines.append(f"mesh = {_text(manifest.mesh)}")
    lines.append(f"thumbnail = {_text(manifest.thumbnail)}")
    if manifest.mesh is not None:
        size = [_length(value * MM_PER_M) for value in product.size_m]
        lines.append(f"size_mm = {{ width = {size[0]}, height = {size[1]}, depth = {size[2]} }}")
    if product.dimensions_mm or product.traits:
        lines += ["", f"[{product.category}]"]
        lines += [f"{key} = {_length(value)}" for key, value in product.dimensions_mm.items()]
        lines += [f"{key} = {_trait(value)}" for key, value in product.traits.items()]
    if manifest.mesh is not None:
        lines += ["", "[attachment_points_mm]"]
    for name, point in product.attachment_points.items():
        coordinates = ", ".join(_length(value * MM_PER_M) for value in point.position)
        lines.append(f"{name} = [{coordinates}]")
    for variant in product.variants:
        lines += _variant(variant)
    return "\n".join(lines) + "\n"


def _variant(variant: Variant) -> list[str]:
    lines = [
        "",
        "[[variants]]",
        f"id = {_text(variant.id)}",
        f"names = {_languages(variant.names)}",
        f"swatch = {_text(variant.swatch)}",
    ]
    if variant.shades:
        shades = ", ".join(_text(hex_from_linear(shade)) for shade in variant.shades)
        lines.append(f"shades = [{shades}]")
    for name, surface in variant.materials.items():
        lines += ["", f"[variants.materials.{_text(name)}]", *_surface(surface)]
    if variant.lens is not None:
        lines += ["", "[variants.lens]", *_lens(variant.lens)]
    return lines


def _surface(surface: SurfaceMaterial) -> list[str]:
    lines = [
        f"base_color = {_text(hex_from_linear(surface.base_color))}",
        f"metallic = {_share(surface.metallic)}",
        f"roughness = {_share(surface.roughness)}",
    ]
    if surface.opacity != 1.0:
        lines.append(f"opacity = {_share(surface.opacity)}")
    return lines


def _lens(lens: LensMaterial) -> list[str]:
    return [
        f"tint_top = {_numbers(lens.tint_top)}",
        f"tint_bottom = {_numbers(lens.tint_bottom)}",
        f"mirror = {_numbers(lens.mirror)}",
    ]


def _trait(value: str | float) -> str:
    return _text(value) if isinstance(value, str) else _share(value)


def _numbers(values: Iterable[float]) -> str:
    return "[" + ", ".join(_share(value) for value in values) + "]"


def _share(value: float) -> str:
    return repr(round(float(value), _SHARE_DECIMALS) + 0.0)


def _length(value_mm: float) -> str:
    return repr(round(float(value_mm), _DECIMALS) + 0.0)  # + 0.0 turns -0.0 into 0.0.


def _languages(texts: Mapping[Language, str]) -> str:
    return "{ " + ", ".join(f"{key} = {_text(text)}" for key, text in texts.items()) + " }"


def _text(text: str) -> str:
    # A JSON string is a TOML basic string, except that TOML also wants DEL escaped and knows no
    # surrogates; JSON without ASCII folding leaves both alone.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
