"""Decoding processes: what they give, and what happens to those that misbehave."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from server.decoding import DecoderConfig, Decoders, DecodersBusyError
from tryon import Photo, PhotoLimits, PhotoRefusedError, decode_photo, encode_picture

LIMITS = PhotoLimits()


@pytest.fixture(scope="module")
def decoders() -> Iterator[Decoders]:
    with Decoders(DecoderConfig(count=1, waiting=1)) as running:
        yield running


def decode(decoders: Decoders, data: bytes, max_side: int | None = None) -> Photo:
    return asyncio.run(decoders.decode(data, LIMITS, max_side))


def test_process_gives_what_the_function_gives(
    decoders: Decoders, rng: np.random.Generator
) -> None:
    data = encode_picture(rng.integers(0, 255, (300, 400, 3), np.uint8), "image/jpeg")

    photo = decode(decoders, data, 200)

    expected = decode_photo(data, max_side=200)
    assert (photo.image == expected.image).all()
    assert photo.camera == expected.camera
    assert (photo.width, photo.height) == (400, 300)


def test_refusal_crosses_the_process_boundary(decoders: Decoders) -> None:
    with pytest.raises(PhotoRefusedError) as caught:
        decode(decoders, b"GIF89a")

    assert caught.value.fault == "unsupported_format"


def test_killed_process_costs_one_picture(decoders: Decoders, picture: bytes) -> None:
    decode(decoders, picture)
    before = decoders.replaced
    (process,) = decoder_processes()
    os.kill(process.pid, signal.SIGSTOP)  # Stands for a decoder that never answers.
    started_s = time.monotonic()

    with pytest.raises(PhotoRefusedError):
        decode(decoders, picture)

    assert time.monotonic() - started_s < 6.0
    assert decoders.replaced == before + 1
    assert decode(decoders, picture).width == 320


def test_more_pictures_than_may_wait_are_refused(decoders: Decoders, picture: bytes) -> None:
    async def three() -> list[object]:
        sends = [decoders.decode(picture, LIMITS, None) for _ in range(3)]
        return await asyncio.gather(*sends, return_exceptions=True)

    answers = asyncio.run(three())

    assert [type(answer) for answer in answers].count(DecodersBusyError) == 1
    assert sum(isinstance(answer, Photo) for answer in answers) == 2


def test_process_may_neither_write_files_nor_take_all_memory(
    decoders: Decoders, picture: bytes
) -> None:
    decode(decoders, picture)
    (process,) = decoder_processes()

    assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    assert process.rlimit(psutil.RLIMIT_AS)[0] < 8 * 2**30


def test_processes_end_with_their_owner(picture: bytes) -> None:
    before = {process.pid for process in decoder_processes()}
    with Decoders(DecoderConfig(count=1)) as short_lived:
        decode(short_lived, picture)
        mine = {process.pid for process in decoder_processes()} - before
        assert len(mine) == 1

    assert not any(psutil.pid_exists(pid) for pid in mine)


def decoder_processes() -> list[psutil.Process]:
    """Give our children that are confined."""
    found: list[psutil.Process] = []
    for process in psutil.Process().children(recursive=True):
        try:
            if process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found
