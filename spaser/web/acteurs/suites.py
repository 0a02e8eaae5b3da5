"""The next ten minutes with the stakeholders of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import pluriel
from spaser.web.acteurs.selectors import A_DEFINIR, list_acteurs, list_relances_dues
from spaser.web.commun.outils import Acte, Avancement, Etat

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace


def read_avancement(espace: Espace) -> Avancement:
    """Propose to meet the first ones, then to say what they bring, then to come back to them."""
    comptes = list_acteurs(espace).aggregate(
        total=Count("pk"), sans_role=Count("pk", filter=Q(role=""))
    )
    if not comptes["total"]:
        return Avancement(
            Etat.A_COMMENCER,
            Acte(
                "Repérer les acteurs de votre territoire",
                "Votre région a des réseaux, un guichet, des facilitateurs : acceptez ceux qui "
                "comptent.",
                reverse("acteurs:suggestions", args=[espace.siren]),
            ),
        )
    if comptes["sans_role"]:
        adresse = reverse("acteurs:tableau", args=[espace.siren])
        return Avancement(
            Etat.EN_COURS,
            Acte(
                "Dire ce que chaque acteur apporte",
                f"{pluriel(comptes['sans_role'], 'acteur')} sans rôle : un mot suffit.",
                f"{adresse}?role={A_DEFINIR}",
            ),
        )
    return Avancement(Etat.FAIT, _remind(espace))


def _remind(espace: Espace) -> Acte | None:
    dues = list_relances_dues(espace, timezone.localdate()).count()
    if not dues:
        return None
    return Acte(
        f"Faire {pluriel(dues, 'relance')}",
        "La date que vous aviez notée est venue.",
        reverse("acteurs:relances", args=[espace.siren]),
    )
