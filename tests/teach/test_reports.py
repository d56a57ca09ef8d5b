"""The page and the terminal summary of a class: right numbers, harmless text, the same bytes, any size."""

from __future__ import annotations

import io
import random
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made_up import CHECKS, HOSTILE, a_class, hostile_class, people, result, slug
from rich.console import Console

from kit import Rate
from kit.learn.course import CourseError
from kit.learn.verdict import Verdict
from kit.teach.copies import Copy
from kit.teach.overview import overview
from kit.teach.report_html import as_html
from kit.teach.report_learner import marked
from kit.teach.results import REFUSED, ClassGrades, Result, merged, unlike
from kit.teach.show import show
from kit.teach.shown import fit


class Page(HTMLParser):
    """What a browser would make of it: tags, ids, links, texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def verdicts(*passed: bool) -> tuple[Verdict, ...]:
    """A verdict for each check of `CHECKS`."""
    pairs = zip(CHECKS.items(), passed, strict=True)
    return tuple(Verdict(slug(1), c, "pass" if ok else "fail", w * ok, w) for (c, w), ok in pairs)


def small() -> ClassGrades:
    """Three learners: one has all, one a part, one could not be graded."""
    wrong = Verdict(slug(1), "price", "fail", 0, 2, "Too low.", "0.0021", "0.0015", "cell `answer-price`")
    found = [
        Result("ada", slug(1), "ada/1.ipynb", verdicts(True, True, True, True)),
        Result("alan", slug(1), "alan/1.ipynb", (wrong, *verdicts(True, True, False, False)[1:])),
        Result("tim", slug(1), "tim/1.txt", notes=("1.txt is not a notebook.",), state=REFUSED),
    ]
    return ClassGrades.made(found, checks={slug(1): CHECKS}, notes=("1 file was left out.",))


def test_the_overview_counts_those_whose_work_could_be_graded() -> None:
    one = overview(small()).exercises[0]
    assert (one.points, one.median, one.passed, one.refused) == ((10, 3), "6.5", Rate(1, 2), 1)


def test_hardest_checks_come_first_with_what_was_said_most_often() -> None:
    checks = overview(small()).checks
    assert [c.check for c in checks] == ["cap", "chat", "price", "receipt"]
    assert checks[2].messages == (("Too low. Look at: cell `answer-price`.", 1),)
    assert checks[0].passed == Rate(1, 2)


def test_one_mistake_seen_with_several_arguments_is_one_message() -> None:
    said = ("`ask('a (b)', [1])` is None.", "`ask('c')` is None.", "`ask('c')` is a list; text is expected.")
    found = [
        Result(f"l{i}", "01_x", "f", (Verdict("01_x", "ask", "fail", 0, 1, text),))
        for i, text in enumerate(said)
    ]
    (check,) = overview(ClassGrades.made(found, checks={"01_x": {"ask": 1.0}})).checks
    assert check.messages == (("`ask(…)` is None.", 2), ("`ask(…)` is a list; text is expected.", 1))


def test_a_histogram_has_a_bin_per_point_where_points_are_whole_and_few() -> None:
    bins = dict(overview(small()).exercises[0].histogram())
    assert len(bins) == 11
    assert {name: n for name, n in bins.items() if n} == {"3": 1, "10": 1}


def test_a_histogram_of_many_or_broken_points_has_ten_bins_and_loses_nobody() -> None:
    checks = {"all": 33.0}
    found = [
        Result(name, "01_x", "f", (Verdict("01_x", "all", "fail", 33 * i / 9, 33),))
        for i, name in enumerate(people(10))
    ]
    bins = overview(ClassGrades.made(found, checks={"01_x": checks})).exercises[0].histogram()
    assert len(bins) == 10
    assert sum(n for _, n in bins) == 10


def test_a_page_shows_expected_got_and_where_to_look_for_each_failing_check() -> None:
    page = Page(as_html(small()))
    for text in ("Too low.", "0.0021", "0.0015", "cell answer-price"):
        assert text in page.text
    assert "kit hint" not in page.text, "that is for the learner"
    assert "1.txt is not a notebook." in page.text
    assert "1 file was left out." in page.text
    assert "0.50 [0.09, 0.91] (n=2)" in page.text


def test_a_page_says_which_walls_did_not_stand() -> None:
    grades = ClassGrades.made((), checks={}, missing_walls=("network", "files"))
    assert "could not be raised around submissions: network, files" in as_html(grades)
    assert "could not be raised" not in as_html(small())


def test_every_link_of_a_page_leads_to_a_learner_and_no_id_occurs_twice() -> None:
    page = Page(as_html(a_class(12, 6)))
    links, ids = page.all("href"), page.all("id")
    assert len(links) == 12
    assert {link.removeprefix("#") for link in links} == set(ids)
    assert len(ids) == len(set(ids))


def test_a_page_needs_no_network_and_runs_no_script() -> None:
    page = Page(as_html(a_class(3, 2), copies=[]))
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not re.search(r"url\(|https?:|@import", as_html(a_class(3, 2)))


def test_a_page_would_load_nothing_and_run_nothing_even_if_something_slipped_in() -> None:
    policy = re.search('http-equiv="Content-Security-Policy" content="(.*?)"', as_html(small()))
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'unsafe-inline';")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`f(1)` is *worse*.", "<code>f(1)</code> is <em>worse</em>."),
        ("`<b>` & <b>", "<code>&lt;b&gt;</code> &amp; &lt;b&gt;"),
        ("`*a*` 2 * 3 * 4 f(*args, **more) x*y*z", "<code>*a*</code> 2 * 3 * 4 f(*args, **more) x*y*z"),
        ("one ` alone, `two\nlines`", "one <code> alone, </code>two\nlines`"),
        ("`" + "x" * 300, "`" + "x" * 200 + "… (100 more characters)"),
    ],
)
def test_marks_in_a_message_are_shown_as_what_they_mean(text: str, html: str) -> None:
    assert marked(text, 201) == f"<bdi>{html}</bdi>"


def test_values_that_were_got_keep_their_marks_and_sentences_do_not() -> None:
    told = Verdict(slug(1), "all", "fail", 0, 1, "`f` is wrong.", "'`a`'", "'*b*'", "cell `answer-f`")
    found = Result("ada", slug(1), "f", (told,), ("Cell `c` is there twice.",))
    page = as_html(ClassGrades.made([found], checks={slug(1): {"all": 1.0}}, notes=("See `x`.",)))
    for html in ("<code>f</code> is wrong.", "<code>answer-f</code>", "Cell <code>c</code>", "See <code>x<"):
        assert html in page
    for html in ("<dd>&#x27;`a`&#x27;", "<dd>&#x27;*b*&#x27;"):
        assert html in page


def test_a_check_that_needs_an_earlier_checks_answer_says_so() -> None:
    said = (
        ("`decide` does not exist, because cell `answer-decide` stopped with SyntaxError.", ""),
        ("`decide` does not exist, because cell `answer-decide` stopped with SyntaxError.", ""),
        ("`count(3)` raised NameError, in line 2.", "NameError: name 'decide' is not defined"),
        ("`count(4)` raised NameError, in line 2.", "NameError: name 'other' is not defined"),
    )
    told = tuple(
        Verdict(slug(1), c, "fail", 0, 1, *(m, "", g)) for c, (m, g) in zip("abcd", said, strict=True)
    )
    page = as_html(ClassGrades.made([Result("ada", slug(1), "f", told)], checks={slug(1): CHECKS}))
    follows = re.findall(r"<b>✗ (.): 0 of 1 point</b>( <span class=\"dim\">follows from a</span>)?", page)
    assert [check for check, why in follows if why] == ["b", "c"]


def test_names_stand_as_people_sort_them() -> None:
    names = ["zoe", "Zoë", "adam", "Ada", "Émile", "Eve", "ada", "Zora"]
    grades = ClassGrades.made([Result(n, slug(1), n) for n in names], checks={slug(1): CHECKS})
    ordered = ["Ada", "ada", "adam", "Eve", "Émile", "zoe", "Zoë", "Zora"]
    assert list(grades.learners) == [r.learner for r in grades.results] == ordered
    assert ClassGrades.made(reversed(grades.results), checks={slug(1): CHECKS}) == grades


def test_a_learner_whose_only_file_is_of_no_exercise_is_not_said_to_have_handed_in_nothing() -> None:
    one = Result("ada", "", "ada/x.ipynb", notes=("Which exercise is this?",), state=REFUSED)
    page = as_html(ClassGrades.made([one], checks={slug(1): CHECKS}))
    assert '<bdi>ada</bdi></a><td class="n sum"><span class="x">×</span><td' in page


def test_every_table_names_its_columns_and_its_rows() -> None:
    page = as_html(a_class(12, 6), copies=[])
    heads = re.findall(r"<th( [^>]*)?>(.*?)(?=<t[hdr]|</t)", page)
    assert not [text for _, text in heads if not text]
    assert not [attributes for attributes, _ in heads if "scope=" not in attributes]
    assert page.count('scope="row"') == page.count("<tr>") - page.count("<thead>")


def test_a_long_note_is_a_fold_with_everybody_in_it() -> None:
    names = "; ".join(people(200))
    page = as_html(small(), notes=(f"No row fits {names}.",))
    assert f"more characters)</bdi></summary><bdi>No row fits {names}.</bdi></details>" in page


def test_whatever_a_submission_says_stays_text() -> None:
    grades = hostile_class()
    copies = [Copy(slug(1), text, HOSTILE[0], 1, 1, text, text, text, text) for text in HOSTILE]
    raw = as_html(grades, copies=copies, notes=HOSTILE)
    page, plain = Page(raw), Page(as_html(small(), copies=copies[:0]))
    assert set(page.tags) <= set(plain.tags) | {"pre"}
    assert not [key for key, _ in page.attributes if key.startswith("on") or key == "src"]
    assert set(page.all("style")) == set(plain.all("style"))
    assert raw.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe]", raw)


def test_a_long_text_is_cut_and_says_by_how_much() -> None:
    assert fit("x" * 1_000_000, 100) == "x" * 100 + "… (999,900 more characters)"
    assert len(as_html(hostile_class())) < 1_000_000


def test_what_cannot_be_seen_is_shown_as_its_code() -> None:
    assert fit("a\u202eb\x00c\ud800") == "a\\u202eb\\u0000c\\ud800"
    assert fit("two\nlines", line=True) == "two lines"


def test_the_same_grades_give_the_same_bytes_in_whatever_order_they_came() -> None:
    grades = a_class(9, 4)
    mixed = list(grades.results)
    random.Random(1).shuffle(mixed)
    assert as_html(ClassGrades.made(mixed, checks=grades.checks)) == as_html(grades)


@pytest.mark.parametrize("learners", [0, 1])
def test_an_empty_class_and_a_class_of_one_have_a_page(learners: int) -> None:
    page = Page(as_html(a_class(learners, 1), copies=[]))
    assert "No two learners" in page.text
    assert len(page.all("href")) == learners


def test_a_file_that_does_not_count_is_shown_as_such() -> None:
    first, second = (Result("ada", slug(1), name, verdicts(True, True, True, True)) for name in ("a", "b"))
    page = Page(as_html(ClassGrades.made([first, second], checks={slug(1): CHECKS})))
    assert page.text.count("does not count") == 1
    assert "ada 10 of 10 points" in page.text


def test_files_of_unknown_exercises_are_all_shown_as_refused_not_as_passed_over() -> None:
    two = [Result("ada", "", name, notes=("Which exercise is this?",), state=REFUSED) for name in ("a", "b")]
    page = Page(as_html(ClassGrades.made(two, checks={slug(1): CHECKS})))
    assert "does not count" not in page.text
    assert page.text.count("which exercise is not known") == 2


def test_similar_answers_are_information_and_name_both_sides() -> None:
    copy = Copy(slug(1), "ada", "alan", 0.9, 0.6, "answer-price 2-5", "answer-price 3-6", "x = 1", "y = 1")
    page = Page(as_html(small(), copies=[copy]))
    assert "information, not a verdict" in page.text
    assert "ada and alan: 90% and 60%" in page.text
    assert "Similar answers" not in as_html(small())


def test_a_page_of_300_learners_and_17_exercises_stays_one_to_use() -> None:
    draw = random.Random(0)
    wordy = "word " * 1000
    found = []
    for learner in people(300):
        for number in range(1, 18):
            one = result(learner, slug(number), draw, 0.3)
            told = (
                Verdict(v.exercise, v.check, v.state, v.points, v.possible, wordy, wordy, wordy)
                for v in one.verdicts
            )
            found.append(Result(learner, one.exercise, one.file, tuple(told)))
    grades = ClassGrades.made(found, checks={slug(number): CHECKS for number in range(1, 18)})
    start = time.process_time()
    page = as_html(grades)
    assert time.process_time() - start < 20, "about a second on a quiet machine"
    assert len(page) < 25_000_000
    assert len(as_html(a_class(300, 17))) < 6_000_000


def test_the_grade_of_one_is_found_at_once_in_a_large_class() -> None:
    grades = a_class(1000, 17)
    start = time.process_time()
    assert all(grades.of(one.learner, one.exercise) is one for one in grades.results)
    assert time.process_time() - start < 3, "some hundredths of a second; 20 s when each looked through all"


def test_results_of_other_exercises_are_joined_with_a_word_and_of_other_checks_not(tmp_path: Path) -> None:
    kinds = {"a": {slug(1): CHECKS}, "b": {slug(1): CHECKS, slug(2): CHECKS}, "c": {slug(1): {"all": 1.0}}}
    for name, checks in kinds.items():
        only = replace(small().results[0], learner=name, file=name)
        ClassGrades.made([only], checks=checks).save(tmp_path / name)
    a, b, c = (tmp_path / name for name in kinds)
    assert merged([a, b], tmp_path / "all").exercises == (slug(1), slug(2))
    assert unlike([a, b]) == [f"Not all of these results have {slug(2)}: is it one class, and one course?"]
    assert unlike([a, a]) == []
    with pytest.raises(CourseError, match="01_exercise_1 has other checks in some"):
        merged([a, c], tmp_path / "wrong")


def printed(grades: ClassGrades, **more: object) -> str:
    """What the terminal shows."""
    out = io.StringIO()
    show(grades, console=Console(file=out, width=110, highlight=False), **more)  # type: ignore[arg-type]
    return out.getvalue()


def test_the_terminal_shows_each_exercise_the_hardest_checks_and_what_was_refused() -> None:
    said = printed(small(), notes=("1 of 4 on the roster handed in nothing.",))
    assert "0.50 [0.09, 0.91] (n=2)" in said
    assert "6.5 of 10" in said
    assert "hardest: 01_exercise_1 cap" in said
    assert "tim/1.txt: 1.txt is not a notebook." in said
    assert "1 of 4 on the roster" in said
    assert "1 file was left out." in said


def test_the_terminal_obeys_no_submission() -> None:
    said = printed(hostile_class())
    assert "\x1b" not in said
    assert "\x00" not in said
    assert "[red]rich[/red]" in printed(ClassGrades.made((), checks={}, notes=("[red]rich[/red]",)))


def test_the_terminal_draws_no_pictures_of_what_a_submission_is_called(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(ClassGrades.made([Result("ada", "", ":bomb:.ipynb", (), ("No.",), REFUSED)], checks={}))
    said = capsys.readouterr().out
    assert ":bomb:.ipynb" in said
    assert "1 learner, 1 submission" in said


def test_the_terminal_says_nothing_wrong_of_an_empty_class() -> None:
    assert "0 learners" in printed(a_class(0, 1))
