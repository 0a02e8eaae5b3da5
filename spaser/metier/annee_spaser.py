"""What comes back each year in the life of a scheme: a day each, and how sure that day is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from spaser.faits.lecture import find_fait, tell
from spaser.grandeurs import add_mois
from spaser.metier.obligations.modele import load_obligations
from spaser.metier.publication.echeance import Echeance

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


def list_dates(depuis: date, echeance: Echeance | None = None) -> tuple[DateAnnuelle, ...]:
    """Return the days of the twelve months from a day, in order.

    `echeance` is when the results of the scheme are due; it stands there however far it is.
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
    return tuple(sorted(dates, key=lambda une: (une.jour, une.code)))


def _list_annee(annee: int) -> list[DateAnnuelle]:
    avant = annee - 1
    publies = _end_publication(annee)
    return [
        DateAnnuelle(
            code="campagne",
            titre="dates de la campagne « ma cantine »",
            texte=tell(_CANTINE),
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
            texte=tell(f"{_PUBLICATION}.delai"),
            jour=publies,
            faits=(f"{_PUBLICATION}.delai",),
        ),
        DateAnnuelle(
            code="point",
            titre=f"Point annuel {avant}",
            texte=f"Les chiffres de {avant} sont entiers : collectez ce qui manque, puis clôturez. "
            f"{tell(_SUIVI)}",
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


def _publish(echeance: Echeance) -> DateAnnuelle:
    return DateAnnuelle(
        code="publication",
        titre="Publication des résultats",
        texte=f"{tell(_INDICATEURS)} C’est {echeance.depuis}.",
        jour=echeance.jour,
        faits=(_INDICATEURS,),
    )
