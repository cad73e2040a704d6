import time

from kiosk.pacing import Pacer


def test_pace_does_not_drift() -> None:
    pacer = Pacer(100.0)
    began = time.monotonic()
    turns = 0
    while turns < 30:
        turns += 1 + pacer.wait()
    assert 0.29 <= time.monotonic() - began < 0.6


def test_a_late_caller_hears_how_many_it_missed() -> None:
    pacer = Pacer(100.0)
    pacer.wait()
    time.sleep(0.1)
    assert 8 <= pacer.wait() < 100
