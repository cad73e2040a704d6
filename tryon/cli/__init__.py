"""The command line: `tryon photo|video|live|room|products|looks|models|doctor|demo`."""

from __future__ import annotations

import logging
import sys

import typer

from tryon import __version__
from tryon.cli import demo, doctor, live, looks, models, photo, products, room, video
from tryon.cli.console import EXIT_ASSETS, EXIT_BACKEND, EXIT_INPUT, fail
from tryon.errors import AssetError, BackendError, TryOnError

app = typer.Typer(
    name="tryon",
    help="Try products on in photos, videos and in front of a camera.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("photo")(photo.photo)
app.command("video")(video.video)
app.command("live")(live.live)
app.add_typer(room.app, name="room")
app.command("looks")(looks.looks)
app.add_typer(products.app, name="products")
app.add_typer(models.app, name="models")
app.command("doctor")(doctor.doctor)
app.command("demo")(demo.demo)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"tryon {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    verbose: bool = typer.Option(False, "--verbose", "-v", help="Say what happens inside."),
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version."
    ),
) -> None:
    del version
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )


def main() -> None:
    """Run the command line; every expected error is one line and an exit code.

    Exit codes: 0 done, 1 an input could not be used, 2 wrong usage, 3 the installation is
    incomplete (models, products), 4 a device failed (GL, camera, engine).
    """
    try:
        app()
    except AssetError as error:
        fail(str(error), EXIT_ASSETS)
    except BackendError as error:
        fail(str(error), EXIT_BACKEND)
    except TryOnError as error:
        fail(str(error), EXIT_INPUT)
    except KeyboardInterrupt:
        fail("stopped", 130)
