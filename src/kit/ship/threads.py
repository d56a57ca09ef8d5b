"""Call what may be synchronous from an event loop, without holding the loop up: each call in its own thread.

Daemon threads, so that one that hangs does not keep the process from its end; a thread costs some 0.1 ms,
which is nothing beside a model. For calls that are many and short, take anyio's pool.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import Any


async def called(function: Any, *given: Any) -> Any:
    """What a function returns: awaited if it is asynchronous, else called in a thread of its own."""
    if inspect.iscoroutinefunction(function):
        return await function(*given)
    made = await _in_thread(function, *given)
    return await made if inspect.isawaitable(made) else made


def _in_thread(function: Callable[..., Any], *given: Any) -> asyncio.Future[Any]:
    """Call it in a daemon thread: one that hangs does not keep the process from its end."""
    context, future = copy_context(), Future[Any]()
    future.set_running_or_notify_cancel()  # a thread cannot be called off

    def work() -> None:
        try:
            future.set_result(context.run(function, *given))
        except BaseException as error:
            odd = isinstance(error, StopIteration) or not isinstance(error, Exception)  # asyncio takes none
            future.set_exception(RuntimeError(type(error).__name__) if odd else error)

    threading.Thread(target=work, name="solve", daemon=True).start()
    return asyncio.wrap_future(future)


async def pieces(stream: Any, request: Any) -> AsyncIterator[str]:
    """The pieces of a generator, asynchronous or not."""
    made = await called(stream, request) if not inspect.isasyncgenfunction(stream) else stream(request)
    if hasattr(made, "__aiter__"):
        async for piece in made:
            yield str(piece)
        return
    steps = iter(made)
    while (piece := await _in_thread(next, steps, None)) is not None:
        yield str(piece)
