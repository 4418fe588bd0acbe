"""How far may the model be believed? What a fit and a hindcast found, in sentences and in rows of tables.

In come the tables of `calibration.fit.findings` and of `calibration.scores.table`.
Out come names, sentences and rows for their pages. Nothing here is written by hand for one result: another fit is told
by the same code.
"""
