"""The trace viewer: which traces there were, where one spent its time; what customers wrote stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import kit
from kit import OpenAI, faults, simulated, traces
from kit.ship import Spans, span, tracing
from kit.ui.spans import SHOWS, Traces
from kit.ui.spans_page import lasted, line

BAD = "<script>alert(1)</script> \u202egnirts"


def ask(text: str, retries: int = 0, **given: Any) -> None:
    messages: Any = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": text}]
    OpenAI(max_retries=retries).chat.completions.create(model="small-1", messages=messages, **given)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "traces.sqlite"
    with kit.answering(simulated.Dice({f"I see: {BAD}": 1.0}, latency=0.03)), tracing(path, service="desk"):
        with span("quick", k=5, order={"id": "#W1"}):
            pass
        with span("retried"), faults(["server_error"]):
            ask(f"Help me {BAD}, ann@shop.example", retries=1, tools=[_TOOL])
        with pytest.raises(ValueError, match="no number"), span("broken"), span("parse"):
            raise ValueError("no number in ann@shop.example")
        yield path


_TOOL = {"type": "function", "function": {"name": "cancel", "description": "Cancels.", "parameters": {}}}


def words(markup: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", str(markup))).split())


def listed(page: Traces) -> list[str]:
    return [label.split(" · ")[1] for label, _ in page._list.options]


def test_the_newest_is_open_and_the_list_says_how_each_ended(file: Path) -> None:
    page = traces(file)
    assert listed(page) == ["broken", "retried", "quick"]
    assert page.trace is not None
    assert page.trace.name == "broken"
    first, second, third = (label for label, _ in page._list.options)
    assert first.startswith("✗")
    assert first.endswith("2 spans · 2 failed")
    assert second.startswith("✓")
    assert "tokens" in second
    assert second.endswith("1 failed")
    assert third.startswith("✓")
    assert "tokens" not in third
    assert "✗ broken" in words(page.static())
    assert "ValueError: no number in [email]" in words(page.static())
    assert kit.traces is traces


def test_the_waterfall_puts_bars_where_time_was_spent(file: Path) -> None:
    page = traces(file)
    page.go(1)
    spans = page.spans.tree(page.trace.id if page.trace else "")
    shown = str(page.static())
    bars = [tuple(map(float, found)) for found in re.findall(r"left:([\d.]+)%;width:([\d.]+)%", shown)]
    assert len(bars) == len(spans) == 3
    (step, _), (failed, _), (answered, wide) = bars
    assert step == 0.0
    assert failed < answered
    assert answered > 50  # the SDK waited before it tried again
    whole = spans[0].seconds
    assert wide == pytest.approx(100 * spans[2].seconds / whole, abs=0.1)
    assert all(left + width <= 100.5 for left, width in bars)


def test_a_request_shows_what_was_asked_and_answered_first(file: Path) -> None:
    page = traces(file)
    page.go(1)
    shown = words(page.static())
    told = "system Be kind. user Help me <script>alert(1)</script> \\u202egnirts, [email]"
    assert told in shown
    assert "assistant, answer I see: <script>alert(1)</script> \\u202egnirts" in shown
    assert "cancel: Cancels." in shown
    assert "ended by stop" in shown
    assert "ended by server_error" in shown
    assert "gen_ai.request.model small-1" in shown
    assert "written by desk, process" in shown
    assert "<script" not in str(page.static())
    assert "\u202e" not in str(page.static())


def test_steps_show_their_attributes(file: Path) -> None:
    page = traces(file)
    page.go(5)
    shown = words(page.static())
    assert "quick" in shown
    assert "k 5" in shown
    assert 'order {"id": "#W1"}' in shown


def test_the_list_is_narrowed_and_ordered(file: Path) -> None:
    page = traces(file)
    page._show.value = SHOWS[1]
    assert listed(page) == ["broken"]
    page._show.value = SHOWS[2]
    assert listed(page) == ["broken", "retried"]
    page._show.value = SHOWS[3]
    assert listed(page)[0] == "retried"
    assert page.trace is not None
    assert page.trace.name == "broken"  # what is open stays open
    page._show.value = SHOWS[4]
    assert len(listed(page)) == 3


def test_buttons_go_through_the_list_and_stop_at_its_ends(file: Path) -> None:
    page = traces(file)
    assert page._back.disabled
    page._next.click()
    page._next.click()
    assert page.trace is not None
    assert page.trace.name == "quick"
    assert page._next.disabled
    page._list.value = page._list.options[1][1]
    assert page.trace.name == "retried"
    page._back.click()
    assert page.trace.name == "broken"


def test_look_again_reads_what_was_written_meanwhile(file: Path) -> None:
    page = traces(Spans.load(file))
    with span("later"):
        pass
    assert "later" not in listed(page)
    page._again.click()
    assert listed(page)[0] == "later"
    assert page.trace is not None
    assert page.trace.name == "broken"


def test_the_twin_lists_the_newest_and_how_many_there_are(file: Path) -> None:
    for _ in range(12):
        with span("more"):
            pass
    shown = words(traces(file).static())
    assert "10 of 15 traces" in shown
    assert "<details open>" in str(traces(file).static())
    assert traces(file)._repr_html_() == str(traces(file).static())


def test_a_part_without_its_beginning_says_so(file: Path) -> None:
    outer = span("outer")
    outer.__enter__()
    with span("inner"):
        pass
    page = traces(file)
    assert listed(page)[0] == "… inner"
    assert "not in the file" in words(page.static())
    outer.__exit__(None, None, None)
    page.look()
    assert listed(page)[0] == "outer"
    assert "not in the file" not in words(page.static())


def test_a_very_long_trace_stays_a_page(file: Path) -> None:
    with span("batch"):
        for _ in range(450):
            with span("one"):
                pass
    shown = str(traces(file).static())
    assert "and 251 more spans" in words(shown)
    assert len(shown) < 400_000


def test_an_empty_file_and_none_are_said_in_a_sentence(tmp_path: Path) -> None:
    with tracing(tmp_path / "empty.sqlite"):
        page = traces(tmp_path / "empty.sqlite")
    assert "No trace to show" in words(page.static())
    page.go(1)
    page.look()
    with pytest.raises(FileNotFoundError, match="no spans at"):
        traces(tmp_path / "none.sqlite")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.000223, "0.22 ms"), (0.0512, "51.2 ms"), (1.236, "1.24 s"), (185.2, "3 min 5 s")]
)
def test_durations_are_said_in_the_unit_they_are_read_in(seconds: float, said: str) -> None:
    assert lasted(seconds) == said


def test_a_price_that_is_not_known_is_said(file: Path) -> None:
    from dataclasses import replace

    trace = Spans.load(file).traces[1]
    assert "price unknown" in line(replace(trace, usd=float("nan")))
    assert "<$0.0001" in line(replace(trace, usd=0.00001))
