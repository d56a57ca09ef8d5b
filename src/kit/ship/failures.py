"""What went wrong, in one word: how a call to a model failed, read off what either SDK raises or returns.

`failure_of(error)` or `failure_of(reply)` gives a `Failure`: its kind, whether the same request is worth
sending again, how long the service says to wait, and a sentence. The kinds of `kit.faults` keep their
names; a rate limit without `retry-after` is a `rate_limit` whose `after` is None. Classes are known by
their names, so no SDK is loaded. Left out: the vendors' finer codes (they are in the exception).
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, get_args, overload

Kind = Literal[
    "rate_limit", "server_error", "overloaded", "timeout", "connection_refused", "reset_mid_stream",
    "truncated", "refusal", "malformed_json", "wrong_shape", "rejected",
    "deadline", "breaker_open", "over_budget", "bad_request", "no_key", "mistake",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)

SERVICE = frozenset(
    {"rate_limit", "server_error", "overloaded", "timeout", "connection_refused", "reset_mid_stream"}
)
_RETRY = SERVICE | {"truncated", "malformed_json", "wrong_shape", "rejected"}
_SAYS: dict[str, str] = {
    "rate_limit": "The service says that too much was asked in too short a time",
    "server_error": "The service failed",
    "overloaded": "The service is overloaded",
    "timeout": "No answer came in the time given",
    "connection_refused": "No connection to the service could be made",
    "reset_mid_stream": "The connection broke before the answer was whole",
    "truncated": "The answer was cut off at its token limit; give it more if that happens often",
    "refusal": "The model declined to answer",
    "malformed_json": "The answer is no JSON",
    "wrong_shape": "The answer is JSON of another shape than was asked for",
    "rejected": "The check refused the answer",
    "deadline": "The deadline passed",
    "breaker_open": "The breaker is open, so nothing was sent",
    "over_budget": "Not sent, or not served, for lack of money: raise the cap, or pay the vendor",
    "bad_request": "The service refused the request itself; the same again will be refused again",
    "no_key": "The source lets nobody in without a key that is allowed to do this",
    "mistake": "The code around the call failed, not the model",
}
_STATUS: dict[int, Kind] = {
    401: "no_key", 402: "over_budget", 403: "no_key", 408: "timeout", 409: "overloaded", 429: "rate_limit",
    503: "overloaded", 504: "timeout", 529: "overloaded",
}  # fmt: skip
# What a vendor says inside a body: of a stream that began well, only this tells.
_SAID: dict[str, Kind] = {
    "insufficient_quota": "over_budget", "billing_error": "over_budget", "content_filter": "refusal",
    "overloaded_error": "overloaded", "service_unavailable_error": "overloaded", "timeout_error": "timeout",
    "rate_limit_error": "rate_limit", "rate_limit_exceeded": "rate_limit", "server_error": "server_error",
    "api_error": "server_error", "authentication_error": "no_key", "permission_error": "no_key",
    "invalid_request_error": "bad_request", "invalid_prompt": "bad_request", "not_found_error": "bad_request",
}  # fmt: skip
# Classes of either SDK, httpx2, Python and the kit, by name; of an exception's bases the nearest counts.
_RAISED: dict[str, Kind] = {
    "APITimeoutError": "timeout", "TimeoutException": "timeout", "TimeoutError": "timeout",
    "ConnectError": "connection_refused", "ConnectionRefusedError": "connection_refused",
    "TransportError": "reset_mid_stream", "ConnectionError": "reset_mid_stream",
    "APIConnectionError": "reset_mid_stream", "LengthFinishReasonError": "truncated",
    "ContentFilterFinishReasonError": "refusal", "JSONDecodeError": "malformed_json",
    "CredentialsError": "no_key", "SubjectTokenProviderError": "no_key", "SourceError": "no_key",
    "PaidCallRefused": "over_budget", "DeadlineExceeded": "deadline", "BreakerOpen": "breaker_open",
}  # fmt: skip
_FINISH: dict[str, Kind] = {"length": "truncated", "refusal": "refusal"}
_FIRST = ("insufficient_quota", "billing_error", "content_filter")  # they outrank the status


@dataclass(frozen=True)
class Failure:
    """Why there is no answer that can be used.

    Attributes:
        kind: one of `KINDS`.
        retry: whether the same request, sent again, may well be answered.
        after: seconds that the service (or the breaker) says to wait first; None if it says nothing.
        words: one sentence, without keys.
    """

    kind: Kind
    retry: bool
    after: float | None
    words: str

    @property
    def of_the_service(self) -> bool:
        """Whether it speaks about the health of the service, which is what a breaker counts."""
        return self.kind in SERVICE

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"


class Failed(RuntimeError):
    """An outcome without an answer, as an exception; `.failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class DeadlineExceeded(TimeoutError):
    """The time that was given is over."""


class BreakerOpen(RuntimeError):
    """The breaker lets nothing through; `.after` says for how many seconds."""

    def __init__(self, name: str, after: float) -> None:
        super().__init__(f"{name} failed too often; the next try is let through in {after:.1f} s.")
        self.after = after


def failure(
    kind: Kind, detail: str = "", *, after: float | None = None, retry: bool | None = None
) -> Failure:
    """Make a `Failure` of a kind, with the kind's own words and `detail` behind them."""
    from kit.models.keys import scrub

    words = f"{_SAYS[kind]}: {scrub(detail)}" if detail else f"{_SAYS[kind]}."
    return Failure(kind, kind in _RETRY if retry is None else retry, after, words)


@overload
def failure_of(came: BaseException, *, shape: Any = None) -> Failure: ...
@overload
def failure_of(came: Any, *, shape: Any = None) -> Failure | None: ...
def failure_of(came: Any, *, shape: Any = None) -> Failure | None:
    """Say what kind of failure an exception or a reply is.

    Args:
        came: an exception of either SDK, of httpx2, of pydantic, of the kit, or of your own code; or what a
            call returned (an SDK's object, a `Reply`, a text).
        shape: a pydantic model, or any type pydantic knows, that the reply's text must be JSON of.
    Returns:
        A `Failure`; None for an answer in which nothing is wrong (an exception is always a failure).

    Example:
        `failure_of(openai_error).retry`; `failure_of(message, shape=Label)`
    """
    if isinstance(came, BaseException):
        return _of_error(came)
    from pydantic import TypeAdapter

    from kit.models.reply import Reply

    try:
        reply = Reply(came) if isinstance(came, str) else Reply.of(came)
    except TypeError:  # data of your own: nothing to be seen in it
        return None
    if reply.finish in _FINISH:
        return failure(_FINISH[reply.finish])
    if reply.error is not None:
        said = getattr(getattr(reply.raw, "error", None), "code", None)
        return failure(_SAID.get(said, "server_error"), str(reply.error)) if said else _of_error(reply.error)
    try:
        if shape is not None:
            TypeAdapter(shape).validate_json(reply.text)
    except ValueError as error:
        return _of_error(error)
    return None


def _of_error(error: BaseException) -> Failure:
    """The failure that an exception stands for; the SDKs hide the kit's own refusals behind theirs."""
    from kit.measure.samples import error_sentence

    if isinstance(error, Failed):
        return error.failure
    names = [one.__name__ for one in type(error).__mro__]
    if "APIConnectionError" in names and "APITimeoutError" not in names and error.__cause__ is not None:
        return _of_error(error.__cause__)
    kind: Kind = next((_RAISED[name] for name in names if name in _RAISED), "mistake")
    if "APIError" in names and "APIConnectionError" not in names:
        kind = _kind_of_answer(error)
    elif "ValidationError" in names and hasattr(error, "errors"):
        broken = all(one["type"] == "json_invalid" for one in error.errors())
        kind = "malformed_json" if broken else "wrong_shape"
    elif names[0] == "OpenAIError" or "resolve authentication" in str(error):
        kind = "no_key"
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    asked = {"true": True, "false": False}.get(headers.get("x-should-retry", ""))
    after = getattr(error, "after", None) or _wait_asked_by(headers)
    ours = type(error).__module__.startswith("kit.")
    return failure(kind, str(error) if ours else error_sentence(error), after=after, retry=asked)


def _kind_of_answer(error: Any) -> Kind:
    """The kind of an error that the service itself sent: by its code, its status, or its type."""
    body = error.body if isinstance(error.body, Mapping) else {}
    found = body.get("error")
    inner = found if isinstance(found, Mapping) else body
    said = [str(inner.get(name)) for name in ("code", "type")]
    if outranking := [word for word in said if word in _FIRST]:
        return _SAID[outranking[0]]
    status = getattr(error, "status_code", 0)
    if status >= 400:
        return _STATUS.get(status, "server_error" if status >= 500 else "bad_request")
    return next((_SAID[word] for word in said if word in _SAID), "server_error")


def _wait_asked_by(headers: Mapping[str, str]) -> float | None:
    """Seconds that `retry-after-ms` or `retry-after` (seconds, or a date) ask for, or None."""
    from email.utils import parsedate_to_datetime

    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        with suppress(ValueError):
            wait = float(headers.get(name, "")) / unit
            if math.isfinite(wait):
                return max(0.0, wait)
    with suppress(ValueError, OverflowError):
        return max(0.0, parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time.time())
    return None
