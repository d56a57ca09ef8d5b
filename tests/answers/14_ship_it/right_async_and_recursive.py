# %% answer-wait
def pause(tried: int, asked: float, left: float, luck: float) -> float | None:
    if tried > 7:
        tried = 7
    wait = asked + luck * [0.5, 1, 2, 4, 8, 16, 20][tried - 1]
    if wait < left:
        return wait


# %% answer-survive
import asyncio

from kit import AsyncOpenAI


def intent_in(content):
    try:
        return json.loads(content)["intent"]
    except (ValueError, TypeError, KeyError):
        return None


async def survive(text: str, seconds: float = 5.0, most: int = 4) -> str | None:
    end = time.monotonic() + seconds
    if most == 0 or seconds <= 0:
        return None
    wait = 0.02
    try:
        call = AsyncOpenAI(max_retries=0).chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": text}],
            max_completion_tokens=30,
            timeout=seconds,
        )
        choice = (await call).choices[0]
        if choice.message.refusal:
            return None
        intent = intent_in(choice.message.content or "")
        if intent in INTENTS and choice.finish_reason == "stop":
            return intent
    except openai.BadRequestError:
        return None
    except openai.APIError as error:
        wait = max(wait, asked_wait(error))
    if most == 1 or time.monotonic() + wait >= end:
        return None
    await asyncio.sleep(wait)
    return await survive(text, end - time.monotonic(), most - 1)


# %% answer-once
class Desk:
    def __init__(self):
        self.kept = []

    def find(self, key):
        return next(((asked, said) for one, asked, said in self.kept if one == key), None)


errand_desk = Desk()


def answered(key: str, text: str) -> str:
    found = errand_desk.find(key)
    if found is None:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": text}], max_completion_tokens=20
        )
        errand_desk.kept.append((key, text, reply.choices[0].message.content or ""))
        return errand_desk.kept[-1][2]
    if found[0] != text:
        raise ValueError("another request has this key")
    return found[1]


# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    import numpy as np

    dice = np.random.default_rng(0)
    shares = [won + 0.5, lost + 0.5, n - won - lost + 0.5]
    drawn = dice.dirichlet(shares, 4000)
    low, high = np.quantile(drawn[:, 0] - drawn[:, 1], [0.05, 0.95])
    return "pass" if low > -margin else "fail" if high < -margin else "need more"


# %% answer-live
async def desk(texts: list[str], seconds: float, most: int) -> dict:
    count, slowest = 0, 0.0
    for text in texts:
        began = time.perf_counter()
        count += await survive(text, seconds, most) is not None
        slowest = max(slowest, time.perf_counter() - began)
    return {"answered": count, "slowest": slowest}
