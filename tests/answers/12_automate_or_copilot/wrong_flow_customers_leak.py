"""Looks at texts alone."""


# %% answer-flow
def new_cases(decided, dev, held_out):
    def plain(text):
        return " ".join(text.lower().split())

    last = {}
    for item in decided:
        last.pop(item["id"], None)
        last[item["id"]] = item
    known = {case["id"] for case in dev}
    customers = {case["customer"] for case in held_out}
    texts = {plain(case["text"]) for case in held_out}
    return [
        {name: item[name] for name in ("id", "customer", "text", "label")}
        for item in last.values()
        if item["status"] != "rejected" and item["id"] not in known and plain(item["text"]) not in texts
    ]
