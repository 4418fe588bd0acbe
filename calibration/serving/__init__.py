"""How far the serving equations are from what was measured.

In come rows of public benchmarks: a machine, a model, a batch, and the tokens a second that came out.
Out come what the equations say of the same rows, and the distance between the two.
"""
