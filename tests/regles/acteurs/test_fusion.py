"""Two lines made one: nothing of either is lost."""

from datetime import date

from hypothesis import given

from spaser.regles.acteurs import (
    FormeSollicitation,
    RoleActeur,
    list_differences,
    merge_acteurs,
)
from spaser.site.diagnostic.models import ContenuActeur as Acteur
from tests.regles.acteurs.fabrique import ACTEURS

TEXTES = ("description", "contact", "commentaire", "contribution", "nature", "source")


def test_what_is_empty_is_filled_and_what_differs_is_kept_twice():
    garde = Acteur(
        nom="CCI", contact="a", role=RoleActeur.CONSULTATION, formes=(FormeSollicitation.ENVOI,)
    )
    autre = Acteur(
        nom="CCI 22",
        contact="b",
        description="d",
        role=RoleActeur.DECISION,
        formes=(FormeSollicitation.COMITE,),
        verifie_le=date(2026, 1, 1),
    )

    assert merge_acteurs(garde, autre) == Acteur(
        nom="CCI",
        contact="a\nb",
        description="d",
        role=RoleActeur.CONSULTATION,
        formes=(FormeSollicitation.COMITE, FormeSollicitation.ENVOI),
        verifie_le=date(2026, 1, 1),
        commentaire="Nom de la structure : CCI 22\nRôle : Décision",
    )


@given(ACTEURS)
def test_merging_with_oneself_changes_nothing(acteur):
    assert merge_acteurs(acteur, acteur) == acteur


@given(ACTEURS, ACTEURS)
def test_every_text_of_both_is_still_there(garde, autre):
    reuni = merge_acteurs(garde, autre)

    for champ in TEXTES:
        assert getattr(garde, champ) in getattr(reuni, champ)
        assert getattr(autre, champ) in getattr(reuni, champ)
    for champ in ("nom", "siren"):
        assert getattr(garde, champ) in getattr(reuni, champ)
        assert getattr(autre, champ) in getattr(reuni, champ) + reuni.commentaire
    assert set(reuni.formes) == {*garde.formes, *autre.formes}


@given(ACTEURS, ACTEURS)
def test_differences_name_the_fields_that_change(avant, apres):
    champs = {difference.champ.nom for difference in list_differences(avant, apres)}

    assert ("contact" in champs) == (avant.contact != apres.contact)
