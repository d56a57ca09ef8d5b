"""Cases out of a spreadsheet: as programs write them; refused in a sentence if it cannot be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kit import Case
from kit.measure import append_to_csv, cases_from_csv


def _file(folder: Path, data: bytes | str) -> Path:
    path = folder / "mine.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    "data",
    [
        b'text,label\n"Wo ist, bitte, mein\nPaket?",lost\nHallo,\n\n,,\n',
        b'\xef\xbb\xbftext;label\r\n"Wo ist, bitte, mein\nPaket?";lost\r\nHallo;\r\n;\r\n',
        b'label\ttext\nlost\t"Wo ist, bitte, mein\nPaket?"\n\tHallo\n',
        b'text, label ,extra\n"Wo ist, bitte, mein\nPaket?", lost \nHallo\n',
    ],
)
def test_a_file_is_read_however_a_spreadsheet_writes_it(tmp_path: Path, data: bytes) -> None:
    first, second = cases_from_csv(_file(tmp_path, data))
    assert first.input == {"text": "Wo ist, bitte, mein\nPaket?"}
    assert (first.expected, first.tags) == ({"label": "lost"}, ("lost",))
    assert (second.input, second.expected) == ({"text": "Hallo"}, {"label": None})


def test_columns_ids_and_notes_are_taken_by_name(tmp_path: Path) -> None:
    path = _file(tmp_path, "id,text,order,zip,note,who\n7,Hi,#W1,60614,odd,me\n")
    (case,) = cases_from_csv(path, ["text", "who"], ["order", "zip"])
    assert (case.id, case.note, case.tags) == ("7", "odd", ("#W1",))
    assert case.input == {"text": "Hi", "who": "me"}
    assert case.expected == {"order": "#W1", "zip": "60614"}


def test_an_old_windows_file_keeps_its_letters(tmp_path: Path) -> None:
    (case,) = cases_from_csv(_file(tmp_path, "text,label\nGröße “M”,x\n".encode("cp1252")))
    assert case.input == {"text": "Größe “M”"}


def test_a_row_that_is_added_leaves_the_ids_of_the_others(tmp_path: Path) -> None:
    before = cases_from_csv(_file(tmp_path, "text,label\na,x\nb,y\n"))
    after = cases_from_csv(_file(tmp_path, "text,label\nc,x\na,x\nb,y\n"))
    assert {case.id for case in before} < {case.id for case in after}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("", "no column 'text', 'label'"),
        ("text,class\na,b\n", "no column 'label'. Its first row says: text, class"),
        ("text,label\n", "no rows"),
        ("text,label\na,x\n,y\n", "line 3: nothing in text"),
        ("text,label\na,x\nb,y\na,y\n", "line 4: asked before, in line 2"),
        ("text,label\na,x\nb,\nc,z\n", "line 3: no label. line 4: label 'z' is none of x, y"),
        ("text,label\n" + "".join(f"{i},no\n" for i in range(9)), "line 6: .* And 4 more"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_line(tmp_path: Path, data: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        cases_from_csv(_file(tmp_path, data), allowed={"label": ["x", "y"]})


def test_a_file_that_is_not_there_is_told_what_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=rf"no mine\.csv in .*{tmp_path.name}; .* text, label"):
        cases_from_csv("mine.csv")


def test_cases_are_appended_once_and_what_is_there_stays(tmp_path: Path) -> None:
    path = _file(tmp_path, "label;text;who;note\nx;Größe?;me;\n\n".encode("cp1252"))
    new = [
        Case({"text": "Größe?", "lang": "de"}, {"label": "other"}),
        Case(
            {"text": '=HYPERLINK("a")'},
            {"label": "y", "confidence": 0.4},
            tags=("feedback", "wrong"),
            note="said so",
        ),
        Case({"text": "-5 °C,\nreally"}, {"label": None}),
    ]
    assert append_to_csv(path, new) == 2
    assert append_to_csv(path, new) == 0
    assert path.read_text("utf-8") == (
        "\ufefflabel;text;who;note\nx;Größe?;me;\n\n"
        'y;"\'=HYPERLINK(""a"")";;feedback, wrong: said so\n;"\'-5 °C,\nreally";;\n'
    )
    assert [(case.input["text"], case.expected["label"]) for case in cases_from_csv(path)] == [
        ("Größe?", "x"), ('=HYPERLINK("a")', "y"), ("-5 °C,\nreally", None),
    ]  # fmt: skip


def test_where_a_row_came_from_has_a_column_and_a_plain_file_stays_plain(tmp_path: Path) -> None:
    path = _file(tmp_path, "text,label\nä,x\n")
    append_to_csv(path, [Case({"text": "b"}, {"label": "y"}, tags=("feedback", "right"))])
    assert path.read_text("utf-8") == 'text,label,note\nä,x\nb,y,"feedback, right"\n'
    assert cases_from_csv(path)[1].note == "feedback, right"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("text,label,note\n+49 1, x ,\n=a,y,", "text,label,note\n+49 1, x ,\n=a,y,\nb,z,\n"),
        ('"text",label\r\n"a\r\nb",x\r\n', 'text,label,note\r\n"a\r\nb",x\r\nb,z,\r\n'),
        ("text,label", "text,label,note\nb,z,\n"),
        (
            'text,"label\nof it",label,note\nä\u2028ö,1,x,\n',
            'text,"label\nof it",label,note\nä\u2028ö,1,x,\nb,,z,\n',
        ),
    ],
)
def test_what_stands_in_a_table_stays_to_the_letter(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(before.encode())
    assert append_to_csv(path, [Case({"text": "b"}, {"label": "z"})]) == 1
    assert path.read_bytes().decode() == after
    assert cases_from_csv(path)[-1].expected == {"label": "z"}


def test_a_cell_may_hold_several_values(tmp_path: Path) -> None:
    path = _file(tmp_path, "text,source\na,fees\nb, cards/lost |fees|\nc,\n")
    pages = ["fees", "cards/lost"]
    found = cases_from_csv(path, ["text"], ["source"], allowed={"source": [*pages, None]}, several={"source"})
    assert [case.expected["source"] for case in found] == [["fees"], ["cards/lost", "fees"], [None]]
    path.write_text("text,source\na,fee\nb,fees | card\nc,\n")
    told = r"line 2: source 'fee' is none of fees, cards/lost\. line 3: source 'card' .* line 4: no source\."
    with pytest.raises(ValueError, match=told):
        cases_from_csv(path, ["text"], ["source"], allowed={"source": pages}, several={"source"})
    append_to_csv(path, [Case({"text": "d"}, {"source": ["fees", "cards/lost"]})])
    assert path.read_text().endswith("d,fees | cards/lost,\n")


def test_of_many_values_the_nearest_is_named(tmp_path: Path) -> None:
    path = _file(tmp_path, "text,source\na,opening-hours\nb,zzz\n")
    pages = [f"visiting/page{i}" for i in range(20)] + ["visiting/opening-hours"]
    near = r"'opening-hours' is none of 21 there are; did you mean 'visiting/opening-hours'\? "
    with pytest.raises(ValueError, match=rf"{near}line 3: source 'zzz' is none of 21 there are\.$"):
        cases_from_csv(path, ["text"], ["source"], allowed={"source": pages})


def test_a_value_of_another_form_is_told_by_its_line(tmp_path: Path) -> None:
    """As where a spreadsheet made a number of 02139."""
    path = _file(tmp_path, "text,zip\na,02139\nb,\nc,2139\n")
    with pytest.raises(ValueError, match=r"mine\.csv, line 4: zip '2139' has not the form \[0-9\]\{5\}\.$"):
        cases_from_csv(path, ["text"], ["zip"], allowed={"zip": re.compile("[0-9]{5}")})


def test_a_text_with_a_comma_and_no_quotes_is_told_by_its_line(tmp_path: Path) -> None:
    path = _file(tmp_path, "text,label\na,x\nOn Monday, at 9, x\nb,x,,\n")
    with pytest.raises(ValueError, match=r"line 3: 'x' has no column. A text with ',' in it needs quotes\.$"):
        cases_from_csv(path)


def test_cases_that_no_column_takes_are_refused_and_the_file_stays(tmp_path: Path) -> None:
    path = _file(tmp_path, "text,label\na,x\n")
    with pytest.raises(ValueError, match="has the columns text, label, and none of question"):
        append_to_csv(path, [Case({"question": "b"}, {"label": "x"})])
    for case in (Case("b", {"label": "x"}), Case({"text": "b"}, "x")):
        with pytest.raises(ValueError, match="must be dicts of columns"):
            append_to_csv(path, [case])
    assert path.read_text() == "text,label\na,x\n"
