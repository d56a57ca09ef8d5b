"""At the very moment a lease ends, it still holds."""

# %% answer-claim
CLAIM = """
UPDATE items SET status = 'claimed', reviewer = :who, until = :until
WHERE id = (
    SELECT id FROM items
    WHERE status = 'waiting' OR (status = 'claimed' AND until < :now)
    ORDER BY confidence, id LIMIT 1
)
RETURNING id
"""
