"""Loops compiled on first use; numba is imported only then."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def compile_loop(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Give the function as machine code, kept on disk for the next process.

    Where neither the installation nor the user's cache folder can be written to, the
    function is compiled anew in each process.
    """
    import numba  # noqa: PLC0415 - half a second, only for those who draw

    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        return numba.njit(nogil=True)(function)
