"""Predictions that hold the text, too; cases of which one begins another."""


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
    predictions = [
        {**one, "baseline": rule, "text": text}
        for one, rule, text in zip(asked["answers"], simple, texts, strict=True)
    ]
    return {"predictions": predictions, "usd": asked["usd"]}


# %% answer-mine
PROBLEM = "The desk of a small shop wants to know which messages have to be answered by a person today."
RISK = "An urgent message that waits until tomorrow costs the shop a customer."
TARGET, BUDGET = 0.2, 0.05
URGENT = """My parcel should be here for a wedding tomorrow, where is it?
You charged my card three times for one order.
The heater I bought smells of smoke, what shall I do?
I am at the pick-up point and they cannot find my order.
Somebody else is ordering things on my account!
The courier has left my parcel at the wrong house.
My order says delivered, and I have got nothing.
I moved yesterday, please stop the parcel to the old address.
The glass arrived broken, and my child has cut a finger.
I need the invoice by noon or my firm will not pay."""
LATER = """Do you plan to sell the blue lamp again in spring?
I like the new catalogue, well done.
How do I wash the wool blanket?
Which of your desks is made of oak?
Is there a loyalty card for regular customers?
Could you add more colours to the towels?
What are your opening hours over the holidays?
I would like to receive your newsletter.
Do you take old batteries back?
Who designed the chair on page twelve?"""
CASES = [{"text": text, "label": "urgent"} for text in URGENT.splitlines()]
CASES += [{"text": text, "label": "later"} for text in LATER.splitlines()]
WORDINGS = {
    "short": "{text}\n\nAnswer with one word: {labels}.",
    "long": "A customer writes to a shop: {text}\nHow soon must it be answered? One of: {labels}.",
}
CASES += [{"text": c["text"] + " Thank you in advance.", "label": c["label"]} for c in CASES[:10]]
