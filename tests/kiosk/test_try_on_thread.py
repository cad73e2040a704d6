import threading
import time
from collections.abc import Iterator
from queue import Queue

import numpy as np
import psutil
import pytest

from kiosk.camera import CameraFrame
from kiosk.mailbox import Mailbox
from kiosk.try_on_thread import STREAM, TryOnThread
from kiosk.trying_on import Comparison, TriedOn
from tests.kiosk.conftest import BreakableEngine, wait_until
from tryon import CameraIntrinsics, Choice

PAIR, OTHER = (Choice("pair-0", "black"),), (Choice("pair-1", "black"),)


class Bench:
    """A try-on thread with a camera beside it that leaves a picture every 10 ms."""

    def __init__(self, engine: BreakableEngine) -> None:
        self.engine = engine
        self.frames: Mailbox[CameraFrame] = Mailbox()
        self.results: Mailbox[TriedOn] = Mailbox()
        self.compared: Queue[Comparison] = Queue()
        self.notified = 0
        self.thread = TryOnThread(
            engine, self.frames, self.results, notify=self._notify, compared=self.compared.put
        )
        self.thread.choose(PAIR)
        self._stop = threading.Event()
        self._camera = threading.Thread(target=self._film, name="bench-camera")

    def _notify(self) -> None:
        self.notified += 1

    def _film(self) -> None:
        index = 0
        while not self._stop.wait(0.01):
            self.frames.put(frame(index))
            index += 1

    def start(self) -> None:
        self._camera.start()
        self.thread.start()

    def close(self) -> None:
        self._stop.set()
        self._camera.join()
        self.thread.close()


def frame(index: int = 0) -> CameraFrame:
    image = np.zeros((36, 64, 3), np.uint8)
    return CameraFrame(image, CameraIntrinsics.default(64, 36), time.monotonic(), index)


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench(BreakableEngine())
    bench.start()
    yield bench
    bench.close()


def next_result(bench: Bench) -> TriedOn:
    bench.results.take()
    result = bench.results.take(5.0)
    assert result is not None
    return result


def test_newest_picture_comes_back_with_the_chosen_pair(bench: Bench) -> None:
    result = next_result(bench)
    assert result.choices == PAIR
    np.testing.assert_array_equal(result.image[18, 32], (7, 8, 9))
    assert not result.frame.image.any()
    assert bench.engine.asked[-1] == (PAIR, STREAM)


def test_a_slow_engine_never_works_on_old_pictures() -> None:
    bench = Bench(BreakableEngine(delay_s=0.1))
    bench.start()
    ages = []
    for _ in range(8):
        result = next_result(bench)
        ages.append(time.monotonic() - result.frame.timestamp_s)
    bench.close()
    assert ages[-1] < 0.4
    assert np.median(ages[4:]) < np.median(ages[:4]) + 0.05


def test_engine_lives_on_one_thread_and_is_closed_with_it(bench: Bench) -> None:
    next_result(bench)
    bench.close()
    bench.close()
    assert bench.engine.threads == {"try-on"}  # Answers are waited for on another one.
    assert bench.engine.closed == 1


@pytest.mark.parametrize(("work_ms", "most"), [(15.0, 1), (60.0, 2)])
def test_two_are_under_way_only_where_one_after_the_other_is_too_slow(
    work_ms: float, most: int
) -> None:
    bench = Bench(BreakableEngine(delay_s=0.02, work_ms=work_ms))
    bench.start()
    wait_until(lambda: len(bench.engine.asked) > 30)
    bench.engine.most_under_way = 0
    asked = len(bench.engine.asked)
    wait_until(lambda: len(bench.engine.asked) > asked + 10)
    bench.close()
    assert bench.engine.most_under_way == most


def test_choosing_changes_the_next_pictures(bench: Bench) -> None:
    next_result(bench)
    bench.thread.choose(OTHER)
    swapped_s = wait_until(lambda: next_result(bench).choices == OTHER)
    assert swapped_s < 1.0


def test_twenty_kills_are_survived_and_leave_nothing_behind(bench: Bench) -> None:
    next_result(bench)
    process = psutil.Process()
    before = threading.active_count(), process.num_fds()
    back_s: list[float] = []
    for kill in range(20):
        bench.engine.kill()
        wait_until(lambda kill=kill: bench.engine.restarts == kill + 1)
        bench.results.take()
        back_s.append(wait_until(lambda: bench.results.take() is not None))
    assert max(back_s) < 2.0
    assert (threading.active_count(), process.num_fds()) == before
    assert bench.thread.status.failures == 20
    assert bench.thread.status.is_ready


def test_an_engine_that_does_not_start_is_tried_again() -> None:
    bench = Bench(BreakableEngine(start_failures=1))
    bench.start()
    wait_until(lambda: "graphics" in bench.thread.status.problem)
    came_s = wait_until(lambda: bench.results.take() is not None)
    bench.close()
    assert came_s < 3.0
    assert bench.thread.status.is_ready


def test_an_engine_whose_restart_failed_is_started_again(bench: Bench) -> None:
    next_result(bench)
    bench.engine.restart_s = 1e9
    bench.engine.kill()
    wait_until(lambda: bench.engine.restarts == 1)
    # The process reports its failed restart instead of "still starting" from now on.
    bench.engine.gave_up = True
    bench.results.take()
    assert wait_until(lambda: bench.results.take() is not None) < 3.0


def test_an_unknown_pair_leaves_the_engine_running() -> None:
    bench = Bench(BreakableEngine(known=frozenset({"pair-1"})))
    bench.start()
    wait_until(lambda: "unknown product" in bench.thread.status.problem)
    bench.thread.choose(OTHER)
    wait_until(lambda: bench.results.take() is not None)
    bench.close()
    assert bench.engine.restarts == 0


def test_comparison_puts_every_choice_on_one_moment(bench: Bench) -> None:
    moment = frame(4711)
    assert bench.thread.compare(moment, (PAIR, OTHER))
    comparison = bench.compared.get(timeout=5.0)
    assert comparison.frame is moment
    assert [picture.choices for picture in comparison.pictures] == [PAIR, OTHER]
    assert all(picture.frame is moment for picture in comparison.pictures)
    streams = {stream for asked, stream in bench.engine.asked if asked == OTHER}
    assert streams == {None}


def test_only_one_comparison_is_made_at_a_time() -> None:
    bench = Bench(BreakableEngine())
    first = bench.thread.compare(frame(), (PAIR,))
    second = bench.thread.compare(frame(), (PAIR,))
    bench.thread.close()
    assert (first, second) == (True, False)


def test_a_resting_mirror_asks_less(bench: Bench) -> None:
    bench.thread.rest(0.1)
    next_result(bench)
    before = len(bench.engine.asked)
    time.sleep(0.5)
    assert len(bench.engine.asked) - before <= 6


def test_reader_is_told_once_per_picture_taken(bench: Bench) -> None:
    wait_until(lambda: len(bench.engine.asked) > 5)
    assert bench.notified == 1
