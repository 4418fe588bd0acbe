"""The fit: which worlds agree with what was published, by the real model, an emulator of it and a likelihood.

In come the registry of evidence and the ranges of the unknowns.
Out comes an ensemble of worlds, each with its scores, its forms and its seed, and what the data said of each unknown.
"""
