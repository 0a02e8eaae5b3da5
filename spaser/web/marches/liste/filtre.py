"""Which contracts of a space are wanted: words, year, considerations, corrections, origin."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

from django.http import QueryDict

from spaser.donnees.corrige import Contrat
from spaser.lettres import unaccent
from spaser.metier.corrections.champs import Reponse
from spaser.web.marches.selectors import Marche

ETATS: Final = {etat.value: etat.libelle for etat in Reponse}
CORRIGES: Final = {"oui": "Corrigés", "non": "Non corrigés"}
PUBLIE, FICHIERS, SEULS = "publie", "fichiers", "seuls"
SOURCES: Final = {
    PUBLIE: "Données publiées",
    FICHIERS: "Vos fichiers",
    SEULS: "Vos fichiers seulement",
}
SANS_ANNEE: Final = "sans"
_TEXTE_MAX: Final = 100
_PLIES: Final = 40_000  # contracts whose words are kept: some ten megabytes


@dataclass(frozen=True)
class FiltreMarches:
    """What is asked; an empty text asks nothing."""

    q: str = ""
    annee: str = ""
    social: str = ""
    environnement: str = ""
    corrige: str = ""
    source: str = ""

    def apply(self, marches: Iterable[Marche]) -> list[Marche]:
        if self.est_vide:
            return list(marches)
        mots = _words(self.q)
        return [un for un in marches if self._keeps(un) and _holds(un, mots)]

    def _keeps(self, marche: Marche) -> bool:
        """Tell whether a contract is wanted, whatever its words; what is not asked is not read."""
        return (
            (not self.annee or self.annee == str(marche.contrat.annee or SANS_ANNEE))
            and (not self.social or self.social == marche.social)
            and (not self.environnement or self.environnement == marche.environnement)
            and (not self.corrige or (self.corrige == "oui") == marche.est_corrige)
            and (not self.source or self.source in _list_sources(marche.contrat))
        )

    @property
    def est_vide(self) -> bool:
        return not any(getattr(self, champ.name) for champ in fields(self))

    def items(self) -> list[tuple[str, str]]:
        tous = [(champ.name, getattr(self, champ.name)) for champ in fields(self)]
        return [(nom, valeur) for nom, valeur in tous if valeur]

    @property
    def requete(self) -> str:
        requete = QueryDict(mutable=True)
        requete.update(dict(self.items()))
        return requete.urlencode()


def read_filtre(parametres: Mapping[str, str]) -> FiltreMarches:
    """Read what an address asks; what means nothing is left out."""
    annee = parametres.get("annee", "")
    return FiltreMarches(
        q=parametres.get("q", "").strip()[:_TEXTE_MAX],
        annee=annee if annee == SANS_ANNEE or _is_annee(annee) else "",
        social=_choose(parametres, "social", ETATS),
        environnement=_choose(parametres, "environnement", ETATS),
        corrige=_choose(parametres, "corrige", CORRIGES),
        source=_choose(parametres, "source", SOURCES),
    )


def _is_annee(texte: str) -> bool:
    return texte.isdecimal() and len(texte) == len("2026")


def read_filtre_garde(parametres: Mapping[str, str]) -> FiltreMarches:
    """Read a filter that a form carries whole, apart from its own fields of the same names."""
    return read_filtre(QueryDict(parametres.get("filtre", "")))


def _choose(parametres: Mapping[str, str], nom: str, choix: Mapping[str, str]) -> str:
    valeur = parametres.get(nom, "")
    return valeur if valeur in choix else ""


def list_annees(annees: Collection[int | None]) -> list[tuple[str, str]]:
    """Return years to choose from, the latest first; none stands for no date."""
    connues = [(str(a), str(a)) for a in sorted((a for a in annees if a), reverse=True)]
    return [*connues, (SANS_ANNEE, "Sans date")] if None in annees else connues


def _list_sources(contrat: Contrat) -> list[str]:
    """Return what a contract comes from: published data and her files may both hold it."""
    if not contrat.prive:
        return [PUBLIE]
    return [FICHIERS, PUBLIE if contrat.publie else SEULS]


def _holds(marche: Marche, mots: list[str]) -> bool:
    if not mots:
        return True
    contrat = marche.contrat
    texte = _fold(contrat.id or "", contrat.objet or "", contrat.titulaires)
    return all(mot in texte for mot in mots)


@lru_cache(maxsize=_PLIES)
def _fold(identifiant: str, objet: str, titulaires: str) -> str:
    """Fold the words of a contract; cached, since whoever searches searches again."""
    return unaccent(f"{identifiant} {objet} {titulaires}")


def _words(texte: str) -> list[str]:
    return unaccent(texte).split()
