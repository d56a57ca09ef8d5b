"""Takes paid back at 0 for never."""


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
    pays = sum(1 for back in payback if back) / len(futures)
    verdict = "finetune" if pays >= 0.9 else "prompt" if pays <= 0.1 else "unclear"
    return {"payback": payback, "needed": needed, "pays": pays, "verdict": verdict}
