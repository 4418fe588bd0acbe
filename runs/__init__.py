"""Many runs instead of one: which samples to draw, the processes that run them, and the files that keep them.

In come scenarios, seeds and a function that runs one of them.
Out come ensembles, written whole or not at all, and the same whatever the number of processes.
"""
