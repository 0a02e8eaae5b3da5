"""What an approach suggests, placed among the axes of a plan."""

import pytest

from spaser.regles.approches import load_approches
from spaser.regles.nomenclatures import Approche
from spaser.site.diagnostic.models import ChoixApproche, Politique
from spaser.site.plan.actions.relais import read_entrees
from spaser.site.plan.actions.services import (
    PlaceChapitre,
    create_axe,
    list_axes,
    open_axe,
    place_chapitres,
    save_rangee,
)
from spaser.site.plan.models.actions import Axe
from spaser.site.socle.models import Evenement
from spaser.site.socle.versions import VersionDepassee
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte
from tests.site.plan.fabrique import keep, make_action

pytestmark = pytest.mark.django_db

AXES = f"/espace/{SIREN_VAL}/plan/axes/"
PLACER = f"{AXES}placer/"
PILIERS = load_approches().suggest_axes(Approche.PILIERS)
SOCIAL, ECOLOGIE, ECONOMIE, GOUVERNANCE = PILIERS


def choose(espace, approche="piliers"):
    ChoixApproche.objects.create(espace=espace, approche=approche, raison="Parce que.")


def list_titres(espace):
    return [axe.titre for axe in list_axes(espace)]


def read_form(client):
    """Return what the page would send as it stands."""
    form = client.get(AXES).context["axes"]
    return {form.add_prefix(nom): form[nom].value() for nom in form.fields}


def send(client, envoi=None, **places):
    lu = read_form(client) if envoi is None else envoi
    return texte(
        client.post(PLACER, lu | {f"axes-{c}": ou for c, ou in places.items()}, follow=True)
    )


def test_an_empty_plan_takes_every_axis_in_one_act_and_once(ada, espace):
    choose(espace)
    page = texte(ada.get(AXES))
    assert "Ce que propose l’approche" in page
    assert "Insertion, handicap, égalité, conditions de travail." in page

    assert "Vos axes sont en place." in send(ada)
    send(ada)

    assert list_titres(espace) == [c.titre for c in PILIERS]
    assert {axe.version for axe in Axe.objects.all()} == {1}
    assert Evenement.objects.filter(geste="plan.axe").count() == 4


def test_her_axes_stay_and_each_chapter_goes_where_she_says(ada, auteur, espace):
    trois = [create_axe(espace, {"titre": t}, auteur) for t in ("Insérer", "Verdir", "Le reste")]
    make_action(espace, auteur, axe=trois[1])
    choose(espace)
    assert set(read_form(ada).values()) - {None} >= {"cote"}
    assert "nouvel" not in read_form(ada).values()

    page = send(
        ada, pi_social=f"deja-{trois[0].pk}", pi_ecologie=f"titre-{trois[1].pk}",
        pi_economie="nouvel", pi_gouvernance="cote",
    )  # fmt: skip

    assert list_titres(espace) == [
        "Insérer", "Achats écologiquement responsables", "Le reste",
        "Achats et économie du territoire",
    ]  # fmt: skip
    assert Axe.objects.get(pk=trois[1].pk).actions.count() == 1
    assert "Insérer" in page
    relu = read_form(ada)
    assert relu["axes-pi_social"] == f"deja-{trois[0].pk}"
    assert relu["axes-pi_ecologie"] == f"deja-{trois[1].pk}"
    assert relu["axes-pi_gouvernance"] == "cote"


def test_an_axis_may_answer_several_chapters_and_answer_them_no_more(ada, auteur, espace):
    axe = create_axe(espace, {"titre": "Acheter autrement"}, auteur)
    choose(espace)
    ici = f"deja-{axe.pk}"
    send(ada, pi_social=ici, pi_ecologie=ici)
    assert Axe.objects.get().chapitres == ["pi_social", "pi_ecologie"]

    send(ada, pi_social="cote")

    assert Axe.objects.get().chapitres == ["pi_ecologie"]
    assert list_titres(espace) == ["Acheter autrement"]


