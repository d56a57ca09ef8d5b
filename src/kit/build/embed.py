"""Texts to vectors with the SDK's own call, in batches, and paid for once.

`embedder(client)` is `client.embeddings.create(model=..., input=[...])` in a loop, nothing more; with a
`store` it remembers each text's vector on disk, under the digest of model and text, so that a notebook run
again, or an index with one new article, embeds only what is new. Left out: retries (the SDK has them) and
running an embedding model yourself (see `sentence-transformers`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.models.prices import cost
from kit.models.registry import Model, model
from kit.models.usage import Usage

if TYPE_CHECKING:
    import numpy as np


class Embedder:
    """What `embedder` returns: call it with texts, get an array with one row each.

    Attributes:
        usage: what its calls have cost so far.
        known: texts that came out of the store, for nothing.
        model: the registry's entry; its name goes into the SDK call.
    """

    def __init__(self, client: Any, model: Model, batch: int, store: Path | None) -> None:
        self._client, self._batch, self._store = client, batch, store
        self.model, self.usage, self.known = model, Usage(), 0

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """Embed the texts, each different one once.

        Returns:
            Array of shape (texts, width of the model), float32, as the model gave it.
        Raises:
            ValueError: a lone string instead of a list, no texts, or an empty one.
            openai.BadRequestError: a text longer than the model reads; cut it with `chunk` first.
        """
        import numpy as np

        if isinstance(texts, str):
            raise ValueError("embed takes a list of texts; put the one text in brackets: embed([text]).")
        for place, text in enumerate(texts):
            if not isinstance(text, str) or not text.strip():
                raise ValueError(
                    f"text number {place} is {text!r}; only text with words in it has a meaning."
                )
        if not len(texts):
            raise ValueError("there is no text to embed.")
        different = list(dict.fromkeys(texts))
        found = self._read(different)
        self.known += len(found)
        new = [text for text in different if text not in found]
        for start in range(0, len(new), self._batch):
            part = new[start : start + self._batch]
            vectors = dict(zip(part, self._ask(part), strict=True))
            self._write(vectors)  # batch by batch: what was paid for is kept when a later call fails
            found.update(vectors)
        return np.stack([found[text] for text in texts])

    def _ask(self, part: list[str]) -> list[np.ndarray]:
        import numpy as np

        reply = self._client.embeddings.create(model=self.model.name, input=part)
        self.usage += self._priced(Usage.of(reply.usage.model_dump()))
        rows = sorted(reply.data, key=lambda row: row.index)
        return [np.asarray(row.embedding, dtype=np.float32) for row in rows]

    def _priced(self, usage: Usage) -> Usage:
        try:
            return replace(usage, usd=cost(usage, self.model))
        except LookupError:
            return replace(usage, usd=float("nan"))  # a price nobody knows is not zero

    def _key(self, text: str) -> bytes:
        return sha256("\0".join([self.model.source, self.model.name, text]).encode()).digest()

    def _open(self) -> sqlite3.Connection:
        assert self._store is not None
        self._store.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(self._store, timeout=60)
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        return file

    def _read(self, texts: list[str]) -> dict[str, np.ndarray]:
        import numpy as np

        if self._store is None:
            return {}
        ask, found = "SELECT vector FROM vectors WHERE key = ?", {}
        with closing(self._open()) as file:
            for text in texts:
                if row := file.execute(ask, [self._key(text)]).fetchone():
                    found[text] = np.frombuffer(row[0], dtype=np.float32)
        return found

    def _write(self, vectors: dict[str, np.ndarray]) -> None:
        if self._store is None:
            return
        rows = [(self._key(text), vector.tobytes()) for text, vector in vectors.items()]
        with closing(self._open()) as file, file:
            file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


def embedder(client: Any, *, batch: int = 16, store: Path | str | None = None) -> Embedder:
    """Make a function that embeds texts with the source's embedding model.

    Args:
        client: an OpenAI client (Anthropic has no embeddings).
        batch: texts a call. A failed call loses at most so many.
        store: a file (SQLite) that remembers vectors from one run to the next; `embedding_store()` is a good
            place. Delete it to compute afresh. None: nothing is remembered.
    Returns:
        An `Embedder`: `embed(["a text", "another"])` is an array of two rows.
    Raises:
        LookupError: the source has no embedder.
        ValueError: batch below 1.
    """
    if batch < 1:
        raise ValueError(f"batch={batch} embeds nothing; give 1 or more texts a call.")
    return Embedder(client, model("embedder", client), batch, None if store is None else Path(store))


def embedding_store() -> Path:
    """A file in the user's cache for `embedder(client, store=...)`; safe to delete at any time."""
    from kit.assets import cache_dir

    return cache_dir() / "made" / "embeddings.sqlite"
