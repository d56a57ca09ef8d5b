"""Files that other systems import: the columns they look for, harmless cells, rosters matched with care."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import toy
from made_up import CHECKS, HOSTILE, a_class, hostile_class, slug

from kit.learn.course import CourseError
from kit.learn.verdict import Verdict
from kit.teach import desk, exports, roster
from kit.teach.copies import Copy
from kit.teach.exports import folder_names, write_all
from kit.teach.gradebooks import Gradebook, gradescope
from kit.teach.results import REFUSED, ClassGrades, Result
from kit.teach.shown import guarded

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,"Exercise 1 (77)",Quiz (78),Current Score
,,,,,Manual Posting,,
"    Points Possible",,,,,100,5,(read only)
"Doe, Jane",12345,s1,jdoe@uni.example,Monday,,4,80
"Doe, John",12346,s2,john@uni.example,Monday,55,,0
"Müller, Zoë",12347,s3,zoe@uni.example,Tuesday,,,0
"Student, Test",99,,tester,Monday,,,
"""
WORKSHEET = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments
Participant 900001,Jane Doe,jane@uni.example,Submitted for grading,,100.00,Yes,"Monday, 2 November 2026, 9:00 AM",-,
Participant 900002,John Doe,john@uni.example,No submission,,100.00,Yes,-,-,
"""  # noqa: E501


def graded(learner: str, points: float, number: int = 1) -> Result:
    """A submission with so many of 10 points."""
    verdict = Verdict(
        slug(number), "all", "pass" if points == 10 else "fail", points, 10, "=cmd|' /C calc'!A0"
    )
    return Result(learner, slug(number), f"{learner}/a.ipynb", (verdict,))


def of(*results: Result) -> ClassGrades:
    """A class whose exercises have one check of 10 points."""
    return ClassGrades.made(results, checks={r.exercise: {"all": 10.0} for r in results if r.exercise})


def cells(text: str) -> list[dict[str, str]]:
    """CSV rows by column title."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def book(grades: ClassGrades, text: str, folder: Path) -> Gradebook:
    """Grades beside a roster of that text."""
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    return Gradebook(grades, roster.read(folder / "roster.csv"))


# --- one row per check, JUnit ---------------------------------------------------------------------


def test_grades_csv_has_a_row_per_check_and_one_for_what_was_refused() -> None:
    refused = Result("tim", slug(1), "tim/1.txt", notes=("Not a notebook.",), state=REFUSED)
    rows = cells(exports.grades_csv(of(graded("ada", 10), refused)))
    assert [(r["learner"], r["check"], r["points"], r["state"]) for r in rows] == [
        ("ada", "all", "10", "pass"),
        ("tim", "", "", "refused"),
    ]
    assert rows[1]["message"] == "Not a notebook."


def test_junit_has_a_suite_per_submission_and_an_error_for_what_was_refused() -> None:
    refused = Result("tim", slug(1), "tim/1.txt", notes=("Not a notebook.",), state=REFUSED)
    root = ElementTree.fromstring(exports.as_junit(of(graded("ada", 4), refused)))
    assert root.tag == "testsuites"
    assert [s.get("name") for s in root] == [f"ada / {slug(1)}", f"tim / {slug(1)}"]
    assert [(s.get("tests"), s.get("failures"), s.get("errors")) for s in root] == [
        ("1", "1", None),
        ("1", "0", "1"),
    ]
    assert root[1].find("testcase/error").get("message") == "Not a notebook."  # type: ignore[union-attr]


# --- hostile text ------------------------------------------------------------------------------------


