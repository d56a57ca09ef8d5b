"""The service under a fault script: 1,000 requests over a real socket, one call to the vendor in ten a fault.

Nothing is lost or answered twice, each failure has a kind and a trace; what was recovered is counted.
"""

from __future__ import annotations

import json
import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel

import kit
from kit import AsyncOpenAI, answering, model, simulated, use
from kit.models.layers.fault_kinds import KINDS as FAULTS
from kit.models.layers.fault_kinds import Fault
from kit.ship import Settings, Spans, aresilient, load, running, service
from kit.ship.failures import KINDS

N, RATE = 1000, 0.1


class Request(BaseModel):
    ticket: int


class Answer(BaseModel):
    """What the model is to say, as JSON: the ticket's own number, so that a mix-up shows."""

    ticket: int
    label: str


@pytest.fixture(autouse=True)
def _simulated() -> Iterator[None]:
    use("simulated")
    yield
    use("local")


def script(seed: int) -> list[Fault | None]:
    """Every kind equally often, at random places, for more calls than there will be."""
    dice = random.Random(seed)
    count = round(N * RATE / len(FAULTS)) * len(FAULTS) + len(FAULTS)
    faulty = [Fault(kind, retry_after=0.05) for kind in FAULTS for _ in range(count // len(FAULTS))]  # type: ignore[arg-type]
    calls: list[Fault | None] = [*faulty, *[None] * round(len(faulty) / RATE * (1 - RATE))]
    dice.shuffle(calls)
    return calls


@pytest.mark.slow
def test_nothing_is_lost_or_answered_twice_and_every_failure_has_a_kind_and_a_trace(tmp_path: Path) -> None:
    solved: Counter[int] = Counter()
    recovered: list[int] = []
    client = AsyncOpenAI(max_retries=0)

    async def solve(request: Request) -> Answer:
        async def call(seconds: float) -> Any:
            messages: Any = [{"role": "user", "content": f"ticket {request.ticket}"}]
            return await client.chat.completions.create(
                model=model("small").name, messages=messages, timeout=seconds
            )

        outcome = await aresilient(
            call, check=lambda text: bool(Answer.model_validate_json(text)), pause=0.02, attempts=4
        )
        answer = Answer.model_validate_json(outcome.take().choices[0].message.content)
        solved[request.ticket] += 1
        recovered.append(len(outcome.attempts) > 1)
        return answer

    def spoken(ask: Any) -> str:
        return json.dumps({"ticket": int(ask.turns[-1].text.split()[-1]), "label": "refund"})

    settings = Settings(folder=tmp_path, concurrency=24, waiting=1000, seconds=30)
    app = service(solve, request=Request, answer=Answer, name="desk", settings=settings)
    with (
        answering(simulated.Script([spoken])) as calls,
        running(app) as url,
        kit.faults(script(seed=5)) as told,
    ):
        done = load(url, [Request(ticket=i) for i in range(N)], concurrency=24)
        caller = httpx2.Client(base_url=url, timeout=30, trust_env=False)
        page = caller.get("/metrics").text

        # A caller that was failed asks again with its key; one in five of the answered ones asks again too.
        failed = [row for row in done.rows if row.kind != "ok"]
        again = [row for row in done.rows if row.kind == "ok"][::5]

        def retry(row: Any) -> Any:
            asked, key = {"ticket": row.number}, {"Idempotency-Key": row.key}
            return row, caller.post("/answer", json=asked, headers=key)

        with ThreadPoolExecutor(4) as pool:
            replies = list(pool.map(retry, failed + again))

    # None lost: every request has its own answer, or a failure with a kind.
    assert len(done.rows) == N
    assert set(done.kinds) <= {"ok", *KINDS}
    for row in done.rows:
        if row.kind == "ok":
            assert row.body["answer"]["ticket"] == row.number
    for row, reply in replies:
        assert reply.json().get("kind") in (None, *KINDS)
        if row.kind == "ok":
            assert reply.json() == row.body

    # None answered twice: neither under load nor for the retries.
    assert max(solved.values()) == 1
    ids = [row.body["id"] for row in done.rows]
    assert len(set(ids)) == N
    with sqlite3.connect(tmp_path / "answers.sqlite") as db:
        kept = [json.loads(body)["answer"]["ticket"] for (body,) in db.execute("SELECT body FROM answers")]
    assert sorted(kept) == sorted(solved)

    # Every failure typed and traced: the caller's, and each of the vendor's behind a recovery.
    spans = Spans.load(tmp_path / "traces.sqlite")
    ended = {one.id: one.ok for one in spans.traces}
    assert all(ended[row.body["trace_id"]] == (row.kind == "ok") for row in done.rows)
    happened = Counter(kind for kind in told.happened if kind)
    assert set(happened) == set(FAULTS)
    assert calls.count + sum(happened.values()) >= N

    # What the service counted is what its callers saw.
    for kind, count in done.kinds.items():
        assert f'kit_requests_total{{outcome="{kind}"}} {count}.0' in page

    asked_first = sum(happened.values())
    assert sum(recovered) > 0.5 * asked_first, "most faults are survived by trying again"
    assert done.ok.value > 0.97
    print(f"\n{done!r}\nfaults: {dict(happened)}; recovered {sum(recovered)} requests")


def test_a_service_that_is_killed_in_the_middle_answers_the_retry(tmp_path: Path) -> None:
    """SIGKILL while requests are in the air: after a restart, each key gets one answer."""
    import subprocess
    import sys
    import textwrap
    import time

    code = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from pydantic import BaseModel
        from kit.ship import Settings, serve, service

        class Request(BaseModel):
            ticket: int

        def solve(request: Request) -> int:
            time.sleep(0.15)
            with open("solved.txt", "a") as file:
                file.write(f"{request.ticket}\\n")
            return request.ticket

        settings = Settings(folder=Path("kept"), port=int(sys.argv[1]), seconds=5, concurrency=4, waiting=100)
        serve(service(solve, request=Request, answer=int, name="killed", settings=settings))
    """)
    port = free_port()
    client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False)

    def started() -> Any:
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(port)], cwd=tmp_path, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if client.get("/health").status_code == 200:
                    return process
            except httpx2.TransportError:
                time.sleep(0.05)
        raise AssertionError("the service did not start")

    def ask(ticket: int) -> Any:
        key = {"Idempotency-Key": f"key {ticket}"}
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                reply = client.post("/answer", json={"ticket": ticket}, headers=key)
            except httpx2.TransportError:
                time.sleep(0.1)
                continue
            if reply.status_code == 200:
                return reply.json()
            raise AssertionError(reply.text)  # the claims of the one that died must hold nobody up
        raise AssertionError(f"ticket {ticket} was lost")

    first = started()
    with ThreadPoolExecutor(12) as pool:
        going = [pool.submit(ask, ticket) for ticket in range(12)]
        while sum(one.done() for one in going) < 4:
            threading.Event().wait(0.01)
        first.kill()
        first.wait()
        second = started()
        answers = [one.result() for one in going]
    try:
        assert [answer["answer"] for answer in answers] == list(range(12))
        before = Counter((tmp_path / "solved.txt").read_text().split())
        again = [ask(ticket) for ticket in range(12)]
        assert again == answers
        assert Counter((tmp_path / "solved.txt").read_text().split()) == before
    finally:
        second.terminate()
        assert second.wait(20) == 0


def free_port() -> int:
    """A port that nobody listens on now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
