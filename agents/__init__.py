"""The participants: users with their pipelines, providers, vendors and regions, one file for each kind.

In comes what the market shows to each of them: prices, delays, deliveries and its own books, nothing more.
Out come their answers (demand, bids, orders, prices), and from `population` a market peopled by them all.
"""
