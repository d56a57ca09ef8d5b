# %% answer-craft
def which_craft(facts):
    cost = {}
    for name in ("ml", "ai"):
        craft = facts[name]
        if Rate(craft["right"], craft["n"]).low >= facts["required"]:
            hours = craft["build_hours"] + facts["new_labels"] * craft["label_hours"]
            cost[name] = hours * facts["hour"] + 0
    return min(cost, key=cost.get) if cost else "neither"
