"""One router a noun: each checks what is asked, calls one function of the studies, and declares what it answers.

In come the desk of the application (its limits, its turns) and what a request says.
Out come responses that the OpenAPI description describes.
"""
