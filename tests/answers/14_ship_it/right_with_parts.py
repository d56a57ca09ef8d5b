"""Sends the text as a part, and rules for the model after it."""


# %% answer-survive
def survive(text: str, seconds: float = 5.0, most: int = 4) -> str | None:
    end = time.monotonic() + seconds
    rules = {"role": "system", "content": "Answer in JSON."}
    for tried in range(1, most + 1):
        wait = 0.05
        try:
            reply = client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "user", "content": [{"type": "text", "text": text}]}, rules],
                max_completion_tokens=30,
                timeout=openai.Timeout(max(0.001, end - time.monotonic())),
            )
            choice = reply.choices[0]
            if choice.message.refusal:
                return None
            said = json.loads(choice.message.content or "")
            if choice.finish_reason == "stop" and isinstance(said, dict) and said.get("intent") in INTENTS:
                return said["intent"]
        except openai.BadRequestError:
            return None
        except openai.APIError as error:
            wait += asked_wait(error)
        except ValueError:
            pass
        if tried == most or time.monotonic() + wait >= end:
            return None
        time.sleep(wait)
    return None


# %% answer-once
import sqlite3

errands = sqlite3.connect(":memory:", check_same_thread=False)
errands.execute("create table errands (key text primary key, asked text, answer text)")


def answered(key: str, text: str) -> str:
    row = errands.execute("select asked, answer from errands where key = ?", [key]).fetchone()
    if row and row[0] != text:
        raise ValueError(f"{key} is another request's")
    if not row:
        parts = [{"type": "text", "text": text}]
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": parts}], max_completion_tokens=20
        )
        row = text, reply.choices[0].message.content
        errands.execute("insert into errands values (?, ?, ?)", [key, *row])
    return row[1]


# %% answer-redact
def redacted(text: str, names: list[str]) -> str:
    either = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
    pattern = re.compile(
        r"(?P<email>[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
        r"|(?<![a-z0-9-])(?P<card>\d+(?:[ -]\d+)*)(?![^\W_]|-)"
        rf"|(?<![^\W_])(?P<name>{either})(?![^\W_])",
        re.IGNORECASE,
    )

    def taken(found):
        if found.lastgroup != "card":
            return f"[{found.lastgroup}]"
        digits = found[0].replace(" ", "").replace("-", "")
        return "[card]" if 13 <= len(digits) <= 19 and luhn(digits) else found[0]

    return pattern.sub(taken, text)


# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    from statistics import NormalDist

    p, q = (won + 1) / (n + 2), (lost + 1) / (n + 2)  # Bonett and Price 2012
    half = NormalDist().inv_cdf(0.95) * ((p + q - (p - q) ** 2) / (n + 2)) ** 0.5
    low, high = p - q - half, p - q + half
    return "pass" if low > -margin else "fail" if high < -margin else "need more"
