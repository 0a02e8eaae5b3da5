"""Good practices: what a buyer did, what it gave and how it is known, for others to do the same.

A buyer tells hers, the team reads it again. A text that praises a firm is seen, never refused by a
machine: whoever reads it again decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from spaser.contenus.lecture import cache_contenu
from spaser.elements import fold_mots, has_mots, unaccent
from spaser.regles.champs import UN_PAR_LIGNE, GenreDit, StructDit, ask, ask_corps
from spaser.regles.indicateurs import Rubrique
from spaser.regles.nomenclatures import Nomenclature

TITRE_MAX: Final = 150
ETAPES_MIN: Final = 2
SANS_NOM: Final = "Un acheteur public"


class EtatRecit(Nomenclature):
    BROUILLON = "brouillon", "Brouillon"
    ENVOYEE = "envoyee", "Envoyée"
    A_CORRIGER = "a_corriger", "À corriger"
    PUBLIEE = "publiee", "Publiée"
    REFUSEE = "refusee", "Non retenue"
    RETIREE = "retiree", "Retirée"


OUVERTS: Final = (EtatRecit.BROUILLON, EtatRecit.A_CORRIGER)
"""The states in which its buyer may change it."""


class MarcheLie(StructDit):
    """A published contract behind a practice; `adresse` is a page of the site that shows it."""

    objet: str = ask("Objet du marché", "Donnez l’objet du marché.")
    annee: int | None = ask(
        "Année", bornes=(2000, 2100), invalide="Écrivez une année, comme 2025.", default=None
    )
    adresse: str = ask(
        "Adresse de sa preuve", aide="Une page de ce site, comme /acheteurs/…", default=""
    )


class Pratique(StructDit):
    """A practice, as everybody reads it; its long texts are typed as `documents.corps` reads them.

    `familles` are codes of the families of purchases; none: whatever is bought. `preuve` says how
    the result is known. `contact` is the mail of a service, never of a person.
    """

    GROUPES: ClassVar = {
        "Le texte": "titre acheteur axe familles fait resultat preuve preuve_adresse etapes "
        "pieges contact"
    }

    code: str
    titre: str = ask("Titre", "Donnez un titre, à l’infinitif.", maximum=TITRE_MAX)
    axe: Rubrique = ask("Thème", "Choisissez un thème.", quoi="un thème")
    fait: str = ask_corps("Ce qui a été fait", "Dites ce qui a été fait.", lignes=5)
    resultat: str = ask_corps("Ce que cela a donné", "Dites ce que cela a donné.", lignes=3)
    preuve: str = ask_corps("Comment on le sait", "Dites comment on le sait.", lignes=3)
    etapes: tuple[str, ...] = ask(
        "Étapes", lignes=5, aide=f"{UN_PAR_LIGNE} [mots](/adresse/) mène à une page du site."
    )
    acheteur: str = ask("Acheteur", aide="Vide : « un acheteur public ».", default="")
    familles: tuple[str, ...] = ask(
        "Familles d’achat",
        genre=GenreDit.CODES,
        quoi="une famille d’achat",
        aide="Aucune case : bonne pour tous les achats.",
        default=(),
    )
    pieges: tuple[str, ...] = ask("Points d’attention", lignes=3, aide=UN_PAR_LIGNE, default=())
    preuve_adresse: str = ask("Page qui le prouve", genre=GenreDit.ADRESSE, default="")
    marches: tuple[MarcheLie, ...] = ask(
        "Marchés liés", element="un marché", maximum=20, default=()
    )
    contact: str = ask(
        "Adresse d’un service",
        genre=GenreDit.COURRIEL,
        aide="Jamais celle d’une personne.",
        invalide="Cette adresse n’a pas la forme nom@domaine.fr\u00a0: corrigez.",
        default="",
    )
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def qui(self) -> str:
        return self.acheteur or SANS_NOM

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        return (self.fait, self.resultat, self.preuve, *self.etapes, *self.pieges)


load_pratiques: Final = cache_contenu("pratiques/pratiques.json", tuple[Pratique, ...])


# What keeps a practice from being read by others.

_OBLIGES: Final = {
    "titre": "Donnez-lui un titre.",
    "fait": "Dites ce qui a été fait.",
    "resultat": "Dites ce que cela a donné.",
    "preuve": "Dites comment ce résultat est connu.",
}


def list_manques(pratique: Pratique, *, cite: bool = False) -> list[str]:
    """List, in French, what a practice lacks; `cite` says that it rests on a fact of the site."""
    manques = [texte for champ, texte in _OBLIGES.items() if not getattr(pratique, champ)]
    if pratique.resultat and not re.search(r"\d", pratique.resultat):
        manques.append("Donnez un chiffre dans le résultat\u00a0: un nombre, une part, une durée.")
    if not (cite or pratique.preuve_adresse or pratique.marches):
        manques.append("Donnez l’adresse d’une page qui prouve le résultat, ou liez un marché.")
    if len(pratique.etapes) < ETAPES_MIN:
        manques.append("Donnez deux étapes au moins\u00a0: par où commencer, puis quoi.")
    return manques


# Praise of a firm, and its name.

_ELOGES: Final = re.compile(
    r"\b(?:leaders?\b|incontournables?|irreprochables?|exceptionnel\w*|remarquables?|excellent\w*"
    r"|meilleure?s? (?:entreprises?|prestataires?|fournisseurs?|titulaires?|offres? du marche)"
    r"|(?:je|nous) recommand\w+|numero un\b|n° ?1\b)"
)
_SOCIETE: Final = re.compile(
    r"\b[\w’'&.-]+ (?:SAS|SASU|SARL|EURL)\b|\b(?:SAS|SASU|SARL|EURL) [\w’'&.-]+"
)
_NOM_MIN: Final = 5
_COMMUNS: Final = frozenset(
    "association atelier ateliers centre commune departement entreprise france france services "
    "groupe insertion metropole region services societe solidarite travaux ville".split()
)


def find_eloges(textes: Iterable[str], noms: Iterable[str] = ()) -> list[str]:
    """List, in French, the words of a text that praise a firm or name one; `noms`, of suppliers."""
    texte = "\n".join(textes)
    plat = unaccent(texte)
    vantes = dict.fromkeys(trouve.group() for trouve in _ELOGES.finditer(plat))
    societes = dict.fromkeys(trouve.group() for trouve in _SOCIETE.finditer(texte))
    plie = f" {fold_mots(texte)} "
    cites = dict.fromkeys(nom for nom in noms if _is_named(nom, plie))
    return [
        *(
            f"«\u00a0{mot}\u00a0» vante quelqu’un\u00a0: dites plutôt ce qui a été fait."
            for mot in vantes
        ),
        *(f"«\u00a0{nom}\u00a0» nomme une entreprise\u00a0: retirez son nom." for nom in societes),
        *(f"«\u00a0{nom}\u00a0» est un de vos titulaires\u00a0: retirez son nom." for nom in cites),
    ]


def _is_named(nom: str, plie: str) -> bool:
    cle = fold_mots(nom)
    return len(cle) >= _NOM_MIN and cle not in _COMMUNS and f" {cle} " in plie


# What one looks for.


@dataclass(frozen=True, slots=True, kw_only=True)
class RecherchePratiques:
    """What one looks for; what is left empty filters nothing."""

    texte: str = ""
    famille: str = ""
    axe: Rubrique | None = None


def search_pratiques(
    pratiques: Iterable[Pratique], demande: RecherchePratiques
) -> tuple[Pratique, ...]:
    """Keep the practices that answer; one that has no family is good for all, and comes last."""
    trouvees = [
        pratique
        for pratique in pratiques
        if demande.axe in {None, pratique.axe}
        and (not demande.famille or not pratique.familles or demande.famille in pratique.familles)
        and has_mots((pratique.titre, pratique.qui, *pratique.textes), demande.texte)
    ]
    if demande.famille:
        trouvees.sort(key=lambda pratique: not pratique.familles)
    return tuple(trouvees)


def count_de_famille(pratiques: Iterable[Pratique], familles: Iterable[str]) -> dict[str, int]:
    """Count the practices of each of these families of purchases; those of none are left out."""
    lues = list(pratiques)
    comptes = {code: sum(code in p.familles for p in lues) for code in dict.fromkeys(familles)}
    return {code: nombre for code, nombre in comptes.items() if nombre}
