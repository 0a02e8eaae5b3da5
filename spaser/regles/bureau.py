"""What the team does each month in an hour, and the buyers that it may get in touch with.

Nothing here judges anybody: a buyer is « à contacter », with what makes one think so, and its day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from spaser.contenus.faits import find_fait
from spaser.elements import add_mois
from spaser.regles.assujettissement import find_regime, format_millions
from spaser.regles.nomenclatures import DatePartielle, Nomenclature
from spaser.regles.publication import PERIODE, propose_echeance

MINUTES: Final = 60


# The month's list.


@dataclass(frozen=True, slots=True)
class Besoin:
    """Something to do: how much of it waits, the minutes that one takes, the first share of it.

    `part` is in minutes: what it is given before whatever is left goes to the others.
    """

    code: str
    titre: str
    pourquoi: str
    vue: str
    minutes: int
    part: int


# fmt: off
BESOINS: Final = (
    Besoin("moderation", "Vider la file de modération",
        "Des acheteurs attendent la publication de leur schéma.",
        "registre:moderation", minutes=4, part=16),
    Besoin("questions", "Répondre aux remarques et aux questions",
        "Quelqu’un a pris le temps d’écrire.",
        "acheteurs:remarques", minutes=3, part=9),
    Besoin("relectures", "Relire les textes et les pratiques en attente",
        "La personne qui les a écrits ne peut pas les publier elle-même.",
        "editorial:accueil", minutes=5, part=10),
    Besoin("faits", "Relire les textes cités dont le jour est venu",
        "Une page qui cite un texte changé trompe ses lecteurs.",
        "obligations:a_relire", minutes=4, part=12),
    Besoin("liens", "Réparer les liens qui ne mènent plus à rien",
        "Un schéma dont le document a disparu ne sert plus.",
        "registre:liens", minutes=1, part=5),
    Besoin("acheteurs", "Prendre contact avec des acheteurs",
        "Un appel vaut mieux qu’une relance\u00a0: deux par mois suffisent.",
        "bureau:acheteurs", minutes=3, part=6),
    Besoin("sante", "Voir si les travaux et les courriels suivent",
        "Ce qui ne part pas ne se voit pas.",
        "organisations:programme_travaux", minutes=2, part=2),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class TacheDuMois:
    """A line of the month's list: how many to do now, how many are left for the next one."""

    besoin: Besoin
    nombre: int
    reste: int

    @property
    def minutes(self) -> int:
        return self.nombre * self.besoin.minutes


def plan_mois(
    attentes: Mapping[str, int], besoins: Iterable[Besoin] = BESOINS
) -> tuple[TacheDuMois, ...]:
    """Share an hour between what waits: each has its part, then the first ones what is left."""
    voulus = {besoin: max(0, attentes.get(besoin.code, 0)) for besoin in besoins}
    donnes = {b: min(n, b.part // b.minutes) for b, n in voulus.items()}
    libres = MINUTES - sum(n * b.minutes for b, n in donnes.items())
    for besoin, voulu in voulus.items():
        encore = min(voulu - donnes[besoin], libres // besoin.minutes)
        donnes[besoin] += encore
        libres -= encore * besoin.minutes
    return tuple(TacheDuMois(b, n, voulus[b] - n) for b, n in donnes.items())


# Buyers to get in touch with.


class MotifContact(Nomenclature):
    """Why a buyer may be worth a call."""

    AIDE = "aide", "Demande d’aide"
    SANS_SCHEMA = "sans_schema", "Schéma non connu"
    ECHU = "echu", "Schéma fini"
    PUBLICATION = "publication", "Résultats attendus"


class Canal(Nomenclature):
    """How somebody of the team got in touch."""

    COURRIEL = "courriel", "Courriel"
    TELEPHONE = "telephone", "Téléphone"
    RENCONTRE = "rencontre", "Rencontre ou webinaire"
    COURRIER = "courrier", "Courrier"


class IssueContact(Nomenclature):
    SANS_REPONSE = "sans_reponse", "Pas de réponse"
    A_RELANCER = "a_relancer", "À relancer"
    EN_COURS = "en_cours", "Schéma ou résultats en préparation"
    A_JOUR = "a_jour", "Schéma ou résultats publiés"
    NON_CONCERNE = "non_concerne", "N’est pas concerné"


CLOS: Final = (IssueContact.A_JOUR, IssueContact.NON_CONCERNE)
"""After these, nobody needs to be called again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcheteurAContacter:
    """A buyer to get in touch with: why, what makes one think so, of which day.

    `demande_le` is when it asked for help itself.
    """

    siren: str
    nom: str
    motif: MotifContact
    preuve: str
    jour: date | None
    nature: str = ""
    volume: int | None = None
    adresse: str = ""
    demande_le: datetime | None = None


SEUIL: Final = "CCP-D2111-3"
PUBLIER: Final = "CCP-L2111-3"


def read_seuil(jour: date) -> int:
    regime = find_regime(jour)
    return regime.seuil if regime else int(find_fait(SEUIL).read_valeur("seuil"))


def tell_aide(mot: str) -> str:
    demande = "Elle aimerait être aidée"
    return f"{demande}\u00a0: «\u00a0{mot.rstrip(' .')}\u00a0»." if mot else f"{demande}."


def tell_volume(montant: int, marches: int, annee: int, seuil: int) -> str:
    return (
        f"Ses {marches} marchés publiés en cours en {annee} représentent environ "
        f"{format_millions(montant)}, étalés sur leur durée\u00a0: plus que "
        f"{format_millions(seuil)}. C’est une estimation, pas ce qui a été payé."
    )


def tell_fin(fin: DatePartielle) -> str:
    quand = f"le {fin.libelle}" if len(fin) > len("2026-11") else fin.libelle
    return f"D’après sa fiche, le schéma est fini depuis {quand}, et aucun autre n’est connu."


def find_retard_publication(
    adopte_le: DatePartielle | None, publications: Iterable[date], jour: date
) -> date | None:
    """Return the day from which results were expected, if it has passed.

    A doubt is never a delay: a date known to the year or the month counts from its last day, and
    what comes before the text in force counts from its first day.
    """
    derniere = max(publications, default=None)
    attendu = propose_echeance(adopte_le.fin if adopte_le else None, derniere)
    depuis = find_fait(PUBLIER).depuis
    if attendu is None or depuis is None:
        return None
    attendu = max(attendu, add_mois(depuis, PERIODE))
    return attendu if attendu < jour else None


def tell_retard(attendu: date, derniere: date | None) -> str:
    connue, attendue = (
        (f"La dernière publication connue date du {derniere:%d/%m/%Y}", "la suivante")
        if derniere
        else ("Aucune publication de résultats n’est connue depuis l’adoption", "une publication")
    )
    return f"{connue}\u00a0; {attendue} était attendue vers le {attendu:%d/%m/%Y}."


def propose_relance(jour: date, resultat: IssueContact) -> date | None:
    """Return when to get in touch again, if somebody should."""
    mois = {IssueContact.SANS_REPONSE: 1, IssueContact.A_RELANCER: 1, IssueContact.EN_COURS: 6}
    return add_mois(jour, mois[resultat]) if resultat in mois else None
