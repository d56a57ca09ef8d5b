"""Tries hundredths only."""


# %% answer-retune
def retune(dev: list, held_out: list, former: float, error: float) -> dict:
    """{"threshold", "acted", "wrong", "stale"}: chosen on dev, counted on held_out."""

    def acted_on(pairs, cut):
        return [right for sure, right in pairs if cut is not None and sure >= cut]

    def share_wrong(rights):
        return rights.count(False) / len(rights) if rights else None

    fit = [
        cut / 100
        for cut in range(101)
        if cut / 100 in [sure for sure, _ in dev] and share_wrong(acted_on(dev, cut / 100)) <= error
    ]
    chosen = min(fit, default=None)
    acted = acted_on(held_out, chosen)
    return {
        "threshold": chosen,
        "acted": len(acted) / len(held_out),
        "wrong": share_wrong(acted),
        "stale": share_wrong(acted_on(held_out, former)),
    }
