"""Search over 100,000 passages: the kit against bm25s alone and against faiss alone, in one run.

    python benchmarks/retrieval.py [--passages 100000] [--queries 60]

Same passages, same vectors, same questions on each side, taking turns, one computing thread each, so that a
busy machine slows all alike: read the ratios. Recall@10 is against an exact search; an approximate index is
set to the cheapest of a few settings that reaches 0.99, and where that fails, the table says what it
reached.

Passages are the bank's 698 articles cut at 300 characters, repeated with one word in six replaced by a word
of another article until there are enough. Vectors are made from the real ones of `--real` passages: mixtures
of three, with noise, as a collection of texts with topics looks; a second set is of random directions, the
worst case for any index. faiss is in `kit[index]`; where it is not installed, its rows are left out.
"""

# ruff: noqa: E402
from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before numpy loads

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import bm25s
import numpy as np

from kit.build.chunk import Passage, chunk
from kit.build.search import Dense, Lexical

try:
    import faiss

    faiss.omp_set_num_threads(1)
except ImportError:
    faiss = None

K = 10


def made_texts(n: int, rng: random.Random) -> list[Passage]:
    """The articles' passages, and then copies of them with every sixth word from elsewhere."""
    from kit.desk.articles import articles

    real = [p for a in articles() for p in chunk(a.id, a.text, size=300)]
    words = sorted({word for p in real for word in p.text.split()})
    passages = real[:n]
    while len(passages) < n:
        text = rng.choice(real).text.split(" ")
        mixed = " ".join(rng.choice(words) if rng.random() < 1 / 6 else word for word in text)
        name = f"copy{len(passages)}"
        passages.append(Passage(name, name, mixed, 0, len(mixed)))
    return passages


def real_vectors(passages: list[Passage]) -> np.ndarray:
    """Vectors of real passages from the local embedder, remembered from run to run."""
    from kit import OpenAI
    from kit.build.embed import embedder, embedding_store

    return embedder(OpenAI(), store=embedding_store())([p.text for p in passages])


