"""One row of an eval: a case, which repeat of it, what came back, and what each scorer said of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from kit.measure.cases import Case, plain
from kit.measure.sample import _reply
from kit.measure.samples import error_sentence
from kit.measure.scorers import Score, Scorer, applied
from kit.models.usage import Usage


@dataclass(frozen=True)
class Answer:
    """What one call of `solve` brought, as plain data that can be written down and sent between processes.

    Attributes:
        value: the text of an SDK's reply, or the data that `solve` returned; None for a failure.
        finish: why it ended: "stop", "length" (cut off), "tool", "refusal" or "error".
        usage: tokens and price.
        seconds: how long the call took.
        error: the error's sentence, "" if there was none.
        kind: the error's class name.
        status: its HTTP status, if it had one.
    """

    value: Any = None
    finish: str = "stop"
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    error: str = ""
    kind: str = ""
    status: int | None = None

    @classmethod
    def of(cls, raw: Any, seconds: float) -> Answer:
        """Read an SDK's reply, an exception, a text, plain data, or anything with `.answer` and `.usage`."""
        usage = getattr(raw, "usage", None)
        if isinstance(usage, Usage) and hasattr(raw, "answer"):
            return cls(plain(raw.answer), usage=usage, seconds=seconds)
        reply = _reply(raw, seconds)
        if reply.error is not None:
            usage = getattr(reply.error, "usage", None)  # an error that knows what it cost
            spent = usage if isinstance(usage, Usage) else reply.usage
            said, kind = error_sentence(reply.error), type(reply.error).__name__
            status = getattr(reply.error, "status_code", None)
            return cls(None, "error", spent, reply.seconds, said, kind, status)
        value = reply.text if reply.raw is None or hasattr(reply.raw, "usage") else plain(reply.raw)
        return cls(value, reply.finish, reply.usage, reply.seconds)

    def to_json(self) -> dict[str, Any]:
        """Plain data; `Answer.from_json` takes it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Answer:
        """The answer that `to_json` wrote."""
        return cls(**{**data, "usage": Usage(**data["usage"])})


@dataclass(frozen=True)
class Row:
    """One call of an eval.

    Attributes:
        case: what was asked.
        repeat: which time, from 0.
        answer: what came back: text, or plain data; None if the call failed.
        scores: what each scorer said, by its name; empty if the call failed.
        reply: the rest of what came: `.finish`, `.usage`, `.seconds`, `.error`, `.kind`, `.status`.
    """

    case: Case
    repeat: int
    reply: Answer = field(repr=False)
    scores: Mapping[str, Score] = field(default_factory=dict)

    @property
    def answer(self) -> Any:
        """The text, or the data, that came back."""
        return self.reply.value

    @property
    def error(self) -> str:
        """Why the call failed; "" if it did not."""
        return self.reply.error


def scored(rows: Sequence[Row], graders: Mapping[str, Scorer], concurrency: int = 8) -> tuple[Row, ...]:
    """The rows with fresh scores. A scorer that fails on one answer leaves a Score of None that says why.

    Raises:
        Exception: what a scorer raised, if it failed on every answer.
    """
    errors: dict[str, list[Exception]] = {name: [] for name in graders}

    def score(row: Row) -> Row:
        found = {}
        for name, scorer in graders.items() if not row.error else ():
            try:
                found[name] = applied(scorer, row.answer, row.case)
            except Exception as error:
                errors[name].append(error)
                found[name] = Score(None, f"scorer failed: {error_sentence(error)}")
        return replace(row, scores=found)

    with ThreadPoolExecutor(concurrency, "score") as pool:  # a scorer may be a model
        done = tuple(pool.map(score, rows))
    answered = sum(not row.error for row in rows)
    for failed in errors.values():
        if failed and len(failed) == answered:
            raise failed[0]
    return done
