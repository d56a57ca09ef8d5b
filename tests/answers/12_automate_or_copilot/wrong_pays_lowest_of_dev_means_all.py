"""Where all of dev is automated, everything held out is, too."""


# %% answer-pays
def pays(dev: list, held_out: list, stakes: dict) -> dict:
    """{"threshold", "value", "all", "none"}: chosen on dev, valued on held_out."""
    success, error = stakes["success"], stakes["error"]
    slip = stakes["person_error"]
    person = (1 - slip) * success - slip * error - stakes["minute"] * stakes["minutes"]

    def total(pairs, threshold):
        alone = [good for sure, good in pairs if threshold is not None and sure >= threshold]
        earned = sum(success if good else -error for good in alone)
        return earned + person * (len(pairs) - len(alone))

    chosen, most = None, total(dev, None)
    for threshold in sorted({sure for sure, _ in dev}, reverse=True):
        if total(dev, threshold) > most + 1e-9:
            chosen, most = threshold, total(dev, threshold)
    n = len(held_out)
    held_t = float("-inf") if chosen == min(s for s, _ in dev) else chosen
    return {
        "threshold": chosen,
        "value": total(held_out, held_t) / n,
        "all": total(held_out, float("-inf")) / n,
        "none": person,
    }
