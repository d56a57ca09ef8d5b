"""Replies read by hand, one function a door, loops instead of comprehensions."""


# %% answer-ask
def chat(target, prompt, room, knobs, schema):
    if schema:
        knobs["response_format"] = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    done = openai_client.chat.completions.create(
        model=target["name"], messages=[{"role": "user", "content": prompt}], max_tokens=room, **knobs
    )
    choice = done.choices[0]
    end = "refusal" if choice.message.refusal else choice.finish_reason
    return choice.message.content or "", end, done.usage.total_tokens


def responses(target, prompt, room, knobs, schema):
    knobs.pop("seed", None)
    if schema:
        knobs["text"] = {"format": {"type": "json_schema", "name": "x", "schema": schema}}
    done = openai_client.responses.create(
        model=target["name"], input=prompt, max_output_tokens=room, store=False, **knobs
    )
    kinds = [part.type for item in done.output if item.type == "message" for part in item.content]
    end = "length" if done.status == "incomplete" else "refusal" if "refusal" in kinds else "stop"
    return done.output_text, end, done.usage.total_tokens


def messages(target, prompt, room, knobs, schema):
    knobs.pop("seed", None)
    more = {"output_config": {"format": {"type": "json_schema", "schema": schema}}} if schema else {}
    done = anthropic_client.messages.create(
        model=target["name"],
        max_tokens=room,
        messages=[{"role": "user", "content": [{"type": "text", "text": prompt}]}],
        extra_body=knobs or None,
        **more,
    )
    text = "".join(block.text for block in done.content if block.type == "text")
    ends = {"max_tokens": "length", "refusal": "refusal"}
    return text, ends.get(done.stop_reason, "stop"), done.usage.input_tokens + done.usage.output_tokens


def ask(door, target, prompt, room, wish=None, schema=None):
    knobs = {}
    for name in wish or {}:
        if name in target["can"]:
            knobs[name] = wish[name]
    if "json_schema" not in target["can"]:
        schema = None
    try:
        text, finish, tokens = globals()[door](target, prompt, room, knobs, schema)
    except (openai.APIError, anthropic.APIError):
        text, finish, tokens = "", "error", 0
    return {"text": text, "finish": finish, "tokens": tokens}


# %% answer-pair
def pair(old, new):
    ids, before, after = [], [], []
    for row in old:
        name = row["id"]
        if name in ids:
            continue
        mine = [r for r in old if r["id"] == name]
        theirs = [r for r in new if r["id"] == name and r["text"] == row["text"]]
        if theirs:
            ids.append(name)
            before.append(sum(r["right"] is True for r in mine) / len(mine))
            after.append(sum(r["right"] is True for r in theirs) / len(theirs))
    everything = {r["id"] for r in old + new}
    return {"ids": ids, "old": before, "new": after, "left_out": len(everything - set(ids))}


# %% answer-retune
def retune(dev, held_out, former, error):
    def look(pairs, cut):
        n = wrong = 0
        for sure, right in pairs:
            if sure >= cut:
                n += 1
                wrong += not right
        return n, wrong

    chosen = None
    for cut in sorted((sure for sure, _ in dev), reverse=True):
        n, wrong = look(dev, cut)
        if wrong / n <= error:
            chosen = cut
    out = {"threshold": chosen, "acted": 0.0, "wrong": None, "stale": None}
    if chosen is not None:
        n, wrong = look(held_out, chosen)
        out["acted"] = n / len(held_out)
        if n:
            out["wrong"] = wrong / n
    n, wrong = look(held_out, former)
    if n:
        out["stale"] = wrong / n
    return out


# %% answer-judge
def judge(report, margin):
    by_kind, gaps = {}, []
    for old, new, kind in zip(report["old"], report["new"], report["kind"]):
        gaps.append(new - old)
        by_kind.setdefault(kind, []).append(new - old)
    low, high = interval(gaps)
    hurt = any(interval(mine, 0.05 / len(by_kind))[1] < 0 for mine in by_kind.values())
    if report["bill_new"] / report["bill_old"] <= 0.8:
        verdict = "swap" if low > -margin else "stay" if high < -margin else "need more"
    else:
        verdict = "swap" if low > 0 else "stay" if high < margin else "need more"
    return "stay" if hurt else verdict


# %% answer-winner
def winner(dev, fresh):
    ranked = sorted(dev, key=lambda one: -sum(dev[one]))
    best = ranked[0]
    tied = []
    for other, scores in dev.items():
        if other == best:
            continue
        low, _ = interval([b - a for a, b in zip(scores, dev[best])], 0.05 / (len(dev) - 1))
        if not low > 0:
            tied.append(other)
    return {
        "name": best,
        "dev": sum(dev[best]) / len(dev[best]),
        "fresh": sum(fresh[best]) / len(fresh[best]),
        "tied": tied,
    }


# %% answer-moot
def moot(futures):
    payback, needed = [], []
    for f in futures:
        cost = (
            f["rows"] * f["minutes"] * f["label_hour"] / 60
            + 40 * f["weeks"] * f["engineer_hour"]
            + f["training"]
        )
        start = f["weeks"] / 52 * 12
        months = f["next_model"] - start
        if months <= 0:
            payback.append(None)
            needed.append(None)
            continue
        earned = f["cases"] * f["worth"]
        needed.append((cost + f["hosting"] * months) / (earned * months))
        monthly = earned * f["gain"] - f["hosting"]
        wait = cost / monthly if monthly > 0 else float("inf")
        payback.append(start + wait if start + wait <= f["next_model"] else None)
    pays = 1 - payback.count(None) / len(payback)
    verdict = "unclear"
    if sum(x is not None for x in payback) * 10 >= 9 * len(payback):
        verdict = "finetune"
    elif sum(x is not None for x in payback) * 10 <= len(payback):
        verdict = "prompt"
    return {"payback": payback, "needed": needed, "pays": pays, "verdict": verdict}


# %% answer-live
def three_doors(prompt):
    name, other = model("small", OpenAI).name, model("small", Anthropic).name
    chat = ask("chat", {"name": name, "can": []}, prompt, 12)
    responses = ask("responses", {"name": name, "can": []}, prompt, 12)
    messages = ask("messages", {"name": other, "can": []}, prompt, 12)
    return {"chat": chat["text"], "responses": responses["text"], "messages": messages["text"]}
