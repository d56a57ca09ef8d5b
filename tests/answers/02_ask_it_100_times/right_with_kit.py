"""Everything with the tools that the lesson showed."""


# %% answer-decide
def decide(text):
    for word in text.casefold().replace("*", " ").replace('"', " ").split():
        bare = word.strip(".,;:!?'()")
        if bare in ("return", "exchange"):
            return bare
    return "other"


# %% answer-ask
from kit import sample


def ask_many(prompt, n):
    def ask():
        return client.responses.create(model=MODEL, input=prompt, max_output_tokens=60, store=False)

    return [None if reply.error else reply.text for reply in sample(ask, n, progress=False).replies]


# %% answer-rate
from kit import Rate


def rate_of(answers, wanted):
    rate = Rate.of(answer == wanted for answer in answers if answer is not None)
    return {"n": rate.n, "share": rate.value, "low": rate.low, "high": rate.high}


# %% answer-spread
import kit


def clean(answers):
    return [answer.strip().lower() for answer in answers if answer is not None]


def agreement_of(answers):
    return kit.agreement(clean(answers)).value


def entropy_of(answers):
    return kit.entropy(clean(answers))


# %% answer-plan
def calls_for(half_width, guess=0.5):
    if half_width <= 0 or half_width >= 1:
        raise ValueError("a half width lies between 0 and 1")
    n = 1
    while 1.96 * (guess * (1 - guess) / n) ** 0.5 > half_width:
        n += 1
    return n
