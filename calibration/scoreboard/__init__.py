"""The scoreboard: any later published figures against a stored forecast and against simple baselines.

In come rows in the columns of the gathered observations, the predictions of an ensemble and the registry.
Out come a line for each row that can be read, the scores of all, and the rows that cannot, each with the reason.
"""
