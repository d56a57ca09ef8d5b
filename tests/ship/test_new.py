"""`kit new` writes one notebook that runs as it is, at the local and simulated source, to an honest card."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from unittest.mock import ANY

import pytest
from typer.testing import CliRunner

from kit import Case, answering, simulated, use
from kit.desk import tickets
from kit.desk.shop import Shop
from kit.measure import cases_from_csv
from kit.measure.fingerprint import fingerprint
from kit.ship import Card, records, ship
from kit.ship.cells import cells_of, module_of
from kit.ship.new import KINDS, new
from kit.ship.run import run
from kit.ship.sweep import sweep

QUICK = {"N": 4}
UNREAD = ("No known failure is written down, and every system has some.",)


@pytest.fixture(autouse=True)
def _no_source_chosen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.models.sources._chosen", None)


def _cells(path: Path) -> list[dict]:
    return json.loads(path.read_text("utf-8"))["cells"]


def _tagged(path: Path, tag: str) -> list[dict]:
    return [cell for cell in _cells(path) if tag in cell["metadata"].get("tags", [])]


FIRST = {
    "parameters",
    "setup",
    "labels",
    "facts",
    "forms",
    "pages",
    "documents",
    "data",
    "cases",
}  # till the split
ROWS = {"classify": 98, "extract": 132, "answer": 93, "review": 240}  # of the table beside it
SLOW, LONG = {"act", "answer", "review"}, pytest.mark.long  # these ask the model much


@pytest.mark.usefixtures("engine_url")
@pytest.mark.parametrize("kind", [pytest.param(k, marks=LONG if k in SLOW else ()) for k in KINDS])
def test_it_runs_as_created_to_a_card_that_misses_only_what_somebody_has_to_read(
    kind: str, tmp_path: Path
) -> None:
    made = new("My Idea", kind, tmp_path)
    done = run(made, QUICK | ({"K": 1} if kind in ("classify", "answer") else {}), tmp_path / "out.ipynb")
    assert done.error == ""
    card = Card.load(tmp_path / "cards" / "my-idea.card.json")
    assert (card.name, card.missing, card.looks) == ("My Idea", UNREAD, 1)
    assert card.model == "small: smollm2-135m-instruct at local"
    assert card.solution.usage.calls >= 4
    assert card.spent.usd == 0
    assert done.records["verdict"] == card.verdict
    assert len(card.baselines) >= 2
    assert not any(row.error for one in (card.solution, *card.baselines) for row in one.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_it_runs_at_the_simulated_source_too(kind: str, tmp_path: Path) -> None:
    done = run(new("My Idea", kind, tmp_path), {"SOURCE": "simulated", **QUICK}, tmp_path / "out.ipynb")
    assert done.error == ""
    card = Card.load(tmp_path / "cards" / "my-idea.card.json")
    assert "a simulated model answered" in card.advice
    assert not card.usable
    drafts = {"alone_on_dev", "right_if_alone"} if kind == "review" else set()
    assert set(records(done.path)) - drafts == {
        "right",
        "right_on_dev",
        "calls",
        "verdict",
        "advice",
        "alone",
        "usd",
        "seconds",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_sweep_of_it_leaves_the_held_out_cases_unseen(kind: str, tmp_path: Path) -> None:
    """Else the best of its settings would be flattered by the cases that are to judge it."""
    made = new("My Idea", kind, tmp_path)
    found = sweep(made, {"SOURCE": "simulated", **QUICK}, 2, store=tmp_path / "runs", progress=False)
    assert found.failures == ()
    assert found.sealed >= 4
    assert "The held-out cases stayed unseen" in repr(found)
    assert len(found.rows[0].records["right"].scores()) == 4
    assert {row.parameters.get("SPLIT") for row in found.rows} == {None}  # the same halves in each repeat
    assert not list(tmp_path.rglob("held_out.jsonl"))
    assert not list(tmp_path.rglob("*.card.json"))


def test_a_sweep_opens_them_if_it_is_told_to(tmp_path: Path) -> None:
    made = new("My Idea", "classify", tmp_path)
    found = sweep(made, {"SOURCE": "simulated", **QUICK, "K": 1}, store=tmp_path / "runs", held_out=True)
    assert (found.failures, found.sealed) == ((), 0)
    assert "unseen" not in repr(found)
    assert Card.load(next(tmp_path.rglob("*.card.json"))).looks == 1


@pytest.mark.parametrize("kind", KINDS)
def test_cells_to_change_are_marked_alike_and_the_solution_ships_by_itself(kind: str, tmp_path: Path) -> None:
    made = new("x", kind, tmp_path)
    code = [cell for cell in _cells(made) if cell["cell_type"] == "code"]
    yours = [cell["id"] for cell in _tagged(made, "yours")]
    assert yours == [cell["id"] for cell in code if "".join(cell["source"]).startswith("# YOURS")]
    assert {"problem", "data", "grader", "baselines", "shape", "prompt", "failures"} <= set(yours)
    assert 20 <= len(_cells(made)) <= 33
    assert max(len("".join(cell["source"]).splitlines()) for cell in code) <= 25
    assert [cell for cell in code if cell.get("outputs")] == []
    shipped = module_of(cells_of(json.loads(made.read_text("utf-8"))), made.name)
    assert all(name in shipped for name in ("class Request(", "class Answer(", "def solve(", "examples ="))
    (parameters,) = _tagged(made, "parameters")
    assert all(f"{name} = " in "".join(parameters["source"]) for name in ("SOURCE", "MODEL", "N", "SPLIT"))


@pytest.mark.parametrize("kind", ROWS)
def test_two_cells_and_a_table_are_all_that_has_to_change(kind: str, tmp_path: Path) -> None:
    """Fresh users lost their minutes where one thing has to be said in several cells."""
    made = new("Sort", kind, tmp_path)
    yours = ["".join(cell["source"]).splitlines()[0] for cell in _tagged(made, "yours")]
    assert len([line for line in yours if not line.startswith("# YOURS, later: ")]) == 2
    assert "the two cells below that begin with `# YOURS`" in "".join(_cells(made)[0]["source"])
    assert len(made.with_suffix(".csv").read_text("utf-8").splitlines()) == ROWS[kind] + 1


@pytest.mark.parametrize("kind", ["classify", "review"])
def test_labels_stand_in_one_place(kind: str, tmp_path: Path) -> None:
    scope = _in_this_process(new("Sort", kind, tmp_path), "ship")
    cases = cases_from_csv(tmp_path / "sort.csv")
    assert {case.expected["label"] for case in cases} == set(scope["LABELS"])
    assert all(label in scope["PROMPT"] for label in scope["LABELS"])


@pytest.mark.parametrize("kind", ["classify", "review"])
def test_rows_of_one_label_are_enough_to_run(kind: str, tmp_path: Path) -> None:
    made = new("Sort", kind, tmp_path)
    label = "return" if kind == "classify" else "positive"
    (tmp_path / "sort.csv").write_text("text,label\n" + "".join(f"{w},{label}\n" for w in "abcdefgh"))
    assert run(made, {"SOURCE": "simulated", **QUICK}, tmp_path / "out.ipynb").error == ""
    card = Card.load(tmp_path / "cards" / "sort.card.json")
    assert "trained classifier" not in [one.name for one in card.baselines]


def test_a_table_that_is_there_is_yours_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sort.csv").write_text("text,label\nmine,a\n")
    new("Sort", "classify", tmp_path)
    assert (tmp_path / "sort.csv").read_text() == "text,label\nmine,a\n"


def test_a_label_that_no_answer_can_have_stops_it_before_the_model_is_asked(tmp_path: Path) -> None:
    made = new("Sort", "classify", tmp_path)
    table = tmp_path / "sort.csv"
    table.write_text(table.read_text("utf-8").replace(",exchange\n", ",Exchange\n", 1), "utf-8")
    done = run(made, {"SOURCE": "simulated", **QUICK}, tmp_path / "out.ipynb")
    assert "sort.csv, line 2: label 'Exchange' is none of return, exchange" in done.error


def test_where_keywords_come_first_the_model_is_asked_the_rest_only(tmp_path: Path) -> None:
    use("simulated")
    scope = _in_this_process(new("Sort", "classify", tmp_path), "ship", KEYWORDS_FIRST=True, K=1)
    with answering(simulated.Script(['{"label": "return"}'])):
        known = scope["solve"](scope["Request"](text="Please cancel it."))
        asked = scope["solve"](scope["Request"](text="It does not fit."))
    assert (known.label, known.confidence) == ("cancel", scope["KEYWORD_SURE"])
    scope["KEYWORDS"] |= {"return": " ", "cancel": "(cancel CALL.OFF"}
    words = ("It does not fit.", "Call.off, please", "I must cancel", "Call off")
    assert [scope["by_keyword"](text) for text in words] == [None, "cancel", None, None]
    assert (asked.label, asked.confidence) == ("return", scope["GUESS_SURE"])


def _extractor(folder: Path, facts: str, shown: object, **more: object) -> dict:
    made = new("Find", "extract", folder)
    swapped = json.loads(made.read_text("utf-8"))
    for cell in swapped["cells"]:
        if cell["id"] == "facts":
            code = f"FACTS = {facts}\nTASK, SHOWN, EXAMPLES = 'Find', ('From Oslo.', {shown!r}), ['Hi.']"
            cell["source"] = f"from kit.build.facts import Fact\n{code}"
    made.write_text(json.dumps(swapped), "utf-8")
    return _in_this_process(made, "ship", **more)


def test_facts_stand_in_one_place(tmp_path: Path) -> None:
    use("simulated")
    facts = "{'order': Fact('the order', '(#W)[0-9]{7}'), 'city': Fact('a city')}"
    scope = _extractor(tmp_path, facts, {"order": None, "city": "Oslo"})
    assert "order (the order) and city (a city)" in scope["PROMPT"]
    assert '"From Oslo." is {"order": null, "city": "Oslo"}' in scope["PROMPT"]
    parts = {name: part["anyOf"][0] for name, part in scope["SHAPE"]["properties"].items()}
    assert (parts["order"]["pattern"], parts["city"]["maxLength"]) == ("^#W[0-9]{7}$", 200)


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ({"citys": "Oslo"}, "SHOWN needs city; it has citys"),
        (
            {"city": "Bergen"},
            "city 'Bergen' has another form than in FACTS, or does not stand in the message",
        ),
        ({"city": "oslo"}, "city 'oslo' has another form"),
    ],
)
def test_a_shown_message_that_would_teach_the_model_wrongly_is_refused(
    shown: dict, told: str, tmp_path: Path
) -> None:
    with pytest.raises(AssertionError, match=told):
        _extractor(tmp_path, "{'city': Fact('a city', '[A-Z][a-z]+')}", shown)


def test_a_fact_that_is_not_in_the_message_is_dropped_and_code_comes_first_if_told(tmp_path: Path) -> None:
    use("simulated")
    answer = '{"order_id": "#W7654321", "zip": "99999"}'
    text = "My order number is 1112223. Ticket 7654321, zip 10001."
    for first, found in ((False, ("#W7654321", None)), (True, ("#W1112223", "10001"))):
        scope = _in_this_process(new("x", "extract", tmp_path / str(first)), "ship", FORMS_FIRST=first)
        with answering(simulated.Script([answer])):
            said = scope["solve"](scope["Request"](text=text))
        assert (said.order_id, said.zip) == found
        assert (said.dropped, said.confidence) == (["zip 99999"], 0.0)


def test_where_no_fact_has_a_form_the_confidence_is_what_was_seen_of_it(tmp_path: Path) -> None:
    use("simulated")
    scope = _extractor(tmp_path, "{'city': Fact('a city')}", {"city": "Oslo"})
    with answering(simulated.Script(['{"city": "Oslo"}'])):
        said = scope["solve"](scope["Request"](text="A lamp from Oslo."))
    assert (said.city, said.confidence) == ("Oslo", scope["GUESS_SURE"])


def test_a_row_whose_fact_has_another_form_stops_it_before_the_model_is_asked(tmp_path: Path) -> None:
    """As where a spreadsheet made a number of 02139."""
    made = new("Find", "extract", tmp_path)
    table = tmp_path / "find.csv"
    table.write_text(table.read_text("utf-8") + "More.,,7619\n", "utf-8")
    done = run(made, {"SOURCE": "simulated", **QUICK}, tmp_path / "out.ipynb")
    assert "find.csv, line 134: zip '7619' has not the form [0-9]{5}." in done.error


def test_other_words_for_a_fact_are_another_prompt_and_the_same_grader(tmp_path: Path) -> None:
    """Else two cards could not be compared after the most ordinary edit."""
    digests = []
    for words in ("a city", "the city"):
        made = new("x", "extract", tmp_path / words)
        made.write_text(made.read_text("utf-8").replace("five digits", words), "utf-8")
        cells = {cell["id"]: "".join(cell["source"]) for cell in _cells(made)}
        scope: dict = {"__name__": "__main__", "Case": Case}
        exec(cells["facts"], scope)
        exec(cells["grader"], scope)
        digests.append((fingerprint(scope["right"]), [fingerprint(one) for one in scope["GRADERS"]]))
    assert digests[0] == digests[1]


def test_answers_come_from_a_folder_of_pages_that_ships(tmp_path: Path) -> None:
    made = new("Help", "answer", tmp_path)
    (tmp_path / "mine" / "cards").mkdir(parents=True)
    (tmp_path / "mine" / "fees.md").write_text("A room costs 5 euros.")
    (tmp_path / "mine" / "cards" / "lost.txt").write_text("A lost card is replaced in three days.")
    (tmp_path / "mine" / "logo.png").write_bytes(b"\x89")
    rows = ["text,source", "What does a room cost?,fees", "My card is lost,cards/lost | fees", "Who won?,"]
    (tmp_path / "help.csv").write_text("\n".join(rows))
    made.write_text(made.read_text("utf-8").replace('PAGES = \\"\\"', 'PAGES = \\"mine\\"'), "utf-8")
    done = run(made, {"SOURCE": "simulated", **QUICK}, tmp_path / "out.ipynb")
    assert done.error == ""
    parcel = ship(made, tmp_path / "out")
    inside = [one.partition("/mine/")[2] for one in parcel.files if "/mine/" in one]
    assert inside == ["cards/lost.txt", "fees.md", "logo.png"]
    (tmp_path / "help.csv").write_text("text,source\nWhat does a room cost?,fee\n")
    done = run(made, {"SOURCE": "simulated", **QUICK}, tmp_path / "out.ipynb")
    assert "help.csv, line 2: source 'fee' is none of cards/lost, fees." in done.error


def _helped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **more: object) -> dict:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    for name, text in {"shoes": "Shoes\n\nShoes cost 4 euros.", "hours": "We open at nine."}.items():
        (tmp_path / "mine" / f"{name}.txt").write_text(text)
    made = new("Help", "answer", tmp_path)
    made.write_text(made.read_text("utf-8").replace('PAGES = \\"\\"', 'PAGES = \\"mine\\"'), "utf-8")
    (tmp_path / "help.csv").write_text("text,source\nWhat do shoes cost?,shoes\nWho won?,\nOpen?,hours\n")
    return _in_this_process(made, "ship", **more)


def test_what_is_not_on_the_page_is_quoted_and_below_the_least_it_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use("simulated")
    scope = _helped(tmp_path, monkeypatch)

    def said(text: str, answer: object) -> tuple[str, str | None]:
        with answering(simulated.Script([answer])):
            found = scope["solve"](scope["Request"](text=text))
        return found.text, found.source

    assert said("What do shoes cost?", "Shoes cost 4 euros.") == ("Shoes cost 4 euros.", "shoes")
    assert said("What do shoes cost?", "They cost 9 euros.") == ("Shoes cost 4 euros.", "shoes")  # no title
    cut = simulated.Draft("Shoes cost 4 euros. Please lea", finish="length")
    assert said("What do shoes cost?", cut) == ("Shoes cost 4 euros.", "shoes")
    assert said("Quidditch?", "Yes.") == (scope["UNKNOWN"], None)
    scope["LEAST"] = 1.1
    assert said("What do shoes cost?", "Shoes cost 4 euros.") == (scope["UNKNOWN"], None)


@pytest.mark.usefixtures("engine_url")
@pytest.mark.parametrize("search", ["meaning", "both"])
def test_search_by_meaning_finds_a_page_that_shares_no_word(
    search: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = _helped(tmp_path, monkeypatch, SOURCE="local", SEARCH=search)
    found = scope["index"]().search("When do your doors unlock in the morning?", 1)
    assert found[0].passage.article_id == "hours"
    assert 0 <= scope["confidence"](found, None) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_that_is_appended_moves_no_other_to_the_other_side(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else cases that were worked with would count as unseen."""
    monkeypatch.setenv("KIT_SOURCE", "simulated")
    monkeypatch.chdir(tmp_path)
    cells = {cell["id"]: "".join(cell["source"]) for cell in _cells(new("x", kind, tmp_path))}
    first = [text for id, text in cells.items() if id in FIRST]
    one_more = "cases.append(Case({'text': 'Something new.'}, cases[0].expected, tags=cases[0].tags))"
    sides = []
    for more in ("", one_more):
        scope: dict = {}
        for text in (*first, more, cells["split"]):
            exec(text, scope)
        sides.append({case.id: i for i, heap in enumerate((scope["dev"], scope["rest"])) for case in heap})
    shared = sides[0].keys() & sides[1].keys()
    assert len(shared) >= len(sides[0]) - 1
    assert all(sides[0][id] == sides[1][id] for id in shared)