def mixtures(real: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Unit vectors between three real ones each, with noise; made in slices, to be easy on memory."""
    out = np.empty((n, real.shape[1]), dtype=np.float32)
    for start in range(0, n, 5000):
        size = min(5000, n - start)
        weights = rng.dirichlet([0.5] * 3, size).astype(np.float32)
        chosen = real[rng.integers(0, len(real), (size, 3))]
        noise = rng.normal(size=(size, real.shape[1])) * 0.3 / real.shape[1] ** 0.5
        out[start : start + size] = np.einsum("ij,ijk->ik", weights, chosen) + noise
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    """What was made, and seconds."""
    began = time.perf_counter()
    return make(), time.perf_counter() - began


def in_turns(
    ways: dict[str, Callable[[Any], Any]], queries: list[Any]
) -> tuple[dict[str, float], dict[str, list]]:
    """Median milliseconds a query and the answers, each query asked of every way before the next."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    said: dict[str, list[Any]] = {name: [] for name in ways}
    for i, query in enumerate(queries):
        for name in list(ways)[:: 1 if i % 2 else -1]:
            answer, seconds = timed(lambda name=name, query=query: ways[name](query))
            took[name].append(seconds * 1000)
            said[name].append(answer)
    return {name: statistics.median(times) for name, times in took.items()}, said


def recall(said: list[Any], truth: list[Any]) -> float:
    """Mean share of the exact first ten that were found."""
    return statistics.mean(len(set(a) & set(b)) / len(set(b)) for a, b in zip(said, truth, strict=True) if b)


def line(name: str, build: float, query: float, found: float, peers: tuple[float, float] | None) -> None:
    """One row: seconds, milliseconds, recall, and both times over the peer's."""
    ratio = f"{build / peers[0]:>6.2f} {query / peers[1]:>6.2f}" if peers else f"{'1':>6} {'1':>6}"
    print(f"  {name:<44} {build:>8.2f} s {query:>9.3f} ms {found:>7.3f} {ratio}", flush=True)


def lexical(passages: list[Passage], queries: list[str]) -> None:
    """The kit's Lexical against bm25s used by hand, as its own documentation does."""
    texts = [p.text for p in passages]

    def theirs() -> Any:
        index = bm25s.BM25()
        index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
        return index

    def ask_theirs(query: str) -> list[int]:
        words = bm25s.tokenize(query, show_progress=False)
        return peer.retrieve(words, k=K, show_progress=False)[0][0].tolist()

    peer, peer_build = timed(theirs)
    ours, build = timed(lambda: Lexical(passages))
    places = {p.id: i for i, p in enumerate(passages)}
    ways = {
        "bm25s alone": ask_theirs,
        "kit Lexical": lambda query: [places[hit.passage.id] for hit in ours.search(query, K)],
    }
    took, said = in_turns(ways, queries)
    line("bm25s alone", peer_build, took["bm25s alone"], 1.0, None)
    good = []  # of passages that score the same either may come first, so scores are compared
    for query, mine, peers in zip(queries, said["kit Lexical"], said["bm25s alone"], strict=True):
        scores = peer.get_scores(bm25s.tokenize(query, return_ids=False, show_progress=False)[0])
        good += [scores[place] >= scores[peers].min() - 1e-5 for place in mine]
    found = sum(good) / (K * len(queries))
    line("kit Lexical", build, took["kit Lexical"], found, (peer_build, took["bm25s alone"]))


def dense(passages: list[Passage], vectors: np.ndarray, queries: np.ndarray) -> None:
    """The kit's Dense, exact and approximate, against faiss used by hand."""
    rows = {f"q{i}": vector for i, vector in enumerate(queries)}
    places = {p.id: i for i, p in enumerate(passages)}

    def embed(texts: list[str]) -> np.ndarray:
        return vectors if len(texts) == len(passages) else np.stack([rows[text] for text in texts])

    def asks(search: Dense) -> Callable[[str], list[int]]:
        return lambda name: [places[hit.passage.id] for hit in search.search(name, K)]

    def theirs(index: Any) -> Callable[[str], list[int]]:
        return lambda name: index.search(rows[name][None], K)[1][0].tolist()

    exact, build = timed(lambda: Dense(passages, embed, approximate=False))
    built, ways = {"kit Dense, exact": build}, {"kit Dense, exact": asks(exact)}
    names = list(rows)
    truth = [ways["kit Dense, exact"](name) for name in names]
    if faiss is not None:
        flat, built["faiss alone, exact (Flat)"] = timed(
            lambda: _filled(faiss.IndexFlatIP(vectors.shape[1]), vectors)
        )
        ways["faiss alone, exact (Flat)"] = theirs(flat)
        near, built["kit Dense, approximate"] = timed(lambda: Dense(passages, embed, approximate=True))
        ways["kit Dense, approximate"] = asks(near)
        lists, built["faiss alone, inverted lists"] = timed(lambda: _lists(vectors))
        ways["faiss alone, inverted lists"] = theirs(lists)
        graph, seconds = timed(lambda: _filled(_graph(vectors.shape[1]), vectors))
        for effort in (32, 64, 128, 256, 512):
            graph.hnsw.efSearch = effort
            if recall([theirs(graph)(name) for name in names], truth) >= 0.99:
                break
        built["faiss alone, graph (HNSW)"] = seconds
        ways["faiss alone, graph (HNSW)"] = theirs(graph)
    took, said = in_turns(ways, names)
    pairs = {
        "kit Dense, exact": "faiss alone, exact (Flat)",
        "kit Dense, approximate": "faiss alone, inverted lists",
    }
    for name in sorted(ways, key=lambda name: name.startswith("kit")):
        peer = pairs.get(name)
        against = (built[peer], took[peer]) if peer in built else None
        line(name, built[name], took[name], recall(said[name], truth), against)
    if faiss is not None:
        slow, quick = took["kit Dense, exact"], took["kit Dense, approximate"]
        even = (built["kit Dense, approximate"] - built["kit Dense, exact"]) / ((slow - quick) / 1000)
        print(f"  the approximate index has paid for its building after {max(0, even):,.0f} queries")


def _filled(index: Any, vectors: np.ndarray) -> Any:
    index.add(vectors)
    return index


def _lists(vectors: np.ndarray) -> Any:
    lists = max(1, min(round(len(vectors) ** 0.5), len(vectors) // 40))
    index = faiss.index_factory(vectors.shape[1], f"IVF{lists},Flat", faiss.METRIC_INNER_PRODUCT)
    index.nprobe, index.cp.niter = max(8, lists // 10), 10
    index.train(vectors[:: max(1, len(vectors) // (40 * lists))])
    return _filled(index, vectors)


def _graph(width: int) -> Any:
    index = faiss.IndexHNSWFlat(width, 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 80
    return index


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--real", type=int, default=400, help="passages embedded for real (default 400)")
    given = parser.parse_args()
    rng, draw = random.Random(1), np.random.default_rng(1)
    passages = made_texts(given.passages, rng)
    print(
        f"{len(passages):,} passages, {given.queries} queries; times of the kit over its peer's on the right"
    )
    print(f"  {'':<44} {'build':>10} {'a query':>12} {'recall':>7} {'build':>6} {'query':>6}")
    texts = [" ".join(p.text.split()[:8]) for p in rng.sample(passages, given.queries)]
    print("by words (queries: the first eight words of a passage)")
    lexical(passages, texts)
    real = real_vectors(passages[: given.real])
    print("by meaning, vectors with topics")
    dense(passages, mixtures(real, len(passages), draw), mixtures(real, given.queries, draw))
    print("by meaning, random directions (a fifth of the passages)")
    fifth = len(passages) // 5
    noise = draw.normal(size=(fifth + given.queries, real.shape[1])).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    dense(passages[:fifth], noise[:fifth], noise[fifth:])


if __name__ == "__main__":
    main()
