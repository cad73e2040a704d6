"""`tryon products`: list the catalogue, import a mesh as a product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import typer
from rich.table import Table

from tryon.catalog.importer import ImportOptions, ImportReport, Thumbnail, import_product
from tryon.catalog.importing.kind import Axis
from tryon.catalog.product import Language, Price, Product
from tryon.cli import import_options as options
from tryon.cli import libraries
from tryon.cli.console import EXIT_INPUT, console, output, print_json
from tryon.codec import encode_picture
from tryon.errors import InputError
from tryon.factory import DEFAULT_CATALOG_DIR, EngineConfig, create_renderer, load_catalog, slot_of
from tryon.rendering.renderer import Renderer
from tryon.rendering.thumbnail import best_view, render_thumbnail

app = typer.Typer(help="The catalogue: list and import products.", invoke_without_command=True)


@app.callback()
def list_products(
    context: typer.Context,
    category: str | None = typer.Option(None, help="Only this category."),
    slot: str | None = typer.Option(None, help="Only what takes this place, such as lipstick."),
    search: str = typer.Option("", help="Only products with these words in their texts."),
    catalog: Path = typer.Option(DEFAULT_CATALOG_DIR, help="Folder of products."),
    as_json: bool = typer.Option(False, "--json", help="Print a JSON list."),
) -> None:
    """List the products one can try on."""
    if context.invoked_subcommand is not None:
        return
    loaded = load_catalog(EngineConfig(catalog_dirs=(catalog,)))
    shown = [
        p
        for p in loaded.products
        if category in (None, p.category) and _takes_place(p, slot) and _mentions(p, search)
    ]
    for problem in loaded.problems:
        console.print(f"[red]left out:[/red] {problem.message}", highlight=False, soft_wrap=True)
    if as_json:
        print_json([_described(product) for product in shown])
        return
    table = Table("SKU", "category", "slot", "name", "size", "price", "variants")
    for product in shown:
        marking = _marking(product)
        price = (
            "" if product.price is None else f"{product.price.amount:,} {product.price.currency}"
        )
        variants = ", ".join(variant.id for variant in product.variants)
        name = product.names["en"]
        place = slot_of(product)
        table.add_row(product.sku, product.category, place, name, marking, price, variants)
    output.print(table)
    counts = Counter(product.category for product in shown)
    typer.echo(", ".join(f"{name}: {count}" for name, count in counts.items()))


def _takes_place(product: Product, slot: str | None) -> bool:
    own = slot_of(product)
    return slot in (None, own, own.rpartition("/")[2])


def _mentions(product: Product, words: str) -> bool:
    texts = (product.sku, product.brand, *product.names.values(), *product.descriptions.values())
    haystack = " ".join(texts).casefold()
    return all(word in haystack for word in words.casefold().split())


def _marking(product: Product) -> str:
    """Give the size as it is written on the product."""
    if product.category == "furniture":
        return " x ".join(f"{side * 1000:.0f}" for side in product.size_m)
    sizes = product.dimensions_mm
    return "-".join(f"{sizes[name]:g}" for name in _MARKING if name in sizes)


_MARKING = ("lens_width_mm", "bridge_width_mm", "temple_length_mm")


def _described(product: Product) -> dict[str, object]:
    price = product.price
    return {
        "sku": product.sku,
        "category": product.category,
        "slot": slot_of(product),
        "names": dict(product.names),
        "brand": product.brand,
        "gtin": product.gtin,
        "price": None if price is None else {"amount": price.amount, "currency": price.currency},
        "size_mm": [round(float(size) * 1000, 1) for size in product.size_m],
        "dimensions_mm": dict(product.dimensions_mm),
        "variants": [
            {"id": v.id, "names": dict(v.names), "swatch": v.swatch} for v in product.variants
        ],
    }


@app.command("import")
def import_file(
    file: options.File,
    category: options.Category = "eyewear",
    width_mm: options.WidthMm = None,
    height_mm: options.HeightMm = None,
    depth_mm: options.DepthMm = None,
    circumference_mm: options.CircumferenceMm = None,
    length_mm: options.LengthMm = None,
    kind: options.Kind = None,
    mount: options.Mount = None,
    elevation_mm: options.ElevationMm = None,
    piece: options.Piece = None,
    list_only: options.ListOnly = False,
    language: options.Language = "vi",
    credit: options.Credit = "",
    up: options.Up = None,
    front: options.Front = None,
    point: options.Point = None,
    sku: options.Sku = None,
    name_vi: options.NameVi = None,
    name_en: options.NameEn = None,
    brand: options.Brand = "-",
    price: options.Price = None,
    gtin: options.Gtin = None,
    replace: options.Replace = False,
    catalog: options.Catalog = DEFAULT_CATALOG_DIR,
    as_json: options.AsJson = False,
) -> None:
    """Turn a mesh of your own, or a library of furniture, into products; faults are named."""
    if list_only:
        libraries.list_library(file, piece or (), language, as_json=as_json)
        return
    if file.suffix.lower() == libraries.SUFFIX:
        with _thumbnails() as draw:
            libraries.import_pieces(
                file, catalog, piece or (), draw, replace=replace, as_json=as_json
            )
        return
    if piece:
        msg = f"--piece: only libraries ({libraries.SUFFIX}) have pieces, got {file.name}"
        raise InputError(msg)
    said = ImportOptions(
        sku=sku, names=_names(name_vi, name_en), brand=brand, gtin=gtin, credit=credit,
        price=None if price is None else _price(price), replace=replace,
        width_mm=width_mm, height_mm=height_mm, depth_mm=depth_mm, length_mm=length_mm,
        circumference_mm=circumference_mm, elevation_mm=elevation_mm, kind=kind, mount=mount,
        up=None if up is None else _axis("--up", up),
        front=None if front is None else _axis("--front", front),
        points=dict(_point(text) for text in point or ()),
    )  # fmt: skip
    _show_import(_import(file, catalog, said, category), as_json=as_json)


def _import(file: Path, catalog: Path, options: ImportOptions, category: str) -> ImportReport:
    """Import and tell each step on the console."""
    with console.status(f"Importing {file.name} ...") as status, _thumbnails() as draw:

        def tell(step: str, share: float) -> None:
            status.update(f"Importing {file.name}: {step} ({share:.0%})")

        return import_product(
            file, catalog, options, category=category, draw_thumbnail=draw, progress=tell
        )


def _names(vi: str | None, en: str | None) -> dict[Language, str] | None:
    """Give the names by language, one for both where only one is said."""
    name = en or vi
    return None if name is None else {"vi": vi or name, "en": en or name}


def _price(text: str) -> Price:
    match = re.fullmatch(r"(\d+)\s*([A-Z]{3})", text.strip())
    if match is None:
        msg = f"--price: expected an amount and a currency such as '1290000 VND', got {text!r}"
        raise InputError(msg)
    return Price(int(match[1]), match[2])


def _axis(option: str, text: str) -> Axis:
    sign, name = ("+", text) if len(text) == 1 else (text[:1], text[1:])
    for axis in get_args(Axis):
        if axis == sign + name.lower():
            return axis
    msg = f"{option}: expected one of {', '.join(get_args(Axis))}, got {text!r}"
    raise InputError(msg)


def _point(text: str) -> tuple[str, tuple[float, float, float]]:
    name, _, numbers = text.partition("=")
    try:
        x, y, z = (float(part) for part in numbers.split(","))
    except ValueError as error:
        msg = f"--point: expected NAME=X,Y,Z, got {text!r}"
        raise InputError(msg) from error
    return name, (x, y, z)


@contextmanager
def _thumbnails() -> Generator[Thumbnail]:
    """Give what draws thumbnails; the renderer is made with the first one."""
    made: list[Renderer] = []

    def draw(product: Product) -> bytes:
        if not made:
            made.append(create_renderer("auto"))
        yaw_rad, pitch_rad = best_view(product)
        picture = render_thumbnail(
            made[0], product, None, (640, 480), yaw_rad=yaw_rad, pitch_rad=pitch_rad
        )
        return encode_picture(picture, "image/jpeg", 88)

    try:
        yield draw
    finally:
        for renderer in made:
            renderer.close()


def _show_import(report: ImportReport, *, as_json: bool) -> None:
    """Print what became of a file; ends the program with exit code 1 if it was not imported."""
    if as_json:
        _print_import(report)
    else:
        _tell_import(report)
    if not report.is_imported:
        raise typer.Exit(EXIT_INPUT)


def _print_import(report: ImportReport) -> None:
    print_json(
        {
            "source": str(report.source),
            "imported": report.is_imported,
            "sku": report.sku,
            "folder": None if report.folder is None else str(report.folder),
            "unit": report.unit,
            "size_mm": report.size_mm,
            "triangles_before": report.triangles_before,
            "triangles_after": report.triangles_after,
            "parts": list(report.parts),
            "faults": [
                {
                    "code": fault.code,
                    "severity": fault.severity,
                    "message": fault.message,
                    "advice": fault.advice,
                }
                for fault in report.faults
            ],
        }
    )


def _tell_import(report: ImportReport) -> None:
    for fault in report.faults:
        colour = "red" if fault.severity == "error" else "yellow"
        console.print(
            f"[{colour}]{fault.severity} {fault.code}:[/{colour}] {fault.message} {fault.advice}",
            highlight=False,
            soft_wrap=True,
        )
    if report.is_imported and report.size_mm is not None:
        size = " x ".join(f"{side:.1f}" for side in report.size_mm)
        typer.echo(
            f"{report.sku}: {size} mm, {report.triangles_after:,} triangles, {report.folder}"
        )
    else:
        typer.echo(f"{report.source}: not imported")
