"""The table of stakeholders as a file: cells read as values, rows as stakeholders, and written.

What is missing or unknown is told; what is not understood is kept as a text.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from spaser.donnees.tables.colonnes import Rangee
from spaser.donnees.tables.modele import Remarque
from spaser.identifiants import read_identifiant
from spaser.lettres import fold_mots
from spaser.metier.acteurs.catalogue import Catalogue
from spaser.metier.acteurs.modele import (
    COLONNES,
    NOM_MAX,
    PAR_NOM,
    REUNIES,
    TEXTE_MAX,
    Acteur,
    FormeSollicitation,
    RoleActeur,
    clean_nom,
    clean_texte,
    sort_formes,
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


def _read_role(texte: str) -> RoleActeur | None:
    """Return a role named alone."""
    return _ROLES.get(fold_mots(texte))


def _split_role(texte: str) -> tuple[RoleActeur | None, str]:
    """Part « Partenariat : relais des ateliers »; a text without role is a contribution."""
    if role := _read_role(texte):
        return role, ""
    tete, reste = _split(texte)
    role = _read_role(tete)
    autres = [trouve for morceau in _LISTE.split(reste) if (trouve := _read_role(morceau))]
    if role and autres:
        return max(role, *autres, key=lambda r: r.rang), texte
    return (role, reste) if role else (None, texte)


def _split_formes(texte: str) -> tuple[tuple[FormeSollicitation, ...], str]:
    """Part the forms of the list from what else is said of how one is solicited."""
    formes, restes = set(), []
    for morceau in _LISTE.split(texte):
        if forme := _FORMES.get(fold_mots(morceau)):
            formes.add(forme)
        elif morceau:
            restes.append(morceau)
    return sort_formes(formes), " ; ".join(restes)


def extract_siren(texte: str) -> str:
    """Return the SIREN of a cell that holds one or a SIRET, else nothing."""
    lu = read_identifiant(texte)
    return lu.siren if lu else ""


def _read_cle(texte: str) -> str:
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


LIGNES_MAX: Final = 5_000
SEPARATEUR_FORMES: Final = " ; "
TITRES: Final = tuple(colonne.titre for colonne in COLONNES)
_ROLE, _FORME = (colonne.nom for colonne in REUNIES)
# Read each in its own way; the others are texts, taken as they are.
_APART: Final = frozenset(
    "nom typologie commentaire role contribution formes nature siren verifie_le cle".split()
)
_TEXTES: Final = tuple(nom for nom in PAR_NOM if nom not in _APART)


@dataclass(frozen=True, slots=True)
class ActeurLu:
    """A row read; without a name it cannot join the table as it is."""

    numero: int
    acteur: Acteur
    remarques: tuple[Remarque, ...] = ()

    @property
    def est_nommee(self) -> bool:
        """Say whether it can join the table."""
        return bool(self.acteur.nom)


@dataclass(frozen=True, slots=True)
class TableauLu:
    """A sheet read: which fields it has, and its rows."""

    presents: frozenset[str]
    absents: tuple[str, ...]  # titles of the columns that are not there
    inconnus: tuple[Remarque, ...]  # columns that are not ours: kept in the comment
    lignes: tuple[ActeurLu, ...]


def read_tableau(
    rangees: Iterable[Rangee],
    lues: Iterable[str],
    inconnus: tuple[Remarque, ...],
    catalogue: Catalogue,
) -> TableauLu:
    """Read the rows of a sheet; `lues` are its columns, `inconnus` those that are not ours."""
    reunies = {colonne.nom: colonne.de for colonne in REUNIES}
    presents = {champ for nom in lues for champ in reunies.get(nom, (nom,))}
    if inconnus:
        presents.add("commentaire")
    return TableauLu(
        frozenset(presents),
        tuple(c.titre for c in COLONNES if c.nom not in presents | {"cle"}),
        inconnus,
        tuple(_Lecture(rangee, catalogue).read() for rangee in rangees),
    )


def make_listes(catalogue: Catalogue) -> Mapping[str, Callable[[str], object]]:
    """Return what tells a word of each list: a row is known to be shifted by them."""
    return {
        "typologie": catalogue.read_typologie,
        "role": _read_role,
        _ROLE: lambda texte: _split_role(texte)[0],
        "formes": lambda texte: _split_formes(texte)[0],
        _FORME: lambda texte: _split_formes(texte)[0],
        "cle": _read_cle,
    }


def write_acteur(acteur: Acteur, catalogue: Catalogue) -> tuple[str | date | None, ...]:
    """Return the cells of a stakeholder, in the order of the columns."""
    mots = {
        "typologie": catalogue.name_typologie(acteur.typologie),
        "role": acteur.role.libelle if acteur.role else "",
        "formes": SEPARATEUR_FORMES.join(forme.libelle for forme in acteur.formes),
    }
    return tuple(mots.get(c.nom, getattr(acteur, c.nom)) for c in COLONNES)


class _Lecture:
    """One row on its way to a stakeholder."""

    def __init__(self, rangee: Rangee, catalogue: Catalogue) -> None:
        self._rangee = rangee
        self._catalogue = catalogue
        self._restes: list[str] = []

    def read(self) -> ActeurLu:
        textes: dict[str, Any] = {nom: self._take(nom) for nom in _TEXTES}
        acteur = Acteur(
            nom=self._read_nom(),
            typologie=self._read_mot(
                "typologie", self._catalogue.read_typologie, "Typologie inconnue : « {} »"
            ),
            siren=self._read_mot("siren", extract_siren, "« {} » n’est pas un SIREN : il"),
            verifie_le=self._read_jour(),
            cle=self._read_mot("cle", _read_cle, "Identifiant inconnu : « {} »"),
            **textes,
        )
        acteur = self._read_apports(acteur)
        self._keep_inconnus()
        commentaire = "\n".join(filter(None, [self._take("commentaire"), *self._restes]))
        return ActeurLu(
            self._rangee.numero,
            replace(acteur, commentaire=commentaire[:TEXTE_MAX]),
            tuple(self._rangee.remarques),
        )

    def _read_nom(self) -> str:
        nom = clean_nom(self._take("nom"))
        if not nom:
            self._rangee.tell(
                "nom", "Le nom de la structure manque : écrivez-le ici, ou dans le fichier."
            )
        if len(nom) > NOM_MAX:
            self._keep("nom", nom, f"Le nom dépasse {NOM_MAX} signes : sa fin va au commentaire.")
        return nom[:NOM_MAX].strip()

    def _read_mot(self, nom: str, lire: Callable[[str], str], inconnu: str) -> str:
        """Read a word that means something, else keep it in the comment."""
        texte = self._take(nom)
        lu = lire(texte)
        if texte and not lu:
            self._keep(nom, texte, f"{inconnu.format(texte)} va au commentaire.")
        return lu

    def _read_jour(self) -> date | None:
        valeur = self._rangee.valeurs.get("verifie_le")
        if valeur is None or isinstance(valeur, date):
            return valeur
        texte = clean_texte(valeur)
        self._keep("verifie_le", texte, f"Date illisible : « {texte} » va au commentaire.")
        return None

    def _read_apports(self, acteur: Acteur) -> Acteur:
        role, contribution = _split_role(self._take(_ROLE))
        seul = self._take("role")
        if seul:
            role = _read_role(seul) or role
            if _read_role(seul) is None:
                self._rangee.tell(
                    "role", f"Rôle inconnu : « {seul} » est gardé dans la contribution."
                )
                contribution = _under(seul, contribution)
        formes, nature = self._read_formes()
        return replace(
            acteur,
            role=role,
            contribution=_under(contribution, self._take("contribution")),
            formes=formes,
            nature=_under(nature, self._take("nature")),
        )

    def _read_formes(self) -> tuple[tuple[Any, ...], str]:
        ensemble = self._take(_FORME)
        if ensemble:
            return _split_formes(ensemble)
        formes, reste = _split_formes(self._take("formes"))
        if reste:
            self._rangee.tell("formes", f"Forme inconnue : « {reste} » est gardé dans la nature.")
        return formes, reste

    def _keep_inconnus(self) -> None:
        """Put what stands under the titles of others, or under no title, in the comment."""
        for reste in self._rangee.restes:
            texte = clean_texte(reste.texte)
            if not texte:
                continue
            self._restes.append(f"{reste.titre} : {texte}" if reste.titre else texte)
            if not reste.titre:
                self._rangee.tell_reste(
                    reste, f"Cellule hors du tableau : « {texte[:80]} » va au commentaire."
                )

    def _take(self, nom: str) -> str:
        texte = clean_texte(self._rangee.valeurs.get(nom, ""))
        if len(texte) > TEXTE_MAX:
            self._rangee.tell(nom, f"Texte de plus de {TEXTE_MAX} signes : la fin est coupée.")
        return texte[:TEXTE_MAX].strip()

    def _keep(self, nom: str, texte: str, remarque: str) -> None:
        self._restes.append(f"{PAR_NOM[nom].titre} : {texte}")
        self._rangee.tell(nom, remarque)


def _under(haut: str, bas: str) -> str:
    return "\n".join(filter(None, [haut, bas]))
