"""A service, asked over a real socket: answers in time, once, typed, and nobody's words in the log."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from pydantic import BaseModel, Field, ValidationError

from kit import OpenAI, answering, evaluate, faults, model, simulated, use
from kit.ship import Feedback, Settings, Spans, load, running, service
from kit.ship.answers import Answers

SECRET = "ana.lopez@example.com"


class Request(BaseModel):
    text: str
    size: int = 1


class Answer(BaseModel):
    label: Literal["refund", "exchange", "other"]


@pytest.fixture(autouse=True)
def _simulated() -> Iterator[None]:
    use("simulated")
    yield
    use("local")


@contextmanager
def served(folder: Path, solve: Any, stream: Any = None, check: Any = None, **settings: Any) -> Iterator[Any]:
    """A client of a service that runs meanwhile."""
    made = Settings(folder=folder, **settings)
    app = service(
        solve, request=Request, answer=Answer, name="desk", stream=stream, check=check, settings=made
    )
    with running(app) as url, httpx2.Client(base_url=url, timeout=30, trust_env=False) as client:
        yield client


def refund(request: Request) -> Answer:
    return Answer(label="refund")


def asked(request: Request) -> Answer:
    """A real SDK call."""
    messages: Any = [{"role": "user", "content": request.text}]
    said = OpenAI(max_retries=0).chat.completions.create(model=model("small").name, messages=messages)
    return Answer(label=said.choices[0].message.content)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A service that asks a model which says "refund", shared by tests; `.folder` is its own."""
    folder = tmp_path_factory.mktemp("desk")
    with answering(simulated.Coin("refund", rate=1.0)), served(folder, asked, body_bytes=2000) as client:
        client.folder = folder
        yield client


# --- answers -----------------------------------------------------------------------------------------


def test_an_answer_comes_with_its_id_time_tokens_and_trace(desk: Any) -> None:
    said = desk.post("/answer", json={"text": "My money back"}).json()
    assert said["answer"] == {"label": "refund"}
    assert said["usage"]["calls"] == 1
    assert said["usage"]["input_tokens"] > 0
    assert 0 < said["seconds"] < 30
    spans = Spans.load(desk.folder / "traces.sqlite")
    (trace,) = [one for one in spans.traces if one.id == said["trace_id"]]
    assert trace.ok
    assert trace.spans == 2  # the request of the service, and in it the one to the model


def test_an_asynchronous_solution_is_served_alike(tmp_path: Path) -> None:
    async def solve(request: Request) -> dict[str, str]:
        await asyncio.sleep(0.01)
        return {"label": "other"}

    with served(tmp_path, solve) as client:
        assert client.post("/answer", json={"text": "x"}).json()["answer"] == {"label": "other"}


def test_an_answer_of_another_form_does_not_go_out(tmp_path: Path) -> None:
    with served(tmp_path, lambda request: {"label": "free money"}) as client:
        response = client.post("/answer", json={"text": "x"})
    assert (response.status_code, response.json()["kind"]) == (502, "wrong_shape")
    assert "free money" not in response.text


def test_what_the_check_objects_to_does_not_go_out(tmp_path: Path) -> None:
    def check(request: Request, answer: Answer) -> str | None:
        return "too large for a machine" if request.size > 3 else None

    with served(tmp_path, refund, check=check) as client:
        assert client.post("/answer", json={"text": "x", "size": 1}).status_code == 200
        response = client.post("/answer", json={"text": "x", "size": 9})
    assert (response.status_code, response.json()["kind"]) == (502, "rejected")


