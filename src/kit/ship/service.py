"""Serve a solution: `service(solve, request=Request, answer=Answer, name="tickets")` is a FastAPI app.

Typed request and answer, a stream, health and readiness, metrics, feedback, one answer for one key, and every
failure as a problem with a kind. A place to begin from, for one process on one machine; left out: who may ask
(put a gateway in front), and several machines sharing keys (that wants a database server).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model
from starlette.exceptions import HTTPException

from kit.ship.metrics import Told
from kit.ship.problems import MEDIA_TYPE, Problem, as_response
from kit.ship.settings import Settings
from kit.ship.work import Flight, Work

_UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_MISSED: dict[int | str, dict[str, Any]] = {
    "default": {"description": "A problem: `kind` says which.", "content": {MEDIA_TYPE: {}}}
}
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)]


class Used(BaseModel):
    """What an answer used: tokens, requests to a model, and US dollars (null: the price is unknown)."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int
    calls: int
    usd: float | None


def service(
    solve: Callable[[Any], Any],
    *,
    request: type[BaseModel],
    answer: Any,
    name: str,
    check: Callable[[Any, Any], Any] | None = None,
    stream: Callable[[Any], Any] | None = None,
    settings: Settings | None = None,
) -> FastAPI:
    """An app that answers with `solve`.

    | path | what |
    |---|---|
    | `POST /answer` | a request in, `{id, answer, seconds, usage, trace_id}` out |
    | `POST /answer/stream` | the same as server-sent events: pieces of text, then `done` (or `error`) |
    | `POST /feedback` | `{id, right, better, why}`: becomes a labelled case, see `Feedback` |
    | `GET /health`, `/ready` | whether the process is alive; whether it could answer, and what is missing |
    | `GET /metrics` | Prometheus: requests by outcome, seconds, tokens, US dollars |

    Both ways to an answer honour `Idempotency-Key`: the same key and request get the same answer, made once.

    Args:
        solve: a request to an answer; sync (it gets a thread) or async. `Deadline.current()` is its time.
        request, answer: pydantic models (`answer`: any type pydantic knows).
        name: of the service, in spans and logs.
        check: called with (request, answer) before the answer goes out; a sentence, if it returns one, is why
            it must not: the caller gets 502, kind "rejected".
        stream: a request to a generator of text, sync or async; without it there is no `/answer/stream`.
        settings: default, from the environment.
    Returns:
        The app. What it keeps is in `settings.folder`, from its start on.

    Example:
        `serve(service(solve, request=Request, answer=Answer, name="tickets"))`
    """
    settings = settings or Settings()
    work = Work(solve, answer, name, settings, check=check, stream=stream)
    silent: Any = {"tracing": False, "metrics": False, "logs": False}  # we make our own spans, redacted
    app = FastAPI(title=name, lifespan=_life(work), telemetry=silent)
    app.state.settings = settings
    app.add_middleware(Told, metrics=work.metrics, most=settings.body_bytes)
    for kind in (Problem, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, as_response)
    shape: Any = {"id": str, "answer": answer, "seconds": float, "usage": Used, "trace_id": str | None}
    answered = create_model("Answered", **shape)

    async def ask(body: Any, http: Request, key: Key = None) -> Response:
        said, again = await work.answered(body, key)
        _note(http, said)
        replayed = {"Idempotency-Replayed": "true"} if again else {}
        return Response(said, headers=replayed, media_type="application/json")

    async def ask_streaming(body: Any, http: Request, key: Key = None) -> Response:
        events = _events(await work.streamed(body, key), http, stop=key is None)
        return StreamingResponse(events, media_type="text/event-stream", headers=_UNBUFFERED)

    ask.__annotations__["body"] = ask_streaming.__annotations__["body"] = request
    app.post("/answer", response_model=answered, responses=_MISSED)(ask)
    if stream is not None:
        app.post("/answer/stream", response_class=StreamingResponse, responses=_MISSED)(ask_streaming)
    _add_feedback(app, work, answer)
    _add_looks(app, work)
    return app


