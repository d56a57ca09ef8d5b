"""At 0 all that is 0 is sent up."""


# %% answer-judge
def judge(threshold, rows, small_price, large_price):
    n = len(rows)
    up = [row["sure"] < threshold or row["sure"] == threshold == 0 for row in rows]
    quality = sum(row["large" if sent else "small"] for row, sent in zip(rows, up, strict=True)) / n
    small, large = sum(row["small"] for row in rows) / n, sum(row["large"] for row in rows) / n
    s = sum(up) / n
    bill = (small_price + s * large_price) / large_price
    coin = (1 - s) * small + s * large
    kept = quality / large
    over = quality - coin
    return {"quality": quality, "kept": kept, "sent": s, "bill": bill, "over_coin": over}
