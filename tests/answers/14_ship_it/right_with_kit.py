# %% answer-wait
def pause(tried: int, asked: float, left: float, luck: float) -> float | None:
    bound = 0.5
    for _ in range(tried - 1):
        bound = min(20.0, 2 * bound)
    if asked + luck * bound >= left:
        return None
    return asked + luck * bound


# %% answer-survive
def survive(text: str, seconds: float = 5.0, most: int = 4) -> str | None:
    from kit.ship import resilient

    def call(left):
        talk = [{"role": "user", "content": text}]
        reply = client.chat.completions.create(
            model=MODEL, messages=talk, max_completion_tokens=30, timeout=left
        )
        if reply.choices[0].finish_reason == "tool_calls":  # to `resilient` that is an answer, too
            reply.choices[0].message.content = "no answer"
        return reply

    def check(said):
        found = json.loads(said)
        return isinstance(found, dict) and found.get("intent") in INTENTS

    outcome = resilient(call, seconds=seconds, attempts=most, check=check, pause=0.005)
    return json.loads(outcome.answer.choices[0].message.content)["intent"] if outcome.ok else None


# %% answer-once
errands = {}


def answered(key: str, text: str) -> str:
    if key in errands and errands[key][0] != text:
        raise ValueError("this key is another request's")
    if key in errands:
        return errands[key][1]
    talk = [{"role": "user", "content": text}]
    reply = client.chat.completions.create(model=MODEL, messages=talk, max_tokens=20)
    errands[key] = text, reply.choices[0].message.content
    return errands[key][1]


# %% answer-redact
def redacted(text: str, names: list[str]) -> str:
    text = re.sub(r"[a-z0-9._%+-]+@[a-z0-9-]+([.][a-z0-9-]+)+", "[email]", text, flags=re.I)
    out, at = "", 0
    for found in re.finditer(r"(?<![\w-])(?<!\d )(?:\d[ -]?){12,18}\d(?![\w-])(?! \d)", text):
        digits = "".join(sign for sign in found.group() if sign.isdigit())
        out += text[at : found.start()] + ("[card]" if luhn(digits) else found.group())
        at = found.end()
    text = out + text[at:]
    if names:
        either = "|".join(re.escape(name) for name in sorted(names, key=len)[::-1])
        text = re.sub(rf"(?i)(?<!\w)(?:{either})(?!\w)", "[name]", text)
    return text


# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    from kit.measure.margin import tango

    found = tango(won, lost, n, 0.05)
    if found.low > -margin:
        return "pass"
    return "fail" if found.high < -margin else "need more"


# %% answer-breaker
def breaker(events: list, failures: int, seconds: float) -> list[bool]:
    from kit.ship import Breaker, BreakerOpen

    now, sent = [0.0], []
    one = Breaker("it", failures, seconds, clock=lambda: now[0])
    for now[0], ok in events:
        try:
            one.done(one.admit(), ok)
            sent.append(True)
        except BreakerOpen:
            sent.append(False)
    return sent


# %% answer-live
def desk(texts: list[str], seconds: float, most: int) -> dict:
    times, said = [], []
    for text in texts:
        began = time.monotonic()
        said.append(survive(text, seconds=seconds, most=most))
        times.append(time.monotonic() - began)
    return {"answered": len(said) - said.count(None), "slowest": max(times, default=0)}
