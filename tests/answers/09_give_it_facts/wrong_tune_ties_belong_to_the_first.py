"""As good as the best is called not the best."""


# %% answer-tune
def report(dev, test):
    means = {setting: sum(values) / len(values) for setting, values in dev.items()}
    best = max(means, key=lambda setting: means[setting])
    return {"setting": best, "dev": means[best], "test": sum(test[best]) / len(test[best])}


def chosen_by(dev, test, setting):
    def best(table):
        return max(table, key=lambda name: sum(table[name]) / len(table[name])) == setting

    names = {(True, True): "both", (True, False): "dev", (False, True): "test"}
    return names.get((best(dev), best(test)), "neither")
