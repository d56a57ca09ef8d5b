"""An edit stands, whatever is decided later."""


# %% answer-flow
def new_cases(decided: list[dict], dev: list[dict], held_out: list[dict]) -> list[dict]:
    """Decided items that may join dev."""

    def plain(text):
        return " ".join(text.lower().split())

    last = {}
    for item in decided:
        if item["id"] in last and last[item["id"]]["status"] == "edited" and item["status"] == "approved":
            continue
        last.pop(item["id"], None)  # so that it stands where its last decision does
        last[item["id"]] = item
    known = {case["id"] for case in dev}
    customers = {case["customer"] for case in held_out}
    texts = {plain(case["text"]) for case in held_out}
    return [
        {name: item[name] for name in ("id", "customer", "text", "label")}
        for item in last.values()
        if item["status"] != "rejected"
        and item["id"] not in known
        and item["customer"] not in customers
        and plain(item["text"]) not in texts
    ]
