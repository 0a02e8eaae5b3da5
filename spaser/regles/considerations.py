"""What to write in a contract, by family of purchases: sentences to copy, what proves them.

A family is shown when it is complete: its four levers, and nothing left blank in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import ClassVar, Final

import msgspec

from spaser.contenus.lecture import cache_contenu, read_contenu, read_dossier
from spaser.elements import fold_mots, has_mots
from spaser.regles.champs import UN_PAR_LIGNE, StructDit, ask, ask_corps, ask_long
from spaser.regles.indicateurs import (
    FicheIndicateur,
    Rubrique,
    SousTheme,
    load_bibliotheque,
    read_rubriques,
)
from spaser.regles.nomenclatures import Nomenclature, Source, cite

A_COMPLETER: Final = "[à compléter"
"""How a blank of a sentence begins: what only the buyer knows."""


ECRITES_LE: Final = date(2026, 11, 27)
"""The day of the texts of the files."""


class TypeLevier(Nomenclature):
    SPECIFICATION = "specification", "Spécification technique"
    EXECUTION = "execution", "Condition d’exécution"
    CRITERE = "critere", "Critère d’attribution"
    RESERVE = "reserve", "Marché ou lot réservé"


class Volet(Nomenclature):
    """What a consideration is for, in the words of the published data."""

    ENVIRONNEMENT = "environnement", "Environnement"
    SOCIAL = "social", "Social"


class PieceMarche(Nomenclature):
    CCTP = "cctp", "CCTP"
    CCAP = "ccap", "CCAP"
    RC = "rc", "Règlement de consultation"


class Aide(Nomenclature):
    """Who to call; each is told of on the page of helps."""

    RESEAUX = "reseaux", "Réseau régional d’acheteurs", "sorte-reseaux"
    GUICHETS_VERTS = "guichets-verts", "Guichet vert", "guichet-vert"
    CLAUSE_VERTE = "clause-verte", "La clause verte", "la-clause-verte"
    FACILITATEURS = "facilitateurs", "Facilitateur de la clause sociale", "facilitateur"
    MARCHE_INCLUSION = "marche-de-l-inclusion", "Marché de l’inclusion", "marche-de-l-inclusion"
    HANDICAP = "handicap", "Réseaux du handicap (ESAT, entreprises adaptées)", "sorte-clauses"
    CRESS = "cress", "Chambre régionale de l’économie sociale et solidaire (CRESS)", "cress"
    FILIERES = "filieres", "Fédération ou réseau de la filière", "sorte-chambres"
    MA_CANTINE = "ma-cantine", "ma cantine", "ma-cantine"

    def __init__(self, _code: str, _libelle: str = "", ancre: str = "") -> None:
        self.adresse = f"/aides/#{ancre}"


_BLANC: Final = "Ce que l’acheteur remplit s’écrit [à compléter : quoi]."


class Levier(StructDit):
    """A sentence to copy, and what goes with it.

    `faits` are the texts and the examples behind it; `modele`, the fact whose wording it follows.
    """

    GROUPES: ClassVar = {"": "levier volet document"}

    levier: TypeLevier = ask("Levier", "Choisissez un levier.", quoi="un levier")
    volet: Volet = ask("Volet", "Choisissez un volet.", quoi="un volet")
    titre: str = ask("Titre", "Donnez un titre à cette phrase.", maximum=150)
    document: PieceMarche = ask("À copier dans", "Choisissez le document.", quoi="un document")
    phrase: str = ask_long("Phrase à copier", "Écrivez la phrase à copier.", lignes=6, aide=_BLANC)
    pourquoi: str = ask_long("Ce qu’il faut savoir", "Dites ce qu’il faut savoir.", lignes=3)
    preuve: str = ask_long("Preuve à demander", "Dites quelle preuve demander.", lignes=2)
    penalite: str = ask_long("Pénalité", "Dites quelle pénalité prévoir.", lignes=2)
    piege: str = ask_long("Piège à éviter", "Dites quel piège éviter.", lignes=2)
    indicateurs: tuple[str, ...] = ask(
        "Indicateurs", lignes=2, aide=f"{UN_PAR_LIGNE} Des codes, comme SOC-03", default=()
    )
    actions: tuple[str, ...] = ask(
        "Actions", lignes=2, aide=f"{UN_PAR_LIGNE} Des codes, comme ACT-18", default=()
    )
    aides: tuple[Aide, ...] = ask("Qui appeler", quoi="une aide", default=())
    faits: tuple[str, ...] = ask(
        "Textes et exemples",
        lignes=2,
        aide=f"{UN_PAR_LIGNE} Des codes, comme CCP-L2152-7",
        default=(),
    )
    modele: str = ask(
        "Rédaction adaptée de", aide="Le code d’un texte ; vide : rédaction du site", default=""
    )


class FamilleAchat(StructDit):
    """A family of purchases; `cpv` are the beginnings of the codes of its contracts."""

    GROUPES: ClassVar = {
        "Les achats": "titre objet resume cpv",
        "Avant d’écrire": "besoin loi",
    }

    code: str
    titre: str = ask("Titre", "Donnez un titre.", maximum=150)
    objet: str = ask_long("Achats concernés", "Dites quels achats sont concernés.", lignes=2)
    resume: str = ask_long("En bref", "Dites l’enjeu en deux phrases.", lignes=3)
    cpv: tuple[str, ...] = ask(
        "Débuts des codes CPV",
        lignes=3,
        aide=f"{UN_PAR_LIGNE} Deux à huit chiffres : 9091 pour les services de nettoyage",
    )
    besoin: str = ask_corps("Avant d’écrire", "Dites comment questionner le besoin.", lignes=6)
    loi: str = ask_corps("Règles propres à ces achats", lignes=4, default="")
    leviers: tuple[Levier, ...] = ask(
        "Phrases à copier",
        element="une phrase",
        maximum=20,
        ouverte=True,
        aide="Les quatre leviers, dont une condition d’exécution pour l’environnement et une "
        "sociale.",
        default=(),
    )
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def jour(self) -> date:
        return self.mise_a_jour or ECRITES_LE

    @property
    def groupes(self) -> tuple[tuple[TypeLevier, tuple[Levier, ...]], ...]:
        return tuple(
            (t, tuple(ligne for ligne in self.leviers if ligne.levier is t)) for t in TypeLevier
        )

    @property
    def citations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f for levier in self.leviers for f in levier.faits))


class RegleLevier(StructDit):
    """What a lever is, and what to hold to whatever is bought."""

    code: str
    titre: str = ask("Titre", "Donnez un titre.", maximum=150)
    texte: str = ask_corps("Texte", "Dites ce qu’est ce levier, et ce qu’il faut tenir.", lignes=8)
    mise_a_jour: date | None = None


# What no complete family goes without.
_ATTENDUS: Final = (
    (TypeLevier.SPECIFICATION, None, "une spécification technique"),
    (TypeLevier.EXECUTION, Volet.ENVIRONNEMENT, "une condition d’exécution pour l’environnement"),
    (TypeLevier.EXECUTION, Volet.SOCIAL, "une condition d’exécution sociale"),
    (TypeLevier.CRITERE, Volet.ENVIRONNEMENT, "un critère environnemental"),
    (TypeLevier.RESERVE, Volet.SOCIAL, "un marché ou un lot réservé"),
)
_TEXTES: Final = {
    "titre": "le titre",
    "phrase": "la phrase à copier",
    "pourquoi": "ce qu’il faut savoir",
    "preuve": "la preuve",
    "penalite": "la pénalité",
    "piege": "le piège",
    "indicateurs": "les indicateurs",
    "actions": "les actions",
    "aides": "qui appeler",
    "faits": "les textes",
}


def find_manques(famille: FamilleAchat) -> list[str]:
    presents = {(ligne.levier, ligne.volet) for ligne in famille.leviers}
    manques = [
        f"il manque {nom}."
        for levier, volet, nom in _ATTENDUS
        if not any(p[0] is levier and volet in {None, p[1]} for p in presents)
    ]
    for ligne in famille.leviers:
        vides = ", ".join(nom for champ, nom in _TEXTES.items() if not getattr(ligne, champ))
        if vides:
            manques.append(f"« {ligne.titre or ligne.levier.libelle} » : il manque {vides}.")
    return manques if famille.cpv else [*manques, "il manque le début des codes CPV."]


@cache
def load_considerations() -> tuple[FamilleAchat, ...]:
    lues = read_dossier("considerations/familles", FamilleAchat)
    return tuple(sorted(lues, key=lambda famille: fold_mots(famille.titre)))


load_regles: Final = cache_contenu("considerations/leviers.json", tuple[RegleLevier, ...])


def count_phrases(action: str) -> int:
    return sum(action in ligne.actions for f in load_considerations() for ligne in f.leviers)


# --- The library of actions: what each is, why, how to start, what it moves, where it was seen


class ExempleAction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a published scheme does of an action, and the key of its source."""

    texte: str
    source: str


