"""The same questions by HTTP: a FastAPI application, a router a noun, and the problems that it answers with.

In come JSON documents and queries, checked by the scenario's own grammar.
Out come the documents that the command line prints, described in OpenAPI; what is refused is said as problem+json.
"""