def test_every_file_of_a_hostile_class_is_well_formed(tmp_path: Path) -> None:
    copies = [Copy(slug(1), text, text, 1, 1, text, text) for text in HOSTILE]
    for path in write_all(hostile_class(), tmp_path, copies=copies):
        assert path.resolve().is_relative_to(tmp_path.resolve())
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".xml":
            assert len(ElementTree.fromstring(text)) == 2 * len(HOSTILE)
        if path.suffix == ".json":
            json.loads(text)
        if path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(text, newline="")))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert not [c for row in rows for c in row if re.match(r"\s*[=+@]|-\D|[\t\r]", c)]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "＝1", "+"]
)
def test_a_cell_that_would_begin_as_a_formula_gets_a_quote(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "-", "-1.5", "7,5", "12 %", "a=b", "Jane", "'=1"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["\t=1", "a;=1+1", "a; @SUM(A1)", "a\n=cmd|'/C calc'!A0", "x\t-2+3"])
def test_a_cell_is_no_formula_either_where_lines_are_split_at_semicolons(text: str) -> None:
    parts = re.split(r"[;\t\n]", guarded(text))
    assert not [part for part in parts if re.match(r"\s*[=+\-@]", part)]


def test_a_learners_name_leads_out_of_no_folder_and_no_two_share_one() -> None:
    wild = ["../../etc", "a/b", "..", "", "CON", "con", "Jane", "jane", "x" * 300, "a:b", "a?b", "\ud800"]
    wild += ["nul.txt", "aux .x", "LPT1.a.b"]
    names = folder_names(wild)
    assert len({name.casefold() for name in names.values()}) == len(wild)
    assert all(re.fullmatch(r"[\w. -]{1,80}", name) and name.strip(". ") == name for name in names.values())
    assert not [n for n in names.values() if re.fullmatch(r"(?i)(con|aux|nul|lpt\d) *", n.split(".")[0])]
    assert names["Jane"] == "Jane"


# --- Canvas ------------------------------------------------------------------------------------------


def test_canvas_csv_has_the_columns_its_importer_looks_for() -> None:
    text = Gradebook(of(graded("doejane_12345", 7), graded("doejane_12345", 4, 2))).canvas()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", slug(1), slug(2)]
    assert "Points Possible" in rows[1][0]
    assert rows[1][5:] == ["10", "10"]
    assert rows[2] == ["doejane", "12345", "", "", "", "7", "4"]


def test_a_canvas_roster_fills_ids_keeps_its_column_and_scales_to_its_points(tmp_path: Path) -> None:
    made = book(of(graded("doejane_12345", 7)), CANVAS, tmp_path)
    rows = cells(made.canvas())
    assert rows[0]["Exercise 1 (77)"] == "100"
    jane = next(r for r in rows if r["Student"] == "Doe, Jane")
    assert (jane["ID"], jane["SIS User ID"], jane["Section"]) == ("12345", "s1", "Monday")
    assert jane["Exercise 1 (77)"] == "70"
    assert any("10 points of 01_exercise_1 are scaled to 100" in note for note in made.notes)


def test_who_handed_in_nothing_is_left_as_the_roster_has_it_and_counted(tmp_path: Path) -> None:
    made = book(of(graded("doejane_12345", 7)), CANVAS, tmp_path)
    found = {r["Student"]: r["Exercise 1 (77)"] for r in cells(made.canvas())}
    assert found["Müller, Zoë"] == ""
    assert found["Doe, John"] == "55"
    assert "3 of 4 on the roster handed in nothing" in made.notes[0]
    assert "are left empty: Doe, John; Müller, Zoë; Student, Test." in made.notes[0]


def test_the_page_names_everybody_without_a_row_and_the_terminal_a_few(tmp_path: Path) -> None:
    made = book(of(*(graded(f"stranger {n:02}", 7) for n in range(20))), CANVAS, tmp_path)
    assert "stranger 07 and 12 more" in made.notes[1]
    assert "stranger 18; stranger 19: " in made.all_notes[1]
    written = write_all(made.grades, tmp_path, tmp_path / "roster.csv")
    assert "stranger 18; stranger 19: " in written[0].read_text(encoding="utf-8")


def test_a_column_that_canvas_would_make_anew_is_told(tmp_path: Path) -> None:
    made = book(of(graded("doejane_12345", 7), graded("doejane_12345", 7, 2)), CANVAS, tmp_path)
    (said,) = (note for note in made.notes if "has no column" in note)
    assert "02_exercise_2: canvas.csv has a new one" in said
    assert "01_exercise_1" not in said


