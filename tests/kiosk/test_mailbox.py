import threading
import time

from kiosk.mailbox import Mailbox


def test_newest_item_wins_and_is_given_once() -> None:
    mailbox: Mailbox[int] = Mailbox()
    for number in range(1000):
        mailbox.put(number)
    assert (mailbox.take(), mailbox.take()) == (999, None)


def test_put_says_whether_the_reader_must_be_told() -> None:
    mailbox: Mailbox[str] = Mailbox()
    told = [mailbox.put("a"), mailbox.put("b")]
    mailbox.take()
    assert [*told, mailbox.put("c")] == [True, False, True]


def test_take_wakes_for_an_item_from_another_thread() -> None:
    mailbox: Mailbox[str] = Mailbox()
    writer = threading.Timer(0.05, mailbox.put, ["late"])
    writer.start()
    assert mailbox.take(5.0) == "late"
    writer.join()


def test_close_wakes_a_waiting_reader_and_drops_later_items() -> None:
    mailbox: Mailbox[str] = Mailbox()
    closer = threading.Timer(0.05, mailbox.close)
    closer.start()
    began = time.monotonic()
    assert mailbox.take(5.0) is None
    assert time.monotonic() - began < 4.0
    closer.join()
    mailbox.put("too late")
    mailbox.close()
    assert mailbox.take() is None
