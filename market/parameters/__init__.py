"""Every number that may be changed, declared once: meaning, unit, bounds, source, prior, lever or not.

In come declarations (groups of global parameters, and one grammar per column of the catalogue).
Out come checked values, and whatever else is derived from a declaration: options, tables, ranges to sample.
"""
