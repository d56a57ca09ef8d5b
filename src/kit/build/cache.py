"""Pay once for the same question, without turning k different samples into k copies of one.

`cached(ask)` remembers replies in this process by what was asked *and which sample it was*. For answers that
outlive the process see `kit.replay`, which records below the SDK; for size limits and expiry, cachetools and
diskcache (any of their mappings will do as `store`).
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Hashable, MutableMapping
from dataclasses import replace
from typing import Any

from kit.models.layers.replay import sample_index
from kit.models.reply import Reply
from kit.models.usage import Usage


def same_call(*args: Any, **kwargs: Any) -> Hashable:
    """The usual key: the arguments, by their `repr`."""
    return repr((args, sorted(kwargs.items())))


class Cached:
    """What `cached` returns: call it like `ask`; get a `Reply`, which cost nothing if it was known.

    Attributes:
        hits, misses: calls answered from memory, and calls that were made.
        saved: usage that the hits would have cost.
        store: key to reply.
    """

    def __init__(
        self,
        ask: Callable[..., Any],
        key: Callable[..., Hashable],
        store: MutableMapping[Any, Reply] | None,
    ) -> None:
        self._ask, self._key = ask, key
        self.store: MutableMapping[Any, Reply] = {} if store is None else store
        self.hits = self.misses = 0
        self.saved = Usage()
        self._lock = threading.Lock()
        functools.update_wrapper(self, ask)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Answer from memory, or ask. Awaitable if `ask` is async."""
        place = (self._key(*args, **kwargs), sample_index.get())
        if inspect.iscoroutinefunction(self._ask):
            return self._later(place, args, kwargs)
        return self._known(place) or self._keep(place, self._ask(*args, **kwargs))

    async def _later(self, place: Hashable, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reply:
        return self._known(place) or self._keep(place, await self._ask(*args, **kwargs))

    def _known(self, place: Hashable) -> Reply | None:
        with self._lock:
            reply = self.store.get(place)
            if reply is not None:
                self.hits += 1
                self.saved += reply.usage
        return None if reply is None else replace(reply, usage=Usage(), seconds=0.0)

    def _keep(self, place: Hashable, raw: Any) -> Reply:
        reply = raw if isinstance(raw, Reply) else Reply(raw) if isinstance(raw, str) else Reply.of(raw)
        with self._lock:
            self.misses += 1
            if reply.error is None:
                self.store[place] = reply
        return reply


def cached(
    ask: Callable[..., Any],
    key: Callable[..., Hashable] = same_call,
    *,
    store: MutableMapping[Any, Reply] | None = None,
) -> Cached:
    """Remember what `ask` was answered.

    Inside a sampler (`sample`, `vote`, `retry` ...) the number of the sample is part of what is remembered:
    five samples stay five answers, and asking for the same five again is free. Outside, one question has one
    answer. A call that fails is not remembered.

    Args:
        ask: makes one SDK call, sync or async.
        key: made of the same arguments, something hashable: what counts as the same question. Put into it all
            that changes the answer (model, prompt version, temperature) and is not among the arguments.
        store: where replies are kept; default: a dict of its own.
    Returns:
        A `Cached`: call it as you would `ask`. It returns a `Reply` (`.raw` is the SDK's object); one from
        memory has an empty usage, because it cost nothing. Two threads asking the same at once may both ask.
    """
    return Cached(ask, key, store)
