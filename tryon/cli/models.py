"""`tryon models`: fetch, list and verify the model files."""

from __future__ import annotations

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn
from rich.table import Table

from tryon.cli.console import EXIT_ASSETS, console, output, print_json
from tryon.tracking.models import FetchProgress, ModelState, ModelStatus, ModelStore

app = typer.Typer(help="The model files: fetch, list, verify.", no_args_is_help=True)


@app.command("fetch")
def fetch() -> None:
    """Bring every missing or altered model into the cache and check its hash."""
    store = ModelStore.default()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def show(step: FetchProgress) -> None:
            name = step.model.name
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=step.model.size_bytes)
            progress.update(tasks[name], completed=step.received_bytes)

        statuses = store.fetch(show)
    typer.echo(f"{len(statuses)} models ready in {store.folder}")


@app.command("list")
def list_models(as_json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """List the models and whether they are there."""
    _show(ModelStore.default().list(), as_json=as_json)


@app.command("verify")
def verify(as_json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """Compute every model's hash; exit code 3 if one is missing or altered."""
    statuses = ModelStore.default().verify()
    _show(statuses, as_json=as_json)
    if any(status.state is not ModelState.PRESENT for status in statuses):
        raise typer.Exit(EXIT_ASSETS)


def _show(statuses: tuple[ModelStatus, ...], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "name": status.model.name,
                    "state": status.state.value,
                    "bytes": status.model.size_bytes,
                    "sha256": status.model.sha256,
                    "licence": status.model.licence,
                    "path": str(status.path),
                }
                for status in statuses
            ]
        )
        return
    table = Table("model", "state", "bytes", "licence")
    for status in statuses:
        state = status.state
        colour = "green" if state is ModelState.PRESENT else "red"
        table.add_row(
            status.model.name,
            f"[{colour}]{state.value}[/{colour}]",
            f"{status.model.size_bytes:,}",
            status.model.licence,
        )
    output.print(table)