# --- what is no answer -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "status", "kind", "says"),
    [
        ({"json": {"txt": SECRET}}, 422, "invalid", "text"),
        ({"json": {"text": "x", "size": SECRET}}, 422, "invalid", "size"),
        ({"json": []}, 422, "invalid", "body"),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 422, "invalid", "1"),
        ({"content": b'{"text": "x"}'}, 415, "invalid", "Content-Type: application/json"),
        ({"json": {"text": "x" * 3000}}, 413, "too_large", "2000"),
        ({"json": {"text": "x"}, "headers": {"Idempotency-Key": "k" * 300}}, 422, "invalid", "dempotency"),
    ],
)
def test_a_bad_request_is_a_problem_that_says_where(
    desk: Any, sent: dict[str, Any], status: int, kind: str, says: str
) -> None:
    response = desk.post("/answer", **sent)
    said = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, said["status"], said["kind"]) == (status, status, kind)
    assert says in said["detail"]
    assert SECRET not in response.text


def test_a_body_without_a_length_is_stopped_at_the_limit(desk: Any) -> None:
    pieces = (b"x" * 1000 for _ in range(50))
    response = desk.post("/answer", content=pieces, headers={"content-type": "application/json"})
    assert response.json()["kind"] == "too_large"


@pytest.mark.parametrize(
    ("fault", "kind", "status"),
    [
        ("rate_limit", "rate_limit", 503),
        ("server_error", "server_error", 502),
        ("overloaded", "overloaded", 503),
        ("timeout", "timeout", 504),
        ("connection_refused", "connection_refused", 502),
        ("wrong_shape", "wrong_shape", 502),
    ],
)
def test_a_failure_of_the_vendor_keeps_its_kind_and_is_traced(
    desk: Any, fault: Any, kind: str, status: int
) -> None:
    with faults(fault):
        response = desk.post("/answer", json={"text": "x"})
    page = desk.get("/metrics").text
    said = response.json()
    assert (response.status_code, said["kind"]) == (status, kind)
    assert ("retry-after" in response.headers) == (fault == "rate_limit")
    assert f'kit_requests_total{{outcome="{kind}"}} 1.0' in page
    failed = [one for one in Spans.load(desk.folder / "traces.sqlite").traces if not one.ok]
    assert said["trace_id"] in [one.id for one in failed]


def test_a_mistake_in_the_solution_tells_its_type_and_nothing_of_its_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def solve(request: Request) -> Answer:
        raise RuntimeError(f"cannot read {request.text}")

    with caplog.at_level(logging.DEBUG, "kit.service"), served(tmp_path, solve) as client:
        response = client.post("/answer", json={"text": SECRET})
        client.post("/answer", json={"text": "x"}, headers={"Idempotency-Key": SECRET})
        client.get(f"/orders/{SECRET}?mail={SECRET}")
    said = response.json()
    assert (response.status_code, said["kind"]) == (500, "mistake")
    assert "RuntimeError" in said["detail"]
    lines = [json.loads(record.message) for record in caplog.records if record.name == "kit.service"]
    assert [line["outcome"] for line in lines] == ["mistake", "mistake", "not_found"]
    assert lines[0]["trace_id"] == said["trace_id"]
    everything = caplog.text + "".join(capfd.readouterr()) + response.text
    assert "Traceback" not in everything
    assert SECRET not in everything
    assert "127.0.0.1" not in caplog.text
    assert SECRET.encode() not in (tmp_path / "traces.sqlite").read_bytes()


def test_a_fault_of_the_service_itself_is_a_problem_too(tmp_path: Path) -> None:
    with served(tmp_path, refund) as client:
        with sqlite3.connect(tmp_path / "answers.sqlite") as db:
            db.execute("DROP TABLE answers")
        response = client.post("/answer", json={"text": "x"})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["kind"] == "mistake"


# --- in time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sync", [True, False])
def test_past_its_time_a_request_is_told_so(tmp_path: Path, sync: bool) -> None:
    async def slow(request: Request) -> Answer:
        await asyncio.sleep(3)
        return Answer(label="other")

    def slow_thread(request: Request) -> Answer:
        time.sleep(1.2)
        return Answer(label="other")

    with served(tmp_path, slow_thread if sync else slow, seconds=0.3) as client:
        began = time.perf_counter()
        response = client.post("/answer", json={"text": "x"})
    assert (response.status_code, response.json()["kind"]) == (504, "deadline")
    assert response.json()["trace_id"] in {one.id for one in Spans.load(tmp_path / "traces.sqlite").traces}
    assert time.perf_counter() - began < 2.5


