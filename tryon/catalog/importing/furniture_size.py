"""Whether a mesh has the proportions that its seller declares, and how large its unit is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from tryon.arrays import AnyArray, Array1
from tryon.catalog.importing.faults import fault, refusal
from tryon.catalog.importing.kind import Size
from tryon.catalog.importing.scale import UNITS_MM, Scale

AXES: tuple[Size, Size, Size] = ("width", "height", "depth")
"""Along x, y and z."""

_TOLERANCE = 0.03
_THIN_SHARE = 0.06
_PLAUSIBLE_MM = (20.0, 8000.0)
_FLAT_SHARE = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """How a mesh becomes true to size.

    Parameters
    ----------
    scale : millimetres per unit of the file
    stretch : (3,) further factors; 1 but for the thickness of rugs, pictures and mirrors
    size_mm : (3,) declared, measured where nothing is declared
    """

    scale: Scale
    stretch: Array1
    size_mm: Array1


def fit_size(size: Array1, declared_mm: Mapping[Size, float]) -> Fitted:
    """Find one scale that gives a mesh its declared sizes.

    Parameters
    ----------
    size : (3,) width, height and depth of the mesh, the file's unit
    declared_mm : what the seller says of them; with none, the file is taken to be in metres

    Raises
    ------
    ImportRefusedError
        `swapped_axes` if the declared sizes fit in another order; `non_uniform_scale` if they
        fit in none within 3 %; `no_thickness` if a declared side has no extent in the mesh;
        `wrong_furniture_scale` if the piece is no furniture's size.
    """
    wanted = np.array([declared_mm.get(name, np.nan) for name in AXES])
    longest = float(size.max())
    if longest <= 0.0:
        raise refusal("no_geometry", "all points of the model coincide")
    flat = (size < _FLAT_SHARE * longest) & ~np.isnan(wanted)
    if flat.any():
        names = ", ".join(np.array(AXES)[flat])
        raise refusal("no_thickness", f"the model is flat: its {names} is zero")
    factors = wanted / np.maximum(size, 1e-12)
    thin = _is_thin(size, wanted)
    decisive = ~(np.isnan(wanted) | thin)
    if not decisive.any():
        return _by_metres(size)
    if not _agree(factors[decisive]):
        raise _disagreement(size, wanted, factors, decisive)
    used = factors[decisive]
    factor = float(np.sqrt(used.min() * used.max()))
    stretch = np.where(thin, factors / factor, 1.0)
    result = np.where(np.isnan(wanted), size * factor, wanted)
    _require_plausible(float(result.max()), longest)
    # Two sides that agree leave no doubt that they are this model's.
    scale = _named_scale(factor, is_certain=bool(decisive.sum() > 1))
    return Fitted(scale, stretch, result)


def _agree(factors: Array1) -> bool:
    return bool(factors.max() <= factors.min() * (1.0 + _TOLERANCE))


def _is_thin(size: Array1, wanted: Array1) -> AnyArray:
    """Tell the sides that are thin in the mesh and as declared: (3,) bool.

    A rug of 5 mm that the catalogue rounds to 1 cm is no other rug.
    """
    longest = np.nanmax(wanted) if not np.isnan(wanted).all() else 1.0
    return (size < _THIN_SHARE * size.max()) & (wanted < _THIN_SHARE * longest)


def _disagreement(size: Array1, wanted: Array1, factors: Array1, decisive: AnyArray) -> Exception:
    """Give the refusal that names what is wrong with the proportions."""
    known = np.flatnonzero(~np.isnan(wanted))
    for order in permutations(known):
        swapped = wanted[list(order)] / size[known]
        if len(known) > 1 and _agree(swapped):
            pairs = [
                f"the {AXES[axis]} of the model fits the declared {AXES[taken]}"
                for axis, taken in zip(known, order, strict=True)
                if axis != taken
            ]
            return refusal("swapped_axes", "; ".join(pairs))
    rows = np.flatnonzero(decisive)
    low, high = rows[np.argmin(factors[rows])], rows[np.argmax(factors[rows])]
    difference = (factors[high] / factors[low] - 1.0) * 100.0
    msg = (
        f"the declared {AXES[high]} asks for a scale {difference:.1f} % larger than the {AXES[low]}"
    )
    return refusal("non_uniform_scale", msg)


def _by_metres(size: Array1) -> Fitted:
    """Take the file to be in metres, as glTF is by its specification."""
    size_mm = size * UNITS_MM["m"]
    _require_plausible(float(size_mm.max()), float(size.max()))
    doubt = fault("undeclared_size", "no size was declared: one unit was taken as a metre")
    return Fitted(Scale(UNITS_MM["m"], "m", (doubt,)), np.ones(3), size_mm)


def _require_plausible(longest_mm: float, longest: float) -> None:
    low, high = _PLAUSIBLE_MM
    if not low <= longest_mm <= high:
        msg = (
            f"the longest side, {longest:.4g} units, becomes {longest_mm:.4g} mm; furniture is "
            f"{low:g} to {high:g} mm long"
        )
        raise refusal("wrong_furniture_scale", msg)


def _named_scale(factor: float, *, is_certain: bool) -> Scale:
    for unit, mm in UNITS_MM.items():
        if abs(factor / mm - 1.0) <= _TOLERANCE:
            return Scale(factor, unit)
    if is_certain:
        return Scale(factor, "declared")
    msg = f"no unit of the file gives the declared size; one unit was taken as {factor:.4g} mm"
    return Scale(factor, "declared", (fault("rescaled_furniture", msg),))
