"""What a forecast must beat: six simple ways to continue a published series from its own past.

In come the dated, positive figures of a series and entity that were public at an origin.
Out comes, for any later time, a normal distribution of the logarithm of the quantity.
"""
