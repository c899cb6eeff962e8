"""`python -m stmask` is the program stmask."""

from .programs import become

become("stmask")
