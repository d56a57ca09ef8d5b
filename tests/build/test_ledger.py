"""An act is done once, whoever dies in between: the record before, the act, the record after."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from stand_in import SmallShop

from kit.build.dispatch import Toolbox
from kit.build.ledger import InDoubt, Ledger
from kit.build.tools import tool

NOTE = '{"order_id": "#W1"}'

# Another process: does one note, and is killed at the point named (or not at all).
CHILD = """
import os, sys, time
sys.path.insert(0, {tests!r})
from stand_in import SmallShop
from kit.build.dispatch import Toolbox
from kit.build.ledger import Ledger
from kit.build.tools import tool

point, folder, shared, commits = sys.argv[1], sys.argv[2], sys.argv[3] == "shared", sys.argv[4] == "commits"
die = lambda at: point == at and os.kill(os.getpid(), 9)
shop = SmallShop(folder + "/shop.db", commits=commits)

def add_note(order_id: str) -> str:
    \"\"\"Note.\"\"\"
    die("before the act")
    said = shop.add_note(order_id)
    time.sleep(0.3 if point == "slow" else 0)
    die("after the act")
    return said

ledger = Ledger(connection=shop.db) if shared else Ledger(folder + "/ledger.db")
made = Toolbox([tool(add_note, writes=True)], ledger=ledger, run="7").call("add_note", {note!r})
die("after the record")
print(made.error or ("repeated" if made.repeated else "acted"))
"""


def start(point: str, folder: Path, *, shared: bool = False, commits: bool = True) -> subprocess.Popen[str]:
    code = CHILD.format(tests=str(Path(__file__).parent), note=NOTE)
    words = [point, str(folder), "shared" if shared else "apart", "commits" if commits else "leaves"]
    return subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True)


def again(folder: Path, *, shared: bool = False, commits: bool = True) -> tuple[str, int]:
    """The same errand once more, in this process: what came of it, and how often the note now stands."""
    shop = SmallShop(str(folder / "shop.db"), commits=commits)
    ledger = Ledger(connection=shop.db) if shared else Ledger(folder / "ledger.db")

    def add_note(order_id: str) -> str:
        """Note."""
        return shop.add_note(order_id)

    made = Toolbox([tool(add_note, writes=True)], ledger=ledger, run="7").call("add_note", NOTE)
    return made.error or ("repeated" if made.repeated else "acted"), shop.times("#W1")


@pytest.mark.parametrize(
    ("killed", "came", "times"),
    [
        ("before the act", "in doubt", 0),
        ("after the act", "in doubt", 1),
        ("after the record", "repeated", 1),
    ],
)
def test_a_killed_process_never_leads_to_a_second_act(
    tmp_path: Path, killed: str, came: str, times: int
) -> None:
    child = start(killed, tmp_path)
    assert child.wait(30) != 0
    assert again(tmp_path) == (came, times)
    assert again(tmp_path) == (came, times)


@pytest.mark.parametrize(
    ("killed", "came"),
    [("before the act", "acted"), ("after the act", "acted"), ("after the record", "repeated")],
)
def test_in_the_tools_own_database_there_is_no_doubt_and_one_act(
    tmp_path: Path, killed: str, came: str
) -> None:
    assert start(killed, tmp_path, shared=True, commits=False).wait(30) != 0
    assert again(tmp_path, shared=True, commits=False) == (came, 1)


def test_a_tool_that_commits_by_itself_commits_its_record_with_it(tmp_path: Path) -> None:
    assert start("after the act", tmp_path, shared=True).wait(30) != 0
    assert again(tmp_path, shared=True) == ("in doubt", 1)


def test_two_processes_at_once_act_once(tmp_path: Path) -> None:
    children = [start("slow", tmp_path) for _ in range(2)]
    came = sorted(child.communicate(timeout=30)[0].strip() for child in children)
    assert "acted" in came
    assert came.count("acted") == 1
    assert SmallShop(str(tmp_path / "shop.db")).times("#W1") == 1


def test_who_has_looked_settles_a_doubt_either_way() -> None:
    ledger, done = Ledger(), list[int]()

    def pay(number: int) -> str:
        done.append(number)
        return "Paid."

    def fail() -> str:
        raise RuntimeError("the line broke")

    for key in ("happened", "did not"):
        with pytest.raises(InDoubt):
            ledger.once(key, "pay", {"cents": 5}, fail)
    assert [act.key for act in ledger.doubts] == ["happened", "did not"]
    ledger.done("happened", "seen on the statement")
    ledger.withdraw("did not")
    act, now = ledger.once("happened", "pay", {"cents": 5}, lambda: pay(1))
    assert (act.text, now) == ("seen on the statement", False)
    act, now = ledger.once("did not", "pay", {"cents": 5}, lambda: pay(2))
    assert (now, done, ledger.doubts) == (True, [2], ())
    with pytest.raises(KeyError):
        ledger.done("never begun")


def test_a_failed_act_in_a_shared_transaction_goes_back_with_its_record() -> None:
    shop = SmallShop(commits=False)
    ledger = Ledger(connection=shop.db)

    def half() -> str:
        shop.add_note("#W1")
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        ledger.once("a", "note", {}, half)
    assert (shop.times("#W1"), ledger.acts) == (0, ())
    ledger.once("a", "note", {}, lambda: shop.add_note("#W1"))
    assert (shop.times("#W1"), len(ledger.acts), shop.db.in_transaction) == (1, 1, False)
    assert ledger.once("a", "note", {}, lambda: shop.add_note("#W1"))[1] is False
    assert (shop.times("#W1"), shop.db.in_transaction) == (1, False)


def test_the_ledger_is_a_file_anybody_can_read(tmp_path: Path) -> None:
    import sqlite3

    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.once("a", "note", {"n": 1}, lambda: "Noted.")
        rows = sqlite3.connect(tmp_path / "ledger.db").execute("SELECT key, status, text FROM kit_acts")
        assert rows.fetchall() == [("a", "done", "Noted.")]
    with Ledger(tmp_path / "ledger.db") as ledger:
        assert [(act.key, act.arguments) for act in ledger.acts] == [("a", {"n": 1})]
