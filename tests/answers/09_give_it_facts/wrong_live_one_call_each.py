"""A call for every text."""


# %% answer-live
def nearest(question, texts):
    def vector(text):
        return client.embeddings.create(model=EMBEDDER, input=[text]).data[0].embedding

    asked, vectors = vector(question), [vector(text) for text in texts]
    cosines = [sum(x * y for x, y in zip(asked, v)) / math.hypot(*v) for v in vectors]
    return cosines.index(max(cosines))
