"""A net of one input, run with LiteRT."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tryon.arrays import AnyArray, Float32Array
from tryon.errors import ModelAlteredError, TrackerError

Shape = tuple[int, ...]


class LiteNet:
    """Runs one model; one call at a time, from any thread.

    Parameters
    ----------
    name : of the net, for messages
    model : path or content of its file
    entry : shape of its input
    exits : shapes of its outputs, all different
    threads : of the interpreter

    Raises
    ------
    ModelAlteredError
        If the file is not that net.
    """

    def __init__(
        self,
        name: str,
        model: Path | bytes,
        entry: Shape,
        exits: Sequence[Shape],
        *,
        threads: int = 1,
    ) -> None:
        self._name = name
        told = {"model_content": model} if isinstance(model, bytes) else {"model_path": str(model)}
        try:
            self._interpreter = Interpreter(**told, num_threads=threads)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            msg = f"{name}: expected a LiteRT model, got {error}"
            raise ModelAlteredError(msg) from error
        inputs, outputs = (
            {tuple(int(size) for size in item["shape"]): int(item["index"]) for item in details}
            for details in (
                self._interpreter.get_input_details(),
                self._interpreter.get_output_details(),
            )
        )
        if inputs.keys() != {entry} or outputs.keys() != set(exits):
            msg = f"{name}: expected {entry} in and {list(exits)} out, got {inputs} and {outputs}"
            raise ModelAlteredError(msg)
        self._entry, self._exits = inputs[entry], [outputs[shape] for shape in exits]
        self._lock = threading.Lock()

    def run(self, pixels: AnyArray) -> list[Float32Array]:
        """Give the outputs for an input without its first axis, theirs left out too.

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        try:
            with self._lock:
                self._interpreter.set_tensor(self._entry, pixels[None])
                self._interpreter.invoke()
                tensors = [self._interpreter.get_tensor(place) for place in self._exits]
                return [np.array(tensor[0], dtype=np.float32) for tensor in tensors]
        except (ValueError, RuntimeError) as error:
            msg = f"{self._name}: failed to run, {error}"
            raise TrackerError(msg) from error
