"""Who advises the organisation, what she recommends; what the person without organisation keeps."""

from django.utils import timezone

from spaser.site.entourage.models.conseil import Recommandation, TenueAide
from spaser.site.organisations.models import Accompagnement
from spaser.site.plan.models.actions import Action
from tests.site.organisations.fabrique import make_conseil

AIDE = "guichet-ile-de-france"


def give(monde, maison):
    organisation = maison.organisation
    if not organisation.accompagnements.filter(organisme="Réseau Fictif").exists():
        make_conseil(organisation, f"conseil@{organisation.siren}.exemple.fr")
    suivi = organisation.accompagnements.first()
    recue, _ = Accompagnement.objects.get_or_create(
        organisation=monde.leurre.organisation,
        courriel=monde.seule.courriel,
        defaults={
            "organisme": "Réseau Fictif",
            "accorde_le": timezone.now(),
            "fin_le": timezone.localdate(),
        },
    )
    prise, _ = Action.objects.get_or_create(  # a second one would need numbers that this has not
        espace=organisation.espace, code="A-9", defaults={"titre": "Nommer un pilote"}
    )
    recommandation, _ = Recommandation.objects.get_or_create(
        espace=organisation.espace,
        defaults={
            "accompagnement": suivi,
            "auteur": suivi.utilisateur,
            "action": prise,
            "objet": "schema",
            "titre": "Le schéma",
            "adresse": organisation.espace.get_absolute_url(),
            "texte": "Nommer un pilote",
            "pourquoi": "Personne ne conduit le sujet.",
        },
    )
    TenueAide.objects.get_or_create(appui=AIDE, utilisateur=monde.seule)
    numeros = {
        "repondre": recue.pk,
        "changer": suivi.pk,
        "point": suivi.pk,
        "recommandation": recommandation.pk,
        "en_action": recommandation.pk,
    }
    return {
        **{(f"conseil:{nom}", "pk"): numero for nom, numero in numeros.items()},
        ("conseil:aide", "code"): AIDE,
        ("conseil:tenir", "code"): AIDE,
    }
