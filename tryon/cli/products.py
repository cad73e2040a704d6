"""`tryon products`: list the catalogue, import a mesh as a product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import typer
from rich.table import Table

from tryon.catalog.importer import ImportOptions, ImportReport, import_product
from tryon.catalog.importing.kind import Axis
from tryon.catalog.product import Language, Price, Product
from tryon.cli.console import EXIT_INPUT, console, output, print_json
from tryon.codec import encode_picture
from tryon.errors import InputError
from tryon.factory import DEFAULT_CATALOG_DIR, EngineConfig, create_renderer, load_catalog, slot_of
from tryon.rendering.thumbnail import render_thumbnail

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
        sizes = product.dimensions_mm
        marking = "-".join(f"{sizes[n]:g}" for n in _MARKING if n in sizes)
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
    file: Path = typer.Argument(..., help="A .glb, .gltf or .obj file."),
    category: str = typer.Option("eyewear", help="What it is: eyewear, headwear, ..."),
    width_mm: float | None = typer.Option(None, "--width-mm", help="Real width of the front."),
    height_mm: float | None = typer.Option(None, "--height-mm", help="Real height."),
    depth_mm: float | None = typer.Option(None, "--depth-mm", help="Real depth, temples open."),
    circumference_mm: float | None = typer.Option(
        None, "--circumference-mm", help="Inner circumference of a hat's opening."
    ),
    length_mm: float | None = typer.Option(None, "--length-mm", help="Length of a chain."),
    up: str | None = typer.Option(None, help="The file's axis that points up, such as +y."),
    front: str | None = typer.Option(None, help="The file's axis out of the front, such as +z."),
    point: list[str] = typer.Option(
        [], help="Attachment point in the file's unit: NAME=X,Y,Z; repeatable."
    ),
    sku: str | None = typer.Option(None, help="SKU; default is made from the file name."),
    name_vi: str | None = typer.Option(None, help="Vietnamese name."),
    name_en: str | None = typer.Option(None, help="English name."),
    brand: str = typer.Option("-", help="Brand."),
    price: str | None = typer.Option(None, help="In minor units, such as '1290000 VND'."),
    gtin: str | None = typer.Option(None, help="GTIN-8, 12, 13 or 14."),
    replace: bool = typer.Option(False, help="Replace the product of that SKU."),
    catalog: Path = typer.Option(DEFAULT_CATALOG_DIR, help="Folder of products."),
    as_json: bool = typer.Option(False, "--json", help="Print the report."),
) -> None:
    """Turn a mesh of your own into a product; every fault found is named."""
    options = ImportOptions(
        sku=sku,
        names=_names(name_vi, name_en),
        brand=brand,
        price=None if price is None else _price(price),
        gtin=gtin,
        width_mm=width_mm,
        height_mm=height_mm,
        depth_mm=depth_mm,
        circumference_mm=circumference_mm,
        length_mm=length_mm,
        up=None if up is None else _axis("--up", up),
        front=None if front is None else _axis("--front", front),
        points=dict(_point(text) for text in point),
        replace=replace,
    )
    report = _import(file, catalog, options, category)
    _show_import(report, as_json=as_json)
    if not report.is_imported:
        raise typer.Exit(EXIT_INPUT)


def _import(file: Path, catalog: Path, options: ImportOptions, category: str) -> ImportReport:
    """Import and tell each step on the console."""
    with console.status(f"Importing {file.name} ...") as status:

        def tell(step: str, share: float) -> None:
            status.update(f"Importing {file.name}: {step} ({share:.0%})")

        return import_product(
            file, catalog, options, category=category, draw_thumbnail=_thumbnail(), progress=tell
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


def _thumbnail() -> Callable[[Product], bytes]:
    def draw(product: Product) -> bytes:
        renderer = create_renderer("auto")
        try:
            picture = render_thumbnail(renderer, product, None, (640, 480))
        finally:
            renderer.close()
        return encode_picture(picture, "image/jpeg", 88)

    return draw


def _show_import(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
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
        return
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