class ActionType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action as its file gives it.

    `etapes` is how to start; `indicateurs`, `obligations`, `familles` and `faits` are codes.
    """

    code: str
    titre: str
    sous_theme: SousTheme
    quoi: str
    pourquoi: str
    etapes: tuple[str, ...]
    indicateurs: tuple[str, ...] = ()
    familles: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    faits: tuple[str, ...] = ()
    exemples: tuple[ExempleAction, ...] = ()

    @property
    def rubrique(self) -> Rubrique:
        return self.sous_theme.rubrique

    @property
    def fiches(self) -> tuple[FicheIndicateur, ...]:
        lues = map(load_bibliotheque().find, self.indicateurs)
        return tuple(fiche for fiche in lues if fiche)


class Actions(msgspec.Struct, frozen=True, kw_only=True):
    """Every action, row after row, and the sources of the examples."""

    actions: tuple[ActionType, ...]
    sources: dict[str, Source]

    def find(self, code: str) -> ActionType | None:
        return next((action for action in self.actions if action.code == code), None)

    def list_exemples(self, action: ActionType) -> tuple[tuple[str, Source], ...]:
        return tuple((e.texte, self.sources[e.source]) for e in action.exemples)

    def list_sources(self, action: ActionType) -> tuple[Source, ...]:
        return cite(action.faits)


@cache
def load_actions() -> Actions:
    lues = read_rubriques("actions", tuple[ActionType, ...])
    propres = read_contenu("actions/sources.json", dict[str, Source])
    return Actions(
        actions=tuple(sorted(lues, key=lambda action: action.code)),
        sources=load_bibliotheque().sources | propres,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RechercheActions:
    """What one looks for; what is left empty filters nothing."""

    texte: str = ""
    rubrique: Rubrique | None = None
    famille: str = ""
    indicateur: str = ""


def search_actions(
    actions: Iterable[ActionType], demande: RechercheActions
) -> tuple[ActionType, ...]:
    """Keep the actions that answer: every word must be there, accents apart."""
    return tuple(
        action
        for action in actions
        if demande.rubrique in {None, action.rubrique}
        and (not demande.famille or demande.famille in action.familles)
        and (not demande.indicateur or demande.indicateur in action.indicateurs)
        and has_mots(
            (action.code, action.titre, action.quoi, action.pourquoi, *action.etapes,
             action.sous_theme.libelle), demande.texte,
        )
    )  # fmt: skip