def _note(http: Request, body: str) -> None:
    """Put the answer's names into the request's line of the log."""
    said = json.loads(body)
    http.scope["kit.line"].update(id=said["id"], trace_id=said["trace_id"])


async def _events(flight: Flight, http: Request, *, stop: bool) -> AsyncIterator[str]:
    """Server-sent events: each piece of text, then how it ended. `stop`: give up when nobody listens."""
    line = http.scope["kit.line"]
    line["outcome"] = "left"  # stays, if the caller goes before the end
    try:
        async for piece in flight.pieces():
            yield f"data: {json.dumps({'text': piece}, ensure_ascii=False)}\n\n"
        try:
            said = await flight.landing
            line["outcome"] = "ok"
            _note(http, said)
            yield f"event: done\ndata: {said}\n\n"
        except Problem as problem:
            line |= {"outcome": problem.kind, **problem.extra}
            yield f"event: error\ndata: {json.dumps(problem.body())}\n\n"
    finally:
        if stop:
            flight.landing.cancel()


def _add_feedback(app: FastAPI, work: Work, answer: Any) -> None:
    from kit.ship.answers import Feedback

    part = in_part(answer)
    fields: Any = {
        "id": (str, Field(max_length=64)),
        "right": (bool | None, None),
        "better": (part | str | None if work.stream else part | None, None),
        "why": (str, Field("", max_length=4000)),
    }
    said = create_model("Said", __config__=ConfigDict(extra="forbid"), **fields)

    def tell(body: Any) -> dict[str, int]:
        feedback = Feedback(work.settings.folder / "answers.sqlite")
        try:
            told = body.model_dump(mode="json")
            if part is not answer and isinstance(body.better, part):
                given = feedback.answer(body.id)
                given = given if isinstance(given, dict) else {}  # a stream's is text
                whole = given | body.better.model_dump(mode="json", exclude_unset=True)
                made = answer.model_validate(whole, by_alias=True, by_name=True)
                told["better"] = made.model_dump(mode="json")
            feedback.add(**told)
            return {"cases": len(feedback.cases())}
        except LookupError as error:
            raise Problem("not_found", 404, str(error.args[0])) from None
        except ValueError as error:
            raise Problem("invalid", 422, str(error)) from None
        finally:
            feedback.close()

    tell.__annotations__["body"] = said
    app.post("/feedback", status_code=201, responses=_MISSED)(tell)


def in_part(answer: Any) -> Any:
    """The form of an answer of which some fields may be left out; another form than a model's, as it is."""
    if not (isinstance(answer, type) and issubclass(answer, BaseModel)) or issubclass(answer, RootModel):
        return answer
    fields: Any = {}
    for name, one in answer.model_fields.items():
        kind = Annotated[one.annotation, *one.metadata] if one.metadata else one.annotation
        fields[name] = (kind, Field(None, alias=one.alias, description=one.description))
    return create_model(f"Better{answer.__name__}", __config__=ConfigDict(extra="forbid"), **fields)


def _add_looks(app: FastAPI, work: Work) -> None:
    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "alive", "service": work.name}

    @app.get("/ready", responses=_MISSED)
    def ready() -> dict[str, str]:
        from kit import model, source

        if missing := source().ready():
            raise Problem("not_ready", 503, missing, after=5)
        return {"status": "ready", "source": source().name, "model": model("small").name}

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(work.metrics.page(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _life(work: Work) -> Any:
    """What is open while it serves; answers in the air are finished before it closes."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        from kit.models.layers.stack import in_force
        from kit.ship.spans import tracing

        settings = work.settings
        spans = tracing(
            settings.folder / "traces.sqlite", otlp=settings.otlp, service=work.name, content=settings.content
        )
        work.open()
        with spans, in_force(work.metrics):
            yield
            await work.close(min(settings.seconds, 5.0))

    return life
