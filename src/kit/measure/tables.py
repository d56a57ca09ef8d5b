"""Cases out of a spreadsheet: a CSV file with a row for each, as Excel, Numbers or a database writes it.

Left out: workbooks (`.xlsx`: save as CSV, or pandas.read_excel), and files too large for memory.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.measure.cases import Case, as_text

_LISTED = 12  # values that are listed where another stands; of more, the nearest is named
_FORMULA = ("=", "+", "-", "@")
"""What a formula begins with; a spreadsheet takes an apostrophe before it for "text", and no part of it."""


def cases_from_csv(
    path: str | Path,
    input: Sequence[str] = ("text",),
    expected: Sequence[str] = ("label",),
    allowed: Mapping[str, Collection[str | None] | re.Pattern[str]] | None = None,
    several: Collection[str] = (),
) -> list[Case]:
    """A case for each row, in the file's order. Separators may be commas, semicolons or tabs.

    Args:
        path: the file; its first row names the columns. UTF-8, else read as Windows-1252.
        input: columns that make the request: `Case.input` is a dict of them.
        expected: columns that make the right answer, likewise. An empty cell is None: nothing is there.
        allowed: column to the values that it may have (None among them: it may be empty), or to a form,
            compiled, that what stands in it must have.
        several: columns of `expected` with one value or more, " | " between them; the answer has a list of
            them, with None alone where nothing is there.
    Returns:
        Cases whose ids are those of a column `id`, if there is one, else a hash of the input, so that a row
        which is added changes no other. The tag is the first of `expected`; a column `note` is the note.
    Raises:
        FileNotFoundError: no such file.
        ValueError: no rows, a column that is not there, or rows (the first five are named) without a request,
            with a value that is not allowed, with more cells than there are columns, or with the request of
            another.

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
        if "" in cells:
            wrong.append(
                f"line {line}: {cells['']!r} has no column. A text with {table.mark!r} in it needs quotes."
            )
        lists = {name: _parts(cells[name]) for name in several}
        right = {name: cells[name] or None for name in expected} | lists
        for name, values in (allowed or {}).items():
            found = lists.get(name, [cells[name]])
            wrong += [f"line {line}: {told}" for one in found if (told := _odd(name, one, values))]
        if key in cases:
            wrong.append(f"line {line}: asked before, in line {lines[key]}. Twice counts double; delete one.")
        lines[key] = line
        tags = (cells[expected[0]],) if expected else ()
        cases[key] = Case(asked, right, id=cells.get("id", ""), tags=tags, note=cells.get("note", ""))
    if wrong:
        more = f" And {len(wrong) - 5} more." if len(wrong) > 5 else ""
        raise ValueError(f"{table.path}, {' '.join(wrong[:5])}{more}")
    if not cases:
        raise ValueError(f"{table.path} has no rows below its first; write a few.")
    return list(cases.values())


def _parts(cell: str) -> list[str | None]:
    """The values of a cell; None alone if it is empty."""
    return [part.strip() for part in cell.split("|") if part.strip()] or [None]


def _odd(name: str, value: str | None, allowed: Collection[str | None] | re.Pattern[str]) -> str:
    """What is wrong with a value of a column; "" if nothing."""
    if isinstance(allowed, re.Pattern):
        fits = not value or allowed.fullmatch(value)
        return "" if fits else f"{name} {value!r} has not the form {allowed.pattern}."
    if value in allowed:
        return ""
    if not value:
        return f"no {name}."
    near = difflib.get_close_matches(value, filter(None, allowed), 1, 0.7) if len(allowed) > _LISTED else ()
    these = f"{len(allowed)} there are" if len(allowed) > _LISTED else ", ".join(filter(None, allowed))
    return f"{name} {value!r} is none of {these}{f'; did you mean {near[0]!r}?' if near else '.'}"


def append_to_csv(path: str | Path, cases: Iterable[Case]) -> int:
    """Append cases to a table as rows, such as people's feedback; the rows that it has stay.

    Args:
        path: the file; its columns are filled from each case's input and expected, by name, and a column
            `note` (made, if there is none) from its tags and note. What stands in it stays as it is, to the
            letter; what was no UTF-8 is UTF-8 afterwards.
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
    heads = table.heads if "note" in table.heads else [*table.heads, "note"]
    told, fresh = [cells for _, cells in table.rows], list[dict[str, str]]()
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
        if not any(all(row.get(name) == asked[name] for name in shared) for row in (*told, *fresh)):
            note = ": ".join(filter(None, [", ".join(case.tags), case.note]))
            fresh.append({"note": note} | right | asked)
    if fresh:
        page = io.StringIO(newline="")
        writer = csv.writer(page, delimiter=table.mark, lineterminator=table.end)
        if heads == table.heads:
            page.write(table.top)
        else:  # rows without a last cell are rows with an empty one
            writer.writerow(heads)
        page.write(table.body + (table.end if table.body and not table.body.endswith("\n") else ""))
        writer.writerows([_harmless(row.get(name, "")) for name in heads] for row in fresh)
        whole(table.path, table.bom + page.getvalue())
    return len(fresh)


def _cell(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str | None) for one in value):
        return " | ".join(filter(None, value))
    return "" if value is None else value.strip() if isinstance(value, str) else as_text(value)


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


@dataclass(frozen=True)
class _Table:
    """A file: its columns, its rows (without empty ones) by column, each with the line where it ends.

    `top` and `body` are its text, up to the end of the first row and from there on; "" as a column has cells
    beyond the last one.
    """

    path: Path
    heads: list[str]
    rows: list[tuple[int, dict[str, str]]]
    top: str
    body: str
    mark: str
    end: str
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
    end = "\r\n" if "\r\n" in text else "\n"
    found = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    heads = [head.strip() for head in next(found, [])]
    top = "".join(list(io.StringIO(text, newline=""))[: found.line_num])
    rows = []
    for row in found:
        cells = [cell.strip() for cell in row] + [""] * (len(heads) - len(row))
        cells = [
            cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell for cell in cells
        ]
        if any(cells):  # spreadsheets end with empty lines
            beyond = {"": mark.join(cells[len(heads) :])} if any(cells[len(heads) :]) else {}
            rows.append((found.line_num, dict(zip(heads, cells, strict=False)) | beyond))
    return _Table(path, heads, rows, top, text[len(top) :], mark, end, bom)
