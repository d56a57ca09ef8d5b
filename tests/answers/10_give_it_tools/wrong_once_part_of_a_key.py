"""Looks for the key anywhere in the text of its book."""


# %% answer-once
def voucher_once(folder, key, order_id, usd):
    log = Path(folder) / "log"
    text = log.read_text() if log.exists() else ""
    if f"sent {key}" in text:
        return "sent before"
    if f"begun {key}" in text:
        return "unknown"
    log.write_text(text + f"begun {key}\n")
    try:
        send_voucher(folder, order_id, usd)
    except ValueError:
        log.write_text(text)
        return "refused"
    except Exception:
        return "unknown"
    log.write_text(text + f"sent {key}\n")
    return "sent"
