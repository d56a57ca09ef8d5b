"""`kit sweep`: every run kept, none made twice, and differences that luck explains called inconclusive."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from concurrent.futures import Executor, Future
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from books import book

from kit import Case, Rate, evaluate
from kit.cli import main
from kit.measure.compare import paired
from kit.measure.many_runs import holm, pooled
from kit.ship import Card, Run, Sweep, sweep
from kit.ship.executors import shared_engine
from kit.ship.new import new
from kit.ship.parameters import RunError, listed, read
from kit.ship.sweep_best import optimism

# --- what runs say ---------------------------------------------------------------------------------


def swept(measure: Callable[..., dict[str, Any]], repeats: int = 1, **grid: list[Any]) -> Sweep:
    """A sweep whose runs recorded what `measure(repeat, **setting)` returns."""
    from itertools import product

    settings = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    rows = [Run(Path("x"), s, measure(r, **s), 1.0, "", r) for r in range(repeats) for s in settings]
    return Sweep(
        "idea", {k: tuple(v) for k, v in grid.items()}, tuple(rows), repeats, len(rows), Path("runs")
    )


def scores(share: float, n: int, seed: int) -> list[bool]:
    dice = random.Random(seed)
    return [dice.random() < share for _ in range(n)]


def test_scores_of_cases_are_compared_case_by_case() -> None:
    right = {"a": scores(0.5, 60, 1), "b": scores(0.8, 60, 2)}
    [found] = swept(lambda r, model: {"correct": right[model]}, model=["a", "b"]).compare("correct").pairs
    assert repr(found) == repr(paired(right["a"], right["b"], names=("model=a", "model=b")))
    assert found.test == "exact McNemar"


def test_repeats_of_a_case_are_no_further_cases() -> None:
    same = scores(0.5, 30, 1)
    one = swept(lambda r, k: {"correct": same}, k=[1])
    ten = swept(lambda r, k: {"correct": same}, 10, k=[1])
    assert pooled(list(one.values("correct").values())) == Rate.of(same)
    wide = pooled(list(ten.values("correct").values()))
    assert wide is not None
    assert wide.n == 30
    assert wide.high - wide.low >= Rate.of(same).high - Rate.of(same).low


def test_a_rate_alone_does_not_get_narrower_by_running_it_again() -> None:
    once = swept(lambda r, k: {"accuracy": Rate(20, 30)}, k=[1]).table()[0]["accuracy"]
    often = swept(lambda r, k: {"accuracy": Rate(20, 30)}, 9, k=[1]).table()[0]["accuracy"]
    assert once == often == Rate(20, 30)


def test_what_else_was_varied_is_held_the_same() -> None:
    """k=5 has a failed run with model=b; then model=a at k=5 must not count for model either."""
    found = swept(lambda r, model, k: {"x": k * 1.0}, 4, model=["a", "b"], k=[1, 5])
    rows = tuple(
        row if row.parameters != {"model": "b", "k": 5} else Run(row.path, row.parameters, {}, 1.0, "oh", 0)
        for row in found.rows
    )
    [pair] = Sweep(found.name, found.grid, rows, 4, 16, found.store).compare("x", by="model").pairs
    assert pair.difference.value == 0
    assert pair.verdict == "inconclusive"


def test_one_run_of_a_number_is_compared_with_nothing() -> None:
    found = swept(lambda r, k: {"ms": 10.0 * k}, k=[1, 5])
    [pair] = found.compare("ms").pairs
    assert pair.verdict == "inconclusive"
    assert found.table()[0]["ms"].high == inf


def test_numbers_are_compared_repeat_by_repeat_by_the_t_test() -> None:
    from scipy.stats import ttest_rel

    ms = {1: [10.0, 12.0, 11.0, 13.0], 5: [11.5, 13.0, 12.9, 14.1]}
    [pair] = swept(lambda r, k: {"ms": ms[k][r]}, 4, k=[1, 5]).compare("ms").pairs
    assert pair.p_value == pytest.approx(ttest_rel(ms[5], ms[1]).pvalue)
    assert pair.verdict == "better"
    assert "k=5 is higher than k=1" in repr(swept(lambda r, k: {"ms": ms[k][r]}, 4, k=[1, 5]).compare("ms"))


def test_reports_are_compared_over_the_cases_both_have() -> None:
    cases = [Case(f"q{i}", "yes") for i in range(40)]
    reports = {
        share: evaluate(lambda text, s=share: "yes" if int(text[1:]) < s else "no", cases, progress=False)
        for share in (10, 30)
    }
    found = swept(lambda r, k: {"report": reports[k]}, k=[10, 30])
    [pair] = found.compare().pairs
    assert pair.difference.value == 0.5
    assert repr(pair.difference) == repr(reports[10].compare(reports[30]).difference)


def test_holms_correction_is_the_published_one() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.001, 0.01, 0.02, 0.04, 0.045]) == pytest.approx([0.005, 0.04, 0.06, 0.08, 0.08])
    assert holm([0.01], family=10) == pytest.approx([0.1])


def test_among_alike_settings_a_difference_is_rarely_claimed_and_the_best_is_called_noise() -> None:
    """Six alike settings, 15 pairs: uncorrected, some pair would differ in every fifth sweep or so."""
    claimed = noise = plain = 0
    for trial in range(40):
        right = {k: scores(0.6, 60, 100 * trial + k) for k in range(6)}
        found = swept(lambda r, k, right=right: {"correct": right[k]}, k=list(range(6)))
        pairs = found.compare("correct").pairs
        claimed += any(pair.verdict != "inconclusive" for pair in pairs)
        noise += found.best("correct").inconclusive
        alone = [paired(right[a], right[b]).p_value for a in range(6) for b in range(a)]
        plain += min(alone) <= 0.05
    assert claimed <= 4
    assert noise >= 38
    assert plain >= 6


def test_a_setting_that_is_really_better_is_told_apart() -> None:
    right = {k: scores(0.9 if k == 3 else 0.4, 100, k) for k in range(6)}
    best = swept(lambda r, k: {"correct": right[k]}, k=list(range(6))).best("correct")
    assert best.parameters == {"k": 3}
    assert not best.inconclusive
    assert "told apart from every other" in repr(best)


def test_the_luck_of_the_best_is_about_what_it_is_too_good_by() -> None:
    """Ten settings with the same true rate: the best one's value less the truth, against what is told."""
    over, told = [], []
    for trial in range(30):
        right = {k: scores(0.5, 50, 1000 * trial + k) for k in range(10)}
        best = swept(lambda r, k, right=right: {"correct": right[k]}, k=list(range(10))).best("correct")
        over.append(best.value.value - 0.5)
        told.append(best.luck or 0.0)
    mean = sum(over) / len(over)
    assert 0.07 < mean < 0.15
    assert 0.4 * mean < sum(told) / len(told) < 1.2 * mean
    assert optimism([{(0,): [True, False]}]) is None