def test_it_writes_what_it_says_and_never_over_another(tmp_path: Path) -> None:
    made = new("Crème: Brûlée / 2", "extract", tmp_path / "ideas")
    there = {"creme-brulee-2.ipynb": made.read_text("utf-8"), "creme-brulee-2.csv": ANY}
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "ideas").iterdir()} == there
    text = made.read_text("utf-8")
    assert "# Crème: Brûlée / 2" in text
    assert 'NAME = \\"Crème: Brûlée / 2\\"' in text
    assert "Untitled" not in text
    made.write_text("mine")
    with pytest.raises(FileExistsError, match="stays as it is"):
        new("Crème: Brûlée / 2", "classify", tmp_path / "ideas")
    assert made.read_text() == "mine"
    assert made.with_suffix(".csv").read_text("utf-8").startswith("text,order_id,zip\n")


def test_a_name_with_quotes_is_still_python(tmp_path: Path) -> None:
    made = new('the "best" \\ idea\n', "classify", tmp_path)
    (problem,) = [cell for cell in _cells(made) if cell["id"] == "problem"]
    scope: dict = {}
    exec("".join(problem["source"]), scope)
    assert scope["NAME"] == 'the "best" \\ idea'


def test_the_help_says_what_each_kind_is_and_names_the_commands_in_their_order() -> None:
    from kit.cli import app

    told = CliRunner().invoke(app, ["new", "--help"]).output
    assert all(kind in told for kind in KINDS)
    listed = CliRunner().invoke(app, ["--help"]).output.partition("Your own idea")[2]
    places = [listed.index(f" {name} ") for name in ("new", "run", "sweep", "compare", "ship")]
    assert places == sorted(places)