@pytest.mark.parametrize(("most", "seven"), [("1,000.00", "700"), ("1,000", "700"), ("12,50", "8.75")])
def test_a_gradebooks_points_are_read_as_it_writes_them(most: str, seven: str, tmp_path: Path) -> None:
    text = CANVAS.replace(",,,,,100,5,", f',,,,,"{most}",5,')
    made = book(of(graded("doejane_12345", 7)), text, tmp_path)
    assert cells(made.canvas())[1]["Exercise 1 (77)"] == seven


def test_a_refused_submission_gets_no_grade_in_a_gradebook() -> None:
    refused = Result("doejane_12345", slug(1), "f", notes=("Not a notebook.",), state=REFUSED)
    made = Gradebook(of(refused))
    assert cells(made.canvas())[1][slug(1)] == ""
    assert "could not be graded is left empty" in made.notes[0]


# --- Moodle ------------------------------------------------------------------------------------------


def test_moodle_worksheet_is_the_rosters_own_with_grades_scaled_and_comments(tmp_path: Path) -> None:
    made = book(of(graded("Jane Doe_900001_assignsubmission_file", 7)), WORKSHEET, tmp_path)
    ((exercise, text),) = made.worksheets()
    rows = cells(text)
    assert exercise == slug(1)
    assert text.split("\n")[0] == WORKSHEET.split("\n")[0]
    assert [(r["Identifier"], r["Grade"]) for r in rows] == [
        ("Participant 900001", "70"),
        ("Participant 900002", ""),
    ]
    assert rows[0]["Feedback comments"].startswith("7 of 10 points<br>✗ all: 7 of 10 points: =cmd|")
    assert rows[1]["Last modified (grade)"] == "-"
    assert any("points are scaled to its 100.00" in note for note in made.notes)


def test_without_a_roster_moodles_folders_make_a_worksheet() -> None:
    made = Gradebook(of(graded("Jane Doe_900001", 7), graded("other", 1, 2)))
    ((exercise, text),) = made.worksheets()
    assert exercise == slug(1)
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(cells(text)[0])
    assert cells(text)[0]["Identifier"] == "Participant 900001"
    assert cells(made.moodle())[0]["Full name"] == "Jane Doe"


def test_moodles_comments_are_html_with_a_learners_text_escaped() -> None:
    verdict = Verdict(slug(1), "all", "fail", 0, 10, "<script>alert(1)</script>\nx")
    made = Gradebook(of(Result("Jane Doe_1_assignsubmission_file", slug(1), "f", (verdict,))))
    comment = cells(next(made.worksheets())[1])[0]["Feedback comments"]
    assert "<script>" not in comment
    assert "&lt;script&gt;" in comment


def test_moodles_comment_on_many_checks_is_whole() -> None:
    wrong = tuple(Verdict(slug(1), f"check{n}", "fail", 0, 1, "<b>" * 90) for n in range(9))
    made = Gradebook(of(Result("Jane Doe_1", slug(1), "f", wrong)))
    comment = cells(next(made.worksheets())[1])[0]["Feedback comments"]
    assert comment.count("&lt;b&gt;") == 9 * 90
    assert "more characters" not in comment


def test_moodle_csv_has_a_row_for_each_on_the_roster(tmp_path: Path) -> None:
    rows = cells(book(of(graded("Jane Doe", 7)), WORKSHEET, tmp_path).moodle())
    assert [(r["Email address"], r[slug(1)]) for r in rows] == [
        ("jane@uni.example", "7"),
        ("john@uni.example", ""),
    ]


# --- Gradescope --------------------------------------------------------------------------------------


def test_gradescope_json_has_what_its_autograder_reads() -> None:
    data = json.loads(gradescope(graded("submission_1", 4)))
    assert set(data) == {"score", "output", "output_format", "tests"}
    assert data["score"] == sum(test["score"] for test in data["tests"]) == 4
    allowed = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format"}
    for test in data["tests"]:
        assert set(test) <= allowed
        assert test["status"] in ("passed", "failed")
        assert isinstance(test["max_score"], float | int)


