"""Rounds the lower end before it compares."""


# %% answer-craft
def which_craft(facts):
    cost = {}
    for name in ("ml", "ai"):
        craft = facts[name]
        if round(Rate(craft["right"], craft["n"]).low, 2) >= facts["required"]:
            hours = craft["build_hours"] + facts["new_labels"] * craft["label_hours"]
            cost[name] = hours * facts["hour"] + facts["messages"] / 1000 * craft["per_1000"]
    return min(cost, key=cost.get) if cost else "neither"
