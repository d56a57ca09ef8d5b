"""Whoever goes home takes the item along."""

# %% answer-claim
CLAIM = """
UPDATE items SET status = 'claimed', reviewer = :who, until = :until
WHERE id = (
    SELECT id FROM items
    WHERE status = 'waiting'
    ORDER BY confidence, id LIMIT 1
)
RETURNING id
"""
