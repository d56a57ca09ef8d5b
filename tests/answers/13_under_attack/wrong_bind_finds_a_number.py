"""Takes the first thing that looks like an order number."""


# %% answer-bind
def run_tool(name: str, arguments: dict, session: dict, shop: dict) -> dict:
    """{"ok", "text", "acts"} of what the model asked for."""
    mine = sorted(number for number, order in shop.items() if order["user"] == session["user"])
    allowed = ["look_up_order", "my_orders"] + ["cancel_order"] * (session["form"] == "cancel")
    if name not in allowed:
        return {"ok": False, "text": "no such tool", "acts": []}
    if name == "my_orders":
        return {"ok": True, "text": ", ".join(mine), "acts": []}
    asked = arguments.get("order_id")
    number = "#" + (re.search(r"W\d+", asked.upper()) or [""])[0] if isinstance(asked, str) else None
    if number not in mine:
        return {"ok": False, "text": "no such order", "acts": []}
    if name == "look_up_order":
        return {"ok": True, "text": shop[number]["street"], "acts": []}
    return {"ok": True, "text": "cancelled", "acts": [["cancel_order", number]]}
