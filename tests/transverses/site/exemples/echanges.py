"""A question that everybody reads, with an answer."""

from spaser.site.entourage import echanges
from spaser.site.entourage.models.echanges import EchangePublic, Qualite
from tests.site.organisations.fabrique import make_personne

D_UNE_QUESTION = "question faq modifier geste signaler".split()


def give(_monde, _maison):
    question = EchangePublic.objects.filter(question=None).first() or _ask()
    return {(f"echanges:{nom}", "pk"): question.pk for nom in D_UNE_QUESTION}


def _ask():
    auteur = make_personne("question@exemple.fr")
    plume = echanges.Plume(Qualite.PROGRAMME)
    question = echanges.write_echange(auteur, plume, {"titre": "Qui réserve un lot ?"})
    echanges.write_echange(auteur, plume, {"texte": "Nous."}, question=question)
    return question
