"""The usual steps of a scheme, counted backward from the day wished for the vote."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from spaser.contenus.faits import find_fait, tell_citation
from spaser.elements import add_mois
from spaser.regles.obligations import load_obligations
from spaser.regles.publication import EcheancePublication

DUREES: Final = (6, 12, 24)
"""How long a preparation usually takes, in months."""

ADOPTION: Final = "adoption"
"""The step of the vote."""

_SAMEDI: Final = 5
_PARTS: Final = 24  # a preparation is cut in so many parts


@dataclass(frozen=True)
class _Etape:
    """A step; `avant` is the part of the preparation left when it ends, `apres` months after."""

    code: str
    titre: str
    avant: int
    texte: str
    apres: int = 0


# fmt: off
_ETAPES: Final = (
    _Etape("cadrage", "Lancement et cadrage", 24,
        "Nommer la personne qui porte le projet, dire le périmètre, écrire la lettre de mission."),
    _Etape("etat_des_lieux", "État des lieux et autodiagnostic", 19,
        "Lire les chiffres de départ, répondre à l’autodiagnostic, recenser les plans existants."),
    _Etape("cartographie", "Cartographie des achats", 16,
        "Classer les achats par famille, repérer ceux qui comptent et les marchés à renouveler."),
    _Etape("entretiens", "Entretiens et ateliers", 10,
        "Entendre les services, les élus et les partenaires ; choisir les axes et les actions."),
    _Etape("redaction", "Rédaction", 5,
        "Écrire le schéma, avec ses indicateurs et leurs cibles."),
    _Etape("validation", "Validation", 2,
        "Faire relire par les directions, puis arrêter le texte en comité de pilotage."),
    _Etape(ADOPTION, "Vote du schéma", 0,
        "Présenter le schéma à l’instance qui décide."),
    _Etape("publication", "Publication", 0,
        "Mettre le schéma en ligne et le faire connaître aux services et aux entreprises.",
        apres=1),
    _Etape("premier_suivi", "Premier suivi", 0,
        "Relever les indicateurs, les présenter, corriger ce qui n’avance pas.",
        apres=12),
)
# fmt: on


@dataclass(frozen=True)
class JalonPropose:
    """A step with the day it ends; the first one with the day it starts."""

    code: str
    titre: str
    jour: date
    texte: str


def propose_jalons(adoption: date, mois: int) -> tuple[JalonPropose, ...]:
    """Return the steps that lead to a vote and follow it, none on a weekend, in order.

    A step that must be over before the vote, and the vote, go back to Friday; the others wait
    for Monday.

    Raises:
        ValueError: the duration is not one of `DUREES`.
    """
    if mois not in DUREES:
        raise ValueError(mois)
    debut = add_mois(adoption, -mois)
    return tuple(
        JalonPropose(etape.code, etape.titre, _place(etape, debut, adoption), etape.texte)
        for etape in _ETAPES
    )


def _place(etape: _Etape, debut: date, adoption: date) -> date:
    if etape.apres:
        return _skip_weekend(add_mois(adoption, etape.apres))
    if etape.avant == _PARTS:
        return _skip_weekend(debut)
    jour = adoption - (adoption - debut) * etape.avant / _PARTS
    return jour - timedelta(days=max(0, jour.weekday() - _SAMEDI + 1))


def _skip_weekend(jour: date) -> date:
    return jour + timedelta(days=(7 - jour.weekday()) if jour.weekday() >= _SAMEDI else 0)


def list_durees(adoption: date, aujourdhui: date) -> tuple[int, ...]:
    """Return the durations that fit before a vote, for a start today at the earliest."""
    return tuple(mois for mois in DUREES if propose_jalons(adoption, mois)[0].jour >= aujourdhui)


def find_adoption(mois: int, aujourdhui: date) -> date:
    adoption = add_mois(aujourdhui, mois)
    while mois not in list_durees(_skip_weekend(adoption), aujourdhui):
        adoption += timedelta(days=1)
    return _skip_weekend(adoption)


# --- What comes back each year in the life of a scheme: a day each, and how sure that day is ---


_PUBLICATION: Final = "CCP-R2196-1"
_CANTINE: Final = "RURAL-R230-30-2"
_DECLARER: Final = "AGEC-DECLARER"
_SUIVI: Final = "CCP-L2111-3.suivi"
_INDICATEURS: Final = "CCP-L2111-3.indicateurs"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAnnuelle:
    """A day of the year, what it is about, and the facts that say so.

    `a_verifier` says what is not known of the day: it is then a day to look it up, not a deadline.
    """

    code: str
    titre: str
    texte: str
    jour: date
    faits: tuple[str, ...] = ()
    a_verifier: str = ""

    @property
    def annonce(self) -> str:
        """Return its title; one whose day is not known begins by saying so."""
        return f"À vérifier : {self.titre}" if self.a_verifier else self.titre


def list_dates(
    depuis: date, echeance: EcheancePublication | None = None, fin: date | None = None
) -> tuple[DateAnnuelle, ...]:
    """Return the days of the twelve months from a day, in order.

    `echeance` is when the results of the scheme are due, `fin` its last day; they stand there
    however far they are.
    """
    jusqu_a = add_mois(depuis, 12)
    dates = [
        une
        for annee in (depuis.year, depuis.year + 1)
        for une in _list_annee(annee)
        if depuis <= une.jour < jusqu_a
    ]
    if echeance and echeance.jour >= depuis:
        dates.append(_publish(echeance))
    if fin and fin >= depuis:
        texte = "Le bilan, ce qui continue et les départs des cibles ouvrent le schéma suivant."
        dates.append(DateAnnuelle(code="fin", titre="fin de votre schéma", texte=texte, jour=fin))
    return tuple(sorted(dates, key=lambda une: (une.jour, une.code)))


def _list_annee(annee: int) -> list[DateAnnuelle]:
    avant = annee - 1
    publies = _end_publication(annee)
    return [
        DateAnnuelle(
            code="campagne",
            titre="dates de la campagne « ma cantine »",
            texte=tell_citation(_CANTINE),
            jour=date(annee, 1, 15),
            faits=(_CANTINE,),
            a_verifier="Les jours de la campagne ne sont pas connus ici : lisez-les sur la "
            "plateforme, si vous avez un service de restauration.",
        ),
        DateAnnuelle(
            code="paiements",
            titre=f"fin des paiements de {avant}",
            texte=f"Une fois les paiements de {avant} finis, tirez l’extrait de vos dépenses.",
            jour=date(annee, 1, 31),
            a_verifier="Ce jour dépend de votre comptabilité : demandez-le à votre comptable.",
        ),
        DateAnnuelle(
            code="marches",
            titre=f"Marchés de décembre {avant} publiés",
            texte=tell_citation(f"{_PUBLICATION}.delai"),
            jour=publies,
            faits=(f"{_PUBLICATION}.delai",),
        ),
        DateAnnuelle(
            code="point",
            titre=f"Point annuel {avant}",
            texte=f"Les chiffres de {avant} sont entiers : collectez ce qui manque, puis clôturez. "
            f"{tell_citation(_SUIVI)}",
            jour=publies + timedelta(days=1),
            faits=(_SUIVI,),
        ),
        *_declare(annee),
    ]


def _end_publication(annee: int) -> date:
    """Return the last day to publish a contract notified on the last day of the year before.

    By the delay that the fact says today, as the words beside it: a date told, not a figure.
    """
    return add_mois(date(annee - 1, 12, 31), int(find_fait(_PUBLICATION).read_valeur("delai")))


def _declare(annee: int) -> list[DateAnnuelle]:
    devoir = next(o for o in load_obligations() if o.code == _DECLARER)
    return [
        DateAnnuelle(
            code="declaration",
            titre=devoir.titre,
            texte=f"{rendez_vous.texte} Pour qui : {devoir.qui}",
            jour=date(annee, rendez_vous.mois, rendez_vous.jour),
            faits=devoir.faits,
            a_verifier=devoir.reserve or "",
        )
        for rendez_vous in devoir.rendez_vous
    ]


def _publish(echeance: EcheancePublication) -> DateAnnuelle:
    return DateAnnuelle(
        code="publication",
        titre="Publication des résultats",
        texte=f"{tell_citation(_INDICATEURS)} C’est {echeance.depuis}.",
        jour=echeance.jour,
        faits=(_INDICATEURS,),
    )
