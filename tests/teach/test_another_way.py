"""The grader against another kind of run: a stock kernel, through nbclient, the checks in the notebook."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from klass import ANSWERS, RIGHT, SHEET, notebook
from nbclient import NotebookClient

from kit.learn.grade import run

HONEST = {who: answers for who, answers in ANSWERS.items() if who != "eve"} | {  # a dead kernel has no say
    "hal": RIGHT | {"answer-price": "def price_of(tokens):\n    raise ValueError(tokens)"},
    "ida": RIGHT | {"answer-guess": "async def guess(seed):\n    return True"},
    "jo": RIGHT | {"answer-price": "price_of = 7"},
}


def by_a_stock_kernel(answers: dict[str, str]) -> list[str]:
    """The state of each check, run where the learner's code runs."""
    book: Any = nbformat.reads(json.dumps(notebook(answers)), as_version=4)
    client = NotebookClient(book, kernel_name="python3", allow_errors=True, timeout=60)
    client.execute()
    checks = [cell for cell in book.cells if cell["id"].startswith("check-")]
    failed = [any(out.output_type == "error" for out in cell.outputs) for cell in checks]
    return ["fail" if bad else "pass" for bad in failed]


@pytest.mark.parametrize("who", HONEST)
def test_honest_answers_get_the_same_verdicts_from_a_stock_kernel(who: str) -> None:
    made = run(SHEET, HONEST[who])[0]
    assert ["pass" if v.passed else "fail" for v in made.verdicts] == by_a_stock_kernel(HONEST[who])
