import numpy as np

from tryon.rendering.scratch import Scratch


def test_memory_is_used_again_and_grows() -> None:
    scratch = Scratch()

    large = scratch.array((30, 20, 2), np.float32)
    small = scratch.array((5, 4), np.uint8)
    larger = scratch.array((100, 100), np.float32)

    assert (large.shape, large.dtype) == ((30, 20, 2), np.float32)
    assert np.shares_memory(large, small)
    assert larger.shape == (100, 100)
