"""Plain loops, raw numbers, an object that keeps the purse, and another idea."""


# %% answer-budget
class Purse:
    def __init__(self, usd):
        self.left, self.spent = usd, 0.0

    def pay(self, usage):
        usd = USD_IN * usage.prompt_tokens + USD_OUT * usage.completion_tokens
        self.left -= usd
        self.spent += usd


def ask_one(content, labels, purse):
    nothing = {"label": None, "confidence": 0.0}
    if purse.left < MOST:
        return nothing
    message = {"role": "user", "content": content}
    try:
        reply = client.chat.completions.create(messages=[message], model=MODEL, n=3, max_completion_tokens=8)
    except openai.APIError:
        return nothing
    purse.pay(reply.usage)
    said = [read(choice.message.content or "", labels) for choice in reply.choices]
    best = None
    for one in said:
        if one is not None and (best is None or said.count(one) > said.count(best)):
            best = one
    return {"label": best, "confidence": said.count(best) / 3} if best is not None else nothing


def ask_all(wording, texts, labels, budget_usd):
    purse, named = Purse(budget_usd), ", ".join(labels)
    return {
        "answers": [ask_one(wording.format(labels=named, text=text), labels, purse) for text in texts],
        "usd": purse.spent,
    }


# %% answer-choose
def choose(dev_answers, truth, target):
    best, most = None, -1
    for name in dev_answers:
        right = 0
        for i in range(len(truth)):
            right += dev_answers[name][i]["label"] == truth[i]
        if right > most:
            best, most = name, right
    for cut in CUTS:
        out = wrong = 0
        for one, true in zip(dev_answers[best], truth):
            if one["label"] is not None and one["confidence"] >= cut:
                out += 1
                wrong += one["label"] != true
        if out > 0 and upper_bound(wrong, out, 0.05 / 3) <= target:
            return {"wording": best, "threshold": cut}
    return {"wording": best, "threshold": None}


# %% answer-mine
PROBLEM = (
    "A teacher gets questions all week and wants those about the exam in one place, apart from the rest."
)
RISK = "A question about the exam that is put aside is answered too late for its author."
TARGET, BUDGET = 0.25, 0.1
EXAM = ["Which chapters does the exam cover", "May we bring a calculator to the exam", "When is the exam"]
REST = ["Where do I find the slides", "I cannot open the third notebook", "Is there a lesson next Friday"]
CASES = [{"text": f"{text}, part {i}?", "label": "exam"} for i in range(4) for text in EXAM]
CASES += [{"text": f"{text}, part {i}?", "label": "other thing"} for i in range(4) for text in REST]
WORDINGS = {
    "plain": "Is this question about the exam, or another thing? {text} Answer: {labels}.",
    "first": "One of {labels}, for: {text}",
}
