"""The best first."""


# %% answer-frontier
def on_frontier(points):
    def beats(a, b):
        return a[0] <= b[0] and a[1] >= b[1] and a != b

    kept = [n for n, one in points.items() if not any(beats(other, one) for other in points.values())]
    return sorted(kept, key=lambda name: -points[name][1])
