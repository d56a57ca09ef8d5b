"""The playground shows the knobs the model has, makes the call it shows, and says what went wrong."""

from __future__ import annotations

import threading
import time

import pytest

import kit
from kit import playground, simulated
from kit.models.sources import named


def test_answers_stand_side_by_side_with_their_histogram_and_interval() -> None:
    kit.use(simulated.Script(["Blue.", "blue", "Red"]))
    ground = playground("Name a colour.", n=3)
    got = ground.run()
    assert got is not None
    assert sorted(got.texts) == ["Blue.", "Red", "blue"]
    shown = ground.static()
    assert "n=3 answers" in shown
    assert "2 different answers" in shown
    assert "agreement 0.67 [" in shown
    assert shown.count("border-radius:4px") == 3


def test_a_knob_that_is_turned_changes_the_call() -> None:
    kit.use("simulated")
    with kit.answering(simulated.Coin("heads", 0.5, "tails")) as calls:
        ground = playground("Flip.", n=2)
        ground.knobs["n"].value = 5
        ground.knobs["temperature"].value = 0.3
        ground.knobs["system"].value = "Be brief."
        ground.run()
    assert len(calls) == 5
    assert "temperature=0.3" in ground.static()
    assert ground.call.arguments["messages"][0] == {"role": "system", "content": "Be brief."}


def test_the_code_it_shows_is_the_call_it_made() -> None:
    kit.use("simulated")
    ground = playground("Say 'hi'\n\"twice\".", n=1)
    with kit.answering(simulated.Coin("hi", 1.0)) as made:
        ground.run()
    with kit.answering(simulated.Coin("hi", 1.0)) as shown:
        exec(ground.call.code, {})
    assert [call.body for call in shown] == [call.body for call in made]


def test_a_seed_is_sent_only_when_fixed() -> None:
    kit.use("simulated")
    ground = playground()
    assert "seed" not in ground.call.arguments
    ground.knobs["fix_seed"].value = True
    assert ground.knobs["seed"].disabled is False
    assert ground.call.arguments["seed"] == 1


@pytest.mark.parametrize(
    ("source", "method"), [("anthropic", "messages.create"), ("openai", "responses.create")]
)
def test_knobs_that_a_vendors_model_refuses_are_not_offered(
    source: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.models.sources._chosen", named(source))
    ground = playground(system="Be brief.")
    assert set(ground.knobs) == {"system", "prompt", "n", "max_tokens"}
    assert ground.call.method == method
    assert not {"temperature", "seed"} & set(ground.call.arguments)


def test_what_cannot_be_asked_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.models.sources._chosen", named("anthropic"))  # paid calls are off in tests
    ground = playground()
    assert ground.run() is None
    assert "KIT_NO_PAID is set" in ground.static()
    assert "Traceback" not in ground.static()


def test_failed_calls_are_counted_beside_the_answers() -> None:
    kit.use("simulated")
    with kit.answering(simulated.Coin("yes", 1.0)), kit.faults("server_error"):
        ground = playground(n=2)
        ground.run()
    assert "2 of 2 calls failed" in ground.static()


def test_the_button_leaves_the_kernel_free_and_comes_back() -> None:
    kit.use(simulated.Coin("yes", 1.0, latency=0.3))
    ground = playground(n=1)
    began = time.monotonic()
    ground._button.click()
    assert time.monotonic() - began < 0.25
    assert ground._button.disabled
    ground._button.click()  # a second click while it runs does nothing
    for thread in threading.enumerate():
        if thread.name == "playground":
            thread.join(10)
    assert not ground._button.disabled
    assert ground.samples is not None
    assert len(ground.samples) == 1


def test_before_the_first_run_it_says_what_to_do() -> None:
    kit.use("simulated")
    assert "Press Run" in playground().static()


def test_what_a_model_writes_stays_text() -> None:
    kit.use(simulated.Script(["<script>alert(1)</script>"]))
    ground = playground("<b>bold</b>", n=1)
    ground.run()
    assert "<script>" not in ground._repr_html_()
    assert "<b>bold</b>" not in ground._repr_html_()
