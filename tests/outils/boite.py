"""A box for tests: in this very process, so that hundreds of tests need not start a program each.

Arguments and results are written and read as between two processes. `tests/moteur/boite` and the
tests of the fuzzer open true boxes.
"""

from spaser.elements import ErreurSpaser
from spaser.moteur.boite.modele import ErreurBoite, MotifEchec, decode, encode, list_formes


def answer_here(_bornes, fonction, arguments):
    """Stand in for `open_boite`."""
    formes, forme = list_formes(fonction)
    lus = [
        argument if callable(argument) else decode(encode(argument), forme_)
        for argument, forme_ in zip(arguments, formes, strict=False)
    ]
    try:
        return decode(encode(fonction(*lus)), forme)
    except ErreurSpaser:
        raise
    except (MemoryError, RecursionError, ArithmeticError, LookupError, AttributeError) as panne:
        raise ErreurBoite(MotifEchec.PANNE) from panne
