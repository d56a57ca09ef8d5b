"""The intent stands in a transaction that is committed only at the end."""

# %% answer-once
import sqlite3


def voucher_once(folder, key, order_id, usd):
    db = sqlite3.connect(Path(folder) / "ledger.db")
    try:
        with db:
            db.execute("CREATE TABLE IF NOT EXISTS acts (key TEXT PRIMARY KEY, status TEXT)")
            row = db.execute("SELECT status FROM acts WHERE key = ?", (key,)).fetchone()
            if row:
                return "sent before" if row[0] == "sent" else "unknown"
            db.execute("INSERT INTO acts VALUES (?, 'begun')", (key,))
            try:
                send_voucher(folder, order_id, usd)
            except ValueError:
                db.execute("DELETE FROM acts")
                return "refused"
            except Exception:
                return "unknown"
            db.execute("UPDATE acts SET status = 'sent' WHERE key = ?", (key,))
            return "sent"
    finally:
        db.close()
