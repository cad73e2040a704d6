"""Compiled loops of the shadows."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, Image, IndexArray
from tryon.compiled import compile_loop

_Loop = Callable[..., None]


@functools.cache
def caster_loop() -> _Loop:
    """Give the loop that draws a part into a height map, seen from the skin."""
    return compile_loop(_cast)


@functools.cache
def face_heights_loop() -> _Loop:
    """Give the loop that draws a face into a height map, seen from the front."""
    return compile_loop(_face_heights)


@functools.cache
def sky_loop() -> _Loop:
    """Give the loop that sums the sky's light over directions."""
    return compile_loop(_sky)


@functools.cache
def window_loop() -> _Loop:
    """Give the loop that finds the pixels of a face which a chart may shade."""
    return compile_loop(_find_window)


@functools.cache
def skin_loop() -> _Loop:
    """Give the loop that finds which point of a face each place shows."""
    return compile_loop(_find_skin)


@functools.cache
def multiply_loop() -> _Loop:
    """Give the loop that multiplies a layer by the light on a face."""
    return compile_loop(_multiply)


@functools.cache
def light_loop() -> _Loop:
    """Give the loop that looks up the light on the points that were found."""
    return compile_loop(_look_up)


def _cast(  # noqa: PLR0917 - compiled loops take arrays, not objects
    cells: Array2,
    depths: Array1,
    triangles: IndexArray,
    tints: Float32Array,
    depth: Float32Array,
    through: Float32Array,
) -> None:
    """Keep the rearmost depth and the least light let through at each cell."""
    height, width = depth.shape
    for index in range(len(triangles)):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        ax, ay = cells[a, 0], cells[a, 1]
        bx, by = cells[b, 0], cells[b, 1]
        cx, cy = cells[c, 0], cells[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-12:
            continue
        for y in range(max(0, int(np.ceil(min(ay, by, cy)))), height):
            if y > max(ay, by, cy):
                break
            for x in range(max(0, int(np.ceil(min(ax, bx, cx)))), width):
                if x > max(ax, bx, cx):
                    break
                u = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / area
                v = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / area
                w = 1.0 - u - v
                if u < 0.0 or v < 0.0 or w < 0.0:
                    continue
                z = np.float32(u * depths[a] + v * depths[b] + w * depths[c])
                depth[y, x] = min(depth[y, x], z)
                for channel in range(3):
                    tint = u * tints[a, channel] + v * tints[b, channel] + w * tints[c, channel]
                    through[y, x, channel] = min(through[y, x, channel], np.float32(tint))


def _face_heights(
    cells: Array2, depths: Array1, triangles: IndexArray, heights: Float32Array
) -> None:
    """Keep the foremost depth at each cell; NaN stays where there is no face."""
    height, width = heights.shape
    for index in range(len(triangles)):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        ax, ay = cells[a, 0], cells[a, 1]
        bx, by = cells[b, 0], cells[b, 1]
        cx, cy = cells[c, 0], cells[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-12:
            continue
        for y in range(max(0, int(np.ceil(min(ay, by, cy)))), height):
            if y > max(ay, by, cy):
                break
            for x in range(max(0, int(np.ceil(min(ax, bx, cx)))), width):
                if x > max(ax, bx, cx):
                    break
                u = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / area
                v = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / area
                w = 1.0 - u - v
                if u < 0.0 or v < 0.0 or w < 0.0:
                    continue
                z = np.float32(u * depths[a] + v * depths[b] + w * depths[c])
                if not heights[y, x] > z:
                    heights[y, x] = z


def _sky(  # noqa: PLR0917
    heights: Float32Array,
    depth: Float32Array,
    sharp: Float32Array,
    soft: Float32Array,
    sky: tuple[Float32Array, Float32Array],
    cell: np.float32,
    light: Float32Array,
) -> None:
    """Sum the light of all directions that passes the caster, weighted by the cosine."""
    directions, radiance = sky
    one, zero = np.float32(1.0), np.float32(0.0)
    total = np.zeros(3, np.float32)
    height, width = heights.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            z = heights[y, x]
            if np.isnan(z):
                continue
            slope_x = (heights[y, x + 1] - heights[y, x - 1]) / (cell + cell)
            slope_y = (heights[y + 1, x] - heights[y - 1, x]) / (cell + cell)
            if np.isnan(slope_x + slope_y):
                slope_x, slope_y = zero, zero
            length = np.sqrt(one + slope_x * slope_x + slope_y * slope_y)
            total[:] = zero
            weights = zero
            for index in range(len(directions)):
                dx, dy, dz = directions[index, 0], directions[index, 1], directions[index, 2]
                cosine = (dz - slope_x * dx - slope_y * dy) / length
                if cosine <= zero:
                    continue
                gap, weight = depth[y, x] - z, cosine * radiance[index]
                weights += weight
                column, row, inside = x, y, True
                for _ in range(3):
                    run = gap / (dz * cell)
                    column = int(x + dx * run + np.float32(0.5))
                    row = int(y + dy * run + np.float32(0.5))
                    inside = 0 <= column < width and 0 <= row < height
                    if not inside:
                        break
                    gap = depth[row, column] - z
                if not inside or gap <= zero:
                    total += weight  # Nothing stands in the way.
                    continue
                distance = min(one, gap / (dz * np.float32(0.012)))
                for channel in range(3):
                    near, far = sharp[row, column, channel], soft[row, column, channel]
                    total[channel] += weight * (near + distance * (far - near))
            if weights > zero:
                light[y, x] = total / weights


def _find_window(
    pixels: Array2, cells: Array2, triangles: IndexArray, shaded: IndexArray, window: Array1
) -> None:
    """Grow the window, left, top, right, bottom, px, by triangles that lie on shaded cells.

    `shaded` counts shaded cells above and left of each corner of a cell.
    """
    rows, columns = shaded.shape[0] - 1, shaded.shape[1] - 1
    for index in range(len(triangles)):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        left = max(0, int(min(cells[a, 0], cells[b, 0], cells[c, 0])))
        low = max(0, int(min(cells[a, 1], cells[b, 1], cells[c, 1])))
        right = min(columns, int(max(cells[a, 0], cells[b, 0], cells[c, 0])) + 2)
        high = min(rows, int(max(cells[a, 1], cells[b, 1], cells[c, 1])) + 2)
        if right <= left or high <= low:
            continue
        count = shaded[high, right] - shaded[low, right] - shaded[high, left] + shaded[low, left]
        if count > 0:
            window[0] = min(window[0], pixels[a, 0], pixels[b, 0], pixels[c, 0])
            window[1] = min(window[1], pixels[a, 1], pixels[b, 1], pixels[c, 1])
            window[2] = max(window[2], pixels[a, 0], pixels[b, 0], pixels[c, 0])
            window[3] = max(window[3], pixels[a, 1], pixels[b, 1], pixels[c, 1])


def _find_skin(
    vertices: tuple[Array2, Array1, Array2],
    triangles: IndexArray,
    chart_size: tuple[int, int],
    nearness: Float32Array,
    at: Float32Array,
) -> None:
    """Find the nearest face point at each place: 1 / z, and its cell divided by z.

    Only where it may lie on a chart of that many columns and rows.
    """
    pixels, inverse, cells = vertices
    columns, rows = chart_size
    height, width = nearness.shape
    for index in range(len(triangles)):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        if (
            max(cells[a, 0], cells[b, 0], cells[c, 0]) < 0.0
            or max(cells[a, 1], cells[b, 1], cells[c, 1]) < 0.0
            or min(cells[a, 0], cells[b, 0], cells[c, 0]) >= columns - 1
            or min(cells[a, 1], cells[b, 1], cells[c, 1]) >= rows - 1
        ):
            continue
        ax, ay, bx, by = pixels[a, 0], pixels[a, 1], pixels[b, 0], pixels[b, 1]
        cx, cy = pixels[c, 0], pixels[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        y0, y1 = max(0, int(np.ceil(min(ay, by, cy)))), min(height - 1, int(max(ay, by, cy)))
        x0, x1 = max(0, int(np.ceil(min(ax, bx, cx)))), min(width - 1, int(max(ax, bx, cx)))
        if abs(area) < 1e-9 or x1 < x0 or y1 < y0:
            continue
        step_u, step_v, step_w = (by - cy) / area, (cy - ay) / area, (ay - by) / area
        near_a, near_b, near_c = inverse[a], inverse[b], inverse[c]
        for y in range(y0, y1 + 1):
            u_row = ((bx - x0) * (cy - y) - (by - y) * (cx - x0)) / area
            v_row = ((cx - x0) * (ay - y) - (cy - y) * (ax - x0)) / area
            first, last = 0.0, float(x1 - x0)
            for start, step in ((u_row, step_u), (v_row, step_v), (1.0 - u_row - v_row, step_w)):
                if step > 0.0:
                    first = max(first, -start / step)
                elif step < 0.0:
                    last = min(last, -start / step)
                elif start < 0.0:
                    last = -1.0
            for run in range(int(np.ceil(first)), int(np.floor(last)) + 1):
                x = x0 + run
                u, v = u_row + run * step_u, v_row + run * step_v
                w = (1.0 - u - v) * near_c
                u, v = u * near_a, v * near_b
                near = np.float32(u + v + w)
                if near <= nearness[y, x]:
                    continue
                nearness[y, x] = near
                at[y, x, 0] = u * cells[a, 0] + v * cells[b, 0] + w * cells[c, 0]
                at[y, x, 1] = u * cells[a, 1] + v * cells[b, 1] + w * cells[c, 1]


def _look_up(
    light: Float32Array, nearness: Float32Array, at: Float32Array, found: Float32Array
) -> None:
    """Look up the light, between cells, of every place with a face; 1 elsewhere."""
    height, width = nearness.shape
    rows, columns = light.shape[0], light.shape[1]
    one = np.float32(1.0)
    for y in range(height):
        for x in range(width):
            near = nearness[y, x]
            found[y, x] = one
            if near <= 0.0:
                continue
            column, row = at[y, x, 0] / near, at[y, x, 1] / near
            if column < 0.0 or row < 0.0 or column >= columns - 1 or row >= rows - 1:
                continue
            left, low = int(column), int(row)
            p, q = column - np.float32(left), row - np.float32(low)
            for channel in range(3):
                lower = light[low, left, channel] * (one - p)
                lower += light[low, left + 1, channel] * p
                upper = light[low + 1, left, channel] * (one - p)
                upper += light[low + 1, left + 1, channel] * p
                found[y, x, channel] = lower * (one - q) + upper * q


def _multiply(light: Float32Array, left: int, top: int, transmission: Image) -> None:
    """Multiply a window of a picture, (H, 3 W), by (h, w), w thrice as many as its pixels."""
    rows, values = light.shape
    half = np.float32(0.5)
    for y in range(rows):
        # Slices and the detour over int32 let the compiler take many values at once.
        row, passed = transmission[top + y, left : left + values], light[y]
        for x in range(values):
            row[x] = np.uint8(np.int32(np.float32(row[x]) * passed[x] + half))
