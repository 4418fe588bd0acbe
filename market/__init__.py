"""The market itself: its vocabulary, its numbers, what machines can serve, and the rules of a month of trade.

In comes a scenario, turned into one value per month, and participants that fill the roles declared here.
Out comes a `Result`: every flow, price, stock and index of the market, month by month.
"""
