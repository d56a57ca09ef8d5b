"""The gate passes only what is shown not to be worse, and what is too much worse no more than alpha."""

from __future__ import annotations

import random
from math import comb, isinf, nan
from typing import Any

import numpy as np
import pytest

from kit import Case
from kit.measure import Report, Score
from kit.measure.gate import gate
from kit.measure.margin import percentile, student, tango
from kit.measure.rows import Answer, Row
from kit.models.usage import Usage


def report(
    name: str, scores: list[Any], *, usd: float = 0.0, seconds: Any = 1.0, groups: Any = None, first: int = 0
) -> Report:
    """One row per score; a list is a case with repeats, None a failed call, "?" one never scored."""
    rows = []
    for place, given in enumerate(scores):
        group = groups[place] if groups else None
        case = Case(f"case {first + place}", id=f"c{first + place}", group=group)
        for repeat, score in enumerate(given if isinstance(given, list) else [given]):
            took = seconds[place] if isinstance(seconds, list) else seconds
            error = "down" if score is None else ""
            answer = Answer("text", usage=Usage(10, 5, 0, 1, usd), seconds=took, error=error)
            found = {} if score is None else {"exact": Score(None if score == "?" else score)}
            rows.append(Row(case, repeat, answer, found))
    return Report(name, tuple(rows), ("exact",))


def pair(both: int, lost: int, won: int, neither: int) -> tuple[Report, Report]:
    before = [True] * both + [True] * lost + [False] * won + [False] * neither
    after = [True] * both + [False] * lost + [True] * won + [False] * neither
    return report("main", before), report("branch", after)


def test_many_cases_alike_pass_and_few_need_more() -> None:
    assert gate(*pair(380, 5, 5, 10)).verdict == "pass"
    few = gate(*pair(38, 1, 1, 0))
    assert (few.verdict, few.code) == ("need more", 2)
    assert few.more is not None
    assert 20 < few.more < 200
    alike = f"If they are equally good, about {few.more} more cases would let it pass four times in five."
    assert alike in repr(few)


def test_what_the_number_of_cases_rests_on_is_said() -> None:
    better, worse = pair(18, 0, 1, 1), pair(96, 3, 1, 0)
    assert "If they are equally good, about" in repr(gate(*better))
    assert "If the loss is what it seems, about" in repr(gate(*worse))
    assert "would let it pass 90% of the time." in repr(gate(*worse, power=0.9))


def test_the_number_of_cases_still_needed_is_about_right() -> None:
    """Alike in truth, a tenth of the cases discordant: with the number it says, eight of ten pass."""
    asked = gate(*pair(85, 5, 5, 5))
    assert asked.verdict == "need more"
    assert asked.more is not None
    rng, passed, n = random.Random(1), 0, 100 + asked.more
    for _ in range(200):
        kinds = rng.choices((0, 1, 2), (0.9, 0.05, 0.05), k=n)
        passed += tango(kinds.count(1), kinds.count(2), n, 0.05).low > -0.05
    assert 140 <= passed <= 185


def test_what_is_clearly_worse_fails_and_says_which_cases_fell() -> None:
    found = gate(*pair(150, 45, 3, 2))
    assert (found.verdict, found.code) == ("fail", 1)
    assert len(found.lost) == 45
    assert found.lost[0] == "c150"
    assert found.won == ("c195", "c196", "c197")
    assert found.difference is not None
    assert found.difference.value == pytest.approx(-0.21)
    assert "45 cases fell, 3 rose, of 200" in repr(found)
    text = found._repr_markdown_()
    assert text.startswith("**Gate: fail**\n\n- ✗ It is worse by more than 5 points: -0.21 [")


def test_a_loss_within_the_margin_passes_but_is_called_a_loss() -> None:
    found = gate(*pair(980, 20, 0, 0))
    assert found.verdict == "pass"
    assert "worse all the same" in repr(found)


def passes(n: int, margin: float, alpha: float) -> list[tuple[int, int]]:
    """The outcomes (won, lost) of n cases that pass."""
    return [
        (won, lost)
        for lost in range(n + 1)
        for won in range(n - lost + 1)
        if lost - won <= margin * n and tango(won, lost, n, alpha).low > -margin
    ]


@pytest.mark.parametrize(("n", "margin"), [(20, 0.1), (52, 0.05), (60, 0.05), (60, 0.1)])
def test_what_is_worse_by_the_margin_passes_at_most_alpha_of_the_time(n: int, margin: float) -> None:
    """Exactly, every outcome of n cases enumerated, whatever share of them is discordant."""
    through = passes(n, margin, 0.05)
    sizes = []
    for worse in (margin, 2 * margin):
        worst = 0.0
        for up in (0.0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.35):
            down = up + worse
            same = 1 - up - down
            total = sum(
                comb(n, won) * comb(n - won, lost) * up**won * down**lost * same ** (n - won - lost)
                for won, lost in through
            )
            worst = max(worst, total)
        sizes.append(worst)
    assert 0.005 < sizes[0] <= 0.05
    assert sizes[1] < 0.02


def test_a_model_twice_the_margin_worse_is_passed_at_most_alpha_of_the_time_through_the_gate_itself() -> None:
    rng, passed, failed = random.Random(9), 0, 0
    for _ in range(60):
        kinds = rng.choices(("same", "won", "lost"), (0.78, 0.06, 0.16), k=150)
        verdict = gate(*pair(*(kinds.count(k) for k in ("same", "lost", "won")), 0)).verdict
        passed, failed = passed + (verdict == "pass"), failed + (verdict == "fail")
    assert passed <= 3
    assert failed > 10


