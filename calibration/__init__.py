"""Calibration: how far is the model to be believed?

In come a run, or an ensemble of runs, and the registry of dated published facts (`observations.csv`).
Operators say what each published figure counts in the model, and at which moment or over which period it is
read. Out go comparisons of published and modelled figures, one row per fact.
"""
