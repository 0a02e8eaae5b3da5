"""A questionnaire that takes answers, with results that everybody reads and words to be read."""

from spaser.site.rencontres.models import Commentaire, Questionnaire
from spaser.site.rencontres.questionnaires.services import draw_secret
from tests.site.rencontres.questionnaires.fabrique import (
    SATISFAIT,
    make_commentaire,
    make_invitation,
    make_questionnaire,
    make_reponses,
)

DE_L_EQUIPE = "suivi modifier apercu avancer inviter resultats_equipe resultats_export commentaires"


def give(_monde, _maison):
    avis = Questionnaire.objects.first()
    if avis is None:
        avis = make_questionnaire(resultats_publics=True)
        make_reponses(avis, *[SATISFAIT] * 8)
        make_commentaire(avis)
        make_invitation(avis)
    return {
        **{(f"questionnaires:{nom}", "pk"): avis.pk for nom in DE_L_EQUIPE.split()},
        **{
            (f"questionnaires:{nom}", "code"): avis.code
            for nom in ("repondre", "merci", "resultats", "repondre_invitation")
        },
        ("questionnaires:repondre_invitation", "secret"): draw_secret(avis.invitations.first()),
        ("questionnaires:commentaire", "numero"): Commentaire.objects.first().pk,
    }
