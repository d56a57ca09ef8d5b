"""Textbook interval."""

# %% answer-craft
from math import sqrt


def which_craft(facts):
    cost = {}
    for name in ("ml", "ai"):
        k = facts[name]
        p = k["right"] / k["n"]
        if p - 1.96 * sqrt(p * (1 - p) / k["n"]) >= facts["required"]:
            hours = k["build_hours"] + facts["new_labels"] * k["label_hours"]
            cost[name] = hours * facts["hour"] + facts["messages"] / 1000 * k["per_1000"]
    return min(cost, key=cost.get) if cost else "neither"
