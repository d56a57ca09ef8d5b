"""Takes the setting that looks best on test."""


# %% answer-tune
def report(dev, test):
    def mean(values):
        return sum(values) / len(values)

    best = max(test, key=lambda setting: mean(test[setting]))
    return {"setting": best, "dev": mean(dev[best]), "test": mean(test[best])}


def chosen_by(dev, test, setting):
    def best(table):
        means = {name: sum(values) / len(values) for name, values in table.items()}
        return means[setting] == max(means.values())

    names = {(True, True): "both", (True, False): "dev", (False, True): "test"}
    return names.get((best(dev), best(test)), "neither")
