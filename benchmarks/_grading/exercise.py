"""One exercise in every tool's own form: twelve code cells, of which four are answers and six are checks.

The checks claim the same in each form: through `c` for the kit, as asserts for nbgrader, nbval, nbmake and
papermill, and as "ok" tests, made of those asserts, for otter-grader.
"""

from __future__ import annotations

import ast
from typing import Any

SLUG = "01_tickets"
GIVEN = """\
TICKETS = [
    "Where is my parcel? It was due on Monday.",
    "The lamp came broken. I want my money back!",
    "My order 4711 came twice; I want to send one lamp back.",
    "The money is not back yet. Where is it?",
]"""
ANSWERS = {
    "answer-words": '''\
def words(text):
    """The words of a text in lower case, in order; a word is a run of letters a to z and digits."""
    # BEGIN ANSWER
    import re

    return re.findall(r"[a-z0-9]+", text.lower())
    # END ANSWER''',
    "answer-common": '''\
def common(texts, k):
    """The k most common words of all texts, most common first; of equally common ones, by the alphabet."""
    # BEGIN ANSWER
    from collections import Counter

    counts = Counter(word for text in texts for word in words(text))
    return sorted(counts, key=lambda word: (-counts[word], word))[:k]
    # END ANSWER''',
    "answer-interval": '''\
def interval(successes, n):
    """Both ends of the 95 % Wilson interval of a share; ValueError if n is below 1."""
    # BEGIN ANSWER
    from math import sqrt

    if n < 1:
        raise ValueError("n must be 1 or more")
    z, p = 1.959964, successes / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    # END ANSWER''',
    "answer-longest": """\
# The ticket that has the most words.
# BEGIN ANSWER
# STUB: longest = ...
longest = max(TICKETS, key=lambda ticket: len(words(ticket)))
# END ANSWER""",
}
EXAMPLE = "words(TICKETS[0])"
ASSERTS = {
    "words": """\
assert words("A lamp, BROKEN!") == ["a", "lamp", "broken"]
assert words("order 4711: it's late") == ["order", "4711", "it", "s", "late"]
assert words("") == []""",
    "common": """\
assert common(["a b a", "c a b"], 2) == ["a", "b"]
assert common(["back and back", "Forth, and back"], 2) == ["back", "and"]
assert common([], 3) == []""",
    "ties": """\
assert common(["d c b a"], 3) == ["a", "b", "c"]
assert common(["z z y y x"], 3) == ["y", "z", "x"]""",
    "interval": """\
low, high = interval(8, 10)
assert abs(low - 0.4901625) < 1e-4
assert abs(high - 0.9433178) < 1e-4
low, high = interval(0, 10)
assert abs(low) < 1e-4
assert abs(high - 0.2775328) < 1e-4""",
    "refuses": """\
for n in (0, -3):
    try:
        interval(0, n)
    except ValueError:
        continue
    raise AssertionError(f"interval(0, {n}) should raise a ValueError")""",
    "longest": 'assert longest == "My order 4711 came twice; I want to send one lamp back."',
}
KIT = {
    "words": """\
    c.equal(c.call(words, "A lamp, BROKEN!"), ["a", "lamp", "broken"])
    c.equal(c.call(words, "order 4711: it's late"), ["order", "4711", "it", "s", "late"])
    c.equal(c.call(words, ""), [])""",
    "common": """\
    c.equal(c.call(common, ["a b a", "c a b"], 2), ["a", "b"])
    c.equal(c.call(common, ["back and back", "Forth, and back"], 2), ["back", "and"])
    c.equal(c.call(common, [], 3), [])""",
    "ties": """\
    c.equal(c.call(common, ["d c b a"], 3), ["a", "b", "c"])
    c.equal(c.call(common, ["z z y y x"], 3), ["y", "z", "x"])""",
    "interval": """\
    c.close(c.call(interval, 8, 10), [0.4901625, 0.9433178], tol=1e-4)
    c.close(c.call(interval, 0, 10), [0.0, 0.2775328], tol=1e-4)""",
    "refuses": """\
    for n in (0, -3):
        error = c.raises(interval, 0, n)
        c.that("ValueError" in error["bases"], expected="a ValueError", got=error["type"])""",
    "longest": '    c.equal(c.value(longest), "My order 4711 came twice; I want to send one lamp back.")',
}
ORDER = (
    *("given", "answer-words", "example", "check-words", "answer-common", "check-common", "check-ties"),
    *("answer-interval", "check-interval", "check-refuses", "answer-longest", "check-longest"),
)
STARTS = {
    "kit": f'from kit import exercise\n\n{GIVEN}\ncheck = exercise("{SLUG}")',
    "asserts": GIVEN,
    "nbgrader": GIVEN,
    "otter": f"import otter\n\n{GIVEN}\ngrader = otter.Notebook()",
}


def solution(form: str) -> dict[str, Any]:
    """The author's notebook in a tool's form: "kit", "asserts", "nbgrader" or "otter"."""
    sources = {"given": STARTS[form], "example": EXAMPLE, **ANSWERS}
    sources |= {f"check-{name}": _check(form, name) for name in ASSERTS}
    cells = [_text("# Tickets\n\nCount words, and say how sure you are.")]
    for cell_id in ORDER:
        if cell_id.startswith("answer-"):
            cells.append(_text(f"Write `{cell_id.removeprefix('answer-')}`."))
        source = sources[cell_id]
        if form == "nbgrader":
            source = source.replace("# BEGIN ANSWER", "### BEGIN SOLUTION")
            source = source.replace("# END ANSWER", "### END SOLUTION")
        cells.append(code_cell(cell_id, source, _metadata(form, cell_id)))
    for at, cell in enumerate(cells):
        cell.setdefault("id", f"text-{at}")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def code_cell(cell_id: str, source: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    """A code cell that was not run."""
    made = {"cell_type": "code", "id": cell_id, "metadata": metadata or {}, "source": source}
    return {**made, "execution_count": None, "outputs": []}


def ok_test(name: str) -> str:
    """A check as otter's test file: each statement of the asserts is a line of a session."""
    lines = []
    for node in ast.parse(ASSERTS[name]).body:
        first, *rest = (ast.get_source_segment(ASSERTS[name], node) or "").split("\n")
        lines += [f">>> {first}", *(f"... {line}" for line in rest), *(["... "] if rest else [])]
    case = {"code": "\n".join(lines), "hidden": False, "locked": False}
    suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    return f"OK_FORMAT = True\n\ntest = { ({'name': name, 'points': 1, 'suites': [suite]})!r}\n"


def _check(form: str, name: str) -> str:
    if form == "kit":
        return f'with check("{name}") as c:\n{KIT[name]}'
    return f'grader.check("{name}")' if form == "otter" else ASSERTS[name]


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _metadata(form: str, cell_id: str) -> dict[str, Any]:
    kind = cell_id.split("-")[0]
    if form == "kit":
        return {} if kind == "example" else {"tags": [kind]}
    if form != "nbgrader" or kind == "example":
        return {}
    made = {"grade_id": cell_id, "schema_version": 3, "task": False}
    made |= {"grade": kind == "check", "solution": kind == "answer", "locked": kind != "answer"}
    return {"nbgrader": made | ({"points": 1} if kind == "check" else {})}
