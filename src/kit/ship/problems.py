"""What went wrong, in one form: RFC 9457 `application/problem+json` with a status, a kind and one sentence.

`kind` is what a program branches on; `detail` is for a person, and repeats nothing that the caller sent.
https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

from http import HTTPStatus
from math import ceil
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kit.ship.failures import failure, failure_of

MEDIA_TYPE = "application/problem+json"
# Of a failure's kinds; the others are 502, and the caller is at fault in none but a refusal.
_STATUS = {
    "rate_limit": 503, "overloaded": 503, "breaker_open": 503, "over_budget": 503, "no_key": 503,
    "timeout": 504, "deadline": 504, "refusal": 422, "bad_request": 500, "mistake": 500,
}  # fmt: skip
_HTTP = {404: "not_found", 413: "too_large"}
_WAY_OUT = {404: "There is nothing here; /docs says what there is.", 405: "Not with this method; see /docs."}


class Problem(Exception):
    """A request that gets no answer.

    Attributes:
        kind: what happened, one word: of `failures.KINDS`, or busy, invalid, too_large, not_found, not_ready,
            key_reused, in_progress.
        status: the HTTP status.
        detail: one sentence with the way out.
        after: seconds after which trying again makes sense; None: not said.
        extra: further members of the body.
    """

    def __init__(
        self, kind: str, status: int, detail: str, *, after: float | None = None, **extra: Any
    ) -> None:
        super().__init__(detail)
        self.kind, self.status, self.detail, self.after, self.extra = kind, status, detail, after, extra

    def body(self) -> dict[str, Any]:
        """The problem as JSON has it."""
        named = {"type": f"urn:kit:problem:{self.kind}", "title": HTTPStatus(self.status).phrase}
        return {**named, "status": self.status, "kind": self.kind, "detail": self.detail, **self.extra}

    def response(self) -> JSONResponse:
        """The problem as an HTTP response."""
        wait = {} if self.after is None else {"Retry-After": str(max(1, ceil(self.after)))}
        return JSONResponse(self.body(), self.status, headers=wait, media_type=MEDIA_TYPE)


def problem_of(error: BaseException) -> Problem:
    """The problem that an exception of a solution (or of HTTP) is, typed as `failure_of` types it.

    Its sentence is the kind's own: what a vendor, or the solution, says may repeat what the caller wrote.
    That is in the trace, redacted.
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        status, said = error.status_code, str(error.detail)
        plain = said == HTTPStatus(status).phrase  # the framework's own, with no way out
        return Problem(_HTTP.get(status, "invalid"), status, _WAY_OUT.get(status, said) if plain else said)
    if isinstance(error, RequestValidationError):
        wrong = [
            {"at": ".".join(map(str, one["loc"][1:])) or str(one["loc"][0]), "why": one["msg"]}
            for one in error.errors()
        ]
        if error.errors()[0]["type"] == "json_invalid":
            return Problem("invalid", 422, f"The body is no JSON: it breaks at character {wrong[0]['at']}.")
        where = ", ".join(dict.fromkeys(one["at"] for one in wrong))
        return Problem("invalid", 422, f"The request is not of the form in /docs: see {where}.", errors=wrong)
    found = failure_of(error)
    words = failure(found.kind).words
    if found.kind == "mistake":
        words = f"The solution itself failed ({type(error).__name__}); the trace says where."
    return Problem(found.kind, _STATUS.get(found.kind, 502), words, after=found.after)


async def as_response(request: Request, error: Exception) -> JSONResponse:
    """An exception handler for FastAPI; notes for the log what it was."""
    problem = problem_of(error)
    if isinstance(error, RequestValidationError) and "json" not in request.headers.get("content-type", ""):
        said = "Send the body as JSON, with the header Content-Type: application/json."
        problem = Problem("invalid", 415, said)
    names = {name: problem.extra[name] for name in ("id", "trace_id") if name in problem.extra}
    request.scope.get("kit.line", {}).update(outcome=problem.kind, **names)
    return problem.response()
