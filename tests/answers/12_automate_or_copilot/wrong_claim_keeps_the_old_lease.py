"""The new reviewer has the old one's time."""

# %% answer-claim
CLAIM = """
UPDATE items SET status = 'claimed', reviewer = :who, until = coalesce(until, :until)
WHERE id = (
    SELECT id FROM items
    WHERE status = 'waiting' OR (status = 'claimed' AND until <= :now)
    ORDER BY confidence, id LIMIT 1
)
RETURNING id
"""
