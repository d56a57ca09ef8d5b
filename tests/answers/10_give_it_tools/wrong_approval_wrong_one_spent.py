"""`list.remove` takes the first that Python calls equal."""


# %% answer-approval
def spend(grants: list[dict], name: str, arguments: dict) -> dict:
    """{"ok", "grants"}: whether the call is approved, and the grants that are left."""

    def same(call):
        return json.dumps(call, sort_keys=True)

    wanted = same([name, arguments])
    for place, grant in enumerate(grants):
        if same([grant["name"], grant["arguments"]]) == wanted:
            grants.remove(grant)
            return {"ok": True, "grants": grants}
    return {"ok": False, "grants": grants}
