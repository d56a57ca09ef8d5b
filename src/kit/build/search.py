"""Find the passages that a question needs: by words, by meaning, and by both.

`Lexical` is BM25 (through `bm25s`): passages that share the question's rare words. `Dense` compares vectors:
passages that mean nearly the same. `fuse` merges rankings by place alone, so that scores of different kinds
need not be made comparable. Dense search is exact, one multiplication of a matrix, up to 100,000 passages,
and an approximate index beyond (benchmarks/RESULTS-retrieval.md says why there). Left out: filters, updates
in place, rerankers, and indexes that outlive the process (see `faiss`, `qdrant`, PostgreSQL with
`pgvector`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from kit.build.chunk import Passage

if TYPE_CHECKING:
    import numpy as np

Embed = Callable[[list[str]], Any]
EXACT_UP_TO = 100_000  # passages


@dataclass(frozen=True)
class Hit:
    """One found passage.

    Attributes:
        passage: what was found.
        score: higher is better; BM25's score, a cosine (-1 to 1) or a sum of 1 / (60 + place): comparable
            within one search, and for cosines roughly between searches.
        rank: place in the list, 1 is first.
    """

    passage: Passage
    score: float
    rank: int


class Search(Protocol):
    """Anything that finds passages."""

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Find at most `k` passages, the best first."""
        ...


class Lexical:
    """BM25 over the passages' words (S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework,
    2009).

    Words are lower-cased, English stop words and single characters left out; nothing is stemmed.

    Args:
        passages: what can be found.
    Raises:
        ValueError: no passages.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        import bm25s

        self.passages = _some(passages)
        self._index = bm25s.BM25()
        words = bm25s.tokenize([p.text for p in self.passages], show_progress=False)
        if words.vocab:  # else no passage has a word in it, and nothing can be found
            self._index.index(words, show_progress=False)

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Passages that share a word with the query, the best first; none if none does."""
        import bm25s

        words = bm25s.tokenize(query, return_ids=False, show_progress=False)[0]
        known = [word for word in words if word in getattr(self._index, "vocab_dict", {})]
        if not known:
            return []
        scores = self._index.get_scores(known)
        return _hits(self.passages, scores, _best(scores, k), above=0.0)


class Dense:
    """Cosine similarity between the question's vector and each passage's.

    Args:
        passages: what can be found.
        embed: texts to vectors, as `embedder(client)` does; called once now and once a search.
        approximate: use an approximate index (inverted lists of `faiss`); default: above 100,000 passages.
    Raises:
        ValueError: no passages, or vectors that do not fit them (their number, a width, all zeros, NaN).
        ImportError: an approximate index is asked for and `faiss-cpu` is not installed (says how).
    """

    def __init__(self, passages: Sequence[Passage], embed: Embed, *, approximate: bool | None = None) -> None:
        self.passages, self._embed = _some(passages), embed
        self._vectors = _units(embed([p.text for p in self.passages]), len(self.passages))
        large = len(self.passages) > EXACT_UP_TO if approximate is None else approximate
        self._index = _inverted(self._vectors) if large else None

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The `k` passages nearest in meaning, the best first: always `k` of them, however far away."""
        return self.search_all([query], k)[0]

    def search_all(self, queries: Sequence[str], k: int = 10) -> list[list[Hit]]:
        """`search` for many queries, embedded together."""
        import numpy as np

        if not len(queries):
            return []
        asked = _units(self._embed(list(queries)), len(queries), self._vectors.shape[1])
        if self._index is not None:
            scores, places = self._index.search(asked, min(_positive(k), len(self.passages)))
            found = zip(scores, places, strict=True)
            return [_hits(self.passages, s, np.arange(len(s)), p) for s, p in found]
        # A few at a time: the scores of 64 queries over 100,000 passages take 26 MB.
        parts = [asked[start : start + 64] @ self._vectors.T for start in range(0, len(asked), 64)]
        return [_hits(self.passages, row, _best(row, k)) for part in parts for row in part]


class Fused:
    """Several searches as one: each finds `depth` passages, `fuse` merges them.

    Args:
        searches: such as a `Lexical` and a `Dense` over the same passages.
        depth: passages taken from each.
    Raises:
        ValueError: no search.
    """

    def __init__(self, *searches: Search, depth: int = 50) -> None:
        if not searches:
            raise ValueError("Fused needs at least one search, such as Fused(lexical, dense).")
        self.searches, self.depth = searches, depth

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The `k` best passages of the merged rankings."""
        return fuse(*(s.search(query, max(k, self.depth)) for s in self.searches))[: _positive(k)]


