"""A sheet to print: a marker of known size for the floor, and a line to check the printer by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np

from tryon.landmarks.room import MarkerSheet

Paper = Literal["a4", "letter"]

_PAPERS_MM: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
_POINTS_PER_MM = 72.0 / 25.4
_RULER_MM = 100


def marker_pdf(sheet: MarkerSheet | None = None, *, paper: Paper = "a4") -> bytes:
    """Give a one-page PDF, true to size, with a marker in black on white.

    Parameters
    ----------
    sheet : the marker; None takes the usual one, 15 cm, number 0
    paper : what it is printed on

    Raises
    ------
    ValueError
        If the marker with its white rim does not fit on the paper, or there is none of its name.
    """
    sheet = sheet or MarkerSheet()
    width, height = _PAPERS_MM[paper]
    side = 1000.0 * sheet.side_m
    cells = _cells(sheet)
    # Detectors need a white rim about the black square, as wide as one of its cells.
    rim = side / len(cells)
    if side + 2.0 * rim > width or side + 110.0 > height or side < 20.0:
        most = min(width * len(cells) / (len(cells) + 2.0), height - 110.0)
        msg = f"marker: expected a side of 20 to {most:.0f} mm on {paper}, got {side:.0f} mm"
        raise ValueError(msg)
    left = 0.5 * (width - side)
    bottom = height - 30.0 - side
    drawing = [*_squares(cells, left, bottom, side), *_ruler(width, bottom - 34.0)]
    drawing += _words(sheet, width, bottom)
    return _document(width, height, drawing)


def _cells(sheet: MarkerSheet) -> np.ndarray:
    """Give the marker's cells, (n, n), its border included, 0 where black."""
    name = f"DICT_{sheet.dictionary}"
    known = getattr(cv2.aruco, name, None)
    if known is None:
        msg = f"marker: expected one of OpenCV's dictionaries, got {sheet.dictionary}"
        raise ValueError(msg)
    dictionary = cv2.aruco.getPredefinedDictionary(known)
    count = int(dictionary.markerSize) + 2
    return np.asarray(cv2.aruco.generateImageMarker(dictionary, sheet.number or 0, count))


def _squares(cells: np.ndarray, left: float, bottom: float, side: float) -> list[str]:
    """Give the black square and the white cells on it: no seams show between black cells."""
    cell = side / len(cells)
    drawing = ["0 g", _box(left, bottom, side, side), "1 g"]
    for row, column in np.argwhere(cells > 0):
        y = bottom + (len(cells) - 1 - int(row)) * cell
        drawing.append(_box(left + int(column) * cell, y, cell, cell))
    return [*drawing, "0 g"]


def _ruler(width: float, y: float) -> list[str]:
    """Give a line of 10 cm with a mark every centimetre."""
    left = 0.5 * (width - _RULER_MM)
    drawing = ["0.25 w", _line(left, y, left + _RULER_MM, y)]
    for mark in range(0, _RULER_MM + 1, 10):
        length = 6.0 if mark % _RULER_MM == 0 else 3.0
        drawing.append(_line(left + mark, y, left + mark, y + length))
    drawing.append(_text(left - 1.0, y - 5.0, 10.0, "0"))
    drawing.append(_text(left + _RULER_MM - 5.0, y - 5.0, 10.0, "10 cm"))
    return drawing


def _words(sheet: MarkerSheet, width: float, bottom: float) -> list[str]:
    centimetres = f"{100.0 * sheet.side_m:g}"
    lines = (
        f"Print at 100 % (actual size): the black square is {centimetres} cm wide.",
        "Check with a ruler: the line below must be 10 cm long.",
        "Lay the sheet flat on the floor, all of the square in view, 1 to 3 m from the camera.",
    )
    left = 0.5 * width - 75.0
    return [_text(left, bottom - 12.0 - 5.0 * row, 9.0, line) for row, line in enumerate(lines)]


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"{_points(x, y, width, height)} re f"


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{_points(x0, y0)} m {_points(x1, y1)} l S"


def _text(x: float, y: float, size: float, words: str) -> str:
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size:g} Tf {_points(x, y)} Td ({escaped}) Tj ET"


def _points(*lengths_mm: float) -> str:
    return " ".join(f"{length * _POINTS_PER_MM:.4f}" for length in lengths_mm)


def _document(width: float, height: float, drawing: Sequence[str]) -> bytes:
    """Give a PDF 1.4 file (ISO 32000-1, annex H) of one page, mm, with a content stream.

    Readers are asked not to scale it when they print.
    """
    content = "\n".join(drawing).encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_points(width, height)}] "
        "/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>".encode("ascii"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
    )
    data = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (count, table, count, len(data))
    )
