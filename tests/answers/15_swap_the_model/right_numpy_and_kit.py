"""Arrays and the kit's own parts; a table of doors."""

# %% answer-ask
DOORS = {
    "chat": lambda **sent: openai_client.chat.completions.create(**sent),
    "responses": lambda **sent: openai_client.responses.create(store=False, **sent),
    "messages": lambda **sent: anthropic_client.messages.create(**sent),
}


def ask(door, target, prompt, room, wish=None, schema=None):
    able, wish = set(target["can"]), wish or {}
    talk = {"responses": "input"}.get(door, "messages")
    limit = {"chat": "max_completion_tokens", "responses": "max_output_tokens", "messages": "max_tokens"}[
        door
    ]
    sent = {"model": target["name"], talk: [{"role": "user", "content": prompt}], limit: room}
    extra = {}
    if "temperature" in wish and "temperature" in able:
        extra["temperature"] = wish["temperature"]
    if door == "chat" and "seed" in wish and "seed" in able:
        extra["seed"] = wish["seed"]
    if schema is not None and "json_schema" in able:
        plain = {"type": "json_schema", "schema": schema}
        named = {"name": "answer", "schema": schema, "strict": True}
        extra |= {
            "chat": {"response_format": {"type": "json_schema", "json_schema": named}},
            "responses": {"text": {"format": {"type": "json_schema"} | named}},
            "messages": {"output_config": {"format": plain}},
        }[door]
    try:
        reply = Reply.of(DOORS[door](**sent, extra_body=extra))
    except openai.APIError as error:
        reply = Reply.of(error)
    except anthropic.APIError as error:
        reply = Reply.of(error)
    return {"text": reply.text, "finish": reply.finish, "tokens": reply.usage.tokens}


# %% answer-pair
from collections import defaultdict

import numpy as np


def pair(old, new):
    groups = defaultdict(lambda: ([], []))
    for side, run in enumerate((old, new)):
        for row in run:
            groups[row["id"], row["text"]][side].append(bool(row["right"]))
    both = {key: sides for key, sides in groups.items() if all(sides)}
    return {
        "ids": [name for name, _ in both],
        "old": [np.mean(a) for a, _ in both.values()],
        "new": [np.mean(b) for _, b in both.values()],
        "left_out": len({name for name, _ in groups}) - len(both),
    }


# %% answer-retune
import numpy as np


def retune(dev, held_out, former, error):
    sure, right = np.array([p[0] for p in dev]), np.array([p[1] for p in dev], dtype=bool)
    cuts = np.unique(sure)
    inside = sure[None, :] >= cuts[:, None]
    good = (inside & ~right).sum(1) / inside.sum(1) <= error
    chosen = cuts[good].min() if good.any() else None
    there, its = np.array([p[0] for p in held_out]), np.array([p[1] for p in held_out], dtype=bool)

    def wrong(cut):
        acted = there >= (np.inf if cut is None else cut)
        return (~its[acted]).mean() if acted.any() else None

    acted = 0.0 if chosen is None else (there >= chosen).mean()
    return {"threshold": chosen, "acted": acted, "wrong": wrong(chosen), "stale": wrong(former)}


# %% answer-judge
import numpy as np


def judge(report, margin):
    gaps = np.array(report["new"]) - np.array(report["old"])
    kinds = np.array(report["kind"])
    low, high = interval(gaps.tolist())
    names = np.unique(kinds)
    tops = [interval(gaps[kinds == name].tolist(), doubt=0.05 / len(names))[1] for name in names]
    cheap = report["bill_new"] <= 0.8 * report["bill_old"]
    lower, upper = (-margin, -margin) if cheap else (0, margin)
    if min(tops) < 0:
        return "stay"
    if low > lower:
        return "swap"
    if high < upper:
        return "stay"
    return "need more"


# %% answer-winner
import numpy as np


def winner(dev, fresh):
    names = list(dev)
    table = np.array([dev[name] for name in names], dtype=float)
    best = int(table.sum(1).argmax())
    lows = [interval((table[best] - row).tolist(), 0.05 / (len(names) - 1))[0] for row in table]
    tied = [name for i, name in enumerate(names) if i != best and lows[i] <= 0]
    name = names[best]
    return {"name": name, "dev": table[best].mean(), "fresh": np.mean(fresh[name]), "tied": tied}


# %% answer-moot
import numpy as np


def moot(futures):
    f = {name: np.array([one[name] for one in futures], dtype=float) for name in futures[0]}
    spent = (
        f["rows"] * f["minutes"] / 60 * f["label_hour"] + f["weeks"] * 40 * f["engineer_hour"] + f["training"]
    )
    ready = f["weeks"] * 12 / 52
    left = f["next_model"] - ready
    month = f["cases"] * f["gain"] * f["worth"] - f["hosting"]
    with np.errstate(divide="ignore", invalid="ignore"):
        back = np.where((month > 0) & (left > 0), ready + spent / month, np.inf)
        need = np.where(left > 0, (spent / left + f["hosting"]) / (f["cases"] * f["worth"]), np.inf)
    ok = back <= f["next_model"]
    pays = ok.mean()
    return {
        "payback": [b if good else None for b, good in zip(back.tolist(), ok)],
        "needed": [n if np.isfinite(n) else None for n in need.tolist()],
        "pays": pays,
        "verdict": "finetune" if pays >= 0.9 else "unclear" if pays > 0.1 else "prompt",
    }