def test_an_answer_that_came_too_late_is_there_for_the_retry(tmp_path: Path) -> None:
    solved: list[str] = []

    def slow(request: Request) -> Answer:
        time.sleep(1.2)
        solved.append(request.text)
        return Answer(label="other")

    key = {"Idempotency-Key": "k"}
    with served(tmp_path, slow, seconds=0.3) as client:
        assert client.post("/answer", json={"text": "x"}, headers=key).status_code == 504
        time.sleep(1.2)
        assert client.post("/answer", json={"text": "x"}, headers=key).json()["answer"] == {"label": "other"}
    assert solved == ["x"]


def test_a_call_to_a_model_ends_with_its_request(tmp_path: Path) -> None:
    left: list[float] = []

    def solve(request: Request) -> Answer:
        began = time.perf_counter()
        try:
            return asked(request)
        finally:
            left.append(time.perf_counter() - began)

    slow = simulated.Coin("refund", rate=1.0, latency=20.0)
    with answering(slow), served(tmp_path, solve, seconds=0.4) as client:
        assert client.post("/answer", json={"text": "x"}).json()["kind"] in ("timeout", "deadline")
    assert left
    assert left[0] < 5


def test_more_than_there_is_room_for_is_turned_away_with_a_time_to_come_back(tmp_path: Path) -> None:
    going, gate = threading.Barrier(3, timeout=20), threading.Event()

    def solve(request: Request) -> Answer:
        going.wait()
        gate.wait(20)
        return Answer(label="other")

    with served(tmp_path, solve, concurrency=2, waiting=0) as client, ThreadPoolExecutor(4) as pool:
        first = [pool.submit(client.post, "/answer", json={"text": str(i)}) for i in range(2)]
        going.wait()
        turned = client.post("/answer", json={"text": "late"})
        gate.set()
        assert [one.result().status_code for one in first] == [200, 200]
    assert (turned.status_code, turned.json()["kind"]) == (503, "busy")
    assert int(turned.headers["retry-after"]) >= 1


def test_no_more_are_solved_at_once_than_was_said(tmp_path: Path) -> None:
    now, most, lock = [0], [0], threading.Lock()

    def solve(request: Request) -> Answer:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        with lock:
            now[0] -= 1
        return Answer(label="other")

    with served(tmp_path, solve, concurrency=3, waiting=100) as client:
        done = load(str(client.base_url), [Request(text="x")], concurrency=12, n=40)
    assert done.kinds == {"ok": 40}
    assert most[0] == 3


# --- once --------------------------------------------------------------------------------------------


def test_the_same_key_at_once_is_solved_once(tmp_path: Path) -> None:
    solved: list[str] = []

    def solve(request: Request) -> Answer:
        solved.append(request.text)
        time.sleep(0.2)
        return Answer(label="refund")

    with served(tmp_path, solve) as client, ThreadPoolExecutor(6) as pool:
        sent = [
            pool.submit(client.post, "/answer", json={"text": "x"}, headers={"Idempotency-Key": "k"})
            for _ in range(6)
        ]
        answers = [one.result() for one in sent]
    assert solved == ["x"]
    assert len({one.content for one in answers}) == 1
    assert sum("idempotency-replayed" in one.headers for one in answers) == 5


def test_the_same_key_after_a_restart_gets_the_same_answer(tmp_path: Path) -> None:
    solved: list[str] = []

    def solve(request: Request) -> Answer:
        solved.append(request.text)
        return Answer(label="refund")

    bodies = []
    for _ in range(2):
        with served(tmp_path, solve) as client:
            sent = {"json": {"text": "x"}, "headers": {"Idempotency-Key": "k"}}
            bodies.append(client.post("/answer", **sent).content)
    assert bodies[0] == bodies[1]
    assert solved == ["x"]


