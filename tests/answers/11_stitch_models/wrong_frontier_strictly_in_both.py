"""Beaten only by what is cheaper and better."""


# %% answer-frontier
def on_frontier(points):
    def beaten(one):
        return any(other[0] < one[0] and other[1] > one[1] for other in points.values())

    return sorted([n for n in points if not beaten(points[n])], key=lambda name: points[name][0])
