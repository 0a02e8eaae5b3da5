"""What the app `organisations` declares: tools, personal data, planned work, tasks."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from spaser.regles.droits import Operation
from spaser.site.comptes.donnees_personnelles import (
    MACHINE,
    Dispense,
    Modele,
    Part,
    tell_champs,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations import courriels, models, premiers_contenus
from spaser.site.organisations.acces import allow, owes_second_facteur
from spaser.site.organisations.annuaire import answer_questions, forget_old, list_dues
from spaser.site.organisations.identite import last_seen, list_noms, seen_since
from spaser.site.organisations.services import is_last_administration, is_last_guardian
from spaser.site.recherche import models as recherche
from spaser.site.socle.pages import Entree, Zone
from spaser.site.socle.taches.file import ensure
from spaser.site.socle.taches.travailleur import planifie

# --- What organisations keep of a person: handed over, erased, and what holds an erasure back ---


def list_empechements(utilisateur: Utilisateur) -> list[str]:
    """Refuse to erase the only administrator of an organisation, or of the programme."""
    siennes = models.Appartenance.objects.filter(utilisateur=utilisateur)
    raisons = [
        f"Vous êtes la seule personne qui administre {a.organisation.nom} : donnez d’abord le rôle "
        "Administration à une autre personne, ou quittez l’organisation si vous y êtes la seule."
        for a in siennes.select_related("organisation")
        if is_last_administration(a)
    ]
    if any(is_last_guardian(tenu) for tenu in utilisateur.roles_programme.all()):
        raisons.append(
            "Vous êtes la seule personne qui peut gérer l’équipe du programme : donnez d’abord "
            "votre rôle à une autre."
        )
    return raisons


PARTS: Final = (
    Part("organisations", reste="Ce que vous avez remis à une organisation lui reste."),
)
_ORGANISATION: Final = "It is the organisation’s, that has people before it has a space."

MODELES: Final = (
    *(Modele(table, hors_espace=MACHINE) for table in (recherche.Entree, recherche.Generation)),
    Modele(models.DelaiEquipe, hors_espace="The programme has no space."),
    Modele(models.QuestionAnnuaire, hors_espace="It says of firms and bodies what anybody reads."),
    Modele(models.Organisation, hors_espace=_ORGANISATION),
    Modele(
        models.Appartenance,
        export="organisations.appartenances",
        efface=("utilisateur",),
        donne=tell_champs(
            "role",
            "etat",
            "verification",
            "depuis",
            "joignable_le",
            "joignable_nomme",
            siren="organisation__siren",
            organisation="organisation__nom",
        ),
        hors_espace=_ORGANISATION,
    ),
    Modele(
        models.DemandeAdhesion,
        export="organisations.demandes",
        efface=("utilisateur",),
        donne=tell_champs(
            "role_souhaite",
            "message",
            "etat",
            "motif",
            siren="organisation__siren",
            envoyee_le="creee_le",
        ),
        hors_espace=_ORGANISATION,
    ),
    Modele(
        models.Invitation,
        export="organisations.invitations_recues",
        efface=("courriel",),
        donne=tell_champs("role", "envoyee_le", siren="organisation__siren"),
        hors_espace=_ORGANISATION,
    ),
    Modele(
        models.Accompagnement,
        export="organisations.accompagnements",
        efface=("utilisateur", "courriel"),
        donne=tell_champs("organisme", "accorde_le", "fin_le", siren="organisation__siren"),
        hors_espace=_ORGANISATION,
    ),
    Modele(
        models.Espace,
        gestes=Dispense("It begins with the space, or is told where one joins and leaves."),
        export="organisations.espaces_essai",
        efface=("proprietaire",),
        donne=tell_champs("siren", "nom", "cree_le"),
    ),
    Modele(
        models.CollegueEssai,
        gestes=Dispense("The journal tells the invitation and the arrival with the space."),
        export="organisations.essais_partages",
        efface=("utilisateur", "courriel"),
        donne=tell_champs("invite_le", siren="espace__siren", nom="espace__nom"),
        finit="Who works in an organisation's space, its own members say.",
    ),
    Modele(
        models.RoleProgramme,
        export="organisations.roles_programme",
        efface=("utilisateur",),
        donne=tell_champs("role", "depuis"),
        hors_espace="The programme has no space.",
    ),
)


# --- Reminders: nobody stays the only administrator, or an absent one, without being told ---
# And what is asked of the public directory: again once it may be, forgotten once it is old.


SEULE_DEPUIS: Final = timedelta(days=7)
SEULE_CHAQUE: Final = timedelta(days=90)
ABSENTE_DEPUIS: Final = timedelta(days=180)


@planifie("organisations.administration_seule", toutes_les=timedelta(days=1), d_un_bloc=True)
def remind_seules(maintenant: datetime) -> int:
    """Tell each only administrator to name a second one, every three months."""
    autres = (
        models.Appartenance.objects.administrations()
        .filter(organisation=OuterRef("organisation"))
        .exclude(pk=OuterRef("pk"))
    )
    seules = (
        models.Appartenance.objects.administrations()
        .filter(~Exists(autres), depuis__lte=maintenant - SEULE_DEPUIS)
        .filter(_not_since("rappel_seule_le", maintenant - SEULE_CHAQUE))
        .select_related("utilisateur", "organisation")
    )
    nombre = 0
    for appartenance in seules:
        courriels.remind_seule(appartenance.utilisateur, appartenance)
        models.Appartenance.objects.filter(pk=appartenance.pk).update(rappel_seule_le=maintenant)
        nombre += 1
    return nombre


@planifie("organisations.administration_absente", toutes_les=timedelta(days=1), d_un_bloc=True)
def remind_absentes(maintenant: datetime) -> int:
    """Ask each administrator not seen for six months whether she still is; once an absence."""
    absentes = (
        models.Appartenance.objects.administrations()
        .exclude(seen_since(maintenant - ABSENTE_DEPUIS))
        .annotate(vue=last_seen())
        .filter(Q(rappel_absence_le__isnull=True) | Q(rappel_absence_le__lt=F("vue")))
        .select_related("utilisateur", "organisation")
    )
    nombre = 0
    for appartenance in absentes:
        courriels.remind_absence(appartenance.utilisateur, appartenance, maintenant.isoformat())
        models.Appartenance.objects.filter(pk=appartenance.pk).update(rappel_absence_le=maintenant)
        nombre += 1
    return nombre


@planifie("organisations.annuaire", toutes_les=timedelta(minutes=10))
def ask_annuaire(maintenant: datetime) -> None:
    """Forget old names; have what the directory did not answer asked again."""
    forget_old(maintenant)
    if list_dues(maintenant).exists():
        ensure(answer_questions)


def _not_since(champ: str, instant: datetime) -> Q:
    return Q(**{f"{champ}__isnull": True}) | Q(**{f"{champ}__lte": instant})


# --- What it tells to lower floors, and its links ---


EMPECHEMENTS: Final = (list_empechements,)
SECOND_FACTEUR: Final = (owes_second_facteur,)
NOMS_ESPACES: Final = (list_noms,)
LIENS_DEMONSTRATION: Final = (premiers_contenus.make_liens,)
SCENARIOS: Final = (premiers_contenus.list_scenes,)

ENTREES: Final = (
    Entree(
        "Mes organisations",
        "organisations:mes_organisations",
        ordre=80,
        zone=Zone.OUTILS,
        icone="fr-icon-building-line",
        visible=lambda request: request.user.is_authenticated,
    ),
    Entree(
        "Équipe du programme",
        "organisations:programme",
        ordre=85,
        zone=Zone.EQUIPE,
        icone="fr-icon-team-line",
        visible=allow(Operation.VOIR_PROGRAMME),
    ),
)