def test_a_key_stands_for_one_request(desk: Any) -> None:
    key = {"Idempotency-Key": "k"}
    desk.post("/answer", json={"text": "x"}, headers=key)
    other = desk.post("/answer", json={"text": "y"}, headers=key)
    alike = desk.post(
        "/answer",
        content=b'{ "size": 1,  "text":"x"}',
        headers=key | {"content-type": "application/json"},
    )
    assert (other.status_code, other.json()["kind"]) == (422, "key_reused")
    assert alike.status_code == 200


def test_a_failure_does_not_use_a_key_up(desk: Any) -> None:
    sent = {"json": {"text": "x"}, "headers": {"Idempotency-Key": "fails first"}}
    with faults("server_error"):
        assert desk.post("/answer", **sent).status_code == 502
    assert desk.post("/answer", **sent).status_code == 200


def test_a_key_that_another_process_holds_is_answered_later(tmp_path: Path) -> None:
    now = [1000.0]
    mine, theirs = (Answers(tmp_path / "answers.sqlite", clock=lambda: now[0]) for _ in range(2))
    assert mine.claim("a", "k", "d", {}, 10).id == "a"
    assert theirs.claim("b", "k", "d", {}, 10).id == "a"
    now[0] += 11
    assert mine.claim("c", "k", "d", {}, 10).id == "a"  # its own process is alive, and at it still
    assert theirs.claim("b", "k", "d", {}, 10).id == "b"  # the other may have died


def test_a_caller_who_left_does_not_cost_the_retry_its_answer(tmp_path: Path) -> None:
    solved: list[str] = []

    def solve(request: Request) -> Answer:
        time.sleep(0.5)
        solved.append(request.text)
        return Answer(label="refund")

    sent = {"json": {"text": "x"}, "headers": {"Idempotency-Key": "k"}}
    with served(tmp_path, solve) as client:
        with pytest.raises(httpx2.ReadTimeout):
            client.post("/answer", **sent, timeout=0.1)
        assert client.post("/answer", **sent).status_code == 200
    assert solved == ["x"]


# --- streams -----------------------------------------------------------------------------------------


def events(response: Any) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in response.text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields.get("event", ""), json.loads(fields["data"])))
    return found


@pytest.mark.parametrize("sync", [True, False])
def test_a_stream_comes_in_pieces_and_ends_with_the_whole(tmp_path: Path, sync: bool) -> None:
    def pieces(request: Request) -> Iterator[str]:
        yield from ("It is\n", "“fine”", "")

    async def pieces_async(request: Request) -> Any:
        for piece in pieces(request):
            yield piece

    with served(tmp_path, refund, stream=pieces if sync else pieces_async) as client:
        first = client.post("/answer/stream", json={"text": "x"}, headers={"Idempotency-Key": "k"})
        again = client.post("/answer/stream", json={"text": "x"}, headers={"Idempotency-Key": "k"})
    assert first.headers["content-type"].startswith("text/event-stream")
    *told, (end, said) = events(first)
    assert [piece["text"] for _, piece in told] == ["It is\n", "“fine”", ""]
    assert (end, said["answer"]) == ("done", "It is\n“fine”")
    assert events(again)[-1] == (end, said)


def test_a_stream_that_fails_at_once_has_a_status_and_later_an_event(tmp_path: Path) -> None:
    def pieces(request: Request) -> Iterator[str]:
        if request.size == 1:
            raise ConnectionRefusedError("no")
        yield "It"
        raise ConnectionResetError("gone")

    with served(tmp_path, refund, stream=pieces) as client:
        at_once = client.post("/answer/stream", json={"text": "x"})
        later = client.post("/answer/stream", json={"text": "x", "size": 2})
        page = client.get("/metrics").text
    assert (at_once.status_code, at_once.json()["kind"]) == (502, "connection_refused")
    assert later.status_code == 200
    assert [event for event, _ in events(later)] == ["", "error"]
    assert events(later)[-1][1]["kind"] == "reset_mid_stream"
    assert 'outcome="reset_mid_stream"} 1.0' in page


