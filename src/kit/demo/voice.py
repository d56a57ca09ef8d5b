"""The model's part of the desk: sort a ticket, work on a copy of the shop, answer from passages.

Each is an SDK call as a lesson would write it, at whatever source is chosen: chat completions where the
source speaks OpenAI's protocol, messages where it speaks Anthropic's alone. Nothing that the model says
decides by itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

from kit.build.chunk import Passage
from kit.build.dispatch import Toolbox
from kit.build.labels import contextual_calibration, label_logprobs
from kit.build.loop import Run, loop
from kit.build.untrusted import spotlight
from kit.measure.samples import error_sentence
from kit.models.registry import model
from kit.models.reply import Reply
from kit.models.sources import SourceError, source

# One word a label, so that its first token tells it; `kit.desk.INTENTS`, and a question.
WORDS = {
    "return": "return",
    "exchange": "exchange",
    "cancel": "cancel",
    "modify": "change item",
    "address": "change address",
    "question": "question",
}
_SORT = f"Say what the customer wants, in one word of: {', '.join(WORDS)}."
_EXAMPLES = [
    ("The lamp I got is too dark. Please take it back and refund me.", "return"),
    ("Could I swap the blue mug I received for a red one?", "exchange"),
    ("I do not need the tent any more, stop that order.", "cancel"),
    ("My order is not sent yet: make it the larger size, please.", "modify"),
    ("We moved. Please send my parcel to 12 Hill Road.", "address"),
    ("How long does a refund take?", "question"),
]
# One of each label: how the model answers them on average is its leaning, which is taken out.
_EVEN = (
    "I want to send the jacket back, it does not fit.",
    "I want to exchange my boots for a size 9.",
    "Cancel my order, I bought it by mistake.",
    "Please modify the pending order: I want the laptop with more memory.",
    "I want to change the address of my order to New York.",
    "Do you ship to Canada?",
)
_WORK = """You work at a shop's support desk. The customer is {customer}: known, nothing to be verified.
Do what the customer asks with the tools, as far as the policy allows, then say in a sentence what you did.
Take every "if" as the customer means it. If something is not clear, or not allowed, do nothing and say why.
This is a rehearsal: act as if the customer had confirmed; the customer is asked before it counts. {rule}

The customer's orders:
{orders}

From the policy:
{policy}"""
_ANSWER = "Answer the customer in one or two sentences, with facts from these passages only.\n\n{passages}"
SMALL_CONTEXT = 8192


class Unanswered(RuntimeError):
    """A call failed; the message is the SDK's, as a sentence."""


class Voice:
    """A model at the current source.

    Args:
        sdk: "openai" or "anthropic"; default: OpenAI's where the source speaks its protocol.
    Raises:
        SourceError: the source cannot answer; the message says what to set.
    """

    def __init__(self, sdk: str = "") -> None:
        from kit import Anthropic, OpenAI

        where = source()
        if trouble := where.ready():
            raise SourceError(trouble)
        self.speaks_openai = (sdk or "openai") == "openai" and "openai" in where.speaks
        self.client: Any = OpenAI() if self.speaks_openai else Anthropic()
        self.small = model("small", self.client)
        # A small model has no room for long answers and gains nothing by steps; a large one thinks first.
        slight = self.small.context <= SMALL_CONTEXT
        self.room, self.steps = (128, 2) if slight else (4000, 8)
        self._even: list[dict[str, float]] = []

    def ask(self, system: str, turns: Sequence[Mapping[str, Any]], **more: Any) -> Any:
        """One call of the SDK, as it returns it."""
        if self.speaks_openai:
            asked: dict[str, Any] = {"max_completion_tokens": self.room, **more}
            messages = [{"role": "system", "content": system}, *turns]
            return self.client.chat.completions.create(model=self.small.name, messages=messages, **asked)
        asked = {"max_tokens": self.room, **more}
        return self.client.messages.create(
            model=self.small.name, system=system, messages=list(turns), **asked
        )

    def sort(self, text: str) -> dict[str, float]:
        """How likely the model holds each intent, or "question".

        The local model completes a list of examples, and the leaning that it shows on an even set is taken
        out: at 0.5 and above it is mostly right, below it is not. A larger one says the word, and has all of
        it. {} if it says none. Raises Unanswered if a call failed.
        """
        if self.speaks_openai and self.small.can("cache_prompt"):
            with ThreadPoolExecutor(len(_EVEN) + 1) as pool:  # side by side: the engine takes several at once
                scores = pool.submit(self._scores, text)
                self._even = self._even or list(pool.map(self._scores, _EVEN))
            fair = contextual_calibration(scores.result(), self._even)
            return {WORDS[word]: math.exp(value) for word, value in fair.items()}
        shots = [turn for told, word in _EXAMPLES for turn in _turns(told, word)]
        said = Reply.of(self._asked(self.ask, _SORT, [*shots, *_turns(text)])).text.lower()
        found = re.search("|".join(WORDS), said)
        return {WORDS[found[0]]: 1.0} if found else {}

    def _scores(self, text: str) -> dict[str, float]:
        """Log-probability of each word where the label of a message would stand."""
        from openai.types.chat.chat_completion import ChoiceLogprobs

        shown = "".join(f"Message: {told}\nWish: {word}\n\n" for told, word in _EXAMPLES)
        reply = self._asked(
            self.client.completions.create,
            model=self.small.name,
            prompt=f"{shown}Message: {text}\nWish:",
            max_tokens=1,
            logprobs=20,
            temperature=0.0,
        )
        # This engine writes them as chat completions do.
        found = ChoiceLogprobs.model_validate(reply.choices[0].logprobs.model_dump())
        choice = SimpleNamespace(logprobs=found, message=SimpleNamespace(content=reply.choices[0].text))
        return label_logprobs(SimpleNamespace(choices=[choice]), list(WORDS))

    def work(
        self, text: str, tools: Toolbox, *, customer: str, orders: str, policy: Sequence[Passage]
    ) -> Run:
        """Let the model work on the ticket with tools, a bounded number of steps."""
        marked = spotlight(text)
        rules = "\n\n".join(passage.text for passage in policy)
        system = _WORK.format(customer=customer, orders=orders, policy=rules, rule=marked.rule)

        def ask(turns: list[dict[str, Any]], box: Toolbox) -> Any:
            return self.ask(system, turns, tools=box.chat if self.speaks_openai else box.messages)

        return loop(ask, tools, marked.text, steps=self.steps, usd=0.25)

    def answer(self, text: str, passages: Sequence[Passage]) -> str:
        """An answer that should rest on the passages; whether it does, `kit.build.supported` says."""
        shown = "\n\n".join(passage.text for passage in passages)
        return Reply.of(self._asked(self.ask, _ANSWER.format(passages=shown), _turns(text))).text

    def _asked(self, call: Callable[..., Any], *given: Any, **more: Any) -> Any:
        try:
            return call(*given, **more)
        except Exception as error:
            if type(error).__module__.partition(".")[0] in ("openai", "anthropic", "httpx2"):
                raise Unanswered(error_sentence(error)) from error
            raise


def _turns(user: str, assistant: str = "") -> list[dict[str, str]]:
    said = [{"role": "user", "content": user}]
    return [*said, {"role": "assistant", "content": assistant}] if assistant else said