def test_the_lowest_can_be_the_best() -> None:
    found = swept(lambda r, k: {"usd": 0.01 * k}, 3, k=[5, 1, 3])
    assert found.best("usd", lowest=True).parameters == {"k": 1}
    assert found.best("usd").parameters == {"k": 5}


def test_a_sweep_reads_well_in_a_terminal_a_notebook_and_as_a_page(tmp_path: Path) -> None:
    right = {m: scores(s, 50, i) for i, (m, s) in enumerate({"small": 0.3, "<b>": 0.9}.items())}
    found = swept(lambda r, model: {"correct": right[model]}, model=["small", "<b>"])
    text = repr(found)
    assert max(map(len, text.split("\n\n")[1].split("\n"))) <= 80
    assert all(str(rate) in text for rate in found.estimates().values())
    assert "idea: 2 of 2 runs; 2 settings" in text
    assert "model=<b> is higher than model=small" in text
    page = found.save(tmp_path / "a.html").read_text("utf-8")
    assert "model=<b>" not in page
    assert "model=&lt;b&gt; is higher" in page
    axes = found.plot()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["model=small", "model=<b>"]
    assert "n=50" in axes.get_title()


def test_a_name_that_nobody_recorded_or_varied_is_refused_with_what_there_is() -> None:
    found = swept(lambda r, k: {"correct": [True], "note": "x"}, k=[1, 2])
    assert found.metrics == ("correct", "seconds")
    with pytest.raises(LookupError, match=r"'acuracy'; there is: correct, seconds"):
        found.compare("acuracy")
    with pytest.raises(LookupError, match="varied: k"):
        found.compare("correct", by="model")


# --- running ---------------------------------------------------------------------------------------