def test_a_stream_nobody_listens_to_is_stopped(tmp_path: Path) -> None:
    stopped = threading.Event()

    async def endless(request: Request) -> Any:
        try:
            while True:
                yield "and "
                await asyncio.sleep(0.01)
        finally:
            stopped.set()

    with served(tmp_path, refund, stream=endless) as client:
        with client.stream("POST", "/answer/stream", json={"text": "x"}) as response:
            next(response.iter_raw())
        assert stopped.wait(10)


def test_a_stream_past_its_time_ends_with_its_kind(tmp_path: Path) -> None:
    async def endless(request: Request) -> Any:
        while True:
            yield "and "
            await asyncio.sleep(0.05)

    with served(tmp_path, refund, stream=endless, seconds=0.3) as client:
        response = client.post("/answer/stream", json={"text": "x"})
    assert (events(response)[-1][0], events(response)[-1][1]["kind"]) == ("error", "deadline")


# --- feedback, health, numbers -----------------------------------------------------------------------


def test_a_slip_in_a_request_is_answered_with_the_way_out(desk: Any) -> None:
    broken = desk.post("/answer", content='{"text": ', headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["detail"]) == (
        422,
        "The body is no JSON: it breaks at character 9.",
    )
    assert "/docs" in desk.get("/").json()["detail"]
    assert "/docs" in desk.get("/answer").json()["detail"]
    assert desk.get("/answer").status_code == 405


def test_feedback_becomes_labelled_cases(tmp_path: Path) -> None:
    with served(tmp_path, refund) as client:
        ids = [client.post("/answer", json={"text": text}).json()["id"] for text in ("a", "b", "c", "b")]
        for said in (
            {"id": ids[0], "right": True},
            {"id": ids[1], "right": True},
            {"id": ids[2], "right": False, "why": "no idea"},
            {"id": ids[3], "better": {"label": "exchange"}, "why": "asked for another size"},
        ):
            assert client.post("/feedback", json=said).status_code == 201
    feedback = Feedback(tmp_path / "answers.sqlite")
    cases = {case.input["text"]: case for case in feedback.cases()}
    assert {text: case.expected["label"] for text, case in cases.items()} == {"a": "refund", "b": "exchange"}
    assert cases["b"].note == "asked for another size"
    assert (feedback.rate().successes, feedback.rate().n) == (2, 4)
    report = evaluate(lambda asked: {"label": "refund"}, feedback.cases(), progress=False)
    assert report.rate().value == 0.5


class Full(Answer):
    """An answer of several fields, one bound."""

    confidence: float = Field(ge=0, le=1)
    reply: str | None = None


def test_a_better_answer_may_leave_fields_out(tmp_path: Path) -> None:
    made = service(
        lambda request: Full(label="refund", confidence=0.4, reply="Hi"),
        request=Request, answer=Full, name="desk", settings=Settings(folder=tmp_path),
    )  # fmt: skip
    with running(made) as url, httpx2.Client(base_url=url, timeout=30, trust_env=False) as client:
        id = client.post("/answer", json={"text": "a"}).json()["id"]

        def told(**better: Any) -> int:
            return client.post("/feedback", json={"id": id, "better": better}).status_code

        assert told(label="exchange", reply=None) == 201
        assert [told(label="money"), told(confidence=2), told(confidence=None), told(labels="other")] == [
            422
        ] * 4
        assert client.post("/feedback", json={"id": "x", "better": {"label": "other"}}).status_code == 404
    (case,) = Feedback(tmp_path / "answers.sqlite").cases()
    assert case.expected == {"label": "exchange", "confidence": 0.4, "reply": None}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"id": "nobody's", "right": True}, 404),
        ({}, 422),
        ({"right": True, "better": {"label": "other"}}, 422),
        ({"better": {"label": "free money"}}, 422),
        ({"right": True, "who": SECRET}, 422),
    ],
)
def test_feedback_that_says_nothing_is_refused(desk: Any, said: dict[str, Any], status: int) -> None:
    id = desk.post("/answer", json={"text": "x"}).json()["id"]
    response = desk.post("/feedback", json={"id": id} | said)
    assert response.status_code == status
    assert "kind" in response.json()
    assert Feedback(desk.folder / "answers.sqlite").cases() == []


