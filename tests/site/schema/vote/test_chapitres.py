"""The chapters of what is voted are the axes of the plan, whatever the approach."""

import pytest

from spaser.documents.corps import parse_saisie
from spaser.regles.approches import load_approches
from spaser.regles.nomenclatures import Approche
from spaser.site.diagnostic.models import ChoixApproche
from spaser.site.plan.actions.services import open_axe
from spaser.site.schema.models import Redaction, dump_blocs
from spaser.site.schema.redaction.services import read_schema
from spaser.site.schema.vote.recueil import gather_vote
from tests.site.plan.fabrique import make_action


@pytest.mark.parametrize("approche", ["", *Approche])
def test_a_chapter_an_axis_and_words_kept_under_a_former_chapter(espace, auteur, actions, approche):
    if approche:
        ChoixApproche.objects.create(espace=espace, approche=approche, raison="Parce que.")
    social = open_axe(espace, load_approches().find_chapitre("pi_social"), auteur)
    make_action(espace, auteur, "Réserver un marché", axe=social)
    blocs = dump_blocs(parse_saisie("Nos marchés à venir."))
    Redaction.objects.create(espace=espace, code="op_programmer", partie=2, blocs=blocs)

    vote = gather_vote(espace, read_schema(espace))

    assert [axe.titre for axe in vote.axes] == [
        "Une place à chacun",
        "Achats socialement responsables",
    ]
    assert [s.titre for s in vote.chapitres] == ["Connaître et programmer les achats"]
