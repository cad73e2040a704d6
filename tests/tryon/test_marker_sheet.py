"""The printed marker is what detectors look for, at its true size on the page."""

import re
from itertools import pairwise

import cv2
import numpy as np
import pytest

from tryon.landmarks.room import MarkerSheet
from tryon.marker_sheet import Paper, marker_pdf

MM = 72.0 / 25.4


def boxes(data: bytes) -> list[tuple[float, list[float]]]:
    """Give (grey, [x, y, width, height] mm) of the rectangles of a page in drawing order."""
    gray, found = 0.0, []
    for line in data.decode("latin-1").splitlines():
        if re.fullmatch(r"[01] g", line):
            gray = float(line[0])
        elif line.endswith(" re f"):
            found.append((gray, [float(part) / MM for part in line.split()[:4]]))
    return found


def painted(data: bytes, per_mm: float = 2.0) -> np.ndarray:
    """Draw the rectangles of a page as a printer would, top row first."""
    box = re.search(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", data)
    assert box is not None
    width, height = (float(part) / MM for part in box.groups())
    page = np.full((round(height * per_mm), round(width * per_mm)), 255, np.uint8)
    for gray, (x, y, w, h) in boxes(data):
        rows = slice(round((height - y - h) * per_mm), round((height - y) * per_mm))
        page[rows, round(x * per_mm) : round((x + w) * per_mm)] = round(255 * gray)
    return page


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_square_is_as_large_as_the_reading_believes(paper: Paper) -> None:
    page = painted(marker_pdf(paper=paper))

    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    corners, numbers, _ = detector.detectMarkers(page)

    assert numbers.ravel().tolist() == [0]
    # Corners are pixel centres of the outermost black pixels.
    sides = [np.linalg.norm(a - b) + 1.0 for a, b in pairwise([*corners[0][0], corners[0][0][0]])]
    assert np.allclose(np.array(sides) / 2.0, 150.0, atol=1.0)
    assert boxes(marker_pdf(paper=paper))[0][1][2:] == pytest.approx([150.0, 150.0], abs=1e-3)


def test_the_ruler_is_ten_centimetres() -> None:
    lines = re.findall(
        r"([0-9.]+) ([0-9.]+) m ([0-9.]+) ([0-9.]+) l S", marker_pdf().decode("latin-1")
    )
    lengths = [abs(float(x1) - float(x0)) / MM for x0, y0, x1, y1 in lines if y0 == y1]

    assert lengths == pytest.approx([100.0], abs=1e-3)
    assert len(lines) == 12


def test_the_page_stays_true_to_size_when_printed() -> None:
    assert b"/PrintScaling /None" in marker_pdf()


def test_offsets_of_the_file_are_true() -> None:
    data = marker_pdf(MarkerSheet(0.1, "5X5_100", 7))

    start = int(re.findall(rb"startxref\n(\d+)", data)[0])
    assert data[start:].startswith(b"xref")
    offsets = [int(row) for row in re.findall(rb"(\d{10}) 00000 n", data)]
    for number, offset in enumerate(offsets, 1):
        assert data[offset:].startswith(b"%d 0 obj" % number)
    length = int(re.findall(rb"/Length (\d+)", data)[0])
    stream = data[data.index(b"stream\n") + 7 : data.index(b"\nendstream")]
    assert len(stream) == length


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(MarkerSheet(0.2), id="wider than the paper"),
        pytest.param(MarkerSheet(0.01), id="too small to be seen"),
        pytest.param(MarkerSheet(0.15, "9X9_1"), id="no such dictionary"),
    ],
)
def test_what_cannot_be_printed_is_named(sheet: MarkerSheet) -> None:
    with pytest.raises(ValueError, match="marker: expected"):
        marker_pdf(sheet)