def fuse(*rankings: Sequence[Hit], k: int = 60) -> list[Hit]:
    """Merge rankings: a passage scores 1 / (k + place) in each list it is in, and the sums decide.

    Reciprocal rank fusion (G. V. Cormack, C. L. A. Clarke and S. Büttcher, SIGIR 2009). Equal sums stay in
    the order in which they first appear, list by list.

    Args:
        rankings: lists of hits, best first; the order counts, their `score` and `rank` do not.
        k: how little the first places stand out; 60 is the paper's.
    Returns:
        Every passage that was in a list, once, best first, with new scores and ranks.
    Raises:
        ValueError: k below 0.
    """
    if k < 0:
        raise ValueError(f"k={k} must be 0 or more; 60 is usual.")
    sums: dict[str, float] = {}
    passages: dict[str, Passage] = {}
    for ranking in rankings:
        once = dict.fromkeys(hit.passage.id for hit in ranking)
        passages.update((hit.passage.id, hit.passage) for hit in ranking)
        for place, name in enumerate(once, 1):
            sums[name] = sums.get(name, 0.0) + 1 / (k + place)
    best = sorted(sums, key=lambda name: -sums[name])
    return [Hit(passages[name], sums[name], rank) for rank, name in enumerate(best, 1)]


def articles_of(hits: Sequence[Hit]) -> list[str]:
    """Ids of the articles that the hits come from, each once, where it first appears."""
    return list(dict.fromkeys(hit.passage.article_id for hit in hits))


def _some(passages: Sequence[Passage]) -> list[Passage]:
    if not len(passages):
        raise ValueError("there is no passage to search; chunk(article_id, text) makes them.")
    return list(passages)


def _positive(k: int) -> int:
    if k < 1:
        raise ValueError(f"k={k} passages are none; ask for 1 or more.")
    return k


def _best(scores: np.ndarray, k: int) -> np.ndarray:
    """Places of the k highest scores, the best first; of equal ones the earlier passage."""
    import numpy as np

    k = min(_positive(k), len(scores))
    if k < len(scores):
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:k]


def _hits(
    passages: list[Passage],
    scores: np.ndarray,
    places: np.ndarray,
    names: np.ndarray | None = None,
    *,
    above: float | None = None,
) -> list[Hit]:
    named = places if names is None else names
    pairs = ((passages[name], float(scores[at])) for at, name in zip(places, named, strict=True) if name >= 0)
    kept = (pair for pair in pairs if above is None or pair[1] > above)
    return [Hit(passage, score, rank) for rank, (passage, score) in enumerate(kept, 1)]


def _units(vectors: Any, n: int, width: int | None = None) -> np.ndarray:
    """Vectors of length 1, as 32-bit floats in one block."""
    import numpy as np

    found = np.array(vectors, dtype=np.float32, ndmin=2)  # a copy: the caller's array stays as it is
    if found.ndim != 2 or len(found) != n or (width or found.shape[1]) != found.shape[1]:
        want = f"({n}, {width})" if width else f"({n}, width)"
        raise ValueError(f"embed gave an array of shape {found.shape}; {want} is needed, a row a text.")
    lengths = np.sqrt(np.einsum("ij,ij->i", found, found))[:, None]
    if not (np.isfinite(lengths).all() and lengths.all()):
        raise ValueError("embed gave a vector of zeros or with NaN in it, which points nowhere.")
    found /= lengths
    return found


def _inverted(vectors: np.ndarray) -> Any:
    """Inverted lists (J. Sivic and A. Zisserman, ICCV 2003), a tenth of them looked through for a query.

    A graph index (HNSW) answers quicker still and takes several times as long to build, as measured in
    benchmarks/RESULTS-retrieval.md.
    """
    try:
        import faiss
    except ImportError:
        raise ImportError(
            f"More than {EXACT_UP_TO:,} passages want an approximate index: pip install 'faiss-cpu', or "
            "Dense(passages, embed, approximate=False) for the exact search, slower with every passage."
        ) from None
    n, width = vectors.shape
    lists = max(1, min(round(n**0.5), n // 40))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(width), width, lists, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter, index.nprobe = 10, max(8, lists // 10)
    index.train(vectors[:: max(1, n // (40 * lists))])
    index.add(vectors)
    return index
