"""Teaches a small net places with their errors: stochastic gradient descent in NumPy."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Layer = tuple[Matrix, Matrix]

UNIT_MM = 5.0
"""Answers are of this unit, so that they are of the order of 1."""
_HIDDEN = (96, 48)
_EPOCHS = 40
_BATCH = 128
_RATE = 1.5e-3
_DECAY = 2e-4
_DROP_IN, _DROP = 0.15, 0.15
_LIMITS = (-4.0, 2.0)
_SOFT = 1e-3


class Adam:
    """Steps of a size of their own for every weight (Kingma and Ba, ICLR 2015)."""

    def __init__(self, weights: list[Matrix]) -> None:
        self._weights = weights
        self._mean = [np.zeros_like(item) for item in weights]
        self._square = [np.zeros_like(item) for item in weights]
        self._count = 0

    def step(self, slopes: list[Matrix], rate: float) -> None:
        """Change the weights by one step against the slopes."""
        self._count += 1
        unbias_mean, unbias_square = 1.0 - 0.9**self._count, 1.0 - 0.999**self._count
        for index, slope in enumerate(slopes):
            mean, square = self._mean[index], self._square[index]
            np.add(mean, 0.1 * (slope - mean), out=mean)
            np.add(square, 0.001 * (slope * slope - square), out=square)
            move = rate * (mean / unbias_mean) / (np.sqrt(square / unbias_square) + 1e-8)
            np.subtract(self._weights[index], move, out=self._weights[index])


def teach(numbers: Matrix, places_mm: Matrix, rng: np.random.Generator) -> list[Layer]:
    """Give the layers of a net that answers place (2) and logarithm of its error (1).

    Parameters
    ----------
    numbers : (S, N), about unit spread
    places_mm : (S, 2)

    Notes
    -----
    Minimises the negative logarithm of a likelihood that falls off exponentially with the
    distance: outliers, such as lobes under hair, raise the error instead of bending the place.
    """
    targets = (places_mm / UNIT_MM).astype(np.float32)
    sizes = (numbers.shape[1], *_HIDDEN, 3)
    weights = [
        (rng.normal(0.0, np.sqrt(2.0 / one), (one, other))).astype(np.float32)
        for one, other in pairwise(sizes)
    ]
    weights[-1] *= 0.1
    biases = [np.zeros(size, np.float32) for size in sizes[1:]]
    adam = Adam(weights + biases)
    for epoch in range(_EPOCHS):
        rate = _RATE * 0.5 * (1.0 + float(np.cos(np.pi * epoch / _EPOCHS))) + 1e-5
        order = rng.permutation(len(numbers))
        for start in range(0, len(order) - _BATCH + 1, _BATCH):
            rows = order[start : start + _BATCH]
            adam.step(_slopes(numbers[rows], targets[rows], (weights, biases), rng), rate)
    return list(zip(weights, biases, strict=True))


def _slopes(
    numbers: Matrix,
    targets: Matrix,
    net: tuple[list[Matrix], list[Matrix]],
    rng: np.random.Generator,
) -> list[Matrix]:
    """Give the slope of the loss along each weight and bias, for one batch."""
    weights, biases = net
    values = [numbers * (rng.random(numbers.shape, dtype=np.float32) > _DROP_IN)]
    for index, (matrix, bias) in enumerate(zip(weights, biases, strict=True)):
        value = values[-1] @ matrix + bias
        if index + 1 < len(weights):
            kept = rng.random(value.shape, dtype=np.float32) > _DROP
            value = np.maximum(value, 0.0) * kept / np.float32(1.0 - _DROP)
        values.append(value)
    slope = _loss_slope(values[-1], targets)
    of_weights: list[Matrix] = []
    of_biases: list[Matrix] = []
    for index in reversed(range(len(weights))):
        decay = np.float32(_DECAY) * weights[index]
        of_weights.insert(0, np.asarray(values[index].T @ slope + decay, dtype=np.float32))
        of_biases.insert(0, slope.sum(axis=0, dtype=np.float32))
        if index:
            slope = (slope @ weights[index].T) * (values[index] > 0.0) / np.float32(1.0 - _DROP)
    return of_weights + of_biases


def _loss_slope(answers: Matrix, targets: Matrix) -> Matrix:
    """Give d loss / d answers, (B, 3): loss = distance / error + 2 log error."""
    away = answers[:, :2] - targets
    distance = np.sqrt((away**2).sum(axis=1) + np.float32(_SOFT))
    scale = np.exp(-np.clip(answers[:, 2], *_LIMITS))
    free = (answers[:, 2] > _LIMITS[0]) & (answers[:, 2] < _LIMITS[1])
    result = np.empty_like(answers)
    result[:, :2] = away / distance[:, None] * scale[:, None]
    result[:, 2] = (2.0 - distance * scale) * free
    return result / np.float32(len(answers))
