"""Says of another customer's order that it is another customer's."""


# %% answer-bind
def run_tool(name, arguments, session, shop):
    allowed = ["look_up_order", "my_orders"] + ["cancel_order"] * (session["form"] == "cancel")
    if name not in allowed:
        return {"ok": False, "text": "no such tool", "acts": []}
    if name == "my_orders":
        mine = sorted(n for n, order in shop.items() if order["user"] == session["user"])
        return {"ok": True, "text": ", ".join(mine), "acts": []}
    asked = arguments.get("order_id")
    number = "#" + asked.strip().upper().removeprefix("#") if isinstance(asked, str) else None
    if number not in shop:
        return {"ok": False, "text": "no such order", "acts": []}
    if shop[number]["user"] != session["user"]:
        return {"ok": False, "text": "not your order", "acts": []}
    if name == "look_up_order":
        return {"ok": True, "text": shop[number]["street"], "acts": []}
    return {"ok": True, "text": "cancelled", "acts": [["cancel_order", number]]}
