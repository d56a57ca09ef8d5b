"""One ticket on its way through the desk.

The order of the steps is the design: what can refuse cheaply comes first, what changes something comes last,
and what the customer is told of it is read from the database, never from a model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kit.build.chunk import Passage
from kit.build.cite import quote, supported
from kit.build.done import claims_success
from kit.build.guards import REFUSAL, look, patterns
from kit.build.search import Hit
from kit.demo.ending import NOTHING, Ending
from kit.demo.handled import Handled
from kit.demo.journal import Journal
from kit.demo.plan import Plan, order_ids, planned
from kit.demo.rehearse import Rehearsed, rehearse, rehearse_model
from kit.demo.sure import SPEAKS, agreement
from kit.demo.voice import Unanswered
from kit.demo.words import named, record
from kit.desk.shop import Action

if TYPE_CHECKING:
    from kit.demo.desk import Desk

NEAR = 0.55  # cosine of the nearest sentence to quote; chosen on a dozen questions, half of them unanswerable
_WISH = re.compile(r"\b(?:please|I(?:'d| would)? (?:want|wish|like|need))\b", re.IGNORECASE)


class Errand(Ending):
    """One ticket; `done` works it."""

    def __init__(self, desk: Desk, text: str, customer: str, run: str, journal: Journal) -> None:
        super().__init__(desk, text, customer, run, journal)
        self.plan, self.rules = Plan(), Rehearsed((), "")
        self.labels: dict[str, float] = {}
        self.label = ""

    def done(self) -> Handled:
        """Take the steps to a decision."""
        if begun := self._who():
            return self._act(begun, None, "it was begun before")
        if decided := self._decided():
            return self._follow(decided)
        if bad := self._guard_in():
            return self._end("refuse", REFUSAL, bad, queued=self._queue(None, None, bad))
        if strange := [one for one in order_ids(self.text) if one not in self.orders]:
            sorry = f"There is no order {', '.join(strange)} of yours; please look at the number again."
            return self._end("refuse", sorry, f"{strange[0]} is not an order of this customer")
        if sorry := self._rules():
            self._retrieve(f"{self.plan.actions[0].name.replace('_', ' ')}: {sorry}")
            return self._end("refuse", f"I cannot do this. {sorry}", "policy", source=self.hits[0].passage.id)
        self._sort()
        self._retrieve(self.text)
        return self._answer() if self._is_question() else self._propose()

    def _who(self) -> tuple[Action, ...]:
        with self.journal.step("customer") as note:
            user, begun = self.desk.shop.user(self.customer), self.desk.kept(self.run)
            self.orders = user["orders"]
            name = " ".join(user["name"].values())
            note(
                f"{name}, {len(self.orders)} orders; known from the channel",
                "begun before" if begun else "new",
            )
            return begun

    def _guard_in(self) -> str:
        with self.journal.step("guard in") as note:
            verdict = look(patterns(undisguised=True), self.text)
            note(verdict.reason or "no pattern of an attack", "passed" if verdict.allowed else "refused")
            return "" if verdict.allowed else verdict.reason

    def _rules(self) -> str:
        """What code alone reads, tried on a copy; the shop's words if it refuses what is plainly asked."""
        with self.journal.step("rules propose") as note:
            self.plan = planned(self.desk.shop, self.customer, self.text)
            self.rules = rehearse(self.desk.shop, self.plan.actions)
            said = self.rules.said or "; ".join(map(named, self.plan.actions)) or "nothing"
            clear = "doubtful" if self.plan.doubts else "clear" if self.plan.actions else ""
            note(said, "refused" if self.rules.refused else clear)
        return self.rules.said if self.rules.refused and not self.plan.doubts else ""

    def _sort(self) -> None:
        with self.journal.step("sort") as note:
            try:
                self.labels = self.desk.voice.sort(self.text)
                self.label = max(self.labels, key=self.labels.__getitem__, default="")
                said = f"{self.label} {self.labels[self.label]:.2f}" if self.label else "no label"
            except Unanswered as error:
                said = str(error)
            words = ", ".join(self.plan.intents) or "nothing"
            note(f"words: {words}; model: {said}", "question" if self._is_question() else "wish")

    def _is_question(self) -> bool:
        """It asks, and wishes for nothing to be done."""
        wish = self.plan.intents and (_WISH.search(self.text) or "?" not in self.text)
        return ("?" in self.text or self.label == "question") and not self.plan.actions and not wish

    def _retrieve(self, text: str) -> None:
        with self.journal.step("retrieve") as note:
            self.hits, self.near = self.desk.search(text)
            first = self.hits[0].passage.text.strip("# ").split("\n")[0][:60] if self.hits else "nothing"
            near = f"; nearest sentence {self.near.score:.2f}" if self.near else ""
            note(f"{len(self.hits)} passages of the policy{near}: {first} ...")

    # --- answer -----------------------------------------------------------------------------------

    def _answer(self) -> Handled:
        with self.journal.step("answer") as note:
            records = [(one, record(self.desk.shop, one)) for one in order_ids(self.text)]
            facts = [Passage(one, one, text, 0, len(text)) for one, text in records]
            answer, source, how = self._supported([*facts, *(hit.passage for hit in self.hits)])
            drafted = answer
            if not source and (found := quote(self.text, [Hit(fact, 1.0, 1) for fact in facts])):
                answer, source, how = found.text, found.source, "quoted"
            elif not source and self.near and self.near.score >= NEAR:
                answer, source, how = self.near.passage.text.replace("*", ""), self.near.passage.id, "quoted"
            note(f"the model: {drafted}", how)
        if source:
            return self._end("answer", answer, f"{how}: {source}", source=source)
        return self._ask("nothing in the policy or the records supports an answer")

    def _supported(self, passages: Sequence[Passage]) -> tuple[str, str, str]:
        """The model's answer, where it stands ("" if a sentence has no support), and how it fared."""
        try:
            drafted = self.desk.voice.answer(self.text, passages)
        except Unanswered as error:
            return str(error), "", "no answer"
        claims = supported(drafted, passages)
        held = [claim.passage.id for claim in claims if claim.passage]
        # Words that are supported may still claim an act ("I have refunded it"): those are not said.
        good = held and len(held) == len(claims) and not claims_success(drafted)
        return drafted, held[0] if good else "", "supported" if good else "no support"

    # --- propose ----------------------------------------------------------------------------------

    def _propose(self) -> Handled:
        shop, plan, rules = self.desk.shop, self.plan, self.rules
        with self.journal.step("model proposes") as note:
            heard = {label for label, share in self.labels.items() if share >= SPEAKS}
            intents = heard | set(plan.intents) or {self.label} - {""}
            policy = [hit.passage for hit in self.hits[:2]]
            model = rehearse_model(shop, self.desk.voice, self.text, sorted(intents), policy)
            note("; ".join(map(named, model.actions)) or f"nothing; it says: {model.said}", "on a copy")
        clear = bool(plan.actions) and not plan.doubts
        own = bool(model.actions) and not clear
        proposal = model.actions if own else () if rules.refused else plan.actions
        if not proposal:
            return self._ask("nobody has a proposal")
        with self.journal.step("confidence") as note:
            other = model.state == rules.state if model.actions and clear else None
            sure, said_by = agreement(
                shop, self.text, proposal, plan=plan, labels=self.labels, other=other, own=own
            )
            spoken = ", ".join(f"{name} {value:.2f}" for name, value in said_by.items())
            doubts = f"; doubts: {'; '.join(plan.doubts)}" if plan.doubts and not own else ""
            note(f"{sure:.2f} ({spoken}){doubts}", "enough" if sure >= self.desk.threshold else "too little")
        if sure < self.desk.threshold:
            return self._ask(f"confidence {sure:.2f} is below {self.desk.threshold:.2f}", proposal, sure)
        with self.journal.step("customer says") as note:
            yes = self.desk.confirm("; ".join(map(named, proposal)))
            note("asked whether this is to be done", "yes" if yes else "no")
        if not yes:
            return self._end("answer", NOTHING, "the customer said no", proposal, sure)
        return self._act(proposal, sure, f"confidence {sure:.2f}")
