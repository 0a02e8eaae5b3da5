"""Cells of the table of stakeholders that say two things, read and written.

People write them freely: what is not understood is kept as a text. What we write comes back as it
was: « Partenariat : » on a line of its own, then the contribution.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Final

from spaser.identifiants import read_identifiant
from spaser.lettres import fold_mots
from spaser.metier.acteurs.modele import FormeSollicitation, RoleActeur, sort_formes

type Formes = tuple[FormeSollicitation, ...]

SEPARATEUR_FORMES: Final = " ; "
_A_DEFINIR: Final = "À définir"
_TETE: Final = re.compile(r"([^\n]+?) :\n(.+)", re.DOTALL)  # as we write it
_PAR_LIBELLE: Final = {role.libelle: role for role in RoleActeur}
_FORMES_PAR_LIBELLE: Final = {forme.libelle: forme for forme in FormeSollicitation}
_EXEMPLES: Final = re.compile(
    r"[\s(\[,]*\b(?:par exemple|p\. ?ex\.?|ex(?:emples?)?\.?)\s*:\s*"
    r"|\s*[(\[](?:par exemple|ex\.?)\s+",
    re.IGNORECASE,
)
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
    return _ROLES.get(fold_mots(texte))


def split_role(texte: str) -> tuple[RoleActeur | None, str]:
    """Part « Partenariat : relais des ateliers »; a text without role is a contribution."""
    if (ecrit := _TETE.fullmatch(texte)) and ecrit[1] in {*_PAR_LIBELLE, _A_DEFINIR}:
        return _PAR_LIBELLE.get(ecrit[1]), ecrit[2]
    if role := read_role(texte):
        return role, ""
    tete, reste = _split(texte)
    role = read_role(tete)
    autres = [trouve for morceau in _LISTE.split(reste) if (trouve := read_role(morceau))]
    if role and autres:
        return max(role, *autres, key=lambda r: r.rang), texte
    return (role, reste) if role else (None, texte)


def split_formes(texte: str) -> tuple[Formes, str]:
    """Part the forms of the list from what else is said of how one is solicited."""
    if trouve := _TETE.fullmatch(texte):
        ecrites = [_FORMES_PAR_LIBELLE.get(nom) for nom in trouve[1].split(SEPARATEUR_FORMES)]
        if None not in ecrites:
            return sort_formes({forme for forme in ecrites if forme}), trouve[2]
        if trouve[1] == _A_DEFINIR:
            return (), trouve[2]
    formes, restes = set(), []
    for morceau in _LISTE.split(texte):
        if forme := _FORMES.get(fold_mots(morceau)):
            formes.add(forme)
        elif morceau:
            restes.append(morceau)
    return sort_formes(formes), " ; ".join(restes)


def extract_siren(texte: str) -> str:
    lu = read_identifiant(texte)
    return lu.siren if lu else ""


def read_cle(texte: str) -> str:
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


def write_role(role: RoleActeur | None, contribution: str) -> str:
    tete = role.libelle if role else ""
    return _join(tete, contribution, lambda texte: split_role(texte) == (role, contribution))


def write_formes(formes: Formes, nature: str) -> str:
    tete = SEPARATEUR_FORMES.join(forme.libelle for forme in formes)
    return _join(tete, nature, lambda texte: split_formes(texte) == (formes, nature))


def _join(tete: str, reste: str, is_fidele: Callable[[str], bool]) -> str:
    """Write what is there alone where it is read as it is, else under its heading."""
    seul = "" if tete and reste else tete or reste
    return seul if is_fidele(seul) else f"{tete or _A_DEFINIR} :\n{reste}"


def split_exemples(texte: str) -> tuple[str, str]:
    trouve = _EXEMPLES.search(texte)
    if trouve is None or not trouve.start():
        return texte, ""
    exemples = texte[trouve.end() :].strip()
    ouverte = trouve[0].strip()[:1]
    return texte[: trouve.start()], exemples.rstrip(")]") if ouverte in {"(", "["} else exemples
