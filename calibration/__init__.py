"""Calibration: how far is the model to be believed?

In come a run, or an ensemble of runs, and the registry of dated published facts (`observations.csv`).
Operators say what each published figure counts in the model, and at which moment or over which period it is
read. Out go comparisons of published and modelled figures, one row per fact.

`baselines/` continues each series without a model, `scores/` says how good a distribution of a figure was,
`predictions.py`, `discrepancy.py` and `carried.py` carry a model's figures on from those known, and
`scoreboard/` holds a stored forecast against figures that it has not seen.
"""
