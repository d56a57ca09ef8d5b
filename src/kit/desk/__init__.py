"""The running case's data: what customers wrote, what people said, what may be looked up and done.

`tickets()` are 114 customers of a shop with what the desk had to do for each; `reviews()` snippets that 20
people rated. `kit.desk.articles` has a bank's 698 support articles and the questions they answer,
`kit.desk.shop` the shop itself: its orders in SQLite, the tools to act on them and its written policy. All of
it comes out of the asset shelf (`docs/data.md`); no network is asked after that.
"""

from kit.desk.ratings import Kind, Review, reviews
from kit.desk.tickets import INTENTS, Ticket, first_person, tickets

__all__ = ["INTENTS", "Kind", "Review", "Ticket", "first_person", "reviews", "tickets"]
