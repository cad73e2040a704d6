import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from kiosk.camera import CameraFrame
from kiosk.capture import Capture
from kiosk.mailbox import Mailbox
from kiosk.settings import KioskSettings
from tests.kiosk.conftest import Plug, wait_until


@pytest.fixture
def plug() -> Iterator[Plug]:
    plug = Plug()
    yield plug
    plug.thaw.set()


def newest(mailbox: Mailbox[CameraFrame]) -> CameraFrame:
    frame = mailbox.take(5.0)
    assert frame is not None
    return frame


def test_every_mailbox_gets_upright_stamped_pictures(plug: Plug) -> None:
    settings = KioskSettings(rotate=90)
    boxes: tuple[Mailbox[CameraFrame], ...] = (Mailbox(), Mailbox())
    capture = Capture(plug.open, boxes, settings)
    capture.start()
    frames = [newest(box) for box in boxes]
    later = newest(boxes[0])
    capture.close()
    assert frames[0].image.shape == (64, 36, 3)
    assert (frames[0].camera.width, frames[0].camera.height) == (36, 64)
    assert later.timestamp_s > frames[0].timestamp_s
    assert later.index > frames[0].index
    assert abs(time.monotonic() - later.timestamp_s) < 5.0


@pytest.mark.slow
def test_twenty_unplugs_are_survived_and_leave_nothing_behind(
    plug: Plug, settings: KioskSettings
) -> None:
    mailbox: Mailbox[CameraFrame] = Mailbox()
    capture = Capture(plug.open, (mailbox,), settings)
    capture.start()
    wait_until(lambda: capture.status.is_live)
    process = psutil.Process()
    before = threading.active_count(), process.num_fds(), process.memory_info().rss
    back_s: list[float] = []
    for _ in range(20):
        plug.is_plugged = False
        wait_until(lambda: not capture.status.is_live)
        plug.is_plugged = True
        mailbox.take()
        back_s.append(wait_until(lambda: mailbox.take() is not None))
        wait_until(lambda: capture.status.is_live)
    after = threading.active_count(), process.num_fds(), process.memory_info().rss
    capture.close()
    assert max(back_s) < 2.0
    assert after[0] <= before[0]
    assert after[1] <= before[1]
    assert after[2] - before[2] < 30e6
    assert plug.open_cameras == 0


def test_a_frozen_camera_is_closed_and_replaced(plug: Plug, settings: KioskSettings) -> None:
    mailbox: Mailbox[CameraFrame] = Mailbox()
    capture = Capture(plug.open, (mailbox,), settings)
    capture.start()
    wait_until(lambda: capture.status.is_live)
    plug.sticks_after = 0
    wait_until(lambda: not capture.status.is_live)
    problem = capture.status.problem
    plug.sticks_after = None
    plug.thaw.set()
    back_s = wait_until(lambda: capture.status.is_live)
    capture.close()
    assert "no picture for 0.4 s" in problem
    assert back_s < 3.0
    assert plug.opened >= 2
    wait_until(lambda: plug.open_cameras == 0)


@pytest.mark.slow
def test_threads_stuck_in_a_driver_stay_few(plug: Plug) -> None:
    quick = KioskSettings(stall_s=0.05)
    mailbox: Mailbox[CameraFrame] = Mailbox()
    capture = Capture(plug.open, (mailbox,), quick)
    plug.sticks_after = 1
    capture.start()
    wait_until(lambda: "driver" in capture.status.problem, 30.0)
    stuck = [thread for thread in threading.enumerate() if thread.name == "camera-read"]
    plug.sticks_after = None
    plug.thaw.set()
    wait_until(lambda: capture.status.is_live)
    capture.close()
    assert len(stuck) == 3


def test_a_missing_camera_is_searched_for_until_it_comes(
    plug: Plug, settings: KioskSettings
) -> None:
    plug.is_plugged = False
    mailbox: Mailbox[CameraFrame] = Mailbox()
    capture = Capture(plug.open, (mailbox,), settings)
    capture.start()
    wait_until(lambda: "unplugged" in capture.status.problem)
    plug.is_plugged = True
    came_s = wait_until(lambda: capture.status.is_live)
    capture.close()
    assert came_s < 3.0
    assert capture.status.opened == 1


def test_a_source_with_a_bug_does_not_end_the_search(plug: Plug, settings: KioskSettings) -> None:
    calls: list[int] = []

    def buggy() -> object:
        calls.append(1)
        if len(calls) == 1:
            msg = "driver binding broke"
            raise RuntimeError(msg)
        return plug.open()

    capture = Capture(buggy, (Mailbox(),), settings)  # type: ignore[arg-type]
    capture.start()
    wait_until(lambda: capture.status.is_live)
    capture.close()
    assert len(calls) == 2


def test_close_is_quick_and_safe_twice_and_without_start(
    plug: Plug, settings: KioskSettings
) -> None:
    Capture(plug.open, (), settings).close()
    capture = Capture(plug.open, (), settings)
    capture.start()
    wait_until(lambda: capture.status.is_live)
    began = time.monotonic()
    capture.close()
    capture.close()
    assert time.monotonic() - began < 1.0
