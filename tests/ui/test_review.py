"""The review page: one item at a time, each click in the file, what customers wrote stays text."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import kit
from kit import Rate, review
from kit.build.queue import Queue, QueueError
from kit.ui.queue import Review

BAD = "<script>alert(1)</script>"


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    made = Queue(tmp_path / "desk.db")
    made.add("Where is my parcel?", "It arrives on Monday.", 0.2, {"citations": ["article 12: parcels"]})
    made.add("Cancel #W1.", "Cancelled.", 0.4)
    made.add("I want\nmy money back.", "You get 100 USD.", 0.6)
    return made


def words(markup: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", str(markup))).split())


def card(page: Review) -> str:
    return words(page._controls.card.value)


def status(page: Review) -> str:
    return words(page._controls.status.value)


def press(page: Review, letter: str) -> None:
    page._controls.key.value = letter


def test_it_opens_on_the_least_sure_with_all_that_a_person_needs(queue: Queue) -> None:
    page = review(queue, reviewer=" ana ")
    assert "→ You get 100 USD." in words(page.static())
    assert "I want my money back." in words(page.static())
    assert "item 1" in card(page)
    assert "customer Where is my parcel?" in card(page)
    assert "draft It arrives on Monday." in card(page)
    assert "confidence 0.2" in card(page)
    assert "citations article 12: parcels" in card(page)
    assert "1 with you" in words(page._controls.head.value)
    assert kit.review is review


def test_buttons_decide_and_open_the_next(queue: Queue) -> None:
    page = review(queue)
    buttons = page._controls.actions
    buttons["approve"].click()
    assert status(page) == "✓ item 1 approved."
    buttons["edit"].click()
    assert page._controls.text.value == "Cancelled."
    page._controls.text.value = "Your order is cancelled."
    page._controls.save.click()
    buttons["reject"].click()
    page._controls.why.value = "promises money"
    page._controls.save.click()
    assert [(i.status, i.text, i.why) for i in queue.items()] == [
        ("approved", "It arrives on Monday.", ""),
        ("edited", "Your order is cancelled.", ""),
        ("rejected", None, "promises money"),
    ]
    assert page.item is None
    assert card(page) == "Nothing waits for you: all is decided."
    assert buttons["approve"].disabled
    assert not buttons["undo"].disabled
    shown = words(page.static())
    assert "3 of 3 decided" in shown
    assert repr(Rate(1, 3)) in shown
    assert "least sure come first" not in shown


def test_one_letter_is_enough(queue: Queue) -> None:
    page = review(queue)
    press(page, "a")
    press(page, "S")
    assert page._controls.key.value == ""
    assert queue.item(1).status == "approved"
    assert page.item is not None
    assert page.item.id == 3  # what was skipped comes last
    press(page, "r")
    assert page._controls.mode == "reject"
    press(page, "a")  # an open field has the keyboard
    assert queue.item(3).status == "claimed"
    page._controls.cancel.click()
    press(page, "u")
    assert page.item.id == 1
    press(page, "x")
    assert queue.counts()["claimed"] == 2


def test_undo_opens_the_item_again_with_the_words_that_were_written(queue: Queue) -> None:
    page = review(queue)
    page.edit("On Tuesday.")
    page.approve()
    page.undo()
    assert page.item is not None
    assert page.item.id == 2
    page.undo()
    assert page.item.id == 1
    assert (page._controls.mode, page._controls.text.value) == ("edit", "On Tuesday.")
    page.undo()
    assert status(page) == "You have no decision that could be undone."
    assert [event.what for event in queue.history(1)][-3:] == ["claimed", "edited", "undone"]
    assert "undid: edited by me" in card(page)


def test_a_new_kernel_goes_on_with_the_open_item_and_the_half_typed_answer(queue: Queue) -> None:
    page = review(queue.path)
    page.approve()
    page._controls.actions["edit"].click()
    page._controls.text.value = "Your order is ca"
    again = review(queue.path)
    assert again.item is not None
    assert again.item.id == 2
    assert (again._controls.mode, again._controls.text.value) == ("edit", "Your order is ca")
    again._controls.cancel.click()
    assert review(queue.path)._controls.mode == "look"


def test_another_reviewer_is_seen_and_never_given_the_same_item(queue: Queue) -> None:
    ana, ben = review(queue, reviewer="ana"), review(queue, reviewer="ben")
    assert ana.item is not None
    assert ben.item is not None
    assert (ana.item.id, ben.item.id) == (1, 2)
    ben.approve()
    ana._controls.actions["look"].click()
    assert "1 with you 1 with ben" in words(ana._controls.head.value)
    assert "1 of 3 decided" in words(ana._controls.head.value)
    ana.approve()
    assert ana.item is None
    assert card(ana) == "Nothing waits for you: 1 in other hands."
    ana.undo()
    assert ana.item.id == 1  # one's own decision, not the latest of all


def test_a_claim_that_was_lost_is_said_and_the_words_are_not(queue: Queue) -> None:
    page = review(queue, reviewer="ana", lease=0.0)
    taken = queue.claim("ben")
    assert taken is not None
    page.edit("My long answer.")
    assert "Not saved: item 1 is in ben's hands" in status(page)
    assert "you wrote My long answer." in status(page)
    assert page.item is not None
    assert page.item.id != taken.id


def test_a_decision_without_words_is_refused_on_the_page(queue: Queue) -> None:
    page = review(queue)
    page._controls.actions["reject"].click()
    page._controls.save.click()
    assert "Not saved: item 1: a rejection needs a reason" in status(page)
    assert page._controls.mode == "reject"
    page.edit("   ")
    assert "needs text" in status(page)
    assert queue.item(1).status == "claimed"


def test_a_proposed_action_shows_its_exact_arguments(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "desk.db")
    hidden = "#W\u202e1\u200b2"
    action = {"name": "cancel_pending_order", "arguments": {"order_id": hidden, "n": 1.50, "why": None}}
    queue.add("Cancel it.", action, 0.5, {"action": action})
    page = review(queue)
    assert card(page).count('order_id="#W\\u202e1\\u200b2", n=1.5, why=null,') == 2
    page._controls.actions["edit"].click()
    page._controls.text.value = '{"name": "transfer'
    page._controls.save.click()
    assert "this is not JSON" in status(page)
    page.edit('{"name": "transfer", "arguments": {}}')
    assert queue.cases()[0].expected == {"name": "transfer", "arguments": {}}


def test_without_a_draft_nothing_can_be_approved(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "desk.db")
    queue.add("Hello?", None)
    page = review(queue)
    assert page._controls.actions["approve"].disabled
    assert "nothing to propose" in card(page)
    assert "confidence unknown" in card(page)
    page.edit("Hello!")
    assert queue.cases()[0].expected == "Hello!"


def test_what_customers_and_models_write_stays_text(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "desk.db")
    for _ in range(2):
        queue.add(
            BAD,
            BAD,
            0.1,
            {BAD: [BAD, {BAD: BAD}, {"name": BAD, "arguments": {BAD: BAD}}, BAD * 20]},
            priority=1,
        )
    page = review(queue, reviewer=BAD)
    seen = page._controls.card.value + page._controls.head.value + page.static()
    page.reject(BAD)
    page.edit(BAD + "!")
    page.undo()
    page.queue.claim("<b>ben</b>")
    seen += (
        page._controls.status.value + page._controls.card.value + page._controls.head.value + page.static()
    )
    assert "<script" not in seen
    assert "<b>ben" not in seen
    assert "&lt;script" in seen


def test_agreement_comes_with_its_interval_and_says_of_which_part_it_speaks(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "desk.db")
    for number in range(14):
        queue.add(f"ticket {number}", "draft", number / 20)
    page = review(queue)
    for number in range(12):
        page.approve() if number > 4 else page.reject("no")
    shown = words(page.static())
    for rate in (Rate(7, 12), Rate(1, 6), Rate(6, 6)):
        assert repr(rate) in shown
    assert "less sure half" in shown
    assert "least sure come first" in shown
    assert "A person's time for one item, median: 0" in shown


def test_a_path_without_a_queue_is_not_made_one(tmp_path: Path) -> None:
    with pytest.raises(QueueError, match="There is no queue at"):
        review(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    assert "The queue is empty." in card(review(Queue()))
