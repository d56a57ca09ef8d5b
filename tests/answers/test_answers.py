"""The checks of every exercise are fair: right answers pass, plausible wrong ones fail, stubs fail helpfully.

The reference runs under 6 seeds (15 in `make test-long`, 50 at full size, as in `kit verify NN`) in one
worker, each check where it stands in the order; a check that reaches the live source runs under one of them,
and under another with each kept right answer. `kit verify NN` says the same, in words.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kit import size
from kit.learn import course, verify
from kit.learn.sheet import Sheet, parse, read
from kit.learn.submission import exercise_text
from kit.learn.warm import Warm

REPO = Path(__file__).resolve().parents[2]
SLUGS = course.slugs(REPO)
FILES = [path for slug in SLUGS for path in sorted((REPO / "tests" / "answers" / slug).glob("*.py"))]


def _sheet(slug: str) -> Sheet:
    return read(REPO / "solutions" / f"{slug}.ipynb")


@pytest.fixture(scope="module")
def warm() -> Iterator[Callable[[Sheet], Warm]]:
    """One warm parent per exercise: SDKs are imported once, workers are forked."""
    with ExitStack() as stack:
        made: dict[str, Warm] = {}

        def parent(sheet: Sheet) -> Warm:
            if sheet.slug not in made:
                made[sheet.slug] = stack.enter_context(Warm(sheet))
            return made[sheet.slug]

        yield parent


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_right_answers_pass_every_check_and_wrong_ones_fail_the_check_they_name(
    path: Path, engine_url: str, warm: Callable[[Sheet], Warm]
) -> None:
    sheet = _sheet(path.parent.name)
    found = verify.kept_answer(path, sheet, warm(sheet).start)
    assert found.ok, found.detail


@pytest.mark.parametrize("slug", SLUGS)
def test_the_reference_passes_every_check_in_every_seeded_run(
    slug: str, engine_url: str, warm: Callable[[Sheet], Warm]
) -> None:
    sheet = _sheet(slug)
    found = verify.reference(sheet, runs=size(50, quick=6), start=warm(sheet).start)
    assert found.ok, found.detail


@pytest.mark.long
@pytest.mark.parametrize("slug", SLUGS)
def test_the_reference_passes_under_more_seeds_too(
    slug: str, engine_url: str, warm: Callable[[Sheet], Warm]
) -> None:
    sheet = _sheet(slug)
    found = verify.reference(sheet, runs=size(50, quick=15), start=warm(sheet).start)
    assert found.ok, found.detail


@pytest.mark.parametrize("slug", SLUGS)
def test_the_unsolved_exercise_fails_every_check_with_a_message_that_names_what_is_missing(
    slug: str, engine_url: str, warm: Callable[[Sheet], Warm]
) -> None:
    sheet = _sheet(slug)
    found = verify.unsolved(sheet, warm(sheet).start)
    assert found.ok, found.detail


@pytest.mark.parametrize("slug", SLUGS)
def test_a_right_answer_and_two_wrong_ones_per_check_are_kept_and_every_check_has_hints(slug: str) -> None:
    sheet = _sheet(slug)
    found = verify.enough(sheet, REPO)
    assert found.ok, found.detail
    assert [c for c in sheet.checks if not sheet.hints.get(c)] == [], "checks without hints"


def test_every_folder_of_kept_answers_belongs_to_an_exercise() -> None:
    folders = {p.name for p in (REPO / "tests" / "answers").iterdir() if p.is_dir() and p.name[:1].isdigit()}
    assert folders <= set(SLUGS)


def _committed(path: str) -> str | None:
    done = subprocess.run(["git", "show", f"HEAD:{path}"], cwd=REPO, capture_output=True, check=False)
    return done.stdout.decode() if done.returncode == 0 else None


@pytest.mark.parametrize("slug", SLUGS)
def test_committed_exercises_are_in_step_with_committed_solutions_whatever_the_learner_has_written(
    slug: str,
) -> None:
    if not shutil.which("git") or _committed("pyproject.toml") is None:
        pytest.skip("there is no git here, or this is no clone, so nothing is committed to compare")
    solution = _committed(f"solutions/{slug}.ipynb")
    if solution is None:
        pytest.skip(f"solutions/{slug}.ipynb is not committed yet")
    built = exercise_text(parse(json.loads(solution), slug))
    assert _committed(f"exercises/{slug}.ipynb") == built, f"run `kit build {slug}` and commit both"
