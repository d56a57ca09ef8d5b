"""Lesson 16 says how its solution fails and quotes cases: of those it worked with, never held-out ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "16_capstone.ipynb"


def test_known_failures_quote_cases_that_were_worked_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_SIZE", "full")
    monkeypatch.setattr("kit.models.sources._chosen", None)
    cells = ["".join(c["source"]) for c in json.loads(LESSON.read_text("utf-8"))["cells"]]
    scope: dict = {"__name__": "__main__"}
    for begins in (
        "import os",
        "import random\nfrom pathlib",
        "# YOURS: data",
        "from collections import Counter",
    ):
        exec(next(text for text in cells if text.startswith(begins)), scope)
    (failures,) = [text for text in cells if text.startswith("# YOURS: failures")]
    quotes = re.findall(r"'([^']+)'", "".join(re.findall(r'^    "(.*)",$', failures, re.M)))
    dev = [case.input["text"] for case in scope["dev"]]
    assert len(dev) == 50
    assert len(quotes) >= 2
    assert all(any(quote in text for text in dev) for quote in quotes)
    assert not any(quote in case.input["text"] for case in scope["rest"] for quote in quotes)
