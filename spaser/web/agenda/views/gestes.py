"""What the team does by a button, and the list that it takes away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spaser.documents.classeur import Format, Notice, Onglet
from spaser.documents.tableur import Cellule
from spaser.metier.agenda.places import Geste, GesteRefuse
from spaser.metier.droits import Operation
from spaser.web.agenda.models import Evenement, Inscription
from spaser.web.agenda.mots import format_evenement
from spaser.web.agenda.selectors import list_demandes
from spaser.web.agenda.services.evenements import (
    close_inscriptions,
    drop_evenement,
    publish_evenement,
    reopen_inscriptions,
)
from spaser.web.agenda.services.inscriptions import act
from spaser.web.agenda.views.equipe import find_evenement
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.acces import exige
from spaser.web.socle.reponses import reply_classeur

type Changement = Callable[[Evenement, Utilisateur, datetime], None]

_CHANGEMENTS: Final[dict[str, tuple[Changement, str]]] = {
    "publier": (publish_evenement, "L’événement est publié."),
    "clore": (
        close_inscriptions,
        "Les inscriptions sont closes. La liste d’attente ne bouge plus.",
    ),
    "rouvrir": (reopen_inscriptions, "Les inscriptions sont ouvertes à nouveau."),
    "effacer": (lambda e, auteur, _moment: drop_evenement(e, auteur), "Le brouillon est effacé."),
}


@exige(Operation.TENIR_AGENDA)
@require_POST
def changer_etat(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    demande = request.POST.get("etat", "")
    if demande not in _CHANGEMENTS:
        messages.error(request, "Choisissez un des boutons de la page.")
        return redirect("agenda:tenir", code)
    change, dit = _CHANGEMENTS[demande]
    try:
        change(lu, request.user, timezone.now())
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, dit)
    return redirect("agenda:tenir", code) if lu.pk else redirect("agenda:equipe")


@exige(Operation.TENIR_AGENDA)
@require_POST
def deplacer(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    inscription = get_object_or_404(Inscription, evenement__code=code, pk=pk)
    geste = {"donner": Geste.DONNER, "annuler": Geste.ANNULER}.get(request.POST.get("geste", ""))
    if geste is None:
        messages.error(request, "Choisissez un des boutons de la liste.")
        return redirect("agenda:tenir", code)
    try:
        act(inscription, geste, timezone.now(), auteur=request.user)
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "C’est fait, la personne est prévenue.")
    return redirect(f"{reverse('agenda:tenir', args=[code])}#inscriptions")


@exige(Operation.TENIR_AGENDA)
@require_safe
def exporter(request: HttpRequest, code: str, classeur: Format) -> HttpResponse:
    lu = find_evenement(code)
    onglet = Onglet("Inscriptions", _TITRES, [_write(i) for i in list_demandes(lu)])
    notice = Notice(
        lu.titre,
        (
            ("Quand", format_evenement(lu)),
            ("Fichier du", timezone.localdate()),
            (
                "Pour",
                "L’équipe du programme seulement\u00a0: il contient des données personnelles.",
            ),
        ),
    )
    return reply_classeur([onglet], classeur, f"inscriptions-{lu.code}", notice)


_TITRES: Final = (
    "Rang", "État", "Places", "Prénom", "Nom", "Organisme", "Adresse électronique",
    "Confirmée le", "Accepte d’être enregistrée", "Organisme nommé", "Présente",
)  # fmt: skip


def _write(inscription: Inscription) -> tuple[Cellule, ...]:
    confirmee = inscription.confirmee_le
    return (
        inscription.rang or None,
        inscription.situation,
        inscription.taille,
        inscription.prenom,
        inscription.nom,
        inscription.organisme,
        inscription.courriel,
        timezone.localdate(confirmee) if confirmee else None,
        _tell(inscription.accord_enregistrement),
        _tell(inscription.accord_citation),
        _tell(inscription.present),
    )


def _tell(oui: bool | None) -> str | None:  # noqa: FBT001 - a cell
    return None if oui is None else "oui" if oui else "non"
