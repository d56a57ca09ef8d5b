"""Qualities rounded to two places."""


# %% answer-frontier
def on_frontier(points):
    def beats(a, b):
        a, b = (a[0], round(a[1], 2)), (b[0], round(b[1], 2))
        return a[0] <= b[0] and a[1] >= b[1] and (a[0] < b[0] or a[1] > b[1])

    kept = [name for name, one in points.items() if not any(beats(other, one) for other in points.values())]
    return sorted(kept, key=lambda name: points[name][0])
