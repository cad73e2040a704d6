"""`tryon looks`: the sets of products that can be put on at once."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.table import Table

from tryon.cli.console import console, output, print_json
from tryon.factory import (
    DEFAULT_CATALOG_DIR,
    DEFAULT_LOOKS_DIR,
    EngineConfig,
    load_catalog,
    load_looks,
)


def looks(
    catalog: Path = typer.Option(DEFAULT_CATALOG_DIR, help="Folder of products."),
    folder: Path = typer.Option(DEFAULT_LOOKS_DIR, "--looks", help="Folder of looks."),
    as_json: bool = typer.Option(False, "--json", help="Print a JSON list."),
) -> None:
    """List the looks: products that are worn together."""
    loaded = load_looks(load_catalog(EngineConfig(catalog_dirs=(catalog,))), (folder,))
    for problem in loaded.problems:
        console.print(f"[red]left out:[/red] {problem.message}", highlight=False, soft_wrap=True)
    if as_json:
        print_json(
            [
                {
                    "id": look.id,
                    "names": dict(look.names),
                    "items": [{"sku": item.sku, "variant": item.variant} for item in look.items],
                }
                for look in loaded.looks
            ]
        )
        return
    table = Table("look", "name", "products")
    for look in loaded.looks:
        worn = ", ".join(f"{i.sku}:{i.variant}" if i.variant else i.sku for i in look.items)
        table.add_row(look.id, look.names["en"], worn)
    output.print(table)