def test_changing_the_approach_keeps_the_axes_and_what_they_answered(ada, espace):
    choose(espace)
    send(ada)
    choose(espace, "operationnelle")

    assert set(read_form(ada).values()) - {None} >= {"cote"}
    send(ada, op_outiller="nouvel")

    assert list_titres(espace) == [*(c.titre for c in PILIERS), "Outiller et former"]
    assert Axe.objects.first().chapitres == ["pi_social"]


def test_each_policy_is_suggested_where_the_approach_follows_them(ada, espace):
    choose(espace, "politiques_publiques")
    climat = Politique.objects.create(espace=espace, nom="Plan climat", objectifs=[])
    send(ada)
    climat.delete()

    assert list_titres(espace) == ["Plan climat", "Ce qui est commun à tous les axes"]
    assert list(read_form(ada)) == ["axes-version", "axes-pp_commun"]


def test_one_title_is_given_once(ada, auteur, espace):
    axe = create_axe(espace, {"titre": "Verdir"}, auteur)
    choose(espace)

    page = send(ada, pi_social=f"titre-{axe.pk}", pi_ecologie=f"titre-{axe.pk}")

    assert "Un axe n’a qu’un titre" in page
    assert list_titres(espace) == ["Verdir"]


@pytest.mark.parametrize("ou", ["", "deja-0", "autre"])
def test_a_place_that_is_none_is_told_and_nothing_is_written(ada, espace, ou):
    choose(espace)

    page = send(ada, pi_social=ou)

    assert "Une réponse est à corriger" in page
    assert list_titres(espace) == []


def test_two_people_at_once_see_both_choices_and_make_no_axis_twice(ada, organisation, espace):
    choose(espace)
    autre = sign_in(make_membre(organisation, "redaction", "b@val.example").utilisateur)
    lu = read_form(autre)
    send(ada)

    page = send(autre, lu)

    assert "Deux versions se croisent" in page
    assert "Version enregistrée : C’est déjà mon axe « Gouvernance »" in page
    assert len(list_titres(espace)) == 4
    send(autre, lu | {"axes-version": read_form(autre)["axes-version"]})
    assert list_titres(espace) == [c.titre for c in PILIERS]


def test_an_axis_that_changes_while_places_are_written_is_not_overwritten(auteur, espace):
    lu = create_axe(espace, {"titre": "Verdir"}, auteur)
    save_rangee(Axe.objects.get(), {"titre": "Verdir nos achats"}, auteur, 1)

    with pytest.raises(VersionDepassee):
        place_chapitres(
            espace,
            [
                PlaceChapitre(SOCIAL, nouvel_axe=True),
                PlaceChapitre(ECOLOGIE, axe=lu, renomme=True),
            ],
            auteur,
        )
    assert list_titres(espace) == ["Verdir nos achats"]


def test_kept_proposals_enter_the_axis_that_answers_their_chapter(ada, auteur, espace):
    choose(espace)
    axe = create_axe(espace, {"titre": "Acheter sobre", "chapitres": ["pi_ecologie"]}, auteur)
    keep(espace, "ACT-30")

    assert [e.axe for e in read_entrees(espace).actions] == [ECOLOGIE]
    page = texte(ada.get(f"/espace/{SIREN_VAL}/plan/propositions/"))
    assert f'value="axe-{axe.pk}" selected' in page
    assert open_axe(espace, ECOLOGIE, auteur) == axe
    assert open_axe(espace, ECONOMIE, auteur).chapitres == ["pi_economie"]


def test_who_does_not_decide_of_the_axes_reads_them_and_places_nothing(awa, organisation, espace):
    choose(espace)
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)
    for client in (awa, lectrice):
        assert "Ce que propose l’approche" not in texte(client.get(AXES))
        assert client.post(PLACER, {"axes-pi_social": "nouvel"}).status_code == 403

    assert list_titres(espace) == []


def test_without_an_approach_the_page_leads_to_one(ada, espace):
    page = texte(ada.get(AXES))

    assert f'href="/espace/{SIREN_VAL}/approche/"' in page
    assert ada.get(PLACER).url == AXES
