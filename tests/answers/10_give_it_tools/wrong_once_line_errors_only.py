"""Of all that may go wrong only a broken line is caught."""

# %% answer-once
import sqlite3


def voucher_once(folder: str, key: str, order_id: str, usd: int) -> str:
    """ "sent", "sent before", "refused" or "unknown"."""
    db = sqlite3.connect(Path(folder) / "ledger.db", isolation_level=None)
    try:
        db.execute("CREATE TABLE IF NOT EXISTS acts (key TEXT PRIMARY KEY, status TEXT)")
        row = db.execute("SELECT status FROM acts WHERE key = ?", (key,)).fetchone()
        if row:
            return "sent before" if row[0] == "sent" else "unknown"
        db.execute("INSERT INTO acts VALUES (?, 'begun')", (key,))
        try:
            send_voucher(folder, order_id, usd)
        except ValueError:
            db.execute("DELETE FROM acts WHERE key = ?", (key,))
            return "refused"
        except ConnectionError:
            return "unknown"
        db.execute("UPDATE acts SET status = 'sent' WHERE key = ?", (key,))
        return "sent"
    finally:
        db.close()
