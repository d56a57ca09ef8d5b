"""Rounds the share before it is judged."""


# %% answer-moot
def moot(futures: list[dict]) -> dict:
    """{"payback", "needed", "pays", "verdict"} over futures."""
    payback, needed = [], []
    for f in futures:
        labels = f["rows"] * f["minutes"] / 60 * f["label_hour"]
        spent = labels + f["weeks"] * 40 * f["engineer_hour"] + f["training"]
        ready = f["weeks"] * 12 / 52
        month = f["cases"] * f["gain"] * f["worth"] - f["hosting"]
        live = f["next_model"] - ready
        back = ready + spent / month if month > 0 and live > 0 else None
        payback.append(back if back is not None and back <= f["next_model"] else None)
        gain = (spent / live + f["hosting"]) / (f["cases"] * f["worth"]) if live > 0 else None
        needed.append(gain)
    pays = sum(back is not None for back in payback) / len(futures)
    verdict = "finetune" if round(pays, 2) >= 0.9 else "prompt" if round(pays, 2) <= 0.1 else "unclear"
    return {"payback": payback, "needed": needed, "pays": pays, "verdict": verdict}
