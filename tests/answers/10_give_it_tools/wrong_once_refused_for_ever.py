"""What was refused is never tried again."""


# %% answer-once
def voucher_once(folder, key, order_id, usd):
    book = Path(folder) / "book.json"
    kept = json.loads(book.read_text()) if book.exists() else {}
    if key in kept:
        return kept[key]

    def note(state):
        kept[key] = state
        book.write_text(json.dumps(kept))

    note("unknown")
    try:
        send_voucher(folder, order_id, usd)
    except ValueError:
        note("refused")
        return "refused"
    except Exception:
        return "unknown"
    note("sent before")
    return "sent"
