"""Takes the trained craft's messages for free."""


# %% answer-craft
def which_craft(facts):
    cost = {}
    for name in ("ml", "ai"):
        craft = facts[name]
        if Rate(craft["right"], craft["n"]).low >= facts["required"]:
            hours = craft["build_hours"] + facts["new_labels"] * craft["label_hours"]
            cost[name] = hours * facts["hour"] + (
                facts["messages"] / 1000 * craft["per_1000"] if name == "ai" else 0
            )
    return min(cost, key=cost.get) if cost else "neither"
