"""The hindcast: fits that see only what was published by an origin, scored on what was published after it.

In come the registry of evidence and the runs of fits with wide ranges.
Out come marks of the ensemble and of the baselines, and tables of scores with bootstrap intervals.
"""
