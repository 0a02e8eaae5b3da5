"""The columns of the file: how each is called, written and recognised."""

from __future__ import annotations

from datetime import date
from typing import Final

from spaser.lettres import fold_mots
from spaser.metier.acteurs.catalogue import Catalogue
from spaser.metier.acteurs.fusion import LIBELLES
from spaser.metier.acteurs.modele import Acteur

COLONNES: Final = {
    "typologie": LIBELLES["typologie"],
    "nom": LIBELLES["nom"],
    "description": LIBELLES["description"],
    "contact": LIBELLES["contact"],
    "commentaire": LIBELLES["commentaire"],
    "role": "Rôle pour mon SPASER",
    "contribution": LIBELLES["contribution"],
    "formes": LIBELLES["formes"],
    "nature": LIBELLES["nature"],
    "siren": LIBELLES["siren"],
    "source": LIBELLES["source"],
    "verifie_le": LIBELLES["verifie_le"],
    "cle": "Identifiant",
}
SEPARATEUR_FORMES: Final = " ; "

# One cell of the programme's own table holds two of our columns.
ROLE_ET_CONTRIBUTION: Final = "role et contribution"
FORME_ET_NATURE: Final = "forme et nature"

_EXACTS: Final = {
    "nom": "nom|structure|acteur|acteurs|organisme|organisation|nom de l acteur|nom structure",
    "typologie": "typologie|type|type d acteur|type d acteurs|categorie",
    "description": "descriptif|activite",
    "contact": "contacts|coordonnees|contact de la structure",
    "commentaire": "commentaires|remarque|remarques|observations",
    "role": "role",
    "contribution": "contributions|apport|apports",
    "formes": "forme|formes|formes de la sollicitation|sollicitation",
    "nature": "natures",
    "siren": "siret|numero siren",
    "source": "sources",
    "verifie_le": "a jour au|date de verification",
    "cle": "cle|id",
}
# The programme's titles carry examples: their beginning is enough.
_DEBUTS: Final = {
    ROLE_ET_CONTRIBUTION: ROLE_ET_CONTRIBUTION,
    FORME_ET_NATURE: FORME_ET_NATURE,
    "typologie d acteurs": "typologie",
    "nom de la structure": "nom",
}
_CONNUS: Final = {fold_mots(libelle): champ for champ, libelle in COLONNES.items()} | {
    nom: champ for champ, noms in _EXACTS.items() for nom in noms.split("|")
}


def find_champ(titre: object) -> str:
    """Return what a title names, empty when it names nothing known."""
    plie = fold_mots(titre)
    if plie in _CONNUS:
        return _CONNUS[plie]
    return next((champ for debut, champ in _DEBUTS.items() if plie.startswith(debut)), "")


def write_ligne(acteur: Acteur, catalogue: Catalogue) -> tuple[str | date | None, ...]:
    """Return the cells of a stakeholder, in the order of the columns."""
    mots = {
        "typologie": catalogue.name_typologie(acteur.typologie),
        "role": acteur.role.libelle if acteur.role else "",
        "formes": SEPARATEUR_FORMES.join(forme.libelle for forme in acteur.formes),
    }
    return tuple(mots.get(champ, getattr(acteur, champ)) for champ in COLONNES)
