"""Cells as people fill them: « 30 % », « 0,3 » or « 30 », « 15 k€ », « en cours »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from spaser.lettres import fold_mots
from spaser.metier.plan.modele import EtatAction

_TOUT: Final = 100
_NOMBRE: Final = re.compile(r"(\d+)(?:[.,](\d+))?")
_BLANCS: Final = re.compile("[\\s\u00a0\u2009\u202f'’]+")
_BUDGET: Final = re.compile(
    r"(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s?"
    r"(k|m|milliers?|millions?)?\s?(?:d.)?(?:€|e|eur|euros?)?(?:\s(?:ht|ttc))?"
)
_FOIS: Final = {"k": 3, "m": 6, "millier": 3, "milliers": 3, "million": 6, "millions": 6}
_PART: Final = re.compile(r"([0-9]{1,3})\s?%")
_MOTS_MAX: Final = 3  # of a state: « à lancer », « en cours », « pas encore commencée »
_BUDGET_MAX: Final = Decimal(10) ** 12
_ETATS: Final = (
    (EtatAction.ABANDONNEE, ("abandon", "annul", "supprim")),
    (EtatAction.A_LANCER, (
        "a lancer", "a faire", "a venir", "a engager", "a initier", "a demarrer", "non ", "pas ",
        "pas encore", "prevu", "planifi", "programm", "todo",
    )),
    (EtatAction.EN_COURS, ("en cours", "cours", "commenc", "demarr", "engag", "lanc", "partiel",
        "initi", "en retard")),
    (EtatAction.TERMINEE, ("termin", "realis", "fait", "fini", "achev", "atteint", "cloture",
        "ok", "solde")),
)  # fmt: skip


def read_etat(texte: str) -> EtatAction | None:
    """Return the state that a cell begins with; None for other words."""
    plie = fold_mots(texte)
    if plie in {"non", "pas", "0"}:
        return EtatAction.A_LANCER
    lu = next((etat for etat, debuts in _ETATS if plie and plie.startswith(debuts)), None)
    if lu is EtatAction.TERMINEE and any(int(part) < _TOUT for part in _PART.findall(texte)):
        return EtatAction.EN_COURS  # « Réalisé à 30 % »
    return lu


def tells_more(texte: str) -> bool:
    """Say whether a cell that gives a state says more: a figure, or a sentence."""
    mots = fold_mots(texte)
    return len(mots.split()) > _MOTS_MAX or (len(mots) > 1 and any(map(str.isdigit, mots)))


def is_fraction(textes: Iterable[str]) -> bool:
    """Say whether a column writes its rates as fractions: one lies between 0 and 1, none above."""
    lus = [n for texte in textes if "%" not in texte and (n := _read_nombre(texte)) is not None]
    return any(0 < n < 1 for n in lus) and all(n <= 1 for n in lus)


def read_avancement(texte: str, *, fraction: bool = False) -> int | None:
    """Return a progress from 0 to 100; None for what is none."""
    nombre = _read_nombre(texte.replace("%", ""))
    if nombre is None:
        return None
    if "%" not in texte and (fraction or 0 < nombre < 1):
        nombre *= _TOUT
    return int(nombre.to_integral_value()) if nombre <= _TOUT else None


def read_budget(texte: str) -> Decimal | None:
    """Return an amount in euros; None for what is none, or says more than an amount."""
    net = _BLANCS.sub(" ", texte).strip().lower()
    trouve = _BUDGET.fullmatch(net)
    if trouve is None:
        return None
    entier, decimales, unite = trouve.groups()
    nombre = Decimal(f"{re.sub('[ .]', '', entier)}.{decimales or 0}")
    montant = nombre.scaleb(_FOIS.get(unite or "", 0)).quantize(Decimal("0.01"))
    return montant if montant < _BUDGET_MAX else None


def _read_nombre(texte: str) -> Decimal | None:
    trouve = _NOMBRE.fullmatch(_BLANCS.sub("", texte))
    return Decimal(f"{trouve[1]}.{trouve[2] or 0}") if trouve else None
