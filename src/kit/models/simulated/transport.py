"""The wire of a simulated model: an httpx2 transport that answers as the vendors' APIs do.

It speaks chat completions, responses and messages (with count_tokens), sync and async, whole and streamed.
One transport is one model with its evidence (`.calls`) and its counters.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TypeAlias

import anyio
import httpx2

from kit.models.layers.fault_kinds import Fault
from kit.models.layers.fault_shapes import ANSWERS, response_of, status_of
from kit.models.layers.replay import sample_index

from .answer import shape
from .calls import Call, Calls
from .errors import VendorError
from .model import Ask, Draft, SimulatedModel, dice
from .request import read
from .script import EndOfScript
from .tokens import prompt_tokens
from .validate import check
from .write import headers, written

_PROTOCOLS = {
    "/chat/completions": "chat",
    "/responses": "responses",
    "/messages": "messages",
    "/messages/count_tokens": "count_tokens",
}
_Answer: TypeAlias = tuple[float, Callable[[], httpx2.Response]]  # seconds to wait, and what then comes


class SimulatedTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers an SDK's requests with a simulated model.

    Which sample of its prompt a request is: the request's own `seed` if it has one (the same seed, the same
    answer, as the vendors try to); else the sampler's index (`kit.models.layers.replay.sample_index`); else a
    count of the requests with this prompt. Answers do not depend on the order in which threads arrive, except
    which of several identical requests gets which of their answers.
    """

    def __init__(self, model: SimulatedModel) -> None:
        """Wrap a model. Raises TypeError for what is none, ValueError for a latency that cannot be."""
        if not isinstance(model, SimulatedModel):
            raise TypeError(f"a simulated model has draft(ask, rng), truth, seed and latency; got {model!r}")
        _checked(model.latency)
        self.model = model
        self.calls = Calls()
        self._lock = threading.Lock()
        self._seen: Counter[str] = Counter()
        self._answers = self._requests = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a synchronous client."""
        request.read()
        wait, respond = self._answer(request)
        time.sleep(wait)
        return respond()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer an asynchronous client."""
        await request.aread()
        wait, respond = self._answer(request)
        await anyio.sleep(wait)
        return respond()

    def _answer(self, http: httpx2.Request) -> _Answer:
        path, text = http.url.path.rstrip("/"), http.content.decode(errors="replace")
        protocol = next((name for end, name in _PROTOCOLS.items() if path.endswith(end)), "")
        anthropic = "/messages" in path
        call = Call(protocol, "anthropic" if anthropic else "openai", text, time.time())
        with self._lock:
            ident = sha256(f"{self.model.seed}:{self._requests}:{text}".encode()).hexdigest()[:24]
            self._requests += 1
        try:
            if http.method != "POST" or not protocol:
                raise VendorError(404, f"Invalid URL ({http.method} {path})")
            return self._dispatch(http, call, ident)
        except VendorError as error:
            self._note(call, status=error.status, finish="error", error=str(error))
            refused = error
        return 0.0, lambda: refused.response(anthropic, ident)

    def _dispatch(self, http: httpx2.Request, call: Call, ident: str) -> _Answer:
        try:
            body = json.loads(http.content)
        except (ValueError, RecursionError):
            body = None
        check(call.protocol, body, beta=http.url.params.get("beta") == "true")
        counting = call.protocol == "count_tokens"
        ask = read("messages" if counting else call.protocol, body)  # type: ignore[arg-type]
        counted = prompt_tokens(ask)
        call = replace(call, model=ask.model, streamed=ask.stream)
        if counting:
            self._note(call, input_tokens=counted)
            return 0.0, lambda: httpx2.Response(
                200, headers=headers(True, ident), json={"input_tokens": counted}
            )
        asks = self._samples(ask)
        drafts = [self._draft(one) for one in asks]
        wait = latency(self.model, ask.key, asks[0].index)
        faults = [draft.fault for draft in drafts if draft.fault is not None]
        # One request gets one HTTP answer: a fault that is no answer, on any of the n, is all that comes.
        fault = next((one for one in faults if one.kind not in ANSWERS), faults[0] if faults else None)
        patience = (http.extensions.get("timeout") or {}).get("read")
        if patience is not None and wait > patience:
            wait, fault = patience, Fault("timeout")
        if fault is not None and fault.kind not in ANSWERS:
            status = status_of(fault, call.sdk)
            self._note(call, status=status, finish="error", fault=fault.kind)
            return wait, lambda: response_of(fault, http, ident)
        drafts = [draft if draft.fault is None else ANSWERS[draft.fault.kind] for draft in drafts]
        answers = [shape(draft, ask, counted) for draft in drafts]
        self._note(
            call,
            texts=tuple(answer.refusal or answer.text for answer in answers),
            tool_calls=tuple((out.name, out.json) for answer in answers for out in answer.calls),
            finish=answers[0].finish,
            fault=fault.kind if fault else None,
            input_tokens=answers[0].input_tokens,
            output_tokens=sum(answer.output_tokens for answer in answers),
        )
        return wait, lambda: written(ask, answers, ident)

    def _note(self, call: Call, **came: object) -> None:
        self.calls._calls.append(replace(call, **came))  # type: ignore[arg-type]

    def _samples(self, ask: Ask) -> list[Ask]:
        """The ask once for each of its n answers, told which sample of its prompt that is."""
        base = sample_index.get() if ask.seed is None else f"s{ask.seed}"
        with self._lock:
            first, seen = self._answers, self._seen[ask.key]
            self._answers += ask.n
            if base is None:
                self._seen[ask.key] += ask.n
        rest = [str(seen + at) if base is None else f"{base}.{at}" for at in range(1, ask.n)]
        indexes = [str(seen if base is None else base), *rest]
        return [replace(ask, index=index, number=first + at) for at, index in enumerate(indexes)]

    def _draft(self, ask: Ask) -> Draft:
        try:
            return self.model.draft(ask, dice(self.model.seed, "sample", ask.key, ask.index))
        except EndOfScript as end:
            raise VendorError(400, str(end), code="end_of_script") from None
        except (
            Exception
        ) as error:  # a mistake in a model of one's own: an SDK would call it a connection error
            text = f"The simulated {type(self.model).__name__} failed: {type(error).__name__}: {error}"
            raise VendorError(400, text, code="model_failed") from error


def _checked(stated: float | tuple[float, float]) -> None:
    low, high = stated if isinstance(stated, tuple) else (stated, stated)
    if low < 0 or high < low or (isinstance(stated, tuple) and not low):
        raise ValueError(
            "latency is seconds, 0 or more, or (median, 95th percentile), the median above 0 and not above "
            f"the other; got {stated!r}"
        )


def latency(model: SimulatedModel, key: str, index: str) -> float:
    """Seconds that a model takes over a sample: its latency, or a draw from its log-normal latency.

    The log-normal has the given median m and 95th percentile q: sigma = ln(q / m) / 1.6449.
    """
    if not isinstance(model.latency, tuple):
        return model.latency
    median, high = model.latency
    normal = dice(model.seed, "latency", key, index).gauss(0, 1)
    return median * math.exp(normal * math.log(high / median) / 1.6449)
