"""Two people answer the perimeter at once: the second sees both versions and loses nothing."""

import re

import pytest

from spaser.site.espace import perimetre as views
from spaser.site.espace import views_perimetre as views_perimetre_espace
from spaser.site.espace.models import Discussion, Perimetre
from spaser.site.socle.versions import VersionDepassee, save_version
from tests.site.organisations.fabrique import SIREN_VAL, texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
PAGE = f"/espace/{SIREN_VAL}/perimetre/modifier/"
REPONSES = {
    "budgets_annexes": "oui",
    "organismes": "",
    "concessions": "hors",
    "coordonnateur": "non",
    "membre": "non",
    "centrales": "inconnue",
    "noms_centrales": "",
}


def read_version(client):
    return re.search(r'name="version" value="(\d+)"', client.get(PAGE).content.decode())[1]


def test_the_second_to_save_sees_both_versions_then_chooses(equipe):
    une, autre = equipe.administration.client, equipe.redaction.client
    lue = read_version(une)
    assert read_version(autre) == lue
    une.post(PAGE, REPONSES | {"version": lue, "noms_centrales": "Centrale Une"})

    reponse = autre.post(PAGE, REPONSES | {"version": lue, "budgets_annexes": "non"})

    page = texte(reponse)
    assert "Une autre personne a enregistré une version" in page
    assert f"Enregistré par {equipe.administration.nom}" in page
    assert "<td>Centrale Une</td><td>Rien</td>" in page
    assert "<td>Oui</td><td>Non</td>" in page
    assert Perimetre.objects.count() == 1

    nouvelle = re.search(r'name="version" value="(\d+)"', reponse.content.decode())[1]
    autre.post(PAGE, REPONSES | {"version": nouvelle, "budgets_annexes": "non"})
    assert [p.budgets_annexes for p in Perimetre.objects.all()] == ["non", "oui"]


def test_the_same_answers_from_both_are_no_quarrel(equipe):
    lue = read_version(equipe.redaction.client)
    equipe.administration.client.post(PAGE, REPONSES | {"version": lue})

    reponse = equipe.redaction.client.post(PAGE, REPONSES | {"version": lue})

    assert reponse.status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999"])
def test_a_version_that_is_not_one_is_taken_for_an_old_one(equipe, version):
    equipe.administration.client.post(PAGE, REPONSES | {"version": "0"})

    page = texte(
        equipe.redaction.client.post(PAGE, REPONSES | {"version": version, "membre": "oui"})
    )

    assert "Deux versions se croisent" in page


def test_both_are_shown_even_when_the_other_saves_at_the_very_moment(equipe, monkeypatch):
    equipe.administration.client.post(PAGE, REPONSES | {"version": "0"})
    trouve, avant = views.find_perimetre, [None]
    monkeypatch.setattr(
        views_perimetre_espace, "find_perimetre", lambda e: avant.pop() if avant else trouve(e)
    )

    page = texte(equipe.redaction.client.post(PAGE, REPONSES | {"version": "0", "membre": "oui"}))

    assert "Deux versions se croisent" in page
    assert Perimetre.objects.count() == 1


def test_a_line_is_written_only_from_the_version_that_was_read(equipe):
    discussion = Discussion.objects.create(
        espace=equipe.organisation.espace, objet="a", titre="A", adresse="/"
    )
    ecrit = discussion.commentaires.create(texte="un")

    save_version(ecrit, 1, texte="deux")
    with pytest.raises(VersionDepassee):
        save_version(ecrit, 1, texte="trois")

    ecrit.refresh_from_db()
    assert (ecrit.texte, ecrit.version) == ("deux", 2)
