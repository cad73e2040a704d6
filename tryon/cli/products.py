"""`tryon products`: list the catalogue, import a mesh as a product."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.table import Table

from tryon.catalog.product import Product
from tryon.cli.console import console, output, print_json
from tryon.factory import DEFAULT_CATALOG_DIR, EngineConfig, load_catalog

app = typer.Typer(help="The catalogue: list and import products.", invoke_without_command=True)


@app.callback()
def list_products(
    context: typer.Context,
    category: str | None = typer.Option(None, help="Only this category."),
    catalog: Path = typer.Option(DEFAULT_CATALOG_DIR, help="Folder of products."),
    as_json: bool = typer.Option(False, "--json", help="Print a JSON list."),
) -> None:
    """List the products one can try on."""
    if context.invoked_subcommand is not None:
        return
    loaded = load_catalog(EngineConfig(catalog_dirs=(catalog,)))
    shown = [p for p in loaded.products if category in (None, p.category)]
    for problem in loaded.problems:
        console.print(f"[red]left out:[/red] {problem.message}", highlight=False, soft_wrap=True)
    if as_json:
        print_json([_described(product) for product in shown])
        return
    table = Table("SKU", "category", "name", "size", "price", "variants")
    for product in shown:
        sizes = product.dimensions_mm
        marking = "-".join(f"{sizes[n]:g}" for n in _MARKING if n in sizes)
        price = (
            "" if product.price is None else f"{product.price.amount:,} {product.price.currency}"
        )
        variants = ", ".join(variant.id for variant in product.variants)
        table.add_row(product.sku, product.category, product.names["en"], marking, price, variants)
    output.print(table)


_MARKING = ("lens_width_mm", "bridge_width_mm", "temple_length_mm")


def _described(product: Product) -> dict[str, object]:
    price = product.price
    return {
        "sku": product.sku,
        "category": product.category,
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
