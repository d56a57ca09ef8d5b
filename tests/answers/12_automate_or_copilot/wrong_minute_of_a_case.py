"""The price of a case, not of a minute."""


# %% answer-minute
def flip_price(right, stakes):
    accuracy = sum(right) / len(right)
    ahead = 1 - stakes["person_error"] - accuracy
    return max(0.0, ahead * (stakes["success"] + stakes["error"]))