def test_the_command_says_what_there_is(tmp_path: Path) -> None:
    from kit.cli import app

    def said(*words: str) -> str:
        found = CliRunner().invoke(app, ["new", *words, "--to", str(tmp_path)])
        return f"{found.output}{found.exception}"

    assert "triage.ipynb" in said("Triage", "--from", "review")
    assert "stays as it is" in said("Triage", "--from", "review")
    assert "classify (a message in, a label out" in said("Triage", "--from", "sort")
    assert "has no letter or digit" in said("!?", "--from", "review")


def _in_this_process(path: Path, tag: str = "", **more: object) -> dict:
    """Run a notebook's code cells (of one tag) here, where a simulated model of known skill can answer."""
    scope: dict = {"__name__": "__main__"}
    for cell in _cells(path):
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] == "code" and (not tag or tag in tags):
            exec(compile("".join(cell["source"]), cell["id"], "exec", dont_inherit=True), scope)
            scope |= more if "parameters" in tags else {}
    return scope


def test_with_a_model_that_can_do_it_the_card_says_use_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known = {ticket.text: ticket.intent for ticket in tickets() if ticket.intent}
    with answering(simulated.Classifier(known, accuracy=1.0)):
        made = _in_this_process(new("Good", "classify", tmp_path), SOURCE="simulated", N=48, K=1)["made"]
    assert (made.verdict, made.missing, made.risk.error.successes) == ("better", UNREAD, 0)
    assert "a simulated model answered" in made.advice
    assert replace(made, model="small: real").advice.startswith("Use it, alone from confidence 0.5 on")


