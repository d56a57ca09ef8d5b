"""Arrays go into `interval` as they are: numpy ints, floats and bools."""

# %% answer-judge
import numpy as np


def judge(report, margin):
    gaps, kinds = np.subtract(report["new"], report["old"]), np.array(report["kind"])
    each = [interval(gaps[kinds == kind], 0.05 / len(set(report["kind"]))) for kind in set(report["kind"])]
    low, high = interval(gaps)
    if any(top < 0 for _, top in each):
        return "stay"
    if report["bill_new"] <= 0.8 * report["bill_old"]:
        return "swap" if low > -margin else "stay" if high < -margin else "need more"
    return "swap" if low > 0 else "stay" if high < margin else "need more"


# %% answer-winner
import numpy as np


def winner(dev, fresh):
    names = list(dev)
    at = int(np.argmax([np.mean(dev[name]) for name in names]))
    best = names.pop(at)
    tied = [name for name in names if interval(np.subtract(dev[best], dev[name]), 0.05 / len(names))[0] <= 0]
    return {"name": best, "dev": np.mean(dev[best]), "fresh": np.mean(fresh[best]), "tied": tied}
