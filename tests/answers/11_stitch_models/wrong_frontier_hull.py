"""Only what lies on the upper hull."""


# %% answer-frontier
def on_frontier(points):
    order = sorted(points, key=lambda n: (points[n][0], -points[n][1]))
    kept = []
    for n in order:
        if kept and points[n][1] <= points[kept[-1]][1] and points[n] != points[kept[-1]]:
            continue
        while len(kept) > 1 and (points[kept[-1]][1] - points[kept[-2]][1]) * (
            points[n][0] - points[kept[-2]][0]
        ) < (points[n][1] - points[kept[-2]][1]) * (points[kept[-1]][0] - points[kept[-2]][0]):
            kept.pop()
        kept.append(n)
    return kept
