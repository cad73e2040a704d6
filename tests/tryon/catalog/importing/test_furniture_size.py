import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tryon.catalog.importing.furniture_size import fit_size


@given(
    size=st.tuples(*[st.floats(0.3, 3.0)] * 3),
    unit=st.floats(0.01, 100.0),
    stretch=st.tuples(*[st.floats(0.0, 0.029)] * 3),
)
def test_up_to_three_per_cent_are_shared_among_the_axes(
    size: tuple[float, ...], unit: float, stretch: tuple[float, ...]
) -> None:
    mesh = np.array(size) * unit
    wanted = np.array(size) * 1000.0 * (1.0 + np.array(stretch))
    names = ("width", "height", "depth")

    fitted = fit_size(mesh, dict(zip(names, wanted.tolist(), strict=True)))

    assert np.allclose(fitted.stretch, 1.0)
    drawn = mesh * fitted.scale.mm_per_unit
    assert (np.abs(drawn / wanted - 1.0) < 0.0149).all()
