"""Ending tasks that one has started."""

import asyncio
from typing import Any


async def end_tasks(*tasks: asyncio.Future[Any]) -> None:
    """Cancel what still runs and wait until it has ended; errors of the tasks are dropped.

    `asyncio.gather` would lose the reason when the caller itself is being cancelled, and whoever
    cancelled it would not know its own cancellation again.
    """
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # Asked for, so that it is not reported as forgotten.
