"""The widgets and lesson 02 as a reader meets them: in JupyterLab, in a real browser, with screenshots."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lab
import nbformat
import pytest

from kit.build.queue import Queue

LESSON = "02_ask_it_100_times.ipynb"
SMALL = [
    "from kit import playground, simulated, use",
    "use(simulated.Dice({'Blue.': 0.5, 'red': 0.3, 'A <b>deep</b> shade of green': 0.2}))",
    "playground('Name a colour. One word.', n=10)",
]
COMPARE = """import time
from kit import Case, OpenAI, compare, simulated, use
cases = [Case(f"Message {i}: <b>my</b> parcel", "late" if i % 2 else "lost") for i in range(16)]
use(simulated.Classifier({c.input: c.expected for c in cases}, accuracy=0.7, flip_rate=0.2))
client, asked = OpenAI(), []
def ask(prompt):
    asked.append(prompt)
    while len(asked) in range(33, 41) and not shown._stop_button.disabled:
        time.sleep(0.05)  # the second run hangs until Stop is pressed
    return client.chat.completions.create(model="any", messages=[{"role": "user", "content": prompt}])
shown = compare({"plain": "Late or lost? {input}", "longer": "Read this. Late or lost? {input}"}, cases, ask)
shown"""
READER = """from kit import Case, evaluate, read_cases
cases = [Case(f"Message {i}: <b>my</b> parcel", "late" if i % 2 else "lost") for i in range(16)]
answers = iter(["late", "late", "perhaps late", "lost"] * 4)
read_cases(evaluate(lambda text: next(answers), cases, concurrency=1, name="parcels"))"""
REVIEW = """from kit import review
from kit.build import Queue
queue = Queue("desk.db")
tickets = {
    "Where is my parcel? It was to be here on <b>Friday</b>.": ("It arrives on Monday.", 0.31),
    "Please cancel #W2378156, I bought it twice.": ("I have cancelled order #W2378156 for you.", 0.44),
    "I was charged twice and want my money back NOW": ("You get 100 USD as a gift.", 0.52),
    "Can I still change the address?": ("Yes, while the order is pending.", 0.78),
    "Which of your lamps is brighter?": ("The one with 800 lumen.", 0.93),
}
given = {"order_id": "#W2378156", "reason": "ordered by mistake"}
action = {"name": "cancel_pending_order", "arguments": given}
for text, (draft, sure) in tickets.items():
    meta = {"citations": ["policy 3: An order can be cancelled while it is pending."]}
    queue.add(text, draft, sure, meta | ({"action": action} if "cancel" in text else {}), key=text[:12])
review(queue, reviewer="ana")"""
SPANS = """import time
from kit import OpenAI, answering, faults, simulated, traces
from kit.ship import span, tracing
def ask(text):
    messages = [{"role": "user", "content": text}]
    OpenAI(max_retries=1).chat.completions.create(model="small-1", messages=messages)
def ticket(text, *wrong):
    with span("ticket", channel="mail"):
        with span("retrieve", k=5):
            time.sleep(0.02)
        with span("draft"), faults(list(wrong)):
            ask(text)
with answering(simulated.Dice({"It is on its <b>way</b>.": 1.0}, latency=0.05)), tracing("traces.sqlite"):
    ticket("Where is it? ann@shop.example", "server_error")
    ticket("Please <i>cancel</i> it.")
traces("traces.sqlite")"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _browser() -> None:
    if lab.chromium() is None:
        why = "No chromium here. Install it (on Debian: apt-get install chromium) or set KIT_CHROMIUM."
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)


@pytest.fixture(scope="module")
def shots(repo: Path) -> Path:
    folder = repo / "test-artifacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def course(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the lesson and some small notebooks, for JupyterLab to serve."""
    folder = tmp_path_factory.mktemp("course") / "notebooks"
    folder.mkdir()
    shutil.copy(repo / "notebooks" / LESSON, folder)
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, source in {
        "small": "\n".join(SMALL),
        "compare": COMPARE,
        "reader": READER,
        "review": REVIEW,
        "spans": SPANS,
    }.items():
        cells = [nbformat.v4.new_code_cell(source)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=spec), folder / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def address(course: Path, tmp_path_factory: pytest.TempPathFactory, engine_url: str) -> Iterator[str]:
    home = tmp_path_factory.mktemp("lab")
    with lab.jupyterlab(home, course, KIT_SIZE="quick", KIT_PROGRESS="0", KIT_LOCAL_URL=engine_url) as url:
        yield url