def test_the_act_that_a_model_made_on_the_copy_is_proposed_and_nothing_is_done(tmp_path: Path) -> None:
    use("simulated")
    with Shop() as shop:
        row = shop.rows("SELECT order_id, user_id FROM orders WHERE status = 'pending' ORDER BY order_id")[0]
    given = {"order_id": row["order_id"], "reason": "no longer needed"}
    call = simulated.ToolCall("cancel_pending_order", given)
    scope = _in_this_process(new("Act", "act", tmp_path), "ship")

    def answered(text: str, customer: str = row["user_id"]) -> dict | None:
        with answering(simulated.Script([call, "Done."])):
            act = scope["solve"](scope["Request"](text=text, customer=customer)).act
        return act and act.model_dump()

    said = f"Cancel {row['order_id']}, please."
    assert answered(said) == {"name": "cancel_pending_order", "arguments": given}
    assert answered("Cancel my order, please.") is None  # the customer did not name it
    assert answered(said, "yusuf_rossi_9620") is None  # it is not theirs
    with Shop() as shop:
        assert shop.order(row["order_id"])["status"] == "pending"


def _drafter(tmp_path: Path, labels: list[str], alone: str = "LABELS", **more: object) -> dict:
    made = new("Draft", "review", tmp_path)
    text = made.read_text("utf-8").replace(
        'LABELS = [\\"positive\\", \\"negative\\"]', f"LABELS = {labels!r}"
    )
    made.write_text(text.replace("ALONE = LABELS", f"ALONE = {alone}"), "utf-8")
    return _in_this_process(made, "ship", **more)


