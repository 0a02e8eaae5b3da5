"""A comment of the administrator, where it stands, and an address given to people outside."""

from django.utils import timezone

from spaser.web.equipe.elus.services import path_of
from spaser.web.equipe.models import Discussion, LienPartage
from tests.transverses.site.liens import HEURE, part_of


def give(_monde, maison):
    return _talk(maison.organisation) | _share(maison.organisation)


def _talk(organisation):
    discussion, _ = Discussion.objects.get_or_create(
        organisation=organisation,
        objet="suivi:SOC-01",
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
        ("equipe:clore_discussion", "pk"): discussion.pk,
        ("equipe:modifier_commentaire", "pk"): commentaire.pk,
        ("equipe:supprimer_commentaire", "pk"): commentaire.pk,
    }


def _share(organisation):
    lien, _ = LienPartage.objects.get_or_create(
        organisation=organisation, pour="Conseil", defaults={"expire_le": timezone.now() + HEURE}
    )
    return {
        ("equipe:retirer_lien", "pk"): lien.pk,
        ("equipe:vue_partagee", "jeton"): part_of(path_of(lien)),
    }
