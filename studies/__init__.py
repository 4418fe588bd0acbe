"""Questions put to the model: the forecast, the ledger behind its verdicts, the report and its charts.

In come a scenario and the number of runs to spend on it.
Out come tables, sentences and figures, each with its uncertainty and the runs that it rests on.
"""
