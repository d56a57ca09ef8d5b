"""What the lesson showed: the kit's own parts where they fit."""

# %% answer-schema
from kit.build import tool


def tool_of(spec):
    return tool(make_function(**spec)).chat


# %% answer-approval
from kit.build import Approvals


def spend(grants, name, arguments):
    for place, grant in enumerate(grants):
        hook = Approvals()
        hook.grant(grant["name"], grant["arguments"])
        if hook(name, arguments) is True:
            return {"ok": True, "grants": grants[:place] + grants[place + 1 :]}
    return {"ok": False, "grants": grants}


# %% answer-once
from kit.build import Ledger, Toolbox, tool


def voucher_once(folder, key, order_id, usd):
    def send(order_id: str, usd: int) -> None:
        """Send."""
        send_voucher(folder, order_id, usd)

    with Ledger(Path(folder) / "acts.db") as ledger:
        made = Toolbox([tool(send, writes=True)], ledger=ledger).call(
            "send", {"order_id": order_id, "usd": usd}, key=key
        )
    if made.ok:
        return "sent before" if made.repeated else "sent"
    return "refused" if made.error == "refused" else "unknown"


# %% answer-score
from kit.build import score_claims


def score(errands):
    made = score_claims(
        [e["after"] == {**e["before"], **e["wanted"]} for e in errands],
        [claims(e["answer"]) for e in errands],
    )
    shares = {name: getattr(made, name) for name in ("success", "false_success", "unsaid", "false_claims")}
    return {name: rate and rate.value for name, rate in shares.items()}