def test_old_answers_are_forgotten_but_not_those_with_feedback(tmp_path: Path) -> None:
    with served(tmp_path, refund) as client:
        kept, old = (client.post("/answer", json={"text": text}).json()["id"] for text in "ab")
        client.post("/feedback", json={"id": kept, "right": True})
    with served(tmp_path, refund, keep_days=0) as client:
        assert client.post("/feedback", json={"id": old, "right": True}).status_code == 404
        assert client.post("/feedback", json={"id": kept, "right": True}).status_code == 201


def test_ready_says_what_is_missing(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.get("/ready").json()["source"] == "simulated"
    monkeypatch.setattr("kit.models.sources._chosen", None)
    monkeypatch.setenv("KIT_SOURCE", "openai")
    monkeypatch.delenv("KIT_NO_PAID")
    response = desk.get("/ready")
    assert desk.get("/health").status_code == 200
    assert (response.status_code, response.json()["kind"]) == (503, "not_ready")
    assert "OPENAI_API_KEY" in response.json()["detail"]


def test_metrics_count_answers_calls_and_tokens(tmp_path: Path) -> None:
    with answering(simulated.Coin("refund", rate=1.0)), served(tmp_path, asked) as client:
        used = [client.post("/answer", json={"text": "x"}).json()["usage"] for _ in range(3)]
        page = client.get("/metrics").text
    assert 'kit_requests_total{outcome="ok"} 3.0' in page
    assert 'kit_model_calls_total{status="200"} 3.0' in page
    assert f'kit_tokens_total{{direction="input"}} {sum(one["input_tokens"] for one in used)}.0' in page
    assert "kit_request_seconds_count 3.0" in page


def test_the_form_of_request_and_answer_is_published(desk: Any) -> None:
    said = desk.get("/openapi.json").json()
    assert "/answer/stream" not in said["paths"]
    assert said["components"]["schemas"]["Request"]["required"] == ["text"]
    assert "refund" in json.dumps(said["components"]["schemas"]["Answer"])


def test_settings_come_from_the_environment_and_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_PORT", "9001")
    assert Settings().port == 9001
    monkeypatch.setenv("SERVICE_CONCURRENCY", "0")
    with pytest.raises(ValidationError, match="concurrency"):
        Settings()


# --- load --------------------------------------------------------------------------------------------


def test_load_counts_what_came_by_kind(tmp_path: Path) -> None:
    def solve(request: Request) -> Answer:
        if request.text == "bad":
            raise ConnectionResetError
        return Answer(label="other")

    with served(tmp_path, solve) as client:
        requests = [Request(text="good"), {"text": "bad"}, {"txt": "worse"}, Request(text="good")]
        done = load(str(client.base_url), requests, concurrency=2, n=12)
    assert done.kinds == {"ok": 6, "reset_mid_stream": 3, "invalid": 3}
    assert (done.ok.successes, done.ok.n) == (6, 12)
    assert [row.number for row in done.rows] == list(range(12))
    assert "p95" in repr(done)
    nobody = load(str(client.base_url), requests)
    assert nobody.kinds == {"no_connection": 4}


def test_the_interval_of_a_quantile_covers_it_as_often_as_it_says() -> None:
    import random

    from kit.ship.load import Load, Sent

    random.seed(4)
    covered = {0.5: 0, 0.95: 0}
    for _ in range(400):
        rows = tuple(Sent(i, "", "ok", 200, random.expovariate(1), {}) for i in range(120))
        done = Load(rows, 1.0, 1)
        for q, truth in ((0.5, 0.6931), (0.95, 2.9957)):
            estimate = done.quantile(q)
            covered[q] += estimate.low <= truth <= estimate.high
    assert covered[0.5] / 400 >= 0.925
    assert covered[0.95] / 400 >= 0.925
