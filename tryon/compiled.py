"""Loops compiled on first use; numba is imported only then."""

from __future__ import annotations

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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


_WORTH_PX = 120_000
"""Waking a thread takes as long as a few thousand pixels."""


def in_halves(work: Callable[[slice], None], rows: int, columns: int) -> None:
    """Do work on rows [0, rows): large windows in two halves at once, on two threads.

    Parameters
    ----------
    work : called with slices of rows; releases the interpreter while it runs, and what it writes
        for one row depends on no other row's result
    """
    if rows * columns < _WORTH_PX:
        work(slice(0, rows))
        return
    lower = _second_thread().submit(work, slice(rows // 2, rows))
    work(slice(0, rows // 2))
    lower.result()


@functools.cache
def _second_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "rows")
