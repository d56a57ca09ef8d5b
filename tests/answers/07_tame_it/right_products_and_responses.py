"""Products instead of binomials, a sorted tally, the responses API with a growing conversation."""

# %% answer-passes
from fractions import Fraction


def check_numbers(n, c, k):
    if c < 0 or c > n or k < 1 or k > n:
        raise ValueError("these are no counts of tries")


def all_in(n, c, k):
    chance = Fraction(1)
    for i in range(k):
        chance *= Fraction(max(c - i, 0), n - i)
    return chance


def pass_at_k(n, c, k):
    check_numbers(n, c, k)
    return float(1 - all_in(n, n - c, k))


def pass_hat_k(n, c, k):
    check_numbers(n, c, k)
    return float(all_in(n, c, k))


# %% answer-majority
def majority(answers):
    tally = {}
    for answer in answers:
        if answer is None:
            continue
        tally[answer] = tally.get(answer, 0) + 1
    order = sorted(tally.items(), key=lambda pair: -pair[1])
    if not order:
        return dict(answer=None, votes=0, cast=0)
    tied = len(order) > 1 and order[1][1] == order[0][1]
    return dict(answer=None if tied else order[0][0], votes=order[0][1], cast=sum(tally.values()), tied=tied)


# %% answer-retry
def order_number(prompt, most=3):
    talk = [{"role": "user", "content": prompt}]
    tried = 0
    while tried < most:
        tried += 1
        try:
            reply = client.responses.create(model=MODEL, input=talk, max_output_tokens=30, store=False)
        except openai.APIError:
            continue
        if valid(reply.output_text.strip()) == "":
            return reply.output_text.strip()
        talk.append({"role": "assistant", "content": reply.output_text})
        talk.append({"role": "user", "content": valid(reply.output_text.strip())})


# %% answer-cache
class Memory(dict):
    def __missing__(self, key):
        reply = client.responses.create(model=MODEL, input=key[0], max_output_tokens=20, store=False)
        self[key] = reply.output_text
        return self[key]


memory = Memory()


def remembered(prompt, i):
    return memory[prompt, i]
