"""Duties for the tests of rules: what a case says, and nothing else."""

from datetime import date

import msgspec

from spaser.regles.obligations import Obligation

SOURCE = {
    "libelle": "Article 1",
    "url": "https://exemple.fr/1",
    "verifie_le": "2026-11-24",
    "confiance": "A",
}


def make_obligation(code="ESSAI", **champs):
    texte = {"code": code, "titre": code.title(), "resume": "R.", "qui": "Q.", "a_faire": ["F."]}
    return msgspec.convert(texte | {"sources": [SOURCE]} | champs, type=Obligation)


def day(texte):
    return date.fromisoformat(texte)
