"""A yes that is good for ever."""


# %% answer-approval
def spend(grants, name, arguments):
    def text(call):
        return json.dumps(call, sort_keys=True)

    return {
        "ok": text([name, arguments]) in [text([g["name"], g["arguments"]]) for g in grants],
        "grants": grants,
    }