@pytest.mark.usefixtures("engine_url")
def test_labels_that_cannot_be_read_off_the_first_piece_are_voted_on(tmp_path: Path) -> None:
    """Else every answer had the same confidence, and nothing said why."""
    scope = _drafter(tmp_path / "a", ["billing", "technical"], SOURCE="local")
    use("local")
    assert scope["leaning"]()[0] is scope["votes"]
    found = [
        scope["solve"](scope["Request"](text=text)) for text in ("Your invoice is wrong.", "It is down.")
    ]
    assert all(one.label in ("billing", "technical") and 0 < one.confidence < 1 for one in found)
    scope = _drafter(tmp_path / "b", ["positive", "negative"], SOURCE="local")
    assert scope["leaning"]()[0] is scope["first_piece"]


def test_a_label_that_may_not_go_out_alone_is_for_a_person_however_sure(tmp_path: Path) -> None:
    use("simulated")
    scope = _drafter(tmp_path, ["billing", "technical"], "['billing']", SOURCE="simulated", THRESHOLD=0.1)
    sure = {"billing": -0.01, "technical": -9.0}
    scope["leaning"] = lambda: (lambda text: sure, [{"billing": -1.0, "technical": -1.0}])
    first = scope["solve"](scope["Request"](text="x"))
    sure["technical"], sure["billing"] = sure["billing"], sure["technical"]
    second = scope["solve"](scope["Request"](text="x"))
    assert (first.label, first.person, first.confidence > 0.9) == ("billing", False, True)
    assert (second.label, second.person, second.confidence) == ("technical", True, 0.0)
