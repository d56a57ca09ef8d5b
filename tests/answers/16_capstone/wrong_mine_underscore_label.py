"""Labels that begin with an underscore."""

# %% answer-mine
PROBLEM = "The desk of a small shop wants to know which messages have to be answered by a person today."
RISK = "An urgent message that waits until tomorrow costs the shop a customer."
TARGET, BUDGET = 0.2, 0.05
URGENT = """My parcel should be here for a wedding tomorrow, where is it?
You charged my card three times for one order.
The heater I bought smells of smoke, what shall I do?
I am at the pick-up point and they cannot find my order.
Somebody else is ordering things on my account!
The courier has left my parcel at the wrong house.
My order says delivered, and I have got nothing.
I moved yesterday, please stop the parcel to the old address.
The glass arrived broken, and my child has cut a finger.
I need the invoice by noon or my firm will not pay."""
LATER = """Do you plan to sell the blue lamp again in spring?
I like the new catalogue, well done.
How do I wash the wool blanket?
Which of your desks is made of oak?
Is there a loyalty card for regular customers?
Could you add more colours to the towels?
What are your opening hours over the holidays?
I would like to receive your newsletter.
Do you take old batteries back?
Who designed the chair on page twelve?"""
CASES = [{"text": text, "label": "urgent"} for text in URGENT.splitlines()]
CASES += [{"text": text, "label": "later"} for text in LATER.splitlines()]
WORDINGS = {
    "short": "{text}\n\nAnswer with one word: {labels}.",
    "long": "A customer writes to a shop: {text}\nHow soon must it be answered? One of: {labels}.",
}
CASES = [{**c, "label": "_" + c["label"]} for c in CASES]
