"""Hands out by number."""

# %% answer-claim
CLAIM = """
UPDATE items SET status = 'claimed', reviewer = :who, until = :until
WHERE id = (
    SELECT id FROM items
    WHERE status = 'waiting' OR (status = 'claimed' AND until <= :now)
    ORDER BY id LIMIT 1
)
RETURNING id
"""
