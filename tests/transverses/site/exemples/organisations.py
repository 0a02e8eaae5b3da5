"""Who asks to join, who is in, who is invited; what the person without organisation holds; a task
and a mail that failed."""

from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.organisations.courriels import USAGE, USAGE_ESSAI
from spaser.site.organisations.models import CollegueEssai
from spaser.site.socle.jetons import make_jeton
from spaser.site.socle.models import Courriel, EtatCourriel
from tests.transverses.site.liens import HEURE


def give(monde, maison):
    equipe = monde.person("moderation").utilisateur.roles_programme.get()
    numeros = {
        "demande": maison.demande,
        "membre": maison.membre,
        "renvoyer_invitation": maison.invitation.pk,
        "annuler_invitation": maison.invitation.pk,
        "retirer_demande": monde.demande_seule,
        "repondre_proposition": monde.proposition,
        "fermer_essai": monde.essai,
        "essai": monde.essai,
        "inviter_collegue": monde.essai,
        "retirer_collegue": monde.essai,
        "retirer_role": equipe.pk,
    }
    echec, _ = DBTaskResult.objects.get_or_create(
        task_path="spaser.site.socle.fichiers.give_sign_of_life",
        status=TaskResultStatus.FAILED,
        defaults={"args_kwargs": {"args": [], "kwargs": {}}, "backend_name": "default"},
    )
    refuse, _ = Courriel.objects.get_or_create(
        nature="spaser.site.comptes.services.tell_sans_compte",
        etat=EtatCourriel.ABANDONNE,
        defaults={"adresse": "refusee@exemple.fr", "du_le": timezone.now()},
    )
    jeton = make_jeton(USAGE, str(maison.invitation.pk), HEURE)
    collegue, _ = CollegueEssai.objects.get_or_create(
        espace_id=monde.essai, defaults={"courriel": "collegue@exemple.fr"}
    )
    essai = make_jeton(USAGE_ESSAI, str(collegue.pk), HEURE)
    return {
        **{(f"organisations:{nom}", "pk"): numero for nom, numero in numeros.items()},
        ("organisations:relancer_travail", "pk"): echec.pk,
        ("organisations:renvoyer_courriel", "pk"): refuse.pk,
        ("organisations:invitation", "jeton"): jeton,
        ("organisations:rejoindre_essai", "jeton"): essai,
    }
