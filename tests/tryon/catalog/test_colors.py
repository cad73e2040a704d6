import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.catalog.colors import (
    hex_from_linear,
    linear_from_hex,
    linear_from_srgb,
    srgb_from_linear,
)


@given(st.integers(0, 0xFFFFFF))
def test_hex_survives_linear_light(code: int) -> None:
    color = f"#{code:06x}"

    assert hex_from_linear(linear_from_hex(color)) == color


@given(st.floats(0.0, 1.0))
def test_srgb_and_linear_are_inverse(value: float) -> None:
    assert srgb_from_linear(linear_from_srgb(value)) == pytest.approx(value, abs=1e-6)


def test_middle_grey_is_a_fifth_of_the_light() -> None:
    assert linear_from_hex("#808080")[0] == pytest.approx(0.2159, abs=1e-4)


@pytest.mark.parametrize("text", ["", "#fff", "red", "#12345g", "#1234567"])
def test_linear_from_hex_refuses_other_notations(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        linear_from_hex(text)
