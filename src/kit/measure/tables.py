"""Cases out of a spreadsheet: a CSV file with a row for each, as Excel, Numbers or a database writes it.

Left out: workbooks (`.xlsx`: save as CSV, or pandas.read_excel), and files too large for memory.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.measure.cases import Case, as_text

_FORMULA = ("=", "+", "-", "@")
"""What a formula begins with; a spreadsheet takes an apostrophe before it for "text", and no part of it."""


def cases_from_csv(
    path: str | Path,
    input: Sequence[str] = ("text",),
    expected: Sequence[str] = ("label",),
    allowed: Mapping[str, Collection[str]] | None = None,
) -> list[Case]:
    """A case for each row, in the file's order. Separators may be commas, semicolons or tabs.

    Args:
        path: the file; its first row names the columns. UTF-8, else read as Windows-1252.
        input: columns that make the request: `Case.input` is a dict of them.
        expected: columns that make the right answer, likewise. An empty cell is None: nothing is there.
        allowed: column to the values that it may have; none of these may be empty.
    Returns:
        Cases whose ids are those of a column `id`, if there is one, else a hash of the input, so that a row
        which is added changes no other. The tag is the first of `expected`; a column `note` is the note.
    Raises:
        FileNotFoundError: no such file.
        ValueError: no rows, a column that is not there, or rows (the first five are named) without a request,
            with a value that is not allowed, or with the request of another.

    Example:
        `cases_from_csv("mine.csv", ["text"], ["order_id", "zip"])`
    """
    table = _read(path, [*input, *expected])
    if absent := [name for name in (*input, *expected) if name not in table.heads]:
        there = ", ".join(table.heads)
        raise ValueError(
            f"{table.path} has no column {', '.join(map(repr, absent))}. Its first row says: {there}."
        )
    cases: dict[object, Case] = {}
    lines: dict[object, int] = {}
    wrong: list[str] = []
    for line, cells in table.rows:
        asked = {name: cells[name] for name in input}
        key = tuple(asked.values())
        if not any(key):
            wrong.append(f"line {line}: nothing in {', '.join(input)}. Fill it in, or delete the row.")
            continue
        for name, values in (allowed or {}).items():
            if cells[name] not in values:
                told = (
                    f"{name} {cells[name]!r} is none of {', '.join(values)}" if cells[name] else f"no {name}"
                )
                wrong.append(f"line {line}: {told}.")
        if key in cases:
            wrong.append(f"line {line}: asked before, in line {lines[key]}. Twice counts double; delete one.")
        lines[key] = line
        right = {name: cells[name] or None for name in expected}
        tags = (cells[expected[0]],) if expected else ()
        cases[key] = Case(asked, right, id=cells.get("id", ""), tags=tags, note=cells.get("note", ""))
    if wrong:
        more = f" And {len(wrong) - 5} more." if len(wrong) > 5 else ""
        raise ValueError(f"{table.path}, {' '.join(wrong[:5])}{more}")
    if not cases:
        raise ValueError(f"{table.path} has no rows below its first; write a few.")
    return list(cases.values())


def append_to_csv(path: str | Path, cases: Iterable[Case]) -> int:
    """Append cases to a table as rows, such as people's feedback; the rows that it has stay.

    Args:
        path: the file; its columns are filled from each case's input and expected, by name, and a column
            `note` (made, if there is none) from its tags and note. It keeps its separator; what was no UTF-8
            is UTF-8 afterwards.
        cases: a case whose input is in the table is left out, whatever its label.
    Returns:
        How many rows were appended.
    Raises:
        FileNotFoundError: no such file.
        ValueError: a case's input or expected is no dict, or the table has no column for any of its input.

    Example:
        `append_to_csv("mine.csv", Feedback("service/.kit/answers.sqlite").cases())`
    """
    from kit.measure.saving import whole

    table = _read(path, ["text", "label"])
    told = [cells for _, cells in table.rows]
    added = 0
    for case in cases:
        if not isinstance(case.input, dict) or not isinstance(case.expected, dict | None):
            raise ValueError(
                f"Case {case.id}: input and expected must be dicts of columns, as {{'text': ...}}."
            )
        asked = {name: _cell(value) for name, value in case.input.items()}
        right = {name: _cell(value) for name, value in (case.expected or {}).items()}
        if not (shared := [name for name in table.heads if name in asked]):
            there = ", ".join(table.heads)
            raise ValueError(f"{table.path} has the columns {there}, and none of {', '.join(asked)}.")
        if not any(all(row[name] == asked[name] for name in shared) for row in told):
            note = ": ".join(filter(None, [", ".join(case.tags), case.note]))
            told.append({"note": note} | right | asked)
            added += 1
    if added:
        heads = table.heads if "note" in table.heads else [*table.heads, "note"]
        page = io.StringIO(newline="")
        csv.writer(page, delimiter=table.mark, lineterminator="\n").writerows(
            [heads, *([_harmless(row.get(name, "")) for name in heads] for row in told)]
        )
        whole(table.path, table.bom + page.getvalue())
    return added


def _cell(value: Any) -> str:
    return "" if value is None else value.strip() if isinstance(value, str) else as_text(value)


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


@dataclass(frozen=True)
class _Table:
    """A file: its columns, its rows (without empty ones) by column, each with the line where it ends."""

    path: Path
    heads: list[str]
    rows: list[tuple[int, dict[str, str]]]
    mark: str
    bom: str


def _read(path: str | Path, columns: Sequence[str]) -> _Table:
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"There is no {path} in {Path.cwd()}; save your rows there as CSV, with the columns "
            f"{', '.join(columns)}."
        ) from None
    try:
        text, bom = data.decode("utf-8-sig"), "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    except UnicodeDecodeError:  # Excel takes a file without the mark for Windows-1252, then and now
        text, bom = data.decode("cp1252", "replace"), "\ufeff"
    mark = max(",;\t", key=text.split("\n", 1)[0].count)
    found = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    heads = [head.strip() for head in next(found, [])]
    rows = []
    for row in found:
        cells = [cell.strip() for cell in row] + [""] * len(heads)
        cells = [
            cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell for cell in cells
        ]
        if any(cells):  # spreadsheets end with empty lines
            rows.append((found.line_num, dict(zip(heads, cells, strict=False))))
    return _Table(path, heads, rows, mark, bom)
