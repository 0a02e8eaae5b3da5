"""What pages read of the stakeholders of a space."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, Count, Q, QuerySet, When
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import pluriel
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.acteurs.modele import RoleActeur, fold_nom_acteur
from spaser.web.acteurs.models import (
    Acteur,
    Echange,
    Personne,
    SuggestionEcartee,
)
from spaser.web.commun.outils import Acte, Avancement, Stade
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace

TRIS: Final = ("nom", "typologie", "role", "modifie_le")
A_DEFINIR: Final = "a_definir"
_LIEU: Final = "acteur__espace"  # to build their address


@dataclass(frozen=True)
class FiltreActeurs:
    q: str = ""
    typologie: str = ""
    role: str = ""
    tri: str = ""

    @classmethod
    def read(cls, parametres: QueryDict) -> FiltreActeurs:
        tri = parametres.get("tri", "")
        typologie, role = parametres.get("typologie", ""), parametres.get("role", "")
        return cls(
            q=parametres.get("q", "").replace("\0", "").strip()[:200],
            typologie=typologie if typologie in {A_DEFINIR, *_list_codes()} else "",
            role=role if role in {A_DEFINIR, *RoleActeur} else "",
            tri=tri if tri.removeprefix("-") in TRIS else "",
        )

    @property
    def filtre(self) -> bool:
        return bool(self.q or self.typologie or self.role)


def list_acteurs(espace: Espace, demande: FiltreActeurs | None = None) -> QuerySet[Acteur]:
    acteurs = Acteur.objects.presentes().filter(espace=espace)
    acteurs = acteurs.select_related("espace")
    return _sort(_filter(acteurs, demande), demande.tri) if demande else acteurs


def list_ecartes(espace: Espace) -> QuerySet[Acteur]:
    ecartes = Acteur.objects.ecartees().filter(espace=espace)
    return ecartes.select_related("ecarte_par", "espace")


def list_ecartees(espace: Espace) -> dict[str, SuggestionEcartee]:
    ecartees = SuggestionEcartee.objects.filter(espace=espace).select_related("auteur")
    return {ecartee.code: ecartee for ecartee in ecartees}


def list_personnes(espace: Espace) -> QuerySet[Personne]:
    return Personne.objects.filter(**_of(espace)).select_related(_LIEU)


def list_echanges(espace: Espace) -> QuerySet[Echange]:
    return Echange.objects.filter(**_of(espace)).select_related(_LIEU, "personne", "auteur")


def list_relances(espace: Espace) -> QuerySet[Echange]:
    attendues = list_echanges(espace).filter(relance_faite_le=None, relance_le__isnull=False)
    return attendues.order_by("relance_le", "pk")


def list_relances_dues(espace: Espace, jour: date) -> QuerySet[Echange]:
    return list_relances(espace).filter(relance_le__lte=jour)


def _of(espace: Espace) -> dict[str, object]:
    return {"acteur__espace": espace, "acteur__ecarte_le": None}


def _filter(acteurs: QuerySet[Acteur], demande: FiltreActeurs) -> QuerySet[Acteur]:
    for mot in demande.q.split():
        acteurs = acteurs.filter(
            Q(nom_plie__contains=fold_nom_acteur(mot))
            | Q(description__icontains=mot)
            | Q(contact__icontains=mot)
            | Q(commentaire__icontains=mot)
            | Q(contribution__icontains=mot)
            | Q(nature__icontains=mot)
        )
    voulus = {"typologie": demande.typologie, "role": demande.role}
    return acteurs.filter(
        **{champ: "" if code == A_DEFINIR else code for champ, code in voulus.items() if code}
    )


def _sort(acteurs: QuerySet[Acteur], tri: str) -> QuerySet[Acteur]:
    if not tri:
        return acteurs
    champ = {"nom": "nom_plie", "role": "rang"}.get(tri.removeprefix("-"), tri.removeprefix("-"))
    rangs = [When(role=role.value, then=role.rang) for role in RoleActeur]
    sens = "-" if tri.startswith("-") else ""
    return acteurs.alias(rang=Case(*rangs, default=0)).order_by(f"{sens}{champ}", "nom_plie", "pk")


def _list_codes() -> list[str]:
    return [typologie.code for typologie in load_catalogue().typologies]


def export_acteurs(utilisateur: Utilisateur) -> dict[str, Any]:
    return {
        "echanges": [
            {"structure": e.acteur.nom, "jour": e.jour.isoformat(), "dit": e.dit}
            for e in Echange.objects.filter(auteur=utilisateur).select_related("acteur")
        ],
    }


def read_avancement(espace: Espace) -> Avancement:
    """Propose to meet the first ones, then to say what they bring, then to come back to them."""
    comptes = list_acteurs(espace).aggregate(
        total=Count("pk"), sans_role=Count("pk", filter=Q(role=""))
    )
    if not comptes["total"]:
        return Avancement(
            Stade.A_COMMENCER,
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
            Stade.EN_COURS,
            Acte(
                "Dire ce que chaque acteur apporte",
                f"{pluriel(comptes['sans_role'], 'acteur')} sans rôle : un mot suffit.",
                f"{adresse}?role={A_DEFINIR}",
            ),
        )
    return Avancement(Stade.FAIT, _remind(espace))


def _remind(espace: Espace) -> Acte | None:
    dues = list_relances_dues(espace, timezone.localdate()).count()
    if not dues:
        return None
    return Acte(
        f"Faire {pluriel(dues, 'relance')}",
        "La date que vous aviez notée est venue.",
        reverse("acteurs:relances", args=[espace.siren]),
    )
