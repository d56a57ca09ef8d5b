"""Reaching a learner's name with plain values: the learner's side of the wall.

The notebook and the grader's worker both use `call` and `look`. Each gives an *outcome*: `{"ok": plain}` or
`{"error": {...}}` with what a helpful sentence needs, so that both can say the same thing.
"""

from __future__ import annotations

import asyncio
import inspect
import linecache
import re
from collections.abc import Callable, Coroutine
from functools import cache
from types import TracebackType
from typing import Any

from kit.learn.plain import NotPlain, plain

Outcome = dict[str, Any]
Await = Callable[[Coroutine[Any, Any, Any]], Any]
_CELL_FILES = ("ipykernel_", "ipython-input", "<answer-")

_CELL = re.compile(r" \(<ipython-input-[^>]*>, (line \d+)\)")


def resolve(names: dict[str, Any], path: str) -> Any:
    """The object that `path` ("f", or "bot.history") means among `names`.

    Raises:
        KeyError: the name, or one of its attributes, is not there; the argument is the missing part.
    """
    first, *rest = path.split(".")
    if first not in names:
        raise KeyError(first)
    target = names[first]
    for part in rest:
        try:
            target = getattr(target, part)
        except Exception:
            raise KeyError(path) from None
    return target


def call(target: Any, args: list[Any], kwargs: dict[str, Any], wait: Await | None = None) -> Outcome:
    """Call a learner's function with plain values.

    Args:
        target: the function; if it turns out to be a coroutine function, `wait` runs the coroutine.
        args, kwargs: plain data.
    Returns:
        The outcome; whatever happened inside, nothing is raised.
    """
    if target is Ellipsis:
        return trouble("stub", NotImplementedError("..."))
    if not callable(target):
        return trouble("uncallable", TypeError(f"it is {type(target).__name__}, not a function"))
    try:
        result = target(*args, **kwargs)
        if inspect.isasyncgen(result):
            result = _collect(result)
        if inspect.iscoroutine(result) or inspect.isawaitable(result):
            result = (wait or background)(_finish(result))
        return _outcome(result)
    except BaseException as error:
        return _failure(error)


def look(target: Any) -> Outcome:
    """The plain copy of a learner's value, as an outcome."""
    try:
        return _outcome(target)
    except BaseException as error:
        return _failure(error)


def _outcome(result: Any) -> Outcome:
    copy = plain(result)
    if copy is Ellipsis or copy is NotImplemented:
        return trouble("stub", NotImplementedError("..."))
    return {"ok": copy}


def _failure(error: BaseException) -> Outcome:
    trace = error.__traceback__
    inner = trace.tb_next if trace else None
    if isinstance(error, NotPlain):
        return trouble("unplain", error)
    if isinstance(error, NotImplementedError):
        return trouble("stub", error, trace)
    if isinstance(error, TypeError) and inner is None:
        return trouble("arity", error)
    if isinstance(error, KeyboardInterrupt):
        return trouble("interrupted", error, trace)
    return trouble("raised", error, trace)


def trouble(kind: str, error: BaseException, trace: TracebackType | None = None) -> Outcome:
    """The outcome that says what went wrong; `kind` picks the sentence (see `kit.learn.say.failure`)."""
    try:
        message = _CELL.sub(r" (\1 of the cell)", str.__str__(str(error))[:600])
    except BaseException:
        message = "(its message could not be shown)"
    bases = [_name(kind) for kind in type.__dict__["__mro__"].__get__(type(error)) if kind is not object]
    return {
        "error": {
            "kind": kind,
            "type": _name(type(error)),
            "message": message,
            "bases": bases[:50],
            "line": cell_line(trace),
        }
    }


def _name(kind: type) -> str:
    """A class's name, whatever its metaclass says that it is."""
    return str(type.__dict__["__name__"].__get__(kind))[:200]


def cell_line(trace: TracebackType | None) -> str:
    """The deepest line of a notebook cell in a traceback, as "line 3: `x = 1 / 0`", or ""."""
    found = ""
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if any(mark in name for mark in _CELL_FILES):
            text = linecache.getline(name, trace.tb_lineno).strip()
            found = f"line {trace.tb_lineno}" + (f": `{text[:100]}`" if text else "")
        trace = trace.tb_next
    return found


async def _finish(awaitable: Any) -> Any:
    return await awaitable


async def _collect(items: Any) -> list[Any]:
    return [item async for item in items]


@cache
def _loop() -> asyncio.AbstractEventLoop:
    from threading import Thread

    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="kit-checks", daemon=True).start()
    return loop


def background(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end on a loop of its own thread: works inside a notebook's running loop."""
    return asyncio.run_coroutine_threadsafe(coroutine, _loop()).result()
