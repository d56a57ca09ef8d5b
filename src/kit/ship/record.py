"""What a run measured, kept in the notebook that measured it: `kit.record(accuracy=rate, usd=0.02)`.

A record is an output of its cell, so it goes wherever the notebook goes and shows as a small table. `records`
reads it out of an executed notebook, each value as what it was: a `Rate` comes back as a `Rate`. Left out:
artefacts, and a server to look at them (MLflow and scrapbook have these).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from math import isfinite
from pathlib import Path
from typing import Any

from kit.measure.estimate import Estimate
from kit.measure.rate import Rate
from kit.measure.report import Report

MIME = "application/vnd.kit.record+json"


def record(**metrics: Any) -> None:
    """Keep what this notebook measured, in the output of this cell.

    A name recorded again takes the later value. Outside a notebook it is printed, and kept nowhere.

    Args:
        metrics: by name, each a number, bool, text or None; a `Rate` or an `Estimate`; a `Report` (its scores
            and its price, not what was asked and answered); or a list of per-case scores: bools or numbers,
            or a list of these for each case that was asked several times.
    Raises:
        TypeError: a value is none of these.

    Example:
        `kit.record(accuracy=Rate(17, 20), correct=[True, False, True], usd=0.02)`
    """
    from kit.measure.bar import in_notebook

    data = {name: packed(value, name) for name, value in metrics.items()}
    plain = "\n".join(f"{name}: {said(value)}" for name, value in metrics.items())
    if not in_notebook():
        print(plain)
        return
    from IPython.display import display

    display({MIME: data, "text/plain": plain, "text/html": f"<pre>{escape(plain)}</pre>"}, raw=True)


def records(path: str | Path) -> dict[str, Any]:
    """What an executed notebook recorded, by name.

    Returns:
        Values as `record` was given them; a list for scores; a `Report` without its inputs and answers.
    Raises:
        FileNotFoundError: no such file.
        ValueError: the file is no notebook.
    """
    try:
        cells = json.loads(Path(path).read_text("utf-8"))["cells"]
        outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
        found = [data[MIME] for data in outputs if MIME in data]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path} is no notebook, or was cut off ({error!r}).") from error
    return {name: unpacked(value) for data in found for name, value in data.items()}


def packed(value: Any, name: str = "a metric") -> Any:
    """A value as JSON has it, such that `unpacked` gives it back.

    Raises:
        TypeError: a value that cannot be recorded.
    """
    value = value.tolist() if hasattr(value, "tolist") else value  # numpy's scalars and arrays
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else {"float": repr(value)}
    if isinstance(value, Rate):
        return {"rate": [value.successes, value.n]}
    if isinstance(value, Estimate):
        return {"estimate": {part: packed(x) for part, x in asdict(value).items()}}
    if isinstance(value, Report):
        return {"report": _report(value)}
    if isinstance(value, list | tuple):
        return [_score(entry, name) for entry in value]
    raise TypeError(
        f"{name}={value!r:.60} cannot be recorded; a number, bool, text, Rate, Estimate, Report or a list of "
        "scores can."
    )


def _score(value: Any, name: str) -> Any:
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple | bool | int | float) or value is None:
        return packed(value, name)
    raise TypeError(
        f"{name} holds {value!r:.60}; a list of scores holds bools and numbers, one for each case."
    )


def unpacked(data: Any) -> Any:
    """The value that `packed` made plain."""
    if isinstance(data, list):
        return [unpacked(entry) for entry in data]
    if not isinstance(data, dict):
        return data
    [(kind, inside)] = data.items()
    if kind == "float":
        return float(inside)
    if kind == "rate":
        return Rate(*inside)
    if kind == "estimate":
        return Estimate(**{part: unpacked(x) for part, x in inside.items()})
    return _as_report(inside)


def _report(report: Report) -> dict[str, Any]:
    """A report's scores and prices; what was asked and answered stays where it was measured."""
    rows = [
        {
            "case": row.case.id,
            "repeat": row.repeat,
            "scores": {name: packed(score.value) for name, score in row.scores.items()},
            "usage": {part: packed(x) for part, x in asdict(row.reply.usage).items()},
            "seconds": row.reply.seconds,
            "error": row.error,
        }
        for row in report.rows
    ]
    cases = [{"id": c.id, "group": c.group, "tags": list(c.tags)} for c in report.cases]
    head = {part: getattr(report, part) for part in ("name", "repeats", "seconds", "note")}
    return {**head, "scorers": list(report.scorers), "cases": cases, "rows": rows}


def _as_report(data: Mapping[str, Any]) -> Report:
    from kit.measure.cases import Case
    from kit.measure.rows import Answer, Row
    from kit.measure.scorers import Score
    from kit.models.usage import Usage

    cases = {case["id"]: Case(None, **case) for case in data["cases"]}
    rows = []
    for row in data["rows"]:
        usage = Usage(**{part: unpacked(x) for part, x in row["usage"].items()})
        finish = "error" if row["error"] else "stop"
        answer = Answer(None, finish, usage, row["seconds"], row["error"])
        scores = {name: Score(unpacked(value)) for name, value in row["scores"].items()}
        rows.append(Row(cases[row["case"]], row["repeat"], answer, scores))
    head = {part: data[part] for part in ("name", "repeats", "seconds", "note")}
    return Report(rows=tuple(rows), scorers=tuple(data["scorers"]), **head)


def said(value: Any) -> str:
    """A recorded value in a few words: a number to four digits, scores as their mean and how many."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, Report):
        return next((str(rate) for rate in value.rates().values()), "nothing was scored")
    if isinstance(value, list | tuple):
        from kit.measure.intervals import case_means

        scores = [score for score in value if score is not None and score != []]
        return f"{case_means(scores).mean():.3g} over {len(value)} cases" if scores else "no scores"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
