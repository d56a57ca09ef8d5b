"""A queue for a terminal, a spreadsheet and the next eval, through the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kit import Case, Rate
from kit.build.queue import Queue
from kit.cli import main


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "desk.db"
    queue = Queue(made)
    queue.add("=HYPERLINK(1)\x1b[2J", "+1", 0.1, key="k1")
    queue.add({"ticket": 2}, "Hello, Zoë", 0.2)
    queue.add("c", "d", None)
    queue.add("later", "e", 0.9)
    for decide in (queue.approve, lambda id, who: queue.edit(id, who, "Bye, Zoë")):
        decide(queue.claim("ana", id=len(queue.items("decided")) + 1).id, "ana")  # type: ignore[union-attr]
    queue.claim("b\x07en")
    queue.close()
    return made


def kit(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["queue", *map(str, words)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_it_says_how_a_queue_stands(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = kit(capsys, path)
    assert code == 0
    assert "4 items: 1 waiting, 1 claimed (1 by b\\u0007en), 1 approved, 1 edited, 0 rejected" in out
    assert f"approved unchanged: {Rate(1, 2)!r}" in out
    assert "later" not in out


def test_it_lists_without_obeying_what_customers_wrote(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = kit(capsys, path, "--list", "decided")
    assert code == 0
    assert "1  approved  0.10  =HYPERLINK(1)\\u001b[2J -> +1  (ana)" in out
    assert '{"ticket": 2} -> Bye, Zoë' in out
    assert "\x1b" not in out
    assert "later" in kit(capsys, path, "--list", "all")[1]


def test_a_spreadsheet_gets_every_item_and_runs_none(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = path.with_name("out.csv")
    assert "4 items written to" in kit(capsys, path, "--export", file)[1]
    with file.open(encoding="utf-8", newline="") as page:
        rows = {row["id"]: row for row in csv.DictReader(page)}
    assert (rows["1"]["input"], rows["1"]["draft"]) == ("'=HYPERLINK(1)\x1b[2J", "'+1")
    assert (rows["2"]["status"], rows["2"]["answer"], rows["2"]["confidence"]) == (
        "edited",
        "Bye, Zoë",
        "0.2",
    )
    assert rows["3"]["confidence"] == ""


def test_decisions_become_cases_that_read_back_the_same(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = path.with_name("out.jsonl")
    assert "2 decided items as cases written" in kit(capsys, path, "--export", file)[1]
    read = [Case(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    assert read == Queue(path).cases()
    assert {file.name for file in path.parent.iterdir() if file.name.startswith(".")} == set()


def test_what_cannot_be_done_is_one_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = path.with_name("none.db")
    assert "There is no queue at" in kit(capsys, nowhere)[2]
    assert not nowhere.exists()
    assert "must end in .csv" in kit(capsys, path, "--export", path.with_name("out.xls"))[2]
    code, _, err = kit(capsys, path, "--list", "done")
    assert (code, err.count("\n")) == (1, 1)
    assert "no status 'done'" in err
