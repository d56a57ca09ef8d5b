"""Of two alike, one goes."""


# %% answer-frontier
def on_frontier(points):
    kept, best = [], -1
    for name in sorted(points, key=lambda name: (points[name][0], -points[name][1])):
        if points[name][1] > best:
            kept.append(name)
            best = points[name][1]
    return kept
