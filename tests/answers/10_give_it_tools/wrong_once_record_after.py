"""Writes down what was done, not what is about to be."""


# %% answer-once
def voucher_once(folder, key, order_id, usd):
    book = Path(folder) / "book.json"
    kept = json.loads(book.read_text()) if book.exists() else {}
    if key in kept:
        return kept[key]
    try:
        send_voucher(folder, order_id, usd)
        kept[key] = "sent before"
    except ValueError:
        return "refused"
    except Exception:
        kept[key] = "unknown"
    book.write_text(json.dumps(kept))
    return "sent" if kept[key] == "sent before" else "unknown"
