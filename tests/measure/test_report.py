"""A report keeps everything: it is scored anew, saved, loaded, compared and opened without asking again."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kit import Case, Rate, evaluate
from kit.measure import Report, Score, scorers
from kit.measure.estimate import Estimate

CASES = [Case(f"number {i}", str(i % 2), id=f"c{i}") for i in range(10)]
NASTY = "<script>alert(1)</script>"


def parity(text: str) -> str:
    """Right on all but the last two cases."""
    number = int(text.split()[1])
    return str(number % 2 if number < 8 else 7)


def broken(text: str) -> str:
    if text.endswith(("3", "4")):
        raise ConnectionError("the line is down")
    return parity(text)


def report(solve=parity, cases=CASES, **more) -> Report:
    return evaluate(solve, cases, progress=False, **more)


def test_the_rate_of_single_answers_counts_right_ones() -> None:
    assert report().rate() == Rate(8, 10)


def test_a_failed_call_is_no_wrong_answer_and_is_seen() -> None:
    found = report(broken)
    assert found.rate() == Rate(6, 8)
    assert [row.case.id for row in found.failures] == ["c3", "c4"]
    assert "2 failed, in no rate: ConnectionError: the line is down" in repr(found)
    assert found.answers.count(None) == 2


def test_repeats_of_a_case_do_not_make_more_cases() -> None:
    once, often = report(), report(repeats=5)
    rate = often.rate()
    assert isinstance(rate, Estimate)
    assert (rate.value, rate.n) == (0.8, 10)
    assert abs((rate.high - rate.low) - (once.rate().high - once.rate().low)) < 0.08


def test_cases_of_one_group_count_as_one_in_the_interval() -> None:
    grouped = [Case(c.input, c.expected, c.id, group=f"g{i // 2}") for i, c in enumerate(CASES)]
    rate = report(cases=grouped).rate()
    assert isinstance(rate, Estimate)
    assert (rate.value, rate.n) == (0.8, 5)


def test_a_rate_of_all_right_in_groups_keeps_its_width() -> None:
    grouped = [Case(c.input, c.expected, c.id, group=f"g{i // 2}") for i, c in enumerate(CASES[:8])]
    rate = report(cases=grouped).rate()
    assert rate.value == 1
    assert rate.low == Rate(4, 4).low


def test_rescoring_asks_nobody() -> None:
    asked = []
    found = evaluate(lambda text: asked.append(text) or parity(text), CASES, progress=False)  # type: ignore[func-returns-value]
    again = found.rescore(
        {"odd": lambda answer, case: answer == "1"},
    )
    assert len(asked) == 10
    assert again.scorers == ("odd",)
    assert again.rate("odd") == Rate(4, 10)
    assert found.rescore(scorers.contains, scorers.exact).scorers == ("contains", "exact")


def test_scores_come_case_by_case() -> None:
    assert report(repeats=2).scores("exact") == [[True, True]] * 8 + [[False, False]] * 2
    with pytest.raises(LookupError, match="it has: exact"):
        report().rate("exakt")


def test_save_and_load_give_the_same_report(tmp_path: Path) -> None:
    found = report(broken, repeats=2, scorers=[scorers.exact, scorers.contains])
    loaded = Report.load(found.save(tmp_path / "r.jsonl"))
    assert loaded == found
    assert loaded.rescore(scorers.exact).rate() == found.rate("exact")


def test_any_text_survives_a_file(tmp_path: Path) -> None:
    odd = "line\u2028sep \ud83d \x00 é \r\n"
    found = report(lambda text: odd, [Case(odd, {"a": [1, None]}, note=odd)])
    assert Report.load(found.save(tmp_path / "r.jsonl")) == found
    assert found.to_csv(tmp_path / "r.csv").exists()
    assert found.to_html(tmp_path / "r.html").exists()


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = report().save(tmp_path / "r.jsonl")
    lines = path.read_text().splitlines(keepends=True)
    for cut in ("".join(lines[:-1]), "".join(lines)[:-20], "", "{}\n"):
        path.write_text(cut)
        with pytest.raises(ValueError, match=r"r\.jsonl is no"):
            Report.load(path)


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = report().save(tmp_path / "r.jsonl")
    before = path.read_bytes()
    monkeypatch.setattr("os.replace", lambda *a: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(OSError, match="disk"):
        report(broken).save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["r.jsonl"]


def test_compare_pairs_the_cases_that_both_answered() -> None:
    worse = report(lambda text: "7", name="worse")
    found = report(broken, name="parity").compare(worse)
    assert (found.n, found.names, found.verdict) == (8, ("parity", "worse"), "worse")
    assert found.difference.value == -0.75
    back = report(broken, cases=CASES[::-1]).compare(report())
    assert back.difference.value == 0


def test_reports_of_other_cases_are_not_compared() -> None:
    with pytest.raises(ValueError, match="no answered case in common"):
        report().compare(report(cases=[Case("number 3", "1", id="other")]))


def test_the_worst_come_first_and_failures_last() -> None:
    found = report(broken)
    order = [row.case.id for row in found.worst(None)]
    assert order[:2] == ["c8", "c9"]
    assert order[-2:] == ["c3", "c4"]
    assert len(found.worst(3)) == 3


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.stack: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)
        if tag not in ("meta", "path", "circle", "rect"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in ("path", "circle", "rect") or self.stack.pop() == tag


def test_the_page_opens_cases_without_a_script_and_escapes_everything(tmp_path: Path) -> None:
    def why(answer: str, case: Case) -> Score:
        return Score(False, NASTY)

    nasty = Case(NASTY, NASTY, id=NASTY, group=NASTY, tags=(NASTY,), note=NASTY)
    found = evaluate(lambda text: text, [nasty], {NASTY: why}, name=NASTY, progress=False)
    for page in (found._repr_html_(), found.to_html(tmp_path / "r.html").read_text()):
        tags = Tags(page)
        assert "script" not in tags.opened
        assert tags.opened.count("details") == 1
        assert tags.stack == []
        assert page.count("&lt;script&gt;") >= 7
    failed = evaluate(lambda text: 1 / 0, [Case(NASTY)], name=NASTY, progress=False)
    assert "<script" not in failed._repr_html_()


def test_the_notebook_shows_some_cases_and_says_how_many_it_left_out() -> None:
    many = report(lambda text: text, [Case(f"number {i}", "x") for i in range(300)])
    page = many._repr_html_()
    assert page.count("<details") == 20
    assert "280 more cases are not shown here" in page
    assert len(page) < 60_000


def test_a_sheet_has_a_line_per_row_and_no_formula(tmp_path: Path) -> None:
    found = report(lambda text: "=SUM(A1)", CASES, repeats=2)
    with found.to_csv(tmp_path / "r.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert {row["answer"] for row in rows} == {"'=SUM(A1)"}
    assert {row["exact"] for row in rows} == {"False"}


def test_a_mended_label_keeps_the_case_its_id() -> None:
    assert Case("text", "return").id == Case("text", "exchange", note="mended").id
    assert Case({"b": 1, "a": 2}).id == Case({"a": 2, "b": 1}).id
    assert re.fullmatch(r"[0-9a-f]{10}", Case("text").id)


def test_a_saved_report_is_lines_that_anyone_can_read(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in report().save(tmp_path / "r.jsonl").read_text().splitlines()]
    assert lines[0]["format"] == "kit eval report 1"
    assert lines[1]["case"]["input"] == "number 0"
    assert lines[-1]["reply"]["value"] == "7"
