"""Which model for which case: `route` by kind, `gated` by confidence; `parallel` asks several at once.

A router and a gate are classifiers too: they err, and the price of their errors is in the result. What either
is worth, measure against a coin that sends up the same share (`kit.measure.frontier.against_coin`). Left out:
learned routers (RouteLLM), and limits and fallbacks between vendors (litellm).
"""

from __future__ import annotations

import contextvars
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from kit.build.chain import Do, Step, Stitched, name_of, take
from kit.measure.samples import tidy


def route(
    choose: Do, routes: Mapping[Hashable, Do], *, other: Hashable | None = None
) -> Callable[[Any], Stitched]:
    """Let `choose` name the way, then go it with the same input.

    Args:
        choose: a step whose answer is a key of `routes`: plain code, a model, or `chain(ask, read)`. A text
            counts for the key that it equals but for letter case and the marks around it.
        routes: key to step.
        other: the key taken where the answer is none of them, or `choose` failed. Default: no answer then.
    Returns:
        A function of the input that returns a `Stitched`: its first step is the choice, its second the way.
    Raises:
        ValueError: no routes, or an `other` that is none of them.

    Example:
        `route(chain(ask_kind, label_of), {"refund": ask_careful, "hours": look_up}, other="refund")`
    """
    if not routes or (other is not None and other not in routes):
        raise ValueError(f"other={other!r} must be one of the routes; there are: {list(routes)!r}.")
    texts = {tidy(key): key for key in routes if isinstance(key, str)}

    def key_of(said: Any) -> Hashable | None:
        if isinstance(said, Hashable) and said in routes:
            return said
        return texts.get(tidy(said), other) if isinstance(said, str) else other

    def solve(value: Any) -> Stitched:
        began = time.perf_counter()
        chosen = take(name_of(choose, "choose"), choose, value)
        key = key_of(chosen.answer)
        if key is None:
            why = chosen.error or f"no route {chosen.answer!r}; there are: {list(routes)!r}"
            return Stitched(None, (chosen,), time.perf_counter() - began, f"{chosen.name}: {why}")
        went = take(str(key), routes[key], value)
        return _ended((chosen, went), began)

    solve.__name__ = "route"
    return solve


def parallel(asks: Mapping[str, Do]) -> Callable[[Any], Stitched]:
    """Ask different things about the same input at the same time.

    It saves time, no money: the clock runs as long as the slowest, the bill is the sum. On one machine's own
    engine the calls share the processor, and the slowest is slower than alone.

    Args:
        asks: name to step; each gets the same input, in a thread of its own.
    Returns:
        A function of the input that returns a `Stitched` whose answer is a dict, name to answer; None stands
        where one failed, and `stopped` names it.
    Raises:
        ValueError: nothing to ask.

    Example:
        `parallel({"intent": ask_intent, "mood": ask_mood})("Where is my order?!").answer["mood"]`
    """
    if not asks:
        raise ValueError("parallel needs at least one ask: parallel({'intent': ask_intent}).")

    def solve(value: Any) -> Stitched:
        began = time.perf_counter()
        with ThreadPoolExecutor(len(asks)) as pool:
            flying = [
                pool.submit(contextvars.copy_context().run, take, name, ask, value)
                for name, ask in asks.items()
            ]
            steps = tuple(one.result() for one in flying)
        missing = "; ".join(f"{step.name}: {step.error}" for step in steps if step.error)
        answers = {step.name: step.answer for step in steps}
        return Stitched(answers, steps, time.perf_counter() - began, missing)

    solve.__name__ = f"parallel({', '.join(asks)})"
    return solve


def gated(
    models: Mapping[str, Do] | Sequence[Do],
    confidence: Callable[[Step], float | None],
    threshold: float | Sequence[float],
    *,
    read: Callable[[Any], Any] | None = None,
) -> Callable[[Any], Stitched]:
    """Ask the cheap model; ask the next one only where the answer before was not sure enough.

    The last model's answer is taken however sure it is. A model that fails or says nothing readable counts as
    not sure; if the last one does, the answer is None, and what the others said is in `steps`.

    Args:
        models: two or more steps, the cheap ones first; a mapping names them.
        confidence: number of a `Step` (`.answer` as read, `.raw` what the model returned: an SDK object with
            its log-probabilities, an `Outcome` with its `.agreement`). None and NaN are not sure.
        threshold: the answer is taken where confidence >= threshold; one for all, or one for each model but
            the last. Choose it on dev cases, for this very model: it means nothing for another.
        read: turns a model's answer into a label, or into None where it is none.
    Returns:
        A function of the input that returns a `Stitched`; its last step is the model that answered.
    Raises:
        ValueError: fewer than two models, or another number of thresholds.

    Example:
        `gated({"small": ask_small, "large": ask_large}, sure, 0.8, read=label_of)(ticket).answer`
    """
    if isinstance(models, Mapping):
        levels = list(models.items())
    else:
        levels = [(name_of(model, f"model {n}"), model) for n, model in enumerate(models, start=1)]
    ends = [threshold] * (len(levels) - 1) if isinstance(threshold, int | float) else list(threshold)
    if len(levels) < 2 or len(ends) != len(levels) - 1:
        raise ValueError(
            f"{len(levels)} models and {len(ends)} thresholds: two models or more, one fewer thresholds."
        )

    def solve(value: Any) -> Stitched:
        began, taken = time.perf_counter(), []
        for (name, model), least in zip(levels, [*ends, None], strict=True):
            step = _readable(take(name, model, value), read)
            if step.answer is not None and least is not None:
                step = replace(step, confidence=confidence(step))
            taken.append(step)
            if step.confidence is not None and least is not None and step.confidence >= least:
                break
        return _ended(tuple(taken), began)

    solve.__name__ = f"gated({', '.join(name for name, _ in levels)})"
    return solve


def _readable(step: Step, read: Callable[[Any], Any] | None) -> Step:
    if read is None or step.answer is None:
        return step
    answer = read(step.answer)
    return replace(step, answer=answer, error="not an answer" if answer is None else "")


def _ended(steps: tuple[Step, ...], began: float) -> Stitched:
    last = steps[-1]
    stopped = f"{last.name}: {last.error}" if last.answer is None else ""
    return Stitched(last.answer, steps, time.perf_counter() - began, stopped)
