import numpy as np
import pytest

from tryon.tracking.own_headwear import is_unlike_hair

SKIN = np.array([70.0, 17.0, 20.0])


def crown(rng: np.random.Generator, *colours: tuple[float, float, float]) -> np.ndarray:
    """Give 400 colours (CIELAB) around the ones given, in equal shares."""
    chosen = np.array(colours)[rng.integers(len(colours), size=400)]
    return (chosen + rng.normal(0.0, 3.0, chosen.shape)).astype(np.float32)


@pytest.mark.parametrize(
    "colours",
    [
        pytest.param([(8.0, 0.5, 0.5)], id="black"),
        pytest.param([(28.0, 8.0, 14.0)], id="brown"),
        pytest.param([(45.0, 22.0, 32.0)], id="red"),
        pytest.param([(68.0, 6.0, 34.0)], id="blond"),
        pytest.param([(60.0, 0.0, 2.0)], id="grey"),
        pytest.param([(18.0, 3.0, 4.0), (45.0, 5.0, 8.0)], id="shining"),
        pytest.param([(70.0, 17.0, 20.0)], id="bald"),
    ],
)
def test_hair_and_skin_are_no_hat(
    rng: np.random.Generator, colours: list[tuple[float, float, float]]
) -> None:
    assert not is_unlike_hair(crown(rng, *colours), SKIN)


@pytest.mark.parametrize(
    "colours",
    [
        pytest.param([(40.0, 2.0, -30.0)], id="blue"),
        pytest.param([(45.0, -30.0, 25.0)], id="green"),
        pytest.param([(35.0, 35.0, -25.0)], id="purple"),
        pytest.param([(10.0, 0.0, 0.0), (92.0, 0.0, 2.0)], id="badge on black"),
    ],
)
def test_what_no_hair_looks_like_is_a_hat(
    rng: np.random.Generator, colours: list[tuple[float, float, float]]
) -> None:
    assert is_unlike_hair(crown(rng, *colours), SKIN)
