"""What pages read of organisations, always for a person, an organisation or the programme."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from spaser.documents.francais import pluriel
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.identite import (
    Identite,
    describe_espace,
    describe_siren,
    filter_named,
)
from spaser.web.organisations.models import (
    Appartenance,
    CollegueEssai,
    DemandeAdhesion,
    Destinataire,
    Espace,
    EtatAppartenance,
    EtatDemande,
    IdentiteOrganisation,
    Invitation,
    Organisation,
    RoleProgramme,
)
from spaser.web.organisations.models.appartenance import AppartenanceQuerySet
from spaser.web.organisations.siren import SirenRefuse, read_siren

# An administrator not seen for that long no longer counts as one who can answer.
ABSENCE: Final = timedelta(days=365)

# How many of the programme's last answers tell its delay; fewer than three tell nothing.
DELAI_SUR: Final = 20
DELAI_MIN: Final = 3


def list_appartenances(utilisateur: Utilisateur) -> QuerySet[Appartenance]:
    """Return this person's memberships, whatever their state."""
    siennes = Appartenance.objects.filter(utilisateur=utilisateur)
    return siennes.select_related("organisation").order_by("organisation__nom", "pk")


def list_demandes(utilisateur: Utilisateur) -> QuerySet[DemandeAdhesion]:
    siennes = DemandeAdhesion.objects.filter(
        utilisateur=utilisateur, etat__in=[EtatDemande.EN_ATTENTE, EtatDemande.REFUSEE]
    )
    return siennes.select_related("organisation").order_by("-creee_le", "-pk")


def list_essais(utilisateur: Utilisateur) -> QuerySet[Espace]:
    return Espace.objects.filter(proprietaire=utilisateur, essai_fini_le__isnull=True)


def list_gardes(utilisateur: Utilisateur) -> QuerySet[Espace]:
    """Return the trials that this person kept, to read: her organisation had its own space."""
    return Espace.objects.filter(proprietaire=utilisateur, essai_fini_le__isnull=False)


def tell_garde(utilisateur: Utilisateur, organisation: Organisation) -> str:
    """Say that this person kept a trial beside the space of an organisation; empty when not."""
    if not list_gardes(utilisateur).filter(siren=organisation.siren).exists():
        return ""
    return (
        f"L’espace de {organisation.nom} contenait déjà du travail : votre espace d’essai est "
        "gardé, en lecture, dans « Mon espace »."
    )


def find_sirens(numeros: Iterable[int | None]) -> dict[int | None, str]:
    """Return the SIREN of these spaces, asked of the database at once."""
    espaces = Espace.objects.filter(pk__in={numero for numero in numeros if numero is not None})
    return dict(espaces.values_list("pk", "siren"))


def list_noms(numeros: Iterable[int]) -> dict[int, str]:
    """Return what these spaces are called, asked of the database at once."""
    espaces = Espace.objects.select_related("organisation").filter(pk__in=set(numeros))
    return {espace.pk: espace.nom for espace in espaces}


def list_partages_avec(utilisateur: Utilisateur) -> QuerySet[Espace]:
    return Espace.objects.filter(
        collegue__utilisateur=utilisateur, organisation=None, essai_fini_le__isnull=True
    ).select_related("proprietaire")


def list_siens(utilisateur: Utilisateur, siren: str) -> QuerySet[Espace]:
    """Return the trials of a SIREN that this person enters: her open one first, then a colleague's.

    Last come those that she kept.
    """
    siens = Espace.objects.filter(proprietaire=utilisateur) | list_partages_avec(utilisateur)
    sienne = Case(When(proprietaire=utilisateur, then=0), default=1)
    return siens.filter(siren=siren).order_by(
        F("essai_fini_le").desc(nulls_first=True), sienne, "-pk"
    )


def list_miens(utilisateur: Utilisateur) -> QuerySet[Espace]:
    siennes = Appartenance.objects.actives().filter(utilisateur=utilisateur)
    essais = list_essais(utilisateur) | list_partages_avec(utilisateur)
    siens = Q(organisation__in=siennes.values("organisation")) | Q(pk__in=essais.values("pk"))
    return Espace.objects.filter(siens).select_related("organisation")


def list_a_rejoindre(utilisateur: Utilisateur) -> QuerySet[Espace]:
    """Return the open trials of a person whose organisation she is not in yet."""
    ouverts = list_essais(utilisateur) | list_partages_avec(utilisateur)
    siennes = Appartenance.objects.filter(utilisateur=utilisateur)
    return ouverts.exclude(siren__in=siennes.values("organisation__siren"))


def describe_pour(utilisateur: Utilisateur | None, siren: str) -> Identite | None:
    """Return what is known of a SIREN: what this person said of it in her trial comes first."""
    essai = list_siens(utilisateur, siren).first() if utilisateur else None
    return describe_espace(essai) if essai else describe_siren(siren)