class Here(Executor):
    """Runs nothing: hands out what `bring` says, at once, and counts."""

    def __init__(self, bring: Callable[..., Any] | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self._bring = bring or (lambda text, values: (text, "", 0.1))

    def submit(self, fn: Any, /, text: str, values: dict[str, Any], *_: Any) -> Future[Any]:  # type: ignore[override]
        self.asked.append(dict(values))
        future: Future[Any] = Future()
        try:
            future.set_result(self._bring(text, values))
        except Exception as error:
            future.set_exception(error)
        return future


def test_a_seed_goes_up_with_the_repeats_unless_it_is_given(tmp_path: Path) -> None:
    path = book(tmp_path / "a.ipynb", "1")
    here = Here()
    sweep(path, {"k": ["1", "5"]}, 2, here, store=tmp_path / "s")
    assert here.asked == [{"k": 1}, {"k": 5}, {"k": 1, "SEED": 8}, {"k": 5, "SEED": 8}]
    here = Here()
    sweep(path, {"seed": 3}, 2, here, store=tmp_path / "t")
    assert here.asked == [{"SEED": 3}, {"SEED": 3}]


def test_what_is_done_is_not_run_again_and_what_changed_or_failed_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, store = book(tmp_path / "a.ipynb", "1"), tmp_path / "s"

    def once(**more: Any) -> int:
        here = Here(lambda text, values: (text, "boom" if values["k"] == 5 else "", 0.1))
        found = sweep(path, {"k": [1, 2, 5]}, executor=here, store=store, **more)
        assert len(found.rows) == found.wanted
        assert [row.error for row in found.failures] == ["boom"] * (found.wanted // 3)
        return len(here.asked)

    assert once() == 3
    assert once() == 1
    assert once(repeats=2) == 4
    book(path, "2")
    assert once() == 3
    monkeypatch.setenv("KIT_SIZE", "full")
    assert once() == 3
    assert once() == 1


CARD = """from kit import Case, evaluate
from kit.ship import Card

report = evaluate(lambda asked: k, [Case("a", 1)], lambda said, case: said == case.expected)
Card("idea", "", "", report).save()"""


def test_the_runs_of_a_sweep_save_their_cards_apart_and_leave_the_notebooks_own_alone(tmp_path: Path) -> None:
    own = tmp_path / "cards" / "idea.card.json"
    own.parent.mkdir()
    own.write_text("mine", "utf-8")
    found = sweep(book(tmp_path / "idea.ipynb", CARD), {"k": [1, 2]}, store=tmp_path / "s", warm=False)
    assert not found.failures
    rates = [Card.load(*row.path.with_suffix("").glob("*.json")).solution.rate().value for row in found.rows]
    assert rates == [1.0, 0.0]
    assert [one.name for one in own.parent.iterdir()] == ["idea.card.json"]
    assert own.read_text("utf-8") == "mine"
    page = found.save().read_text("utf-8")
    assert all(f'href="{row.path.stem}/idea.card.html"' in page for row in found.rows)


def test_what_counts_comes_first_and_what_is_alike_everywhere_takes_a_line() -> None:
    found = swept(
        lambda r, k: {"alone": 0.5 * k, "correct": [True, False], "usd": 0, "seconds": 9.0}, k=[1, 2]
    )
    assert found.metrics == ("correct", "alone", "usd", "seconds")
    shown = repr(found)
    assert "usd: 0 in every run" in shown
    assert "seconds: 1 in every run" in shown


def test_a_notebook_that_was_cut_off_in_the_store_is_made_again(tmp_path: Path) -> None:
    path, store = book(tmp_path / "a.ipynb", "1"), tmp_path / "s"
    [row] = sweep(path, {}, executor=Here(), store=store).rows
    row.path.write_text(row.path.read_text("utf-8")[:50], "utf-8")
    here = Here()
    assert sweep(path, {}, executor=here, store=store).rows[0].error == ""
    assert len(here.asked) == 1


def test_a_run_that_is_lost_with_its_process_is_a_row_that_says_so_and_the_others_go_on(
    tmp_path: Path,
) -> None:
    def bring(text: str, values: dict[str, Any]) -> Any:
        if values["k"] == 2:
            raise OSError("the machine went away")
        return text, "", 0.1

    path = book(tmp_path / "a.ipynb", "1")
    found = sweep(path, {"k": [1, 2, 3]}, executor=Here(bring), store=tmp_path / "s")
    assert [row.error for row in found.rows] == ["", "The run was lost (OSError: the machine went away)", ""]
    assert found.failures[0].path.exists()
    again = sweep(path, {"k": [1, 2, 3]}, executor=Here(), store=tmp_path / "s")
    assert not again.failures
    assert not list((tmp_path / "s").glob("*.failed.ipynb"))


def test_an_interrupt_keeps_what_is_done_and_the_same_call_goes_on(tmp_path: Path) -> None:
    def bring(text: str, values: dict[str, Any]) -> Any:
        if values["k"] == 3:
            raise KeyboardInterrupt
        return text, "", 0.1

    path = book(tmp_path / "a.ipynb", "1")
    found = sweep(path, {"k": [1, 2, 3, 4]}, executor=Here(bring), store=tmp_path / "s")
    assert found.note.startswith("Stopped by you: 2 of 4 runs are here.")
    here = Here()
    assert len(sweep(path, {"k": [1, 2, 3, 4]}, executor=here, store=tmp_path / "s").rows) == 4
    assert here.asked == [{"k": 3}, {"k": 4}]


@pytest.mark.parametrize(
    ("grid", "more", "says"),
    [
        ({"kk": [1]}, {}, "did you mean k"),
        ({"k": ["x"]}, {}, "must be a number"),
        ({"k": []}, {}, "no value"),
        ({"k": [1]}, {"repeats": 0}, "1 or more"),
        ({"k": [1]}, {"jobs": 0}, "1 or more"),
    ],
)
def test_a_mistake_is_said_before_anything_runs(
    tmp_path: Path, grid: dict[str, Any], more: dict[str, Any], says: str
) -> None:
    path, here = book(tmp_path / "a.ipynb", "1"), Here()
    with pytest.raises(RunError, match=says):
        sweep(path, grid, executor=here, store=tmp_path / "s", **more)
    assert here.asked == []
    assert not (tmp_path / "s").exists()


def test_values_of_a_grid_are_cut_at_commas_outside_of_brackets() -> None:
    assert listed("small,large") == ["small", "large"]
    assert listed("[1,2],[3]") == ["[1,2]", "[3]"]
    assert listed("'a,b', c") == ["'a,b'", "c"]


def test_the_command_sweeps_real_kernels_shows_the_result_and_tells_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cell = "import kit\nkit.record(correct=[True] * (5 + k) + [False] * (5 - k))\nassert k < 5, 'too many'"
    path = book(tmp_path / "idea.ipynb", cell)
    with pytest.raises(SystemExit) as left:
        main(["sweep", str(path), "-p", "k=1,5", "--jobs", "2"])
    said = capsys.readouterr().out
    assert left.value.code == 1
    assert "idea: 2 of 2 runs, 1 failed" in said
    assert "0.60 [0.31, 0.83] (n=10)" in said
    assert "failed: k=5: In [3], `import kit`: AssertionError: too many" in said
    assert len(list((tmp_path / "runs" / "idea").glob("*.ipynb"))) == 2
    assert (tmp_path / "runs" / "idea" / "sweep-k.html").exists()


@pytest.mark.parametrize(
    ("source", "grid", "around", "shared"),
    [
        ("'local'", {}, {}, True),
        ("__import__('os').environ.get('KIT_SOURCE', 'local')", {}, {}, True),
        ("'local'", {}, {"KIT_SOURCE": "simulated"}, False),
        ("'simulated'", {}, {}, False),
        ("'simulated'", {"SOURCE": ("simulated", "local")}, {}, True),
        ("'local'", {}, {"KIT_LOCAL_URL": "http://127.0.0.1:1"}, False),
    ],
)
def test_kernels_share_one_local_engine_if_they_will_want_one(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    grid: dict[str, Any],
    around: dict[str, str],
    shared: bool,
) -> None:
    started: list[str] = []
    engine = SimpleNamespace(address="http://127.0.0.1:9")
    monkeypatch.setattr("kit.models.engine.engine", lambda: started.append("engine") or engine)
    for name in ("KIT_SOURCE", "KIT_LOCAL_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in around.items():
        monkeypatch.setenv(name, value)
    with shared_engine(read(book(tmp_path / "a.ipynb", parameters=f"SOURCE = {source}")), grid):
        assert (os.environ.get("KIT_LOCAL_URL") == engine.address) is shared
    assert bool(started) is shared
    assert os.environ.get("KIT_LOCAL_URL") == around.get("KIT_LOCAL_URL")


def test_what_decides_which_cases_are_held_out_is_no_setting_to_choose(tmp_path: Path) -> None:
    path = new("Sort", "classify", tmp_path)
    grid = {"SPLIT": [7, 8], "SOURCE": "simulated", "N": 4, "K": 1}
    said = repr(sweep(path, grid, store=tmp_path / "runs", progress=False))
    assert "SPLIT decided which cases are held out" in said
    assert "stayed unseen" not in said
