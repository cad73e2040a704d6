"""The options of `tryon products import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[Path, typer.Argument(help="A .glb, .gltf, .obj or .sh3f file.")]
Category = Annotated[str, typer.Option(help="What it is: eyewear, headwear, furniture ...")]
WidthMm = Annotated[float | None, typer.Option("--width-mm", help="Real width of the front.")]
HeightMm = Annotated[float | None, typer.Option("--height-mm", help="Real height.")]
DepthMm = Annotated[float | None, typer.Option("--depth-mm", help="Real depth, temples open.")]
CircumferenceMm = Annotated[
    float | None, typer.Option("--circumference-mm", help="Inner circumference of a hat's opening.")
]
LengthMm = Annotated[float | None, typer.Option("--length-mm", help="Length of a chain.")]
Kind = Annotated[str | None, typer.Option(help="Kind of furniture: sofa, table, lamp, ...")]
Mount = Annotated[str | None, typer.Option(help="floor, wall, ceiling or tabletop.")]
ElevationMm = Annotated[
    float | None,
    typer.Option(
        "--elevation-mm", help="Height over the floor of what hangs or stands on a table."
    ),
]
Piece = Annotated[list[str] | None, typer.Option(help="Piece of a library: its id; repeatable.")]
ListOnly = Annotated[bool, typer.Option("--list", help="Only list what a library holds.")]
Language = Annotated[str, typer.Option(help="Language of the names that --list prints.")]
Credit = Annotated[str, typer.Option(help="Who made the model, and its licence; kept in the mesh.")]
Up = Annotated[str | None, typer.Option(help="The file's axis that points up, such as +y.")]
Front = Annotated[str | None, typer.Option(help="The file's axis out of the front, such as +z.")]
Point = Annotated[
    list[str] | None,
    typer.Option(help="Attachment point in the file's unit: NAME=X,Y,Z; repeatable."),
]
Sku = Annotated[str | None, typer.Option(help="SKU; default is made from the file name.")]
NameVi = Annotated[str | None, typer.Option(help="Vietnamese name.")]
NameEn = Annotated[str | None, typer.Option(help="English name.")]
Brand = Annotated[str, typer.Option(help="Brand.")]
Price = Annotated[str | None, typer.Option(help="In minor units, such as '1290000 VND'.")]
Gtin = Annotated[str | None, typer.Option(help="GTIN-8, 12, 13 or 14.")]
Replace = Annotated[bool, typer.Option(help="Replace the product of that SKU.")]
Catalog = Annotated[Path, typer.Option("--catalog", "--out", help="Folder of products.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report.")]
