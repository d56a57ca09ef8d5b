"""Everything with the tools that the lesson showed."""

# %% answer-passes
from kit.measure import passes

pass_at_k, pass_hat_k = passes.pass_at_k, passes.pass_hat_k

# %% answer-majority
from kit.build import majority as winner


def majority(answers):
    came = [answer for answer in answers if answer is not None]
    answer, tied = winner(came)
    return {"answer": None if tied else answer, "votes": came.count(answer), "cast": len(came)}


# %% answer-accuracy
from kit.build import majority_accuracy


def vote_accuracy(p, k, r=0.0):
    return majority_accuracy(p, k, r)


# %% answer-choose
from itertools import count, takewhile


def choose_k(p, r, target, price, cap):
    affordable = takewhile(lambda k: k * price <= cap, count(1, 2))
    return next((k for k in affordable if vote_accuracy(p, k, r) >= target), None)


# %% answer-retry
from kit.build import retry


def order_number(prompt, most=3):
    def ask(more):
        messages = [{"role": "user", "content": prompt}, *more]
        return client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=30)

    return retry(ask, lambda answer: valid(answer) or True, most).answer


# %% answer-cache
from kit.build import cached

once = cached(
    lambda prompt, i: client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
    )
)


def remembered(prompt, i):
    return once(prompt, i).text


# %% answer-live
from kit.build import vote


def ask_the_desk(prompt, k):
    def ask():
        return client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=8
        )

    return majority(vote(ask, k, read=read).answers)
