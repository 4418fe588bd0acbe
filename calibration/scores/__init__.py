"""How a forecast is scored, and how sure one can be that it beats a baseline.

In come forecasts of figures that were published later: normal distributions, or ensembles, of ln of the figure.
Out come CRPS, bias, factor error and coverage, one vote per fact and per pair, and skill with its probability.
"""
