"""The case reader: worst first, blind until labelled, on from where it stopped, agreement with intervals."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit import Rate
from kit.measure.cases import Case
from kit.measure.evaluate import evaluate
from kit.measure.report import Report
from kit.measure.scorers import Score, contains, exact
from kit.ui import read_cases
from kit.ui.reader import Reader

SAID = {"one": "1", "two": "2", "three": "four", "four": "It is 4.", "five": "5"}
WANTED = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}


@pytest.fixture
def report() -> Report:
    return evaluate(
        SAID.__getitem__, [Case(word, WANTED[word]) for word in SAID], exact, name="count: to five"
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(reader: Reader) -> str:
    assert reader.row is not None
    return str(reader.row.case.input)


def test_it_opens_on_the_worst_and_hides_the_score_until_you_have_spoken(report: Report, here: Path) -> None:
    reader = read_cases(report)
    assert opened(reader) == "three"
    assert "hidden until you have said" in reader._card.value
    assert "is not 3" not in reader._card.value
    reader.label("wrong", "a word, and the wrong one")
    assert "exact says wrong (you agree)" in reader._status.value
    reader.go(-1)
    assert "is not 3" in reader._card.value
    assert "a word, and the wrong one" in reader._card.value


def test_labelling_opens_the_next_and_the_buttons_do_it_too(report: Report, here: Path) -> None:
    reader = read_cases(report)
    right, wrong, unclear = reader._choose
    wrong.click()
    assert opened(reader) == "four"
    right.click()
    unclear.click()
    assert [reader.reading.said(row) for row in reader.reading.rows()[:3]] == ["wrong", "right", "unclear"]


def test_it_goes_on_where_the_last_kernel_stopped(report: Report, here: Path) -> None:
    read_cases(report).label("wrong")
    assert (here / "count_to_five.labels.jsonl").exists()
    assert opened(read_cases(report)) == "four"


def test_only_what_fits_the_filter_is_shown(report: Report, here: Path) -> None:
    reader = read_cases(report)
    reader._show.value = "not labelled"
    reader.label("wrong")
    assert "1 of 4" in reader._where.value
    reader._show.value = "score: wrong"
    assert reader._where.value == "1 of 2"
    reader._show.value = "we disagree"
    assert reader.row is None
    assert "No answer fits" in reader._card.value
    assert all(button.disabled for button in reader._choose)


def test_agreement_and_kappa_come_with_their_intervals(report: Report, here: Path) -> None:
    reader = read_cases(report)
    assert reader.reading.agreement() is None
    for label in ("wrong", "right", "right", "right", "unclear"):
        reader.label(label)
    assert reader.reading.agreement() == Rate(3, 4)  # you took "It is 4." for right; unclear is no verdict
    kappa = reader.reading.kappa()
    assert kappa is not None
    assert (kappa.value, kappa.n) == (0.5, 4)
    shown = reader.static()
    assert "5 of 5 answers labelled by hand (3 right, 1 wrong, 1 unclear)" in shown
    assert repr(Rate(3, 4)) in shown
    assert "random part" not in shown


def test_labels_of_a_part_are_said_to_be_of_a_part(report: Report, here: Path) -> None:
    reader = read_cases(report)
    reader.label("wrong")
    assert "random part" in reader.static()
    assert reader.reading.kappa() is None
    assert "Kappa needs both words" in reader.static()


def test_repeats_of_a_case_do_not_count_as_independent_witnesses(here: Path) -> None:
    report = evaluate(SAID.__getitem__, [Case("one", "1"), Case("two", "2")], repeats=3, name="r")
    reader = read_cases(report)
    for _ in range(6):
        reader.label("right")
    agreed = reader.reading.agreement()
    assert agreed is not None
    assert agreed.n == 2


def test_a_note_is_kept_when_it_is_typed_before_any_label(report: Report, here: Path) -> None:
    reader = read_cases(report)
    reader._note.value = "ask the author"
    reader.go(1)
    assert reader._note.value == ""
    again = read_cases(report)
    assert again.reading.label(again.reading.rows()[0]).note == "ask the author"  # type: ignore[union-attr]


def test_a_file_that_cannot_be_written_is_said_and_nothing_moves(report: Report, here: Path) -> None:
    (here / "folder").mkdir()
    reader = read_cases(report, here / "labels.jsonl")
    reader.reading.labels.path = here / "folder"
    reader.label("wrong")
    assert "Not saved" in reader._status.value
    assert opened(reader) == "three"


def test_the_labels_are_held_against_the_scorer_that_was_named(report: Report, here: Path) -> None:
    both = report.rescore(exact, contains)
    assert read_cases(both, scorer=contains).reading.scorer == "contains"
    with pytest.raises(LookupError, match="no scorer 'fuzzy'"):
        read_cases(both, scorer="fuzzy")


def test_failed_calls_are_not_read(here: Path) -> None:
    def solve(word: str) -> str:
        if word == "two":
            raise OSError("line cut")
        return SAID[word]

    reader = read_cases(evaluate(solve, [Case(word, WANTED[word]) for word in SAID]))
    assert len(reader.reading.rows()) == 4


def test_what_a_model_writes_stays_text(here: Path) -> None:
    bad = "<script>alert(1)</script>"
    report = evaluate(
        lambda text: bad, [Case(bad, bad, note=bad)], {bad: lambda a, c: Score(False, bad)}, name=bad
    )
    reader = read_cases(report)
    seen = reader._card.value + reader.static()
    reader.label("wrong", bad)
    seen += reader._status.value + reader._card.value + reader.static()
    assert "<script" not in seen
    assert "&lt;script" in seen
