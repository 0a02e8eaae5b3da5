"""Cells read as the values of a stakeholder; what is not understood is kept as a text."""

from __future__ import annotations

import re
import uuid
from typing import Final

from spaser.identifiants import read_identifiant
from spaser.lettres import fold_mots
from spaser.metier.acteurs.modele import sort_formes
from spaser.metier.acteurs.nomenclatures import FormeSollicitation, RoleActeur

_ROLES: Final = {
    fold_mots(nom): role for role in RoleActeur for nom in (role.value, role.libelle)
} | {
    "information": RoleActeur.INFORMATION,
    "coconstruction": RoleActeur.CO_CONSTRUCTION,
    "decisionnaire": RoleActeur.DECISION,
    "decideur": RoleActeur.DECISION,
    "partenaire": RoleActeur.PARTENARIAT,
    "consulte": RoleActeur.CONSULTATION,
}
_FORMES: Final = {
    fold_mots(nom): forme for forme in FormeSollicitation for nom in (forme.value, forme.libelle)
} | {
    "participation a un comite": FormeSollicitation.COMITE,
    "atelier": FormeSollicitation.ATELIER,
    "ateliers": FormeSollicitation.ATELIER,
    "envoi de contenu": FormeSollicitation.ENVOI,
    "entretiens": FormeSollicitation.ENTRETIEN,
}
_SUITE: Final = re.compile(r"\s*(?:[:;,(/\n]|\s[–—-]\s)\s*")
_LISTE: Final = re.compile(r"\s*[;,/\n]\s*")


def read_role(texte: str) -> RoleActeur | None:
    """Return a role named alone."""
    return _ROLES.get(fold_mots(texte))


def split_role(texte: str) -> tuple[RoleActeur | None, str]:
    """Part « Partenariat : relais des ateliers »; a text without role is a contribution."""
    if role := read_role(texte):
        return role, ""
    tete, reste = _split(texte)
    role = read_role(tete)
    autres = [trouve for morceau in _LISTE.split(reste) if (trouve := read_role(morceau))]
    if role and autres:
        return max(role, *autres, key=lambda r: r.rang), texte
    return (role, reste) if role else (None, texte)


def split_formes(texte: str) -> tuple[tuple[FormeSollicitation, ...], str]:
    """Part the forms of the list from what else is said of how one is solicited."""
    formes, restes = set(), []
    for morceau in _LISTE.split(texte):
        if forme := _FORMES.get(fold_mots(morceau)):
            formes.add(forme)
        elif morceau:
            restes.append(morceau)
    return sort_formes(formes), " ; ".join(restes)


def read_siren(texte: str) -> str:
    """Return the SIREN of a cell that holds one or a SIRET, else nothing."""
    lu = read_identifiant(texte)
    return lu.siren if lu else ""


def read_cle(texte: str) -> str:
    """Return an identifier of this site, else nothing."""
    try:
        return str(uuid.UUID(texte.strip()))
    except ValueError:
        return ""


def _split(texte: str) -> tuple[str, str]:
    trouve = _SUITE.search(texte)
    if trouve is None:
        return texte, ""
    reste = texte[trouve.end() :]
    return texte[: trouve.start()], reste.removesuffix(")") if "(" in trouve[0] else reste
