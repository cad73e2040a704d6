"""Aliases for the arrays that travel between modules.

They fix the dtype and, by name, the number of axes; docstrings state the full shape.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array1 = NDArray[np.float64]
"""One axis, float64."""
Array2 = NDArray[np.float64]
"""Two axes, float64: points as rows, or a matrix."""
Float32Array = NDArray[np.float32]
"""Mesh buffers, depth, pictures in linear light."""
IndexArray = NDArray[np.int32]
"""Triangle corners or row numbers."""
Image = NDArray[np.uint8]
"""(H, W, 3) RGB, or (H, W, 4) RGBA with premultiplied alpha."""
AnyArray = NDArray[Any]

_Scalar = TypeVar("_Scalar", bound=np.generic)  # PEP 695 syntax needs Python 3.12.


def frozen(
    array: AnyArray, dtype: type[_Scalar], shape: tuple[int | None, ...], name: str
) -> NDArray[_Scalar]:
    """Give an owned, read-only copy of `array` after checking shape and finiteness.

    Parameters
    ----------
    array : anything NumPy converts
    dtype : scalar type of the result
    shape : expected sizes; None stands for any size
    name : what the array is, for the message

    Raises
    ------
    ValueError
        If the shape differs or a value is NaN or infinite.
    """
    result = np.array(array, dtype=dtype, order="C")
    fits = len(shape) == result.ndim and all(
        want is None or want == got for want, got in zip(shape, result.shape, strict=True)
    )
    if not fits:
        wanted = tuple("N" if size is None else size for size in shape)
        msg = f"{name}: expected shape {wanted}, got {result.shape}"
        raise ValueError(msg)
    if result.dtype.kind == "f" and not np.isfinite(result).all():
        msg = f"{name}: expected finite values"
        raise ValueError(msg)
    result.setflags(write=False)
    return result
