"""Once a year, each buyer is asked whether her sheet is still exact."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from spaser.metier.droits import MATRICE, Operation
from spaser.metier.registre.nomenclatures import Origine
from spaser.web.organisations.models import Appartenance
from spaser.web.registre.avis import send_avis
from spaser.web.registre.depot.courriels import locate_depot
from spaser.web.registre.models import Fiche, RappelExactitude
from spaser.web.socle.jetons import make_jeton
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from django.db.models import QuerySet

USAGE: Final = "registre.exactitude"
CHAQUE: Final = timedelta(days=365)
VALIDITE: Final = timedelta(days=60)
LOT: Final = 50  # a day: a whole register does not answer the same week


def due_fiches(maintenant: datetime) -> QuerySet[Fiche]:
    """Return the sheets that a buyer keeps or deposited, and nobody has looked at for a year."""
    il_y_a_un_an = maintenant - CHAQUE
    recents = RappelExactitude.objects.filter(fiche=OuterRef("pk"), envoye_le__gt=il_y_a_un_an)
    tenues = Q(origine=Origine.DEPOSE) | Q(organisation__isnull=False)
    vieilles = Q(confirmee_le=None) | Q(confirmee_le__lte=il_y_a_un_an)
    publiees = Fiche.objects.publiees().filter(tenues & vieilles, mise_a_jour_le__lte=il_y_a_un_an)
    return publiees.filter(~Exists(recents)).order_by("mise_a_jour_le", "pk")


def ask_exactitude(maintenant: datetime) -> int:
    """Write to the buyers whose turn has come; return how many sheets were asked about."""
    demandees = 0
    for fiche in due_fiches(maintenant)[:LOT]:
        adresses = list_destinataires(fiche)
        RappelExactitude.objects.create(
            fiche=fiche, envoye_le=maintenant, destinataires=len(adresses)
        )
        for adresse in adresses:
            _write(fiche, adresse)
        if adresses:
            demandees += 1
            record("registre.exactitude", objet=fiche, organisation_siren=fiche.siren)
    return demandees


def list_destinataires(fiche: Fiche) -> list[str]:
    """Return who to write to: members who may answer, else the service, else who deposited."""
    roles = [role.value for role in MATRICE[Operation.CONFIRMER_FICHE]]
    membres = Appartenance.objects.actives().filter(
        organisation=fiche.organisation_id, role__in=roles
    )
    if adresses := list(membres.order_by("pk").values_list("utilisateur__courriel", flat=True)):
        return adresses
    contact = fiche.spaser.contact
    if contact is not None and contact.courriel:
        return [contact.courriel]
    dernier = fiche.depots.select_related("auteur").order_by("-soumis_le").first()
    adresse = locate_depot(dernier) if dernier else ""
    return [adresse] if adresse else []


def _write(fiche: Fiche, adresse: str) -> None:
    jeton = make_jeton(USAGE, str(fiche.pk), VALIDITE)
    send_avis(
        adresse,
        f"{fiche.structure} : votre fiche est-elle toujours exacte ?",
        [
            (
                f"La fiche de {fiche.structure} dans le registre des SPASER n’a pas changé "
                f"depuis le {fiche.mise_a_jour_le:%d/%m/%Y}."
            ),
            "Si elle est toujours exacte, un clic suffit : la fiche dira qu’elle est confirmée.",
            f"Ce lien vaut {VALIDITE.days} jours.",
        ],
        (reverse("registre:confirmer", args=[jeton]), "Confirmer ou corriger la fiche"),
        (fiche.get_absolute_url(), "Relire la fiche"),
    )
