"""Calls from a pool of threads; another way to write the interval down."""

# %% answer-ask
from concurrent.futures import ThreadPoolExecutor

from openai import OpenAIError


def ask_many(prompt, n):
    def one(_):
        messages = [
            {"role": "system", "content": "You are a support desk."},
            {"role": "user", "content": prompt},
        ]
        try:
            reply = client.chat.completions.create(messages=messages, model=MODEL, max_tokens=60)
        except OpenAIError:
            return None
        return reply.choices[0].message.content

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, range(n)))


# %% answer-rate
from statistics import NormalDist


def rate_of(answers, wanted):
    hits = sum(answer == wanted for answer in answers if answer is not None)
    n = sum(answer is not None for answer in answers)
    if not n:
        raise ValueError("no answer, no rate")
    z = NormalDist().inv_cdf(0.975)
    root = z * (z * z + 4 * hits * (1 - hits / n)) ** 0.5
    low, high = ((2 * hits + z * z + sign * root) / (2 * (n + z * z)) for sign in (-1, 1))
    return dict(n=n, share=hits / n, low=low, high=high)
