"""Bisection, as if the share right rose with the threshold."""


# %% answer-threshold
def choose_threshold(rows, keep):
    ways = [*sorted({row["sure"] for row in rows}), math.inf]
    target = keep * sum(row["large"] for row in rows)

    def won(t):
        return sum(row["large" if row["sure"] < t else "small"] for row in rows)

    low, high = 0, len(ways) - 1
    while low < high:
        middle = (low + high) // 2
        if won(ways[middle]) >= target:
            high = middle
        else:
            low = middle + 1
    return ways[low]
