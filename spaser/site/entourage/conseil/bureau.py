"""« Mes acheteurs »: the desk of whoever advises; the point that a buyer makes with her."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from spaser.elements import add_mois
from spaser.regles import conseil
from spaser.regles.conseil import EtatRecommandation
from spaser.regles.droits import Operation
from spaser.site.chiffres.situation import LigneSituation, read_publiee
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.entourage.conseil.accompagnements import (
    list_accompagnements,
    list_recus,
    list_suivis,
)
from spaser.site.entourage.conseil.aides import list_tenues
from spaser.site.entourage.conseil.recommandations import list_ouvertes
from spaser.site.espace.models import Discussion
from spaser.site.organisations.acces import de_la_personne
from spaser.site.organisations.espaces import MES_ACHETEURS, exige_espace, fil_espace
from spaser.site.organisations.models import Accompagnement, Espace
from spaser.site.schema.models import Jalon, Moment, Schema
from spaser.site.socle.vues import Rendu, shows

COMPARES: Final = ("SOC-01", "ENV-01")  # of published contracts alone: one base for all buyers


@dataclass(frozen=True)
class AcheteurSuivi:
    """A buyer on the desk: where it is, what waits, the day that comes next, its figures."""

    accompagnement: Accompagnement
    moment: str
    sans_reponse: int
    retenues: int
    point_du: bool
    prochaine: tuple[date, str]
    annee: int | None
    figures: tuple[LigneSituation | None, ...]


def list_acheteurs(suivis: QuerySet[Accompagnement]) -> list[AcheteurSuivi]:
    """Read the buyers of an adviser side by side, a few questions for all of them."""
    lus = list(suivis)
    espaces = [un.organisation.espace for un in lus]
    moments = dict(Schema.objects.filter(espace__in=espaces).values_list("espace_id", "moment"))
    ouvertes = list_ouvertes().filter(accompagnement__in=lus).order_by()
    compte = Counter(ouvertes.values_list("espace_id", "etat"))
    a_venir = Jalon.objects.filter(espace__in=espaces, fait=False, jour__gte=timezone.localdate())
    etapes = dict(a_venir.order_by().values_list("espace_id").annotate(Min("jour")))
    points = Discussion.objects.filter(objet__in=[_name_point(un) for un in lus])
    faits = set(points.values_list("objet", flat=True))
    return [
        AcheteurSuivi(
            accompagnement=un,
            moment=Moment(moments[numero]).label if moments.get(numero) else "Pas encore dit",
            sans_reponse=compte[numero, EtatRecommandation.PROPOSEE.value],
            retenues=compte[numero, EtatRecommandation.RETENUE.value],
            point_du=_name_point(un) not in faits and find_point(un) <= timezone.localdate(),
            prochaine=min(
                (un.fin_le, "fin de l’accord"),
                (etapes.get(numero, date.max), "étape prévue"),
            ),
            annee=situation.annee,
            figures=tuple(situation.find(code) for code in COMPARES),
        )
        for un in lus
        for numero in [un.organisation.espace.pk]
        for situation in [read_publiee(un.organisation.siren)]
    ]


@de_la_personne
@shows("entourage/conseil/bureau.html")
def bureau(request: RequeteConnectee) -> Rendu:
    return {
        "fil": [(MES_ACHETEURS, None)],
        "recus": list_recus(request.user),
        "acheteurs": list_acheteurs(list_suivis(request.user)),
        "tenues": list_tenues(request.user),
    }


# --- The point at six months: what was recommended, what became of it, two questions ---


def find_point(un: Accompagnement) -> date:
    """Return the day to look back: six months after, or the end of the consent."""
    depuis = timezone.localdate(un.accepte_le or un.accorde_le)
    return min(add_mois(depuis, conseil.POINT_MOIS), un.fin_le)


def _name_point(un: Accompagnement) -> str:
    """Name the talk where a buyer answers: the point is made once somebody has written there."""
    return f"conseil:{un.pk}"


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/conseil/point.html")
def point(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    ici = get_object_or_404(list_accompagnements(espace), pk=pk)
    return {
        "fil": fil_espace(request, espace, ("Point avec votre conseil", None)),
        "ici": ici,
        "prevu": find_point(ici),
        "objet": _name_point(ici),
        "recommandations": ici.recommandations.select_related("action", "espace"),
    }
