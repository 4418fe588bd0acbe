"""Why the verdicts are what they are: which unknowns decide them, and where they would turn.

In come an ensemble's draws and verdicts.
Out come each unknown's share of the variance, and the values at which a verdict changes its sign.
"""
