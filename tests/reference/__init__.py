"""The reference: the users' side written again, slowly and plainly, one Mesa agent a user.

It takes the same class terms, paths, users and hashed draws as the fast engine, and has its own loops and
formulas in Python floats. It is a `Buyer`, so a whole market can run with it:
`open_market(world, population=ReferencePopulation)`.
"""

from tests.reference.population import ReferencePopulation

__all__ = ["ReferencePopulation"]
