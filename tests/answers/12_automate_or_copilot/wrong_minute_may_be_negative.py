"""A price below nought."""


# %% answer-minute
def flip_price(right, stakes):
    accuracy = sum(right) / len(right)
    ahead = 1 - stakes["person_error"] - accuracy
    return ahead * (stakes["success"] + stakes["error"]) / stakes["minutes"]
