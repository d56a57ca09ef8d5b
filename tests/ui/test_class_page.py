"""The page of a graded class in a real browser: from the overview to one check; light, dark, small."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lab
import pytest

from kit.learn.verdict import Verdict
from kit.teach.report_html import as_html
from kit.teach.results import ClassGrades, Result

pytestmark = pytest.mark.slow
SLUG = "01_hello_black_box"
OWNED = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of twelve learners; the third has written what a page must not run."""
    found = []
    for number in range(12):
        name = OWNED if number == 2 else f"Learner {number}"
        said = (f"Too low. {OWNED}", "0.0021", f"0.00{number}", "cell `answer-price`")
        wrong = Verdict(SLUG, "price", "fail", 0, 2, *said)
        right = Verdict(SLUG, "chat", "pass" if number % 3 else "fail", 3 if number % 3 else 0, 3)
        found.append(Result(name, SLUG, f"{number}.ipynb", (wrong, right)))
    grades = ClassGrades.made(found, checks={SLUG: {"price": 2.0, "chat": 3.0}}, missing_walls=("network",))
    path = tmp_path_factory.mktemp("class") / "report.html"
    path.write_text(as_html(grades, copies=[]), encoding="utf-8")
    return path


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, page_file: Path) -> Iterator[Any]:
    """The page, open in a browser."""
    if lab.chromium() is None:
        why = "No chromium here. Install it (on Debian: apt-get install chromium) or set KIT_CHROMIUM."
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=lab.chromium(), args=lab.CHROMIUM_ARGS)
        opened = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=request.param)
        opened.goto(page_file.as_uri())
        yield opened
        browser.close()


def test_a_click_on_a_learner_shows_what_was_expected_and_what_came(page: Any, repo: Path) -> None:
    seen = page.get_by_text("0.005", exact=True)
    assert not seen.is_visible()
    page.get_by_role("link", name="Learner 5").click()
    seen.wait_for(timeout=5000)
    learner = page.locator("div.one:visible")
    assert learner.count() == 1
    for text in ("expected", "0.0021", "got", "look at", "kit hint 01 price"):
        assert learner.get_by_text(text, exact=True).first.is_visible()
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    (repo / "test-artifacts").mkdir(exist_ok=True)
    page.screenshot(path=repo / "test-artifacts" / f"class-{'dark' if dark else 'light'}.png", full_page=True)


def test_nothing_that_a_learner_wrote_runs_and_the_page_fits_a_telephone(page: Any) -> None:
    page.get_by_role("link", name="owned").click()
    page.wait_for_timeout(200)
    assert page.title() == "Grades of a class"
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_words_stand_out_from_their_ground_in_both_themes(page: Any) -> None:
    colours = page.evaluate(
        "[...document.querySelectorAll('p, td, h2')].map(e => getComputedStyle(e).color)"
        ".concat(getComputedStyle(document.documentElement).colorScheme)"
    )
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert colours[-1] == "light dark"
    assert colours[0] == ("rgb(255, 255, 255)" if dark else "rgb(0, 0, 0)")
