"""Of equals whichever the database meets first."""

# %% answer-claim
CLAIM = """
UPDATE items SET status = 'claimed', reviewer = :who, until = :until
WHERE id = (
    SELECT id FROM items
    WHERE status = 'waiting' OR (status = 'claimed' AND until <= :now)
    ORDER BY confidence LIMIT 1
)
RETURNING id
"""