def test_gradescopes_points_are_round() -> None:
    parts = tuple(Verdict(slug(1), name, "pass", p, p) for name, p in (("a", 0.1), ("b", 0.2)))
    assert json.loads(gradescope(Result("s", slug(1), "f", parts)))["score"] == 0.3


def test_gradescope_json_of_refused_work_has_a_score_and_the_sentence() -> None:
    data = json.loads(gradescope(Result("s", slug(1), "f", notes=("Not a notebook.",), state=REFUSED)))
    assert (data["score"], data["output"], data["tests"]) == (0, "Not a notebook.", [])


# --- rosters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("learner", "row"),
    [
        ("doejane_12345", "Doe, Jane"),
        ("doejane_LATE_12345_678901_NAME", "Doe, Jane"),
        ("doejane_12345_678901_NAME-1", "Doe, Jane"),
        ("12345", "Doe, Jane"),
        ("jdoe@uni.example", "Doe, Jane"),
        ("jdoe", "Doe, Jane"),
        ("s1", "Doe, Jane"),
        ("Jane Doe", "Doe, Jane"),
        ("Jane Doe_900001_assignsubmission_file", "Doe, Jane"),
        ("Jane Doe_900001", "Doe, Jane"),
        ("mullerzoe_12347", "Müller, Zoë"),
        ("Zoe Muller", "Müller, Zoë"),
        ("müllerzoë_12347", "Müller, Zoë"),
    ],
)
def test_the_names_that_downloads_give_find_their_row(learner: str, row: str, tmp_path: Path) -> None:
    found = book(of(), CANVAS, tmp_path).roster.person(learner)  # type: ignore[union-attr]
    assert found is not None
    assert found.name == row


@pytest.mark.parametrize("learner", ["doejane_99999", "doejane_12346", "somebody", "", "Doe", "submission_5"])
def test_a_learner_whom_no_row_fits_for_sure_gets_none_and_a_sentence(learner: str, tmp_path: Path) -> None:
    made = book(of(graded(learner, 7)), CANVAS, tmp_path)
    assert made.roster.person(learner) is None  # type: ignore[union-attr]
    assert "4 of 4 on the roster handed in nothing" in made.notes[0]
    assert made.notes[1].startswith("No row of the roster")
    assert learner not in made.canvas() or not learner or learner == "Doe"


def test_two_of_one_name_are_told_apart_by_number_or_not_at_all(tmp_path: Path) -> None:
    twins = CANVAS.replace("Doe, John", "Doe, Jane")
    known = book(of(), twins, tmp_path).roster
    assert known.person("doejane_12346").cells["SIS User ID"] == "s2"  # type: ignore[union-attr]
    assert known.person("Jane Doe") is None  # type: ignore[union-attr]


def test_two_learners_of_one_row_are_told(tmp_path: Path) -> None:
    made = book(of(graded("Jane Doe", 3), graded("doejane_12345", 7)), CANVAS, tmp_path)
    assert any("One row of the roster fits Jane Doe and another" in note for note in made.notes)


def test_gradescopes_own_list_is_a_roster_too(tmp_path: Path) -> None:
    text = "First Name,Last Name,SID,Email,Submission ID\nJane,Doe,s1,jane@uni.example,123456789\n"
    found = book(of(), text, tmp_path).roster.person("submission_123456789")  # type: ignore[union-attr]
    assert found is not None
    assert found.name == "Jane Doe"


def test_a_roster_may_come_with_semicolons_a_mark_or_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    for data in (
        "\ufeffStudent;ID;SIS Login ID;Section\nMüller, Zoë;7;z;A\n".encode(),
        'Student,ID,SIS Login ID,Section\n"Müller, Zoë",7,z,A\n'.encode("cp1252"),
    ):
        path.write_bytes(data)
        assert roster.read(path).person("mullerzoe_7").name == "Müller, Zoë"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Identificador,Nota\nParticipante 1,\n"])
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="no column of names or ids"):
        roster.read(tmp_path / "r.csv")
    with pytest.raises(CourseError, match="cannot be read"):
        roster.read(tmp_path / "none.csv")


# --- all files ---------------------------------------------------------------------------------------