def errors(notebook: dict[str, Any]) -> list[str]:
    outputs = [out for cell in notebook["cells"] for out in cell.get("outputs", [])]
    return [f"{out['ename']}: {out['evalue']}" for out in outputs if out["output_type"] == "error"]


def turn_n_by_one_and_run(page: Any, before: int, seconds: float) -> None:
    """Move the knob "answers n" one step with the keyboard, press Run, and wait for the new histogram."""
    knob = page.locator(".widget-slider", has_text="answers n").locator(".noUi-handle").first
    knob.scroll_into_view_if_needed()
    knob.press("ArrowRight")
    assert page.get_by_text(f"n={before + 1} answers").count() == 0
    page.locator(".jupyter-button", has_text="Run").first.click()
    page.get_by_text(f"n={before + 1} answers").wait_for(timeout=seconds * 1000)


def test_a_knob_moved_and_run_pressed_change_the_answers(address: str, course: Path, shots: Path) -> None:
    with lab.page_of(address, "small.ipynb", height=900) as page:
        notebook = lab.run_all(page, course / "small.ipynb", 60)
        assert errors(notebook) == []
        page.get_by_text("n=10 answers").wait_for(timeout=20_000)
        page.screenshot(path=shots / "playground_before.png")
        turn_n_by_one_and_run(page, 10, 30)
        page.get_by_text("the call that was made").click()
        page.screenshot(path=shots / "playground_after.png")
        saved = lab.save(page, course / "small.ipynb")
    assert "widgets" not in saved["metadata"]
    assert "n=11 answers" in str(saved["cells"][0]["outputs"])  # what was seen last is what is kept


def test_prompts_are_edited_stopped_and_compared_again(address: str, course: Path, shots: Path) -> None:
    with lab.page_of(address, "compare.ipynb") as page:
        assert errors(lab.run_all(page, course / "compare.ipynb", 60)) == []
        page.get_by_text("spent so far: 32 calls").wait_for(timeout=20_000)
        page.get_by_label("longer").fill("Now in other words. Late or lost? {input}")
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_text("of 32 answers").wait_for(timeout=10_000)
        page.screenshot(path=shots / "compare_asking.png")
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_text("Run goes on from there").wait_for(timeout=20_000)
        page.screenshot(path=shots / "compare_stopped.png")
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_text("spent so far: 48 calls").wait_for(timeout=20_000)  # nothing was paid twice
        page.screenshot(path=shots / "compare.png")
        saved = lab.save(page, course / "compare.ipynb")
    kept = str(saved["cells"][0]["outputs"])
    assert "spent so far: 48 calls" in kept
    assert "Now in other words" in kept
    assert "widgets" not in saved["metadata"]


def test_cases_are_labelled_by_keyboard_and_outlive_the_kernel(
    address: str, course: Path, shots: Path
) -> None:
    with lab.page_of(address, "reader.ipynb", width=760, height=1000) as page:
        assert errors(lab.run_all(page, course / "reader.ipynb", 60)) == []
        page.get_by_role("button", name="Wrong").focus()
        page.keyboard.press("Enter")
        page.get_by_text("2 of 16", exact=True).wait_for(timeout=20_000)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("a hedge")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Space")  # unclear
        page.get_by_text("2 of 16 answers labelled by hand").wait_for(timeout=20_000)
        page.screenshot(path=shots / "reader.png")
        lab.restart_kernels(address)
        assert errors(lab.run_all(page, course / "reader.ipynb", 60)) == []
        page.get_by_text("3 of 16", exact=True).wait_for(timeout=20_000)  # on from where it stopped
        page.screenshot(path=shots / "reader_resumed.png")
    assert "a hedge" in (course / "parcels.labels.jsonl").read_text()


