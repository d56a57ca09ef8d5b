"""A refusal deletes the whole book."""


# %% answer-once
def voucher_once(folder, key, order_id, usd):
    book = Path(folder) / "book.json"
    kept = json.loads(book.read_text()) if book.exists() else {}
    if key in kept:
        return {"begun": "unknown", "sent": "sent before"}[kept[key]]
    book.write_text(json.dumps(kept | {key: "begun"}))
    try:
        send_voucher(folder, order_id, usd)
    except ValueError:
        book.unlink()
        return "refused"
    except Exception:
        return "unknown"
    book.write_text(json.dumps(kept | {key: "sent"}))
    return "sent"
