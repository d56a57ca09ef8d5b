"""Takes the setting that wins most questions."""


# %% answer-tune
def report(dev, test):
    means = {setting: sum(scores) / len(scores) for setting, scores in dev.items()}
    n = len(next(iter(dev.values())))
    wins = {s: sum(dev[s][i] == max(v[i] for v in dev.values()) for i in range(n)) for s in dev}
    best = max(wins, key=wins.get)
    return {"setting": best, "dev": means[best], "test": sum(test[best]) / len(test[best])}


def chosen_by(dev, test, setting):
    def best(table):
        means = {name: sum(scores) / len(scores) for name, scores in table.items()}
        return means[setting] == max(means.values())

    names = {(True, True): "both", (True, False): "dev", (False, True): "test"}
    return names.get((best(dev), best(test)), "neither")
