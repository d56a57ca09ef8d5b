"""The wire of a simulated model: an httpx2 transport that answers as the vendors' APIs do.

It speaks chat completions, responses, messages (with count_tokens) and the model lists, sync and async, whole
and streamed. One transport is one model with its evidence (`.calls`) and its counters.
"""

from __future__ import annotations

import json
import math
import sys
import threading
import time
from dataclasses import dataclass, replace
from hashlib import sha256

import anyio
import httpx2

from kit.models.layers.fault_kinds import Fault

from . import request as reading
from .answer import Answer, shape
from .calls import Call, Calls
from .errors import VendorError
from .model import Draft, SimulatedModel, dice
from .request import Request
from .script import EndOfScript
from .tokens import prompt_tokens
from .validate import check
from .write import models, plain, written

_READ = {"chat": reading.chat, "responses": reading.responses, "messages": reading.messages}


@dataclass
class _Sent:
    """An answer on its way: the response, how long to wait before it, and the fault to make it of instead."""

    response: httpx2.Response | None
    wait: float = 0.0
    fault: Fault | None = None


class SimulatedTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers an SDK's requests with a simulated model.

    Which sample of its prompt a request is: the request's own `seed` if it has one (the same seed, the same
        answer,
    as the vendors try to); else the sampler's index (`kit.models.layers.replay.sample_index`); else a count
    of the requests with this prompt. Answers do not depend on the order in which threads arrive, except which
    of several identical requests gets which of their answers.
    """

    def __init__(self, model: SimulatedModel) -> None:
        """Wrap a model. Raises TypeError for what is none."""
        if not callable(getattr(model, "draft", None)):
            raise TypeError(f"a simulated model has draft(ask, rng), truth, seed and latency; got {model!r}")
        self.model = model
        self.calls = Calls()
        self._lock = threading.Lock()
        self._seen: dict[str, int] = {}
        self._answers = 0
        self._requests = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a synchronous client."""
        sent = self._answer(request, request.read())
        if sent.wait:
            time.sleep(_within(request, sent.wait))
            _late(request, sent.wait)
        return _out(sent, request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer an asynchronous client."""
        sent = self._answer(request, await request.aread())
        if sent.wait:
            await anyio.sleep(_within(request, sent.wait))
            _late(request, sent.wait)
        return _out(sent, request)

    def _answer(self, http: httpx2.Request, content: bytes) -> _Sent:
        path = http.url.path.rstrip("/")
        anthropic = "/messages" in path or "anthropic-version" in http.headers
        sdk = "anthropic" if anthropic else "openai"
        with self._lock:
            number = self._requests
            self._requests += 1
        started = time.time()
        text = content.decode(errors="replace")
        call = Call(number, _protocol(path), sdk, "", text, False, started)
        ident = sha256(f"{self.model.seed}:{number}:{text}".encode()).hexdigest()[:24]
        try:
            return self._dispatch(http, path, content, call, ident)
        except VendorError as error:
            self.calls._add(replace(call, status=error.status, finish="error", error=str(error)))
            return _Sent(plain(error.status, error.body(sdk, f"req_{ident}"), sdk, ident))

    def _dispatch(self, http: httpx2.Request, path: str, content: bytes, call: Call, ident: str) -> _Sent:
        if http.method == "GET" and call.protocol == "models":
            self.calls._add(call)
            return _Sent(plain(200, models(call.sdk, path), call.sdk, ident))
        if http.method != "POST" or call.protocol in ("models", "unknown"):
            raise VendorError(404, f"Invalid URL ({http.method} {path})")
        try:
            body = json.loads(content)
        except (ValueError, RecursionError):
            raise VendorError(400, "We could not parse the JSON body of your request.") from None
        check(call.protocol, body, beta=http.url.params.get("beta") == "true")
        asked = _READ["messages" if call.protocol == "count_tokens" else call.protocol](body)
        call = replace(call, model=asked.ask.model, streamed=asked.stream)
        counted = prompt_tokens(asked.ask)
        if call.protocol == "count_tokens":
            self.calls._add(replace(call, input_tokens=counted))
            return _Sent(plain(200, json.dumps({"input_tokens": counted}).encode(), "anthropic", ident))
        indexes, first = self._indexes(asked)
        drafts = [
            self._draft(replace(asked, ask=replace(asked.ask, index=index, number=first + at)))
            for at, index in enumerate(indexes)
        ]
        wait = latency(self.model, asked.ask.key, indexes[0])
        fault = drafts[0].fault
        call = replace(call, samples=tuple(indexes), fault=fault.kind if fault else None)
        if fault is not None:
            from kit.models.layers import fault_shapes

            if fault.kind not in fault_shapes.ANSWERS:
                status = fault_shapes.status_of(fault, call.sdk)
                self.calls._add(replace(call, finish="error", status=status))
                return _Sent(None, wait, fault)
            drafts = [fault_shapes.draft_of(fault)] * len(drafts)
        answers = [
            shape(draft, asked, input_tokens=counted, sample=index, number=call.number)
            for draft, index in zip(drafts, indexes, strict=True)
        ]
        self.calls._add(_told(call, answers))
        return _Sent(written(asked, answers, ident, call.sdk), wait)

    def _indexes(self, asked: Request) -> tuple[list[str], int]:
        replay = sys.modules.get("kit.models.layers.replay")
        given = asked.seed if asked.seed is not None else None
        sampler = (
            replay.sample_index.get(None) if replay is not None and hasattr(replay, "sample_index") else None
        )
        base = f"s{given}" if given is not None else str(sampler) if sampler is not None else None
        with self._lock:
            first = self._answers
            self._answers += asked.n
            if base is not None:
                return [base if at == 0 else f"{base}.{at}" for at in range(asked.n)], first
            seen = self._seen.get(asked.ask.key, 0)
            self._seen[asked.ask.key] = seen + asked.n
        return [str(seen + at) for at in range(asked.n)], first

    def _draft(self, asked: Request) -> Draft:
        rng = dice(self.model.seed, "sample", asked.ask.key, asked.ask.index)
        try:
            return self.model.draft(asked.ask, rng)
        except EndOfScript as end:
            raise VendorError(400, str(end), code="end_of_script") from None
        except (
            Exception
        ) as error:  # a mistake in a model of one's own: an SDK would call it a connection error
            text = f"The simulated {type(self.model).__name__} failed: {type(error).__name__}: {error}"
            raise VendorError(400, text, code="model_failed") from error


def latency(model: SimulatedModel, key: str, index: str) -> float:
    """Seconds that a model takes over a sample: its latency, or a draw from its log-normal latency.

    The log-normal has the given median m and 95th percentile q: sigma = ln(q / m) / 1.6449.
    """
    if not isinstance(model.latency, tuple):
        return model.latency
    median, high = model.latency
    normal = dice(model.seed, "latency", key, index).gauss(0, 1)
    return median * math.exp(normal * math.log(high / median) / 1.6449)


def _within(request: httpx2.Request, wait: float) -> float:
    limit = (request.extensions.get("timeout") or {}).get("read")
    return wait if limit is None else min(wait, limit)


def _late(request: httpx2.Request, wait: float) -> None:
    if _within(request, wait) < wait:
        raise httpx2.ReadTimeout("The read operation timed out", request=request)


def _out(sent: _Sent, request: httpx2.Request) -> httpx2.Response:
    if sent.response is not None:
        return sent.response
    from kit.models.layers.fault_shapes import response_of

    assert sent.fault is not None
    return response_of(sent.fault, request)


def _told(call: Call, answers: list[Answer]) -> Call:
    return replace(
        call,
        texts=tuple(answer.refusal or answer.text for answer in answers),
        tool_calls=tuple((out.name, out.arguments) for answer in answers for out in answer.calls),
        finish=answers[0].finish,
        input_tokens=answers[0].input_tokens,
        output_tokens=sum(answer.output_tokens for answer in answers),
    )


def _protocol(path: str) -> str:
    ends = {"/chat/completions": "chat", "/responses": "responses", "/messages": "messages"}
    found = next((name for end, name in ends.items() if path.endswith(end)), None)
    if path.endswith("/messages/count_tokens"):
        return "count_tokens"
    return found or ("models" if "/models" in path else "unknown")
