"""A report as a file: JSON lines that load again, or a table for a spreadsheet; whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.measure.cases import Case, as_text, plain
from kit.measure.rows import Answer, Row
from kit.measure.scorers import Score

if TYPE_CHECKING:
    from kit.measure.report import Report

_FORMAT = "kit eval report 1"


def lines_of(report: Report) -> str:
    """JSON lines: a head that says how many lines follow, the cases, the rows."""
    head = {"format": _FORMAT, "cases": len(report.cases), "rows": len(report.rows)}
    head |= {name: getattr(report, name) for name in ("name", "scorers", "repeats", "seconds", "note")}
    lines: list[Any] = [head, *({"case": plain(case)} for case in report.cases)]
    for row in report.rows:
        scores = {name: [score.value, score.why] for name, score in row.scores.items()}
        lines.append(
            {"of": row.case.id, "repeat": row.repeat, "reply": row.reply.to_json(), "scores": scores}
        )
    return "".join(json.dumps(line) + "\n" for line in lines)


def read(path: str | Path) -> dict[str, Any]:
    """The fields of the report in a file.

    Raises:
        FileNotFoundError: no such file.
        ValueError: the file is no report, or part of it is missing.
    """
    text = Path(path).read_text("utf-8")
    try:
        head, *rest = [json.loads(line) for line in text.split("\n") if line]
        cases = {line["case"]["id"]: Case(**line["case"]) for line in rest if "case" in line}
        rows = tuple(_row(line, cases) for line in rest if "of" in line)
        complete = head.pop("format") == _FORMAT and (head.pop("cases"), head.pop("rows")) == (
            len(cases),
            len(rows),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no saved report, or was cut off ({error!r})") from error
    if not complete:
        raise ValueError(f"{path} is no whole report of this version; run the eval again and save it.")
    return {**head, "rows": rows, "scorers": tuple(head["scorers"])}


def _row(line: dict[str, Any], cases: dict[str, Case]) -> Row:
    scores = {name: Score(*score) for name, score in line["scores"].items()}
    return Row(cases[line["of"]], line["repeat"], Answer.from_json(line["reply"]), scores)


def table_of(report: Report) -> str:
    """Comma-separated values, a line per row."""
    heads = [part for name in report.scorers for part in (name, f"{name}: why")]
    page = io.StringIO(newline="")
    out = csv.writer(page)
    out.writerow(["case", "repeat", "input", "expected", "answer", *heads, "error", "seconds", "tokens"])
    for row in report.rows:
        scores = [row.scores.get(name, Score(None)) for name in report.scorers]
        texts = [_cell(value) for value in (row.case.input, row.case.expected, row.answer)]
        marks = [part for score in scores for part in (score.value, _cell(score.why))]
        tail = [_cell(row.error), f"{row.reply.seconds:.3f}", row.reply.usage.tokens]
        out.writerow([_cell(row.case.id), row.repeat, *texts, *marks, *tail])
    return page.getvalue()


def _cell(value: Any) -> str:
    """Text for a spreadsheet, which must not take an answer for a formula."""
    text = "" if value is None else as_text(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def whole(path: str | Path, text: str) -> Path:
    """Write a file whole or not at all: beside its place first, then moved there."""
    target = Path(path)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        os.replace(draft, target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return target
