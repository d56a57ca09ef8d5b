"""Does not look at the form."""


# %% answer-bind
def run_tool(name, arguments, session, shop):
    mine = sorted(n for n, order in shop.items() if order["user"] == session["user"])
    if name not in ("look_up_order", "my_orders", "cancel_order"):
        return {"ok": False, "text": "no such tool", "acts": []}
    if name == "my_orders":
        return {"ok": True, "text": ", ".join(mine), "acts": []}
    asked = arguments.get("order_id")
    number = "#" + asked.strip().upper().removeprefix("#") if isinstance(asked, str) else None
    if number not in mine:
        return {"ok": False, "text": "no such order", "acts": []}
    if name == "look_up_order":
        return {"ok": True, "text": shop[number]["street"], "acts": []}
    return {"ok": True, "text": "cancelled", "acts": [["cancel_order", number]]}
