"""Starting points in YAML: the baseline, and others that say only how they differ from it.

In goes one file for each scenario, policy, plan or study.
Out come files that `jevons.market.scenario` finds by name, in a checkout and in an installed wheel alike.
"""
