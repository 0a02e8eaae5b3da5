"""A small world to visit: two organisations, their people, and one object for each address."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from spaser.site.organisations.models import Espace, Invitation, Organisation
from spaser.site.registre.models import Alerte, Depot, Fiche
from spaser.site.rencontres.premiers_contenus import load_reference
from spaser.site.socle.courriels.envoi import DepotCourriels
from tests.site.organisations.fabrique import (
    SIREN_AUTRE,
    SIREN_HAUT,
    SIREN_VAL,
    make_demande,
    make_membre,
    make_organisation,
)
from tests.transverses.site import registre
from tests.transverses.site.personnes import SEULE, Personne, make_personnes


@dataclass(frozen=True)
class Maison:
    """What an organisation holds: a visitor of another one must reach none of it."""

    organisation: Organisation
    fiche: Fiche
    membre: int
    demande: int
    invitation: Invitation
    depot: Depot
    envoye: Depot
    revendication: int
    signalement: int


@dataclass(frozen=True)
class Monde:
    """Everything there is to visit; `maison` is home, `leurre` is the neighbour's."""

    maison: Maison
    leurre: Maison
    personnes: list[Personne]
    alerte: Alerte
    demande_seule: int
    proposition: int
    essai: int
    garde: int
    courriel: str

    def person(self, nom):
        return next(personne for personne in self.personnes if personne.nom == nom)

    @property
    def seule(self):
        return self.person(SEULE).utilisateur


def make_monde():
    """Build the world in the current transaction, and the files it needs in the site's folder."""
    load_reference()
    maison = make_organisation(SIREN_VAL, "Métropole de Val-Fictif")
    voisine = make_organisation(SIREN_HAUT, "Département de Haut-Fictif")
    troisieme = make_organisation(SIREN_AUTRE, "Région de Fictive")
    personnes = make_personnes(maison, voisine)
    seule = next(p for p in personnes if p.nom == SEULE).utilisateur
    return Monde(
        maison=_furnish(maison, "a", seule),
        leurre=_furnish(voisine, "b", seule),
        personnes=personnes,
        alerte=Alerte.objects.create(
            courriel="abonnee@exemple.fr", cadence="hebdomadaire", creee_le=timezone.now()
        ),
        demande_seule=make_demande(troisieme, utilisateur=seule, destinataire="programme").pk,
        proposition=make_membre(troisieme, "lecture", utilisateur=seule, etat="proposee").pk,
        essai=Espace.objects.create(proprietaire=seule, siren=SIREN_AUTRE, nom="Essai").pk,
        garde=Espace.objects.create(
            proprietaire=seule, siren=SIREN_AUTRE, nom="Essai gardé", essai_fini_le=timezone.now()
        ).pk,
        courriel=_drop_courriel(),
    )


def _furnish(organisation, signe, seule):
    fiche = registre.publish(organisation)
    depot = registre.start_depot(organisation, fiche)
    return Maison(
        organisation=organisation,
        fiche=fiche,
        membre=make_membre(organisation, "lecture", f"membre-{signe}@exemple.fr").pk,
        demande=make_demande(organisation, f"demande-{signe}@exemple.fr").pk,
        invitation=Invitation.objects.create(
            organisation=organisation,
            courriel=f"invitee-{signe}@exemple.fr",
            role="lecture",
            envoyee_le=timezone.now(),
            expire_le=timezone.now() + timedelta(days=7),
        ),
        depot=depot,
        envoye=registre.send_depot(organisation, fiche),
        revendication=registre.claim(fiche, seule).pk,
        signalement=registre.report(fiche).pk,
    )


def _drop_courriel():
    """Leave a mail where a demonstration shows it; return its number."""
    dossier = Path(settings.DOSSIER) / "courriels"
    courriel = EmailMultiAlternatives("Essai", "Bonjour.", "site@exemple.fr", ["ada@exemple.fr"])
    courriel.attach_alternative("<p>Bonjour.</p>", "text/html")
    DepotCourriels(dossier).send_messages([courriel])
    return max(fichier.stem for fichier in dossier.glob("*.eml"))
