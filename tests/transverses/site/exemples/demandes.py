"""A question by a link that was answered, with a file."""

from datetime import date, timedelta

from django.utils import timezone

from spaser.site.entourage.demandes import PAGE
from spaser.site.entourage.models.demandes import Question
from spaser.site.espace.discussions import SujetDiscussion, make_partage, open_discussion
from spaser.site.organisations.models import Appartenance
from spaser.site.socle.fichiers import keep_fichier
from tests.site.socle.fichiers.fabrique import make_pdf
from tests.transverses.site.liens import part_of


def give(_monde, maison):
    espace = maison.organisation.espace
    question = Question.objects.filter(discussion__espace=espace).first()
    if question is None:
        auteur = Appartenance.objects.get(pk=maison.membre).utilisateur
        sujet = SujetDiscussion("plan:1", "Réserver un lot", f"/espace/{espace.siren}/plan/")
        discussion = open_discussion(espace, sujet)
        question = Question.objects.create(
            discussion=discussion,
            lien=make_partage(PAGE, espace, "Camille", timedelta(days=30), auteur),
            auteur=auteur,
            nom="Camille",
            courriel="camille@exemple.fr",
            question="Combien de structures ?",
            echeance=date(2030, 1, 1),
            reponse="Douze.",
            repondue_le=timezone.now(),
            fichier=keep_fichier("liste.pdf", make_pdf()),
        )
    return {
        ("demandes:repondre", "jeton"): part_of(PAGE.path_of(question)),
        **{(f"demandes:{nom}", "pk"): question.pk for nom in "demande fichier reprendre".split()},
    }
