"""A year of mandats of the métropole, as its finance software would export them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from spaser.demonstration.ecriture import GRAINE
from spaser.demonstration.territoire import ACHETEURS, FournisseurFictif, build_fournisseurs
from spaser.demonstration.tirage import Tirage

ANNEE: Final = 2025
NOM: Final = "mandats-2025.csv"
_LIGNES: Final = 900
_TITRE: Final = ("Val-Fictif : mandats payés, données inventées",)
_ENTETES: Final = (
    "Exercice", "N° mandat", "Date de paiement", "Fournisseur", "SIRET", "Code postal", "Nature",
    "Objet", "Montant HT", "Montant TVA", "Montant TTC", "N° marché",
)  # fmt: skip
_COMPTES: Final = {
    "voirie": ("615231", "Entretien de la voirie"),
    "batiment": ("2313", "Travaux de bâtiment"),
    "proprete": ("6283", "Nettoyage des locaux"),
    "espaces_verts": ("61521", "Entretien des espaces verts"),
    "dechets": ("611", "Collecte et tri"),
    "restauration": ("60623", "Alimentation"),
    "numerique": ("2183", "Matériel informatique"),
    "etudes": ("2031", "Études"),
    "energie": ("60612", "Énergie"),
    "transport": ("6247", "Transports collectifs"),
    "sante": ("6068", "Fournitures"),
    "communication": ("6236", "Catalogues et imprimés"),
}
# What is no purchase, or may not be: name, account, object, amount.
_AUTRES: Final = (
    ("Agents de la métropole", "64111", "Rémunération", 1_850_000),
    ("Urssaf fictive", "6451", "Cotisations", 640_000),
    ("Association sportive fictive", "65748", "Subvention", 42_000),
    ("Banque fictive", "66111", "Intérêts", 310_000),
    ("Mme Fictive Dupré", "6588", "Remboursement", 180),
    ("Bailleur fictif", "6132", "Loyers", 38_000),
    ("Étude notariale fictive", "6227", "Frais d’actes", 21_500),
    ("Galerie fictive", "216", "Œuvre pour le hall", 27_000),
)


def write_mandats() -> bytes:
    """Return the extract, in the encoding of older software; the same bytes each time."""
    tampon = io.StringIO(newline="")
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    plume.writerow(_TITRE)
    plume.writerow(())
    plume.writerow(_ENTETES)
    plume.writerows(_list_lignes(Random(GRAINE)))  # noqa: S311 - dice, not secrets
    return tampon.getvalue().encode("cp1252", "replace")


def _list_lignes(hasard: Random) -> Iterator[tuple[object, ...]]:
    fournisseurs = build_fournisseurs(hasard)
    marches = [
        m.id
        for m in Tirage(hasard, fournisseurs).draw_marches()
        if m.acheteur is ACHETEURS[0] and m.notification.year < ANNEE
    ]
    for rang in range(1, _LIGNES + 1):
        fournisseur = _choose(hasard, fournisseurs)
        marche = hasard.choice(marches) if hasard.random() < 0.62 else ""  # noqa: PLR2004 - a share
        montant = round(hasard.lognormvariate(10.6, 1.0), 2)
        yield _write(hasard, rang, fournisseur, montant, marche)
        if rang % 90 == 0:
            yield _write(hasard, _LIGNES + rang, fournisseur, -montant, marche)
    for mois in range(1, 13):
        for place, (nom, compte, objet, montant) in enumerate(_AUTRES):
            jour = f"28/{mois:02d}/{ANNEE}"
            lu = _format(montant)
            yield (
                ANNEE, 5000 + mois * 10 + place, jour, nom, "", "", compte, objet, lu, "0,00", lu,
                "",
            )  # fmt: skip
    yield (
        ANNEE, 6001, "inconnue", "Propreté du Lavoir (fictif)", "12345", "", "6283",
        "Nettoyage", "à voir", "", "", "",
    )  # fmt: skip


def _choose(hasard: Random, fournisseurs: tuple[FournisseurFictif, ...]) -> FournisseurFictif:
    solidaires = [f for f in fournisseurs if f.famille != "ordinaire"]
    return hasard.choice(solidaires if hasard.random() < 0.09 else fournisseurs)  # noqa: PLR2004 - a share


def _write(
    hasard: Random, rang: int, fournisseur: FournisseurFictif, montant: float, marche: str
) -> tuple[object, ...]:
    compte, objet = _COMPTES[fournisseur.segment]
    jour = date(ANNEE, 1, 6) + timedelta(days=hasard.randrange(355))
    # Some names come without number, as software that bears none would give them.
    connu = int(fournisseur.siren[-4:]) % 7 != 0
    return (
        ANNEE,
        rang,
        f"{jour:%d/%m/%Y}",
        fournisseur.nom if connu else fournisseur.nom.upper(),
        fournisseur.siret if connu else "",
        "",
        compte,
        objet,
        _format(montant),
        _format(montant / 5),
        _format(montant * 1.2),
        marche,
    )


def _format(montant: float) -> str:
    return f"{montant:,.2f}".replace(",", " ").replace(".", ",")
