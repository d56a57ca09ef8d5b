"""Takes the product of the vectors for the cosine."""


# %% answer-live
def nearest(question, texts):
    reply = client.embeddings.create(model=EMBEDDER, input=[question, *texts])
    rows = [row.embedding for row in sorted(reply.data, key=lambda row: row.index)]
    products = [sum(x * y for x, y in zip(rows[0], row)) for row in rows[1:]]
    return products.index(max(products))
