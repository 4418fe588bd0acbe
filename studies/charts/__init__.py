"""What does an ensemble look like? This room draws it, one chart a file.

In come the data frames of a forecast (`series`, `verdicts`, `ledger`) and its comparison
with published figures.
Out go matplotlib figures, and from them PNG files and SVG text whose colours follow the theme of the page.
"""
