"""The command line: words a person would say, help with examples, errors in one sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from kit.cli import app


def _kit(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real command in its own process, on a wide terminal."""
    chosen = {**os.environ, "COLUMNS": "110", **environment}
    command = [sys.executable, "-m", "kit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=chosen, timeout=120)


COMMANDS = sorted(
    command.name or command.callback.__name__.replace("_", "-")
    for command in app.registered_commands
    if command.callback
)


def test_kit_alone_shows_what_there_is() -> None:
    said = _kit().stdout
    assert [command for command in COMMANDS if command not in said] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    done = _kit(command, "--help")
    assert done.returncode == 0
    assert re.search(rf"Examples?:.*kit {command}", done.stdout, re.DOTALL)


def test_a_misspelt_command_is_told_apart_from_a_failure() -> None:
    done = _kit("helo")
    assert done.returncode == 2
    assert "helo" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_error_is_one_sentence_that_says_the_way_out() -> None:
    done = _kit("hello", KIT_SOURCE="openai")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("kit: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "local" in done.stderr


def test_kit_debug_shows_where_an_error_came_from() -> None:
    done = _kit("hello", KIT_SOURCE="openai", KIT_DEBUG="1")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_hello_asks_a_real_model_and_counts_its_answers_with_intervals(engine_url: str) -> None:
    done = _kit("hello", "-n", "4", KIT_LOCAL_URL=engine_url)
    assert done.returncode == 0, done.stderr
    assert "asked 4 times" in done.stdout
    assert re.search(r"\d\.\d\d \[\d\.\d\d, \d\.\d\d\]", done.stdout)
    assert re.search(r"\b(yes|no)\b", done.stdout)


def test_hello_asks_what_you_want(engine_url: str) -> None:
    done = _kit("hello", "-n", "2", "--ask", "Name a colour. One word.", KIT_LOCAL_URL=engine_url)
    assert done.returncode == 0, done.stderr
    assert "Name a colour." in done.stdout
