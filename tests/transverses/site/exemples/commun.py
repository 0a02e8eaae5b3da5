"""A comment of the administrator, an address given to people outside, a trial that was kept."""

from django.utils import timezone

from spaser.site.acheteurs.elus import PARTAGE
from spaser.site.espace.models import Discussion, LienPartage
from tests.transverses.site.liens import HEURE, part_of


def give(monde, maison):
    return _talk(maison.organisation) | _share(maison.organisation) | _keep(monde)


def _talk(organisation):
    discussion, _ = Discussion.objects.get_or_create(
        espace=organisation.espace,
        objet="chiffres:SOC-01",
        defaults={
            "titre": "Considérations sociales",
            "adresse": f"/espace/{organisation.siren}/indicateurs/SOC-01/",
        },
    )
    administration = organisation.appartenances.filter(role="administration").first()
    commentaire, _ = discussion.commentaires.get_or_create(
        auteur=administration.utilisateur, texte="À relire."
    )
    return {
        ("commun:clore_discussion", "pk"): discussion.pk,
        ("commun:modifier_commentaire", "pk"): commentaire.pk,
        ("commun:supprimer_commentaire", "pk"): commentaire.pk,
    }


def _share(organisation):
    lien, _ = LienPartage.objects.get_or_create(
        vue=PARTAGE.vue,
        espace=organisation.espace,
        pour="Conseil",
        defaults={"expire_le": timezone.now() + HEURE},
    )
    return {("accueil:vue_partagee", "jeton"): part_of(PARTAGE.path_of(lien))}


def _keep(monde):
    """Give the trial that the person without organisation has kept."""
    vues = ("relire_essai", "quitter_essai")
    return {(f"accueil:{vue}", "pk"): monde.garde for vue in vues}
