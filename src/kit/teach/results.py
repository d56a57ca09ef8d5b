"""What a class's grades are: a `Result` for each submission, `ClassGrades` for all, and their file.

The same submissions give the same data, whatever the order, the number of jobs, and the machine they were
graded on; what differs from run to run (seconds, what came from the cache) stands in another file.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from kit.learn import course
from kit.learn.course import CourseError
from kit.learn.jail import WALLS
from kit.learn.verdict import Verdict

GRADED, REFUSED = "graded", "refused"
FILE = "grades.json"


def as_people_do(name: str) -> tuple[str, str]:
    """For sorting names: small letters beside capitals, accents beside their letter, then exactly."""
    return unicodedata.normalize("NFKD", name).casefold(), name


@dataclass(frozen=True)
class Result:
    """One learner's submission for one exercise.

    Attributes:
        learner: who, as the folder or the file names them.
        exercise: the exercise's slug ("01_hello_black_box"); "" if nobody can say which it is.
        file: where it lay in the class's folder, with "/" between.
        verdicts: one for each check, in the exercise's order; none if it was refused.
        notes: a sentence for whatever else there is to say; why, if it was refused.
        state: "graded" or "refused" (not a notebook, no such exercise: nothing could be run).
        answers: what was graded, the source of each answer cell that was there, by id.
    """

    learner: str
    exercise: str
    file: str
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()
    state: str = GRADED
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """Points earned."""
        return sum(v.points for v in self.verdicts)

    @property
    def possible(self) -> float:
        """Points there are; 0 if it was refused before anybody knew which exercise it is."""
        return sum(v.possible for v in self.verdicts)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return bool(self.verdicts) and all(v.passed for v in self.verdicts)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, points included."""
        more = {"points": self.points, "possible": self.possible, "passed": self.passed}
        return asdict(self) | {"answers": dict(self.answers)} | more

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Result:
        """From what `as_dict` gave, read back from JSON."""
        names = ("learner", "exercise", "file", "state", "answers")
        verdicts = tuple(Verdict(**one) for one in data["verdicts"])
        return cls(**{n: data[n] for n in names}, verdicts=verdicts, notes=tuple(data["notes"]))


@dataclass(frozen=True)
class ClassGrades:
    """The grades of a class.

    Attributes:
        results: sorted by learner (`as_people_do`), then exercise, then file.
        checks: points of each check of each exercise, in the exercise's order.
        seed: of the cases that checks drew.
        missing_walls: walls that could not be raised around submissions (of `kit.learn.jail.WALLS`).
        notes: sentences about the class: files that were left out, and why.
    """

    results: tuple[Result, ...]
    checks: Mapping[str, Mapping[str, float]]
    seed: int = 0
    missing_walls: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def made(cls, results: Iterable[Result], **more: Any) -> ClassGrades:
        """Results in their order."""
        ordered = sorted(results, key=lambda r: (as_people_do(r.learner), r.exercise, r.file))
        return cls(tuple(ordered), **more)

    @property
    def learners(self) -> tuple[str, ...]:
        """Who handed in, sorted."""
        return tuple(sorted({r.learner for r in self.results}, key=as_people_do))

    @property
    def exercises(self) -> tuple[str, ...]:
        """Slugs of what was handed in, sorted."""
        return tuple(sorted(self.checks))

    @cached_property
    def counting(self) -> Mapping[tuple[str, str], Result]:
        """The results that count, by learner and exercise: of several, the first by file."""
        found = {(r.learner, r.exercise): r for r in reversed(self.results)}
        return dict(reversed(found.items()))

    def of(self, learner: str, exercise: str) -> Result | None:
        """The result that counts for a learner's exercise; None if nothing was handed in."""
        return self.counting.get((learner, exercise))

    def possible(self, exercise: str) -> float:
        """Points there are in an exercise."""
        return sum(self.checks[exercise].values())

    def as_json(self) -> str:
        """The file's text: JSON with a line for each result, the same bytes for the same grades."""
        return self._json

    @cached_property
    def _json(self) -> str:
        data = asdict(replace(self, results=()))
        data["checks"] = {slug: dict(self.checks[slug]) for slug in sorted(self.checks)}
        del data["results"]
        lines = ",\n  ".join(json.dumps(result.as_dict()) for result in self.results)
        return f'{json.dumps(data, indent=1)[:-2]},\n "results": [\n  {lines}\n ]\n}}\n'

    def save(self, folder: Path) -> Path:
        """Write `grades.json` into a folder, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        course.write(folder / FILE, self.as_json())
        return folder / FILE

    @classmethod
    def load(cls, folder: Path) -> ClassGrades:
        """Read a folder's `grades.json`.

        Raises:
            CourseError: there is none, or it is another file.
        """
        path = folder / FILE if folder.is_dir() else folder
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            results = [Result.of(one) for one in data.pop("results")]
            walls, notes = tuple(data.pop("missing_walls")), tuple(data.pop("notes"))
            return cls.made(results, **data, missing_walls=walls, notes=notes)
        except OSError:
            raise CourseError(f"{path} cannot be read; `kit grade --class FOLDER` writes it.") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CourseError(f"{path} is not a file of grades as `kit grade --class` writes it.") from None


def replaced(grades: ClassGrades, out: Path) -> tuple[str, ...]:
    """Write the grades; if the folder had others, keep those beside them and say what changed."""
    try:
        former = ClassGrades.load(out)
    except CourseError:
        former = None
    if former and former.as_json() != grades.as_json():
        os.replace(out / FILE, out / "grades.previous.json")
    grades.save(out)
    return tuple(_changes(former, grades)) if former else ()


def _changes(old: ClassGrades, new: ClassGrades) -> Iterator[str]:
    for result in new.results:
        was = old.of(result.learner, result.exercise)
        if was and was.points != result.points:
            yield f"{result.learner}, {result.exercise}: {was.points:g} before, {result.points:g} now."


def merged(folders: Sequence[Path], out: Path) -> ClassGrades:
    """The grades of several runs (shards, machines) as one, written to `out`.

    Raises:
        CourseError: a folder has none, two were graded with different seeds, or a submission is in two, or an
            exercise was graded with other checks.
    """
    parts = [ClassGrades.load(folder) for folder in folders]
    if len({part.seed for part in parts}) > 1:
        raise CourseError(
            "These were graded with different seeds: not one exam. Grade all with the same --seed."
        )
    results = [result for part in parts for result in part.results]
    names = Counter(result.file for result in results)
    if twice := sorted(name for name, n in names.items() if n > 1):
        raise CourseError(f"{twice[0]} is in two of them: is a folder given twice?")
    checks = {slug: points for part in parts for slug, points in part.checks.items()}
    if other := sorted(s for part in parts for s, points in part.checks.items() if points != checks[s]):
        raise CourseError(f"{other[0]} has other checks in some of them: grade all with the same course.")
    walls = tuple(wall for wall in WALLS if any(wall in part.missing_walls for part in parts))
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    made = ClassGrades.made(results, checks=checks, seed=parts[0].seed, missing_walls=walls, notes=notes)
    made.save(out)
    return made


def unlike(folders: Sequence[Path]) -> list[str]:
    """A sentence if the results of several runs are not all of the same exercises."""
    slugs = [slug for folder in folders for slug in ClassGrades.load(folder).checks]
    some = sorted(slug for slug, n in Counter(slugs).items() if n < len(folders))
    return [f"Not all of these results have {', '.join(some)}: is it one class, and one course?"] * bool(some)
