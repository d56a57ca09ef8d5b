"""A date in the past is enough, done or not."""

# %% answer-claim
CLAIM = """
UPDATE items SET status = 'claimed', reviewer = :who, until = :until
WHERE id = (
    SELECT id FROM items
    WHERE until IS NULL OR until <= :now
    ORDER BY confidence, id LIMIT 1
)
RETURNING id
"""
