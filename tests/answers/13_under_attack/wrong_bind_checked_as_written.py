"""Checks whose it is as written, looks it up tidied."""


# %% answer-bind
def run_tool(name, arguments, session, shop):
    foreign = [n for n, order in shop.items() if order["user"] != session["user"]]
    mine = sorted(set(shop) - set(foreign))
    allowed = ["look_up_order", "my_orders"] + ["cancel_order"] * (session["form"] == "cancel")
    if name not in allowed:
        return {"ok": False, "text": "no such tool", "acts": []}
    if name == "my_orders":
        return {"ok": True, "text": ", ".join(mine), "acts": []}
    asked = arguments.get("order_id")
    if not isinstance(asked, str) or asked in foreign:
        return {"ok": False, "text": "no such order", "acts": []}
    number = "#" + asked.strip().upper().removeprefix("#")
    if number not in shop:
        return {"ok": False, "text": "no such order", "acts": []}
    if name == "look_up_order":
        return {"ok": True, "text": shop[number]["street"], "acts": []}
    return {"ok": True, "text": "cancelled", "acts": [["cancel_order", number]]}
