"""The support desk as one system: a ticket in; an answer, an act, a question to a person or a refusal out.

`Desk` holds what lasts: the shop, its ledger, the review queue, the policy's passages and the model. One
ticket's way through it is in `kit.demo.errand`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from kit.build.chunk import chunk
from kit.build.cite import sentences
from kit.build.embed import Embedder, embedder, embedding_store
from kit.build.ledger import Ledger
from kit.build.queue import Queue
from kit.build.search import Dense, Fused, Hit, Lexical, Search
from kit.demo.handled import Handled
from kit.demo.journal import Journal
from kit.demo.voice import Voice
from kit.desk.shop import Action, Shop, policy
from kit.models.layers.trace import trace


class Desk:
    """A desk that tickets can be handed to.

    Args:
        folder: where shop and queue are kept; None: in memory, gone with this process.
        threshold: lowest confidence at which it acts without a person.
        dry_run: nothing is changed, nobody is asked.
        confirm: what the customer says when told what would be done; the policy wants a yes before each act.
        voice: the model; default: the current source's.
    Raises:
        SourceError: the source cannot answer.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        threshold: float = 0.6,
        dry_run: bool = False,
        confirm: Callable[[str], bool] = lambda proposal: True,
        voice: Voice | None = None,
    ) -> None:
        self.voice = voice or Voice()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self.shop = Shop(folder / "shop.sqlite" if folder else ":memory:")
        self.queue = Queue(folder / "queue.sqlite" if folder else ":memory:")
        self.ledger = Ledger(connection=self.shop.db)
        self.shop.db.execute("CREATE TABLE IF NOT EXISTS errands (run TEXT PRIMARY KEY, actions TEXT)")
        self.threshold, self.dry_run, self.confirm = threshold, dry_run, confirm
        self._passages = chunk("policy", policy(), size=400)
        self._search: Search | None = None
        self._sentences: Dense | None = None

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        self.shop.close()
        self.queue.close()

    def handle(self, text: str, customer: str, run: str = "", tell: Callable[[str], object] = str) -> Handled:
        """Work on one ticket.

        Args:
            text: what the customer wrote.
            customer: who wrote it, known from the channel: a user id of the shop.
            run: which errand this is; default: made of customer and text. The same errand acts once, however
                often it is handled, also after a crash; and what a person has decided of it holds.
            tell: called with each step's name when it begins.
        Raises:
            ShopError: there is no such customer.
        """
        from kit.demo.errand import Errand

        run = run or hashlib.sha256(f"{customer}\0{text}".encode()).hexdigest()[:10]
        self.shop.customer = customer
        self.shop.user(customer)
        with trace() as spans:
            return Errand(self, text, customer, run, Journal(spans, tell)).done()

    def search(self, text: str, k: int = 3) -> tuple[list[Hit], Hit | None]:
        """The policy's passages for a text, by words and meaning, and the sentence nearest in meaning.

        Without an embedder (Anthropic has none) passages are found by words alone, and there is no sentence.
        """
        if self._search is None:
            words, embed = Lexical(self._passages), self._embedder()
            self._search = Fused(words, Dense(self._passages, embed)) if embed else words
            pieces = [one for passage in self._passages for one in sentences(passage)]
            self._sentences = Dense(pieces, embed) if embed else None
        near = self._sentences.search(text[:1000], 1)[0] if self._sentences else None
        return self._search.search(text[:1000], k), near

    def _embedder(self) -> Embedder | None:
        from kit import OpenAI

        try:
            return embedder(OpenAI(), store=embedding_store()) if self.voice.speaks_openai else None
        except LookupError:
            return None

    def kept(self, run: str) -> tuple[Action, ...]:
        """What an errand set out to do, if it came that far before."""
        rows = self.shop.rows("SELECT actions FROM errands WHERE run = ?", run)
        return tuple(Action(name, given) for name, given in json.loads(rows[0]["actions"])) if rows else ()

    def keep(self, run: str, actions: Sequence[Action]) -> None:
        """Write down what an errand sets out to do, so that who comes after a crash goes on with it."""
        rows = json.dumps([(action.name, dict(action.arguments)) for action in actions])
        with self.shop.transaction() as db:
            db.execute("INSERT OR IGNORE INTO errands VALUES (?, ?)", (run, rows))
