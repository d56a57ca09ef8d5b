"""What `sample` and `evaluate` share: how your function is called, awaited, numbered and given up on."""

from __future__ import annotations

import inspect
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

# Statuses after which no further call can do better.
HOPELESS = {401: "the key was refused", 402: "the budget was refused", 403: "access was refused"}
# Mistakes in the function itself: worth a traceback, not a hundred failures.
BUGS = (NameError, TypeError, AttributeError, ImportError, NotImplementedError)


def positional(function: Callable[..., Any], most: int, form: str) -> tuple[int, bool]:
    """What a function can be given by position.

    Args:
        function: whatever is to be called.
        most: arguments that it may require.
        form: how it is called, for the message: "sample calls ask() or ask(index)".
    Returns:
        How many it requires (one with a default, as in `lambda p=prompt: ...`, is not counted), and whether
        it takes any at all. (0, True) for a callable that keeps its signature to itself.
    Raises:
        TypeError: it requires more than `most`.
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 0, True
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [p.name for p in parameters if p.default is p.empty and p.kind in kinds]
    if len(required) > most:
        raise TypeError(f"{form}; this one needs {', '.join(required)}.")
    return len(required), any(p.kind in (*kinds, inspect.Parameter.VAR_POSITIONAL) for p in parameters)


@contextmanager
def numbered(index: int) -> Iterator[None]:
    """Tell the layers which sample this is, so that n recorded samples stay n samples."""
    from kit.models.layers.replay import sample_index

    token = sample_index.set(index)
    try:
        yield
    finally:
        sample_index.reset(token)


def awaited(raw: Any, loop: AbstractEventLoop | None = None) -> Any:
    """What a call returned; a coroutine is run first, on `loop` (another thread's) or the background's."""
    import asyncio

    async def result(thing: Awaitable[Any]) -> Any:
        return await thing

    if not inspect.isawaitable(raw):
        return raw
    return asyncio.run_coroutine_threadsafe(result(raw), loop or background_loop()[0]).result()


_kept: dict[
    int, tuple[AbstractEventLoop, threading.Thread]
] = {}  # by process id: a forked child needs its own
_lock = threading.Lock()


def background_loop() -> tuple[AbstractEventLoop, threading.Thread]:
    """The event loop that awaits async calls: one for the process, because connections belong to a loop."""
    import asyncio

    with _lock:
        if os.getpid() not in _kept:
            loop = asyncio.new_event_loop()
            thread = threading.Thread(target=loop.run_forever, name="sample-loop", daemon=True)
            thread.start()
            _kept[os.getpid()] = loop, thread
        return _kept[os.getpid()]
