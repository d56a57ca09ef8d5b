"""Five minutes from now, whatever :until says."""

# %% answer-claim
CLAIM = """
UPDATE items SET status = 'claimed', reviewer = :who, until = :now + 300 + 0*:until
WHERE id = (
    SELECT id FROM items
    WHERE status = 'waiting' OR (status = 'claimed' AND until <= :now)
    ORDER BY confidence, id LIMIT 1
)
RETURNING id
"""
