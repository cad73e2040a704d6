import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.timing import ProcessTree, Spread

TIMES = st.lists(st.floats(0.0, 1e6), min_size=1, max_size=50)


@given(TIMES)
def test_spread_is_ordered_and_within_the_values(values: list[float]) -> None:
    spread = Spread.of(values)
    steps = [
        spread.low_quartile, spread.median, spread.high_quartile, spread.p90, spread.p95,
        spread.p99, spread.worst,
    ]  # fmt: skip
    assert steps == sorted(steps)
    assert min(values) - 1e-4 <= steps[0]
    assert steps[-1] == pytest.approx(max(values), abs=1e-4)
    assert spread.count == len(values)


def test_spread_of_known_values() -> None:
    spread = Spread.of(range(101))
    assert (spread.median, spread.low_quartile, spread.high_quartile) == (50.0, 25.0, 75.0)
    assert (spread.p90, spread.p95, spread.p99, spread.worst) == (90.0, 95.0, 99.0, 100.0)


def test_spread_leaves_out_what_is_unknown() -> None:
    assert Spread.of([1.0, np.nan, 3.0]).count == 2
    assert Spread.of([]).as_dict()["median"] == 0.0


def test_process_tree_counts_children_that_ended() -> None:
    tree = ProcessTree()
    before = tree.usage().cpu_s
    code = "import time\nend = time.process_time() + 0.4\nwhile time.process_time() < end: pass\n"
    child = subprocess.Popen([sys.executable, "-c", code])
    seen = before
    while child.poll() is None:
        usage = tree.usage()
        assert usage.cpu_s >= seen
        seen = usage.cpu_s
    assert tree.usage().cpu_s - before > 0.3
    assert tree.usage().memory_mb > 1.0
    assert tree.age_s() > 0.0
