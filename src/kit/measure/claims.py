"""What the words of a lesson rest on, as a table that says whether it held in this very run."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape


class Claims(dict[str, bool]):
    """What a lesson says of its numbers, and whether it held: `Claims({"voting helps": gain.low > 0})`.

    A lesson ends in one, so that a reader on another model sees which of the lesson's sentences are true
    there; `make seeds` runs lessons under fresh seeds and wants each sentence to hold on the local model.

    Args:
        held: sentence to True or False; numpy's bools will do.
    Raises:
        ValueError: no sentence, or a truth that is neither (an interval, a forgotten call).
    """

    def __init__(self, held: Mapping[str, object]) -> None:
        if not held:
            raise ValueError("Claims needs at least one sentence with its truth.")
        for sentence, truth in held.items():
            if truth not in (True, False):
                raise ValueError(f"{sentence!r} is neither True nor False but {truth!r}; say what must hold.")
        super().__init__({" ".join(sentence.split()): bool(truth) for sentence, truth in held.items()})

    @property
    def failed(self) -> tuple[str, ...]:
        """The sentences that did not hold."""
        return tuple(sentence for sentence, truth in self.items() if not truth)

    def __repr__(self) -> str:
        return "\n".join(f"{'held' if truth else 'DID NOT HOLD'}: {said}" for said, truth in self.items())

    def _repr_html_(self) -> str:
        marks = {
            True: ("✓", "#009E73", "held in this run"),
            False: ("✗", "#D55E00", "did not hold in this run"),
        }
        cell = "text-align:left;padding:2px 14px 2px 0"
        rows = "".join(
            f'<tr style="background:transparent"><td style="{cell};color:{marks[truth][1]}" '
            f'title="{marks[truth][2]}">{marks[truth][0]}</td><td style="{cell}">{escape(said)}</td></tr>'
            for said, truth in self.items()
        )
        return f'<table style="border-collapse:collapse">{rows}</table>'
