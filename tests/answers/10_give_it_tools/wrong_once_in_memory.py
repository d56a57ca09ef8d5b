"""Remembers in the process, which dies."""

# %% answer-once
KEPT = {}


def voucher_once(folder, key, order_id, usd):
    if (folder, key) in KEPT:
        return KEPT[folder, key]
    KEPT[folder, key] = "unknown"
    try:
        send_voucher(folder, order_id, usd)
    except ValueError:
        del KEPT[folder, key]
        return "refused"
    except Exception:
        return "unknown"
    KEPT[folder, key] = "sent before"
    return "sent"
