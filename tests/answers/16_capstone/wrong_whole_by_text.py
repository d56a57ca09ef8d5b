"""Answers kept by text: the second of twins overwrites the first."""


# %% answer-whole
def develop(dev: list[dict], labels: list[str], wordings: dict, budget_usd: float, target: float) -> dict:
    """{"wording", "threshold", "usd"}: everything that is chosen, and what choosing cost."""
    texts, part = [row["text"] for row in dev], budget_usd / len(wordings)
    asked = {name: ask_all(wording, texts, labels, part) for name, wording in wordings.items()}
    answers = {name: one["answers"] for name, one in asked.items()}
    choice = choose(answers, [row["label"] for row in dev], target)
    return {**choice, "usd": sum(one["usd"] for one in asked.values())}


def conclude(
    choice: dict, dev: list[dict], texts: list[str], labels: list[str], wordings: dict, budget_usd: float
) -> dict:
    """{"predictions": [{"label", "confidence", "baseline"}], "usd"} for texts that were never seen."""
    asked = ask_all(wordings[choice["wording"]], texts, labels, budget_usd)
    simple = baseline(dev, texts)
    by = dict(zip(texts, asked["answers"]))
    predictions = [
        {**one, "baseline": rule} for one, rule in zip([by[t] for t in texts], simple, strict=True)
    ]
    return {"predictions": predictions, "usd": asked["usd"]}
