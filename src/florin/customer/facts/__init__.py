"""The picture: all facts about one customer, each traceable to postings."""
