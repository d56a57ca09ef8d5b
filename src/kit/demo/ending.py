"""How a ticket ends: something is done, a person is asked, or the customer is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kit.build.dispatch import Approvals, Toolbox
from kit.build.guards import REFUSAL, look
from kit.build.leaks import no_false_claims, no_secrets, own_links
from kit.build.queue_item import Item
from kit.build.search import Hit
from kit.build.tools import tool
from kit.demo.handled import Decision, Handled
from kit.demo.journal import Journal
from kit.demo.words import named, told
from kit.desk.shop import Action

if TYPE_CHECKING:
    from kit.demo.desk import Desk

HANDED_OVER = "Thank you for writing. A person will look at this and answer you."
NOTHING = "I have not changed anything."


class Ending:
    """The ends that an `Errand` may come to."""

    def __init__(self, desk: Desk, text: str, customer: str, run: str, journal: Journal) -> None:
        self.desk, self.text, self.customer, self.run, self.journal = desk, text, customer, run, journal
        self.hits: list[Hit] = []

    def _act(self, proposal: Sequence[Action], sure: float | None, why: str) -> Handled:
        """Do what was proposed: each call approved by its exact arguments, and done once an errand."""
        desk, approvals = self.desk, Approvals()
        with self.journal.step("act") as note:
            if not desk.dry_run:
                desk.keep(self.run, proposal)
            for action in proposal:
                approvals.grant(action.name, action.arguments)
            names = dict.fromkeys(action.name for action in proposal)
            tools = [tool(getattr(desk.shop, name), writes=True) for name in names]
            box = Toolbox(tools, ledger=desk.ledger, approve=approvals, dry_run=desk.dry_run, run=self.run)
            results = []
            for action in proposal:
                results.append(box.call(action.name, action.arguments))
                if not results[-1].ok:
                    break
            last = results[-1]
            made = [action for action, result in zip(proposal, results, strict=False) if result.ok]
            before = sum(result.repeated for result in results)
            found = f"{len(made)} of {len(proposal)} in the ledger, {before} of them from before"
            note(found, last.error or ("dry run" if desk.dry_run else "done"))
        if desk.dry_run and last.ok:
            return self._end("act", NOTHING, f"dry run; {why}", proposal, sure)
        said = " ".join(told(desk.shop, action) for action in made)
        if last.ok:
            return self._end("act", said, why, proposal, sure, acts=len(made))
        queued = self._queue(None, sure, f"{found}; {last.text}", proposal)
        return self._end(
            "ask", f"{said} {HANDED_OVER}".strip(), last.text, made, sure, acts=len(made), queued=queued
        )

    def _ask(self, why: str, proposal: Sequence[Action] = (), sure: float | None = None) -> Handled:
        """Hand the ticket to a person, with what was proposed as a draft."""
        draft = "; ".join(map(named, proposal)) or None
        queued = self._queue(draft, sure, why, proposal)
        return self._end("ask", HANDED_OVER, why, proposal, sure, queued=queued)

    def _decided(self) -> Item | None:
        """What a person has decided of this errand, if one has."""
        return next((item for item in self.desk.queue.items("decided") if item.key == self.run), None)

    def _follow(self, item: Item) -> Handled:
        """Do what a person decided: approved actions are done, words are said, the rejected is neither."""
        who = f"{item.status} by {item.reviewer}"
        proposal = [Action(one["name"], one["arguments"]) for one in item.meta.get("actions", ())]
        if item.status == "approved" and proposal:
            return self._act(proposal, item.confidence, who)
        if item.status == "rejected":
            return self._end("ask", HANDED_OVER, f"{who}: {item.why}", queued=item.id)
        return self._end("answer", str(item.text), who, source=item.reviewer)

    def _queue(
        self, draft: str | None, sure: float | None, why: str, proposal: Sequence[Action] = ()
    ) -> int | None:
        if self.desk.dry_run:
            return None
        with self.journal.step("queue") as note:
            meta: dict[str, Any] = {
                "why": why,
                "customer": self.customer,
                "actions": [{"name": one.name, "arguments": dict(one.arguments)} for one in proposal],
                "policy": [hit.passage.text for hit in self.hits[:1]],
            }
            shown = {name: value for name, value in meta.items() if value}
            item = self.desk.queue.add(self.text, draft, sure, shown, key=self.run)
            note(f"item {item}: {draft or 'no draft'}", "a person decides")
            return item

    def _end(
        self,
        decision: Decision,
        answer: str,
        why: str,
        actions: Sequence[Action] = (),
        sure: float | None = None,
        *,
        acts: int = 0,
        source: str = "",
        queued: int | None = None,
    ) -> Handled:
        """Look at what would be said, and say it."""
        with self.journal.step("guard out") as note:
            guards = [own_links([]), no_secrets()]
            guards += [] if source else [no_false_claims(lambda: acts)]  # a quote claims nothing of its own
            bad = next((verdict for guard in guards if not (verdict := look(guard, answer)).allowed), None)
            note(bad.reason if bad else "no link, secret or false claim", "refused" if bad else "passed")
        if bad:
            decision, answer, why = "refuse", REFUSAL, bad.reason
            queued = queued or self._queue(None, sure, bad.reason, actions)
        said = (self.run, self.customer, self.text, decision, answer, why, sure, tuple(actions))
        return Handled(*said, decision == "act" and acts > 0, source, queued, tuple(self.journal.steps))