def leaning(rng: Any) -> list[float]:
    """Gaps of 30 groups of 4 cases that lean together, in truth 0.05 worse."""
    return (-0.05 + np.repeat(rng.normal(0, 0.15, 30), 4) + rng.normal(0, 0.2, 120)).tolist()


def whole_groups(rng: Any) -> list[float]:
    """Gaps of 30 groups of 4 cases of which one in twenty is lost altogether."""
    return np.repeat(-(rng.uniform(0, 1, 30) < 0.05).astype(float), 4).tolist()


@pytest.mark.parametrize("gaps", [leaning, whole_groups])
def test_groups_keep_the_promise_at_the_margin_and_taken_for_single_cases_would_break_it(gaps: Any) -> None:
    rng, groups, runs = np.random.default_rng(3), [place // 4 for place in range(120)], 500
    drawn = [gaps(rng) for _ in range(runs)]
    passed = sum(student(one, groups, 0.05, 1.0).low > -0.05 for one in drawn)
    alone = sum(student(one, None, 0.05, 1.0).low > -0.05 for one in drawn)
    assert passed <= (0.05 + 0.02) * runs  # two standard errors of 500 runs
    assert alone > 0.1 * runs


def test_repeats_are_averaged_and_groups_stand_together() -> None:
    before, after = report("main", [[1, 1, 0]] * 80), report("branch", [[1, 0, 1]] * 80)
    found = gate(before, after)
    assert found.n == 80
    assert found.difference is not None
    assert "Student's t over cases" in found.difference.method
    groups = [f"g{place // 20}" for place in range(80)]
    together = gate(report("a", [True] * 80, groups=groups), report("b", [True] * 80, groups=groups))
    assert together.difference is not None
    assert (together.difference.n, together.verdict) == (4, "need more")


def test_a_call_that_fails_counts_as_wrong_and_is_said() -> None:
    found = gate(report("main", [True] * 100), report("branch", [True] * 60 + [None] * 40))
    assert found.verdict == "fail"
    assert "40 calls of branch failed and count as wrong: down" in found.notes


def test_cases_left_out_cannot_be_passed_over_in_silence() -> None:
    found = gate(report("main", [True] * 300), report("branch", [True] * 200))
    assert found.verdict == "need more"
    assert "branch has no score for 100 of the 300 cases of main." in found.notes
    assert gate(report("main", [True] * 200), report("branch", [True] * 300)).verdict == "pass"
    assert gate(report("main", [True] * 200), report("branch", [True] * 199 + ["?"])).verdict == "need more"
    with pytest.raises(ValueError, match="no scored case in common"):
        gate(report("main", [True] * 9), report("branch", [True] * 9, first=50))


def test_cost_and_latency_are_held_with_the_same_care() -> None:
    good = report("main", [True] * 200)
    cheap = report("branch", [True] * 200, usd=0.01, seconds=[0.5] * 197 + [9.0] * 3)
    assert gate(good, cheap, usd=0.02, seconds=1.0).verdict == "pass"
    assert gate(good, cheap, usd=0.005).verdict == "fail"
    assert gate(good, cheap, seconds=0.4).verdict == "fail"
    slow = report("branch", [True] * 200, seconds=[0.5] * 189 + [9.0] * 11)
    found = gate(good, slow, seconds=1.0)
    assert [part.verdict for part in found.parts] == ["pass", "need more"]
    assert found.verdict == "need more"
    unknown = gate(good, report("branch", [True] * 200, usd=nan), usd=1.0)
    assert unknown.verdict == "need more"
    assert "no price is known" in repr(unknown)


def test_a_percentile_has_no_upper_end_below_59_calls_and_covers_from_there_on() -> None:
    assert isinf(percentile([1.0] * 58, 0.05).high)
    assert not isinf(percentile([1.0] * 59, 0.05).high)
    rng, above, below = np.random.default_rng(4), 0, 0
    for _ in range(400):
        found = percentile(rng.uniform(0, 1, 150).tolist(), 0.05)
        above, below = above + (found.low > 0.95), below + (found.high < 0.95)
    assert max(above, below) <= 0.05 * 400 + 9


def test_looking_often_costs_alpha() -> None:
    before, after = pair(190, 3, 1, 6)
    once, often = gate(before, after), gate(before, after, looks=20)
    assert (once.verdict, often.verdict) == ("pass", "need more")
    assert often.difference is not None
    assert often.difference.confidence == pytest.approx(0.995)


def test_a_comparison_without_a_difference_is_symmetric_and_swapping_turns_the_sign() -> None:
    for won, lost in ((0, 0), (3, 9), (12, 0)):
        one, other = tango(won, lost, 70, 0.05), tango(lost, won, 70, 0.05)
        assert (one.low, one.high) == (pytest.approx(-other.high), pytest.approx(-other.low))
        assert -1 <= one.low <= one.value <= one.high <= 1


def test_numbers_that_make_no_sense_are_refused() -> None:
    for wrong in ({"margin": 0}, {"margin": 1.0}, {"alpha": 0.6}, {"looks": 0}):
        with pytest.raises(ValueError, match="margin="):
            gate(*pair(5, 0, 0, 0), **wrong)  # type: ignore[arg-type]
    with pytest.raises(LookupError, match="no scorer 'kind'"):
        gate(*pair(5, 0, 0, 0), scorer="kind")
