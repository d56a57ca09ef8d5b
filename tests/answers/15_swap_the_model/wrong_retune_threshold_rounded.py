"""Rounds the threshold to two digits, so it is none of those in dev."""


# %% answer-retune
def retune(dev: list, held_out: list, former: float, error: float) -> dict:
    """{"threshold", "acted", "wrong", "stale"}: chosen on dev, counted on held_out."""

    def acted_on(pairs, cut):
        return [right for sure, right in pairs if cut is not None and sure >= cut]

    def share_wrong(rights):
        return rights.count(False) / len(rights) if rights else None

    fit = [cut for cut, _ in dev if share_wrong(acted_on(dev, cut)) <= error]
    chosen = min(fit, default=None)
    chosen = None if chosen is None else round(chosen, 2)
    acted = acted_on(held_out, chosen)
    return {
        "threshold": chosen,
        "acted": len(acted) / len(held_out),
        "wrong": share_wrong(acted),
        "stale": share_wrong(acted_on(held_out, former)),
    }