def is_vide(espace: Espace) -> bool:
    """Say whether nobody has worked in a space: no tool has a row there.

    Of a model that says which of its rows are work (`TRAVAIL`), the others do not count.
    """
    return not any(
        lien.related_model is not CollegueEssai
        and lien.related_model._base_manager.filter(  # noqa: SLF001 - Django's own name for it
            getattr(lien.related_model, "TRAVAIL", Q()), **{lien.field.name: espace}
        ).exists()
        for lien in Espace._meta.related_objects  # noqa: SLF001 - same
    )


def list_membres(organisation: Organisation) -> AppartenanceQuerySet:
    """Return the members, those who manage first; a closed account is not one."""
    membres = organisation.appartenances.filter(utilisateur__is_active=True)
    return membres.select_related("utilisateur", "organisation").order_by(
        "role", "utilisateur__nom", "utilisateur__prenom", "pk"
    )


def list_administrations(organisation: Organisation) -> QuerySet[Appartenance]:
    return organisation.appartenances.administrations().select_related("utilisateur")


def list_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    return organisation.invitations.select_related("invitee_par", "organisation")


def list_demandes_recues(organisation: Organisation) -> QuerySet[DemandeAdhesion]:
    recues = organisation.demandes.filter(etat=EtatDemande.EN_ATTENTE, utilisateur__is_active=True)
    return recues.select_related("utilisateur", "organisation")


def orphelines(maintenant: datetime | None = None) -> QuerySet[Organisation]:
    """Return the organisations that nobody manages, or only people not seen for a year."""
    return Organisation.objects.filter(~Exists(_presentes(maintenant or timezone.now())))


def is_orpheline(organisation: Organisation) -> bool:
    """Say whether nobody manages this organisation."""
    return orphelines().filter(pk=organisation.pk).exists()


def list_demandes_programme() -> QuerySet[DemandeAdhesion]:
    """Return the requests that only the programme can answer: nobody manages the organisation."""
    en_attente = DemandeAdhesion.objects.filter(
        etat=EtatDemande.EN_ATTENTE, utilisateur__is_active=True
    )
    sans_reponse = Q(destinataire=Destinataire.PROGRAMME) | Q(organisation__in=orphelines())
    return en_attente.filter(sans_reponse).select_related("utilisateur", "organisation")


def tell_delai() -> str:
    """Say how long the programme took to answer of late, from its own answers."""
    recues = DemandeAdhesion.objects.filter(
        destinataire=Destinataire.PROGRAMME, repondue_le__isnull=False
    ).exclude(etat=EtatDemande.RETIREE)
    dates = recues.order_by("-repondue_le").values_list("creee_le", "repondue_le")
    jours = [(reponse - envoi).days for envoi, reponse in dates[:DELAI_SUR] if reponse]
    if len(jours) < DELAI_MIN:
        return "L’équipe du programme n’a pas encore assez répondu pour annoncer un délai."
    median = statistics.median_high(jours)
    duree = "le jour même" if median == 0 else f"en {pluriel(median, 'jour')} ou moins"
    return f"D’ordinaire, l’équipe du programme répond {duree}, une fois sur deux."


def search_organisations(texte: str, etat: str) -> QuerySet[Organisation]:
    """Return the organisations of the site, for the programme; `etat` narrows the list."""
    organisations = orphelines() if etat == "orpheline" else Organisation.objects.all()
    if etat == IdentiteOrganisation.A_VERIFIER:
        organisations = organisations.filter(identite=IdentiteOrganisation.A_VERIFIER)
    actives = Q(
        appartenances__etat=EtatAppartenance.ACTIVE, appartenances__utilisateur__is_active=True
    )
    trouvees = _filter_text(organisations, texte)
    return trouvees.annotate(nombre_membres=Count("appartenances", filter=actives)).order_by(
        "nom", "siren"
    )


def list_equipe() -> QuerySet[RoleProgramme]:
    tenus = RoleProgramme.objects.filter(utilisateur__is_active=True)
    return tenus.select_related("utilisateur").order_by("utilisateur__nom", "role", "pk")


def seen_since(instant: datetime) -> Q:
    """Keep memberships of people who have signed in, or signed up, since then."""
    return Q(utilisateur__last_login__gte=instant) | Q(
        utilisateur__last_login__isnull=True, utilisateur__inscrit_le__gte=instant
    )


def last_seen() -> Coalesce:
    return Coalesce("utilisateur__last_login", "utilisateur__inscrit_le")


def _presentes(maintenant: datetime) -> QuerySet[Appartenance]:
    administrations = Appartenance.objects.administrations().filter(organisation=OuterRef("pk"))
    return administrations.filter(seen_since(maintenant - ABSENCE))


def _filter_text(organisations: QuerySet[Organisation], texte: str) -> QuerySet[Organisation]:
    try:
        return organisations.filter(siren=read_siren(texte))
    except SirenRefuse:
        return filter_named(organisations, texte)