def test_all_files_are_written_and_the_same_each_time(tmp_path: Path) -> None:
    grades = a_class(5, 2)
    first, second = (write_all(grades, tmp_path / name, copies=[]) for name in ("a", "b"))
    names = {path.relative_to(tmp_path / "a").as_posix() for path in first}
    assert {"report.html", "grades.csv", "junit.xml", "canvas.csv", "moodle.csv", "near_copies.csv"} <= names
    assert first[0].name == "report.html"
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert sum(path.name == "results.json" for path in first) == len(grades.results)
    assert not list(tmp_path.rglob("*.tmp"))


def test_files_of_who_is_no_longer_in_the_class_are_taken_away_and_no_others(tmp_path: Path) -> None:
    own = [tmp_path / name for name in ("gradescope/mine/notes.txt", "moodle/mine.csv", "moodle/07_mine.csv")]
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    first = write_all(of(graded("Jane Doe_900001", 7), graded("Bob Roe_900003", 7, 2)), tmp_path)
    last = write_all(of(graded("Jane Doe", 7)), tmp_path)
    worksheets = {tmp_path / "moodle" / f"{slug(n)}.csv" for n in (1, 2)}
    assert worksheets <= {*first}
    left = {path for path in tmp_path.rglob("*") if path.is_file()} - {*last}
    assert left == {*own, tmp_path / "moodle" / f"{slug(2)}.csv"}


def test_a_roster_among_the_results_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "moodle" / f"{slug(1)}.csv"
    path.parent.mkdir()
    path.write_text("Student,ID\nJane Doe,7\n")
    write_all(of(graded("Jane Doe", 7)), tmp_path, tmp_path / "moodle" / ".." / "moodle" / path.name)
    assert path.read_text() == "Student,ID\nJane Doe,7\n"


# --- the command -------------------------------------------------------------------------------------


def test_a_roster_that_is_none_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "grade_class", lambda *a, **k: pytest.fail("graded first"))
    (tmp_path / "r.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CourseError, match="no column of names or ids"):
        desk.run(desk.Plan(tmp_path), roster=tmp_path / "r.csv", as_json=False)


def test_a_part_of_a_class_is_written_as_2_of_4() -> None:
    assert desk.part("2/4") == (2, 4)
    with pytest.raises(CourseError, match="should be like 2/4"):
        desk.part("2 of 4")


def test_joined_results_have_all_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toy.course(tmp_path / "course")
    for name in ("ann", "bob"):
        one = Verdict("07_toy", "price", "fail", 0, 1, "Too low.")
        made = [Result(name, "07_toy", f"{name}/07_toy.ipynb", (one,))]
        ClassGrades.made(made, checks={"07_toy": {"price": 1.0}}).save(tmp_path / name)
    parts = [tmp_path / "ann", tmp_path / "bob"]
    desk.join(parts, tmp_path / "all", base=tmp_path / "course", roster=None, as_json=False)
    assert "2 learners, 2 submissions" in capsys.readouterr().out
    assert (tmp_path / "all" / "report.html").is_file()
    with pytest.raises(CourseError, match="--out"):
        desk.join(parts, None, base=tmp_path / "course", roster=None, as_json=False)


@pytest.mark.parametrize("learners", [0, 1])
def test_an_empty_class_and_a_class_of_one_have_all_files(learners: int, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(CANVAS, encoding="utf-8")
    written = write_all(a_class(learners, 1), tmp_path / "out", tmp_path / "roster.csv")
    assert len(written) == 5 + learners
    assert "handed in nothing" in exports.roster_notes(a_class(learners, 1), tmp_path / "roster.csv")[0]
    assert len(cells((tmp_path / "out" / "canvas.csv").read_text(encoding="utf-8"))) == 5


def test_300_learners_and_17_exercises_are_exported(tmp_path: Path) -> None:
    grades = a_class(300, 17)
    assert len(write_all(grades, tmp_path)) == 5 + len(grades.results)
    rows = cells((tmp_path / "grades.csv").read_text(encoding="utf-8"))
    assert len(rows) == sum(len(r.verdicts) or 1 for r in grades.results)
    assert {r["check"] for r in rows} == {*CHECKS, ""}
