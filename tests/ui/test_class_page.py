"""The page of a graded class in a real browser: from the overview to one check; light, dark, small."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lab
import pytest

from kit.learn.verdict import Verdict
from kit.teach.report_html import as_html
from kit.teach.results import REFUSED, ClassGrades, Result

pytestmark = pytest.mark.slow
SLUG = "01_hello_black_box"
OWNED = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


CONTRASTS = """ground => {
  const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number).concat(1).slice(0, 4);
  const over = (top, under, opacity) => under.map((c, i) => c + (top[i] - c) * top[3] * opacity);
  const light = rgb => rgb.map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const words = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!words || element.closest('svg') || !element.checkVisibility()) continue;
    let under = ground, opacity = 1;
    const above = [];
    for (let e = element; e; e = e.parentElement) above.unshift(getComputedStyle(e));
    for (const style of above) {
      under = over(parts(style.backgroundColor), under, 1);
      opacity *= style.opacity;
    }
    const text = over(parts(getComputedStyle(element).color), under, opacity);
    const [more, less] = [light(text), light(under)].sort((a, b) => b - a);
    found.push([(more + .05) / (less + .05), element.textContent.slice(0, 40)]);
  }
  return found;
}"""  # WCAG's contrast of each text with what lies under it


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
    found.append(
        Result("Learner 0", SLUG, "z" * 400, notes=("`z` is no notebook." + "x" * 400,), state=REFUSED)
    )
    grades = ClassGrades.made(found, checks={SLUG: {"price": 2.0, "chat": 3.0}}, missing_walls=("network",))
    path = tmp_path_factory.mktemp("class") / "report.html"
    path.write_text(as_html(grades, copies=[], notes=["x" * 5000]), encoding="utf-8")
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
    for text in ("expected", "0.0021", "got", "look at"):
        assert learner.get_by_text(text, exact=True).first.is_visible()
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    (repo / "test-artifacts").mkdir(exist_ok=True)
    page.screenshot(path=repo / "test-artifacts" / f"class-{'dark' if dark else 'light'}.png", full_page=True)


def test_nothing_that_a_learner_wrote_runs_and_the_page_fits_a_telephone(page: Any) -> None:
    page.get_by_role("link", name="owned").click()
    page.wait_for_timeout(200)
    assert page.title() == "Grades of a class"
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    said = page.locator(".said").first
    box = said.bounding_box()
    assert said.is_visible()
    assert box["x"] + box["width"] <= 390, "without scrolling aside"


def test_one_long_name_pushes_no_column_out_of_sight(page: Any) -> None:
    widths = page.evaluate("[...document.querySelectorAll('.wide')].map(e => e.scrollWidth)")
    assert max(widths) < 1100 * 1.6


def test_words_stand_out_from_their_ground_in_both_themes(page: Any) -> None:
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.locator(".every").check()
    found = page.evaluate(CONTRASTS, [18, 18, 18] if dark else [255, 255, 255])
    assert len(found) > 50
    assert [one for one in found if one[0] < 4.5] == []


def pages(page: Any) -> int:
    """How many pages it prints on."""
    printed = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 79" in printed or b"/MediaBox [0 0 841" in printed, "landscape"
    return len(re.findall(rb"/Type /Page\b", printed))


def test_print_leaves_out_who_is_folded_and_gives_each_other_a_page_on_white(page: Any) -> None:
    few = pages(page)
    page.get_by_role("link", name="Learner 5").click()
    assert pages(page) == few + 1
    page.locator(".every").check()
    assert pages(page) == few + 12
    page.emulate_media(media="print")
    page.locator(".each > details").nth(2).evaluate("fold => fold.open = true")
    shown = ".each > details > summary >> visible=true"
    assert page.locator(shown).count() == 12
    assert not page.locator(".every").is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_everybody_can_be_unfolded_at_once(page: Any) -> None:
    seen = page.get_by_text("0.0011", exact=True)
    assert not seen.is_visible()
    page.locator(".every").check()
    seen.scroll_into_view_if_needed()
    assert seen.is_visible()
