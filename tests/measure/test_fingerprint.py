"""A function's fingerprint changes when its answers might, and not otherwise."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from functools import lru_cache, partial

from kit.measure.fingerprint import fingerprint, is_setting, settings

PREAMBLE = """
import sys
from functools import partial
from kit.measure.fingerprint import fingerprint
PROMPT, LABELS = "Sort this.", {"return", "exchange", "cancel"}
calls = 0
class Client: pass
client = Client()
def helper(text):
    return PROMPT + text
"""
SOLVE = """
def solve(text):
    global calls
    calls += 1
    return [helper(t) for t in text if t in {"a", "b", "c"}], sorted(LABELS), client
"""


def of(code: str) -> str:
    whole = textwrap.dedent(PREAMBLE + code) + "\nprint(fingerprint(solve))"
    return subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=True).stdout


def test_it_is_the_same_in_another_process_whatever_the_comments() -> None:
    commented = SOLVE.replace("global calls", "global calls  # how often").replace(
        "    return", "\n\n    return"
    )
    assert of(SOLVE) == of(commented) == of(SOLVE + "\ncalls = 17")


def test_it_changes_with_a_prompt_a_helper_or_an_example() -> None:
    edits = [
        'PROMPT = "Sort that."',
        'LABELS = {"return", "exchange"}',
        "def helper(text):\n    return PROMPT + text.upper()",
    ]
    assert len({of(SOLVE), *(of(SOLVE + "\n" + edit) for edit in edits)}) == 4


def test_it_sees_defaults_closures_arguments_and_attributes() -> None:
    def solve(text: str, prompt: str = "a") -> str:
        return prompt + text

    def closing(prompt: str):
        return lambda text: prompt + text

    class Solver:
        def __init__(self, prompt: str) -> None:
            self.prompt = prompt

        def __call__(self, text: str) -> str:
            return self.prompt + text

        def solve(self, text: str) -> str:
            return self.prompt + text

    for make in (
        lambda prompt: partial(solve, prompt=prompt),
        closing,
        Solver,
        lambda prompt: Solver(prompt).solve,
    ):
        assert fingerprint(make("a")) == fingerprint(make("a"))
        assert fingerprint(make("a")) != fingerprint(make("b"))


def test_a_function_that_knows_itself_has_one_too() -> None:
    def again(n: int) -> int:
        return again(n - 1) if n else 0

    assert fingerprint(again) == fingerprint(again)
    assert fingerprint(len)


def test_what_a_cached_function_does_counts_too() -> None:
    cached = SOLVE.replace("helper(t)", "kept(t)")
    before = "\nfrom functools import lru_cache\n@lru_cache\ndef kept(text):\n    return text + '1'\n"
    assert of(before + cached) != of(before.replace("'1'", "'2'") + cached)
    assert of(before + cached) == of(before + cached)


LIMIT, LONG, NAME, GATE_TOKEN, TABLE = 3, "a prompt " * 20, "small", "abc", [1, 2]
counted = 0


def inner(text: str) -> bool:
    return len(text) > LIMIT and bool(GATE_TOKEN)


@lru_cache
def outer(text: str) -> object:
    global counted
    counted += 1
    return [NAME, LONG, TABLE] if any(inner(part) for part in text) else len(text)


class Sorter:
    def __call__(self, text: str) -> bool:
        return inner(text)


def test_settings_are_the_short_plain_values_that_a_function_goes_by() -> None:
    assert (
        settings(outer)
        == settings(partial(outer, "x"))
        == {
            "LIMIT": 3,
            "NAME": "small",
            "TABLE": [1, 2],
        }
    )
    assert settings(lambda text: inner(text)) == {"LIMIT": 3}
    assert settings(len) == {}
    assert settings(Sorter()) == settings(Sorter().__call__) == {"LIMIT": 3}


def test_tables_that_grow_or_are_large_or_endless_are_no_settings() -> None:
    endless: list[object] = []
    endless.append(endless)
    for name, table in (
        ("seen", {"a text": 1}),
        ("WORDS", list(range(50))),
        ("LOOP", endless),
        ("T", {"a": [{1}]}),
    ):
        assert not is_setting(name, table)
    assert is_setting("WORDS", {"a": ["b", 1, None, {"c": True}]})