def test_a_queue_is_worked_in_the_browser_and_outlives_the_kernel(
    address: str, course: Path, shots: Path
) -> None:
    with lab.page_of(address, "review.ipynb", height=1000) as page:
        assert errors(lab.run_all(page, course / "review.ipynb", 60)) == []
        page.get_by_text("Where is my parcel?").first.wait_for(timeout=20_000)
        page.screenshot(path=shots / "review.png")
        page.get_by_role("button", name="Approve").click()
        page.get_by_text("item 1 approved").wait_for(timeout=20_000)
        ben = Queue(course / "desk.db")
        assert ben.claim("ben", lease=3600, id=5) is not None
        page.get_by_role("button", name="Look again").click()
        page.get_by_text("1 with ben").first.wait_for(timeout=20_000)

        page.get_by_placeholder("a approve").click()
        page.keyboard.type("e")  # one letter opens the field, and the words go into it
        page.locator("textarea:focus").wait_for(timeout=20_000)
        page.keyboard.press("Control+a")
        page.keyboard.type("It is cancelled; sorry!")
        page.screenshot(path=shots / "review_editing.png")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("item 2 edited").wait_for(timeout=20_000)
        page.get_by_role("button", name="Reject").click()
        page.get_by_placeholder("what is wrong").fill("promises money")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("item 3 rejected").wait_for(timeout=20_000)
        page.get_by_role("button", name="Undo").click()
        page.get_by_text("item 3: rejected undone").wait_for(timeout=20_000)
        page.get_by_role("button", name="Edit").click()
        page.locator("textarea:focus").wait_for(timeout=20_000)
        page.keyboard.press("Control+a")
        page.keyboard.type("Half a sentence")
        page.wait_for_timeout(1000)
        saved = lab.save(page, course / "review.ipynb")
        lab.restart_kernels(address)
        assert errors(lab.run_all(page, course / "review.ipynb", 60)) == []
        page.get_by_text("2 of 5 decided").first.wait_for(timeout=20_000)
        text = page.locator(".jp-OutputArea textarea:visible")
        assert text.input_value() == "Half a sentence"
        page.set_viewport_size({"width": 560, "height": 1000})
        page.wait_for_timeout(500)
        page.screenshot(path=shots / "review_resumed.png")
    assert "widgets" not in saved["metadata"]
    assert "1 with ben" in str(saved["cells"][0]["outputs"])  # the twin shows what was seen last
    assert [(item.id, item.status, item.text) for item in ben.items("decided")] == [
        (1, "approved", "It arrives on Monday."),
        (2, "edited", "It is cancelled; sorry!"),
    ]
    assert [event.what for event in ben.history(3)] == ["added", "claimed", "rejected", "undone"]


def test_a_trace_is_picked_and_a_span_unfolded_in_the_browser(
    address: str, course: Path, shots: Path
) -> None:
    with lab.page_of(address, "spans.ipynb", width=760, height=1000) as page:
        assert errors(lab.run_all(page, course / "spans.ipynb", 60)) == []
        rows = page.locator(".jp-OutputArea summary", has_text="chat small-1")
        rows.first.wait_for(timeout=20_000)
        assert rows.count() == 1
        page.get_by_role("button", name="Next").focus()
        page.keyboard.press("Enter")
        page.locator(".jp-OutputArea span", has_text="25 tokens · $0 · 1 failed").first.wait_for(
            timeout=20_000
        )
        page.wait_for_function("document.querySelectorAll('.jp-OutputArea summary').length >= 5")
        failed, answered = (rows.nth(at).bounding_box() for at in (0, 1))
        assert failed["y"] < answered["y"]
        rows.nth(1).focus()
        page.keyboard.press("Enter")  # a row unfolds without a mouse and without a kernel
        page.get_by_text("It is on its <b>way</b>.", exact=True).wait_for(timeout=20_000)
        page.get_by_text("Where is it? [email]").last.wait_for(timeout=20_000)
        page.screenshot(path=shots / "spans.png")
        saved = lab.save(page, course / "spans.ipynb")
    assert "widgets" not in saved["metadata"]
    kept = str(saved["cells"][0]["outputs"])
    assert "[email]" in kept  # the trace that was open last
    assert "ann@shop" not in kept


@pytest.mark.long
def test_lesson_02_runs_to_its_end_and_its_knob_turns(address: str, course: Path, shots: Path) -> None:
    with lab.page_of(address, LESSON) as page:
        notebook = lab.run_all(page, course / LESSON, 600)
        assert errors(notebook) == []
        assert all(cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code")
        page.locator(".jupyter-button", has_text="Run").first.scroll_into_view_if_needed()
        page.screenshot(path=shots / "lesson_02_end.png")
        turn_n_by_one_and_run(page, 4, 120)  # the lesson asks for four at this size
        page.screenshot(path=shots / "lesson_02_knob_turned.png")
