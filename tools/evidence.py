"""Every technique of lessons 03 to 08 against its baseline, on the live model, on the same cases: what helps?

    make evidence           full size, about a quarter of an hour; writes docs/evidence.md
    make evidence QUICK=1   a taste of a few cases each, under a minute; writes build/evidence/quick.md

Techniques that do not help are in the table, too. Answers are kept in build/evidence/answers.sqlite as they
arrive, so an interrupted run goes on where it stopped. All parts are the kit's own (`kit.measure.evaluate`,
`kit.build.labels`, `kit.build.vote` ...): the table is also a test of them.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from techniques.extraction import extraction
from techniques.judging import judge
from techniques.lab import SEED, WARM, Lab, Line
from techniques.labels import intent, sentiment

from kit import use

ROOT = Path(__file__).resolve().parent.parent
SECTIONS: dict[str, tuple[str, Callable[[Lab], Iterator[Line]]]] = {
    "sentiment": ("Product reviews: positive or negative (lessons 03 and 07)", sentiment),
    "intent": ("Tickets: one of five wishes (lesson 03)", intent),
    "extraction": ("Order number and zip code out of a message, or null (lesson 04)", extraction),
    "judge": ("Which of two reviews is happier, as people rated them (lesson 08)", judge),
}
HEAD = [
    "technique",
    "against",
    "measure",
    "n",
    "against's rate",
    "its rate",
    "difference",
    "verdict",
    "calls",
    "tokens",
]


def page(tables: dict[str, list[Line]], lab: Lab) -> str:
    """The table, with what one has to know to read it and to make it again."""
    made = "make evidence QUICK=1" if lab.quick else "make evidence"
    head = f"""# What helps, measured

{date.today().isoformat()}, seed {SEED}, model {lab.small.name}, source {lab.small.source}
(xllamacpp {version("xllamacpp")}); temperature 0, or {WARM} where answers are to differ; prompt cache off.
Made by `{made}`.

Each row holds a technique against a simpler one over the same cases. Rates have 95 % intervals; the
difference is paired by case and keeps a customer's tickets together (only the two heaps of votes are compared
unpaired). *Inconclusive* means that these cases have not shown a difference, not that there is none. Of so
many rows one or two may be luck. Calls and tokens are the technique's, for each case; contextual calibration
needs three more calls a prompt."""
    lines = [head]
    for name, rows in tables.items():
        lines += ["", f"## {SECTIONS[name][0]}", "", "| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"]
        lines += map(str, rows)
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def main() -> None:
    """Fill the table and write it."""
    ask = argparse.ArgumentParser(description="Each technique against its baseline, on the live model.")
    ask.add_argument("--quick", action="store_true", help="a few cases each")
    ask.add_argument("--only", nargs="+", choices=SECTIONS, help="these sections; prints, writes nothing")
    ask.add_argument("--out", type=Path)
    ask.add_argument("--store", type=Path, default=ROOT / "build" / "evidence" / "answers.sqlite")
    given = ask.parse_args()
    use(os.environ.get("KIT_SOURCE", "local"))
    given.store.parent.mkdir(parents=True, exist_ok=True)
    lab = Lab(given.store, given.quick)
    tables = {}
    for name in given.only or SECTIONS:
        print(f"{name}:", flush=True)
        tables[name] = list(SECTIONS[name][1](lab))
    text = page(tables, lab)
    quick = ROOT / "build" / "evidence" / "quick.md"
    if given.only and given.out is None:
        print(text)
    else:
        write(given.out or (quick if given.quick else ROOT / "docs" / "evidence.md"), text)


if __name__ == "__main__":
    main()
