"""Reports the value that the choice looked at."""


# %% answer-pays
def pays(dev, held_out, stakes):
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
    return {
        "threshold": chosen,
        "value": most / len(dev),
        "all": total(held_out, float("-inf")) / n,
        "none": person,
    }
