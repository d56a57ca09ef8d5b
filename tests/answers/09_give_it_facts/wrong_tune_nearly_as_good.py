"""Nearly as good is called as good."""


# %% answer-tune
def report(dev, test):
    means = {setting: sum(scores) / len(scores) for setting, scores in dev.items()}
    best = max(means, key=lambda setting: means[setting])
    return {"setting": best, "dev": means[best], "test": sum(test[best]) / len(test[best])}


def chosen_by(dev, test, setting):
    def best(table):
        means = {name: sum(scores) / len(scores) for name, scores in table.items()}
        return means[setting] >= max(means.values()) - 0.01

    names = {(True, True): "both", (True, False): "dev", (False, True): "test"}
    return names.get((best(dev), best(test)), "neither")
