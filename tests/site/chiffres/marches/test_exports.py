"""Long lists of contracts: written aside, shown as they go, handed to whoever asked, dropped."""

from contextlib import closing
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.chiffres.marches.fichiers import write_export
from spaser.site.chiffres.marches.liste import PAR_ESPACE, drop_anciens, tell_echec_export
from spaser.site.chiffres.models import ExportMarches
from spaser.site.socle.models import Fichier
from tests.site.chiffres.marches.fabrique import RACINE
from tests.site.organisations.fabrique import make_membre, make_personne, sign_in, texte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("une_connexion")]
EXPORTS = f"{RACINE}exports/"
DEMANDE = {"classeur": "csv", "filtre": "annee=2025"}


@pytest.fixture
def longue(marches, client, monkeypatch, settings):
    """Give what is written at once; then any list is a long one, and waits for a worker."""
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    direct = client.get(f"{RACINE}export.csv?annee=2025").content
    monkeypatch.setattr("spaser.site.chiffres.marches.liste.EN_LIGNE_MAX", 3)
    return direct


def _ask(client, **autre):
    return client.post(f"{EXPORTS}preparer/", DEMANDE | autre, follow=True)


def _work():
    for ligne in ExportMarches.objects.filter(etat="attente"):
        write_export.func(numero=ligne.pk)


def test_a_long_list_is_written_aside_and_says_the_same(longue, client, organisation):
    page = client.get(f"{RACINE}export.csv?annee=2025", follow=True)
    assert page.redirect_chain[0][0].startswith(EXPORTS)
    assert "Préparer le fichier CSV" in texte(page)
    assert "Refresh" not in page

    page = _ask(client)
    _ask(client)
    assert "en préparation" in texte(page)
    assert "C’est le prochain travail." in texte(page)
    assert page["Refresh"] == "5"
    assert ExportMarches.objects.count() == DBTaskResult.objects.count() == 1

    ExportMarches.objects.update(total=18_519, faits=3000)
    assert "3000 marchés écrits sur 18519" in texte(client.get(EXPORTS)).replace("\xa0", "")
    _work()

    page = client.get(EXPORTS)
    ligne = ExportMarches.objects.get()
    assert "Refresh" not in page
    assert f"{ligne.faits} marchés" in texte(page)
    with closing(client.get(f"{EXPORTS}{ligne.pk}/")) as recu:
        assert b"".join(recu.streaming_content) == longue
        assert recu.filename == f"marches-{organisation.siren}.csv"

    autre = sign_in(make_membre(organisation, "lecture", "autre@exemple.fr").utilisateur)
    with closing(autre.get(f"{EXPORTS}{ligne.pk}/")) as recu:
        assert recu.status_code == 200
    dehors = sign_in(make_personne("dehors@exemple.fr"))
    assert dehors.get(f"{EXPORTS}{ligne.pk}/").status_code == 404


def test_what_was_written_goes_after_a_week_or_with_its_space(longue, client, espace):
    _ask(client)
    _work()
    drop_anciens(timezone.now() + timedelta(days=6))
    assert Fichier.objects.count() == 1
    drop_anciens(timezone.now() + timedelta(days=8))
    assert Fichier.objects.count() == ExportMarches.objects.count() == 0

    _ask(client)
    _work()
    espace.delete()
    assert Fichier.objects.count() == ExportMarches.objects.count() == 0


@pytest.mark.longue
def test_a_space_keeps_five_and_is_told_when_none_can_be_added(longue, client):
    for annee in range(2019, 2019 + PAR_ESPACE):
        _ask(client, filtre=f"annee={annee}")
    assert "5 fichiers se préparent déjà" in texte(_ask(client, filtre="annee=2030"))
    _work()
    _ask(client, filtre="annee=2030")
    assert list(ExportMarches.objects.values_list("filtre", flat=True)) == [
        "annee=2030",
        *(f"annee={annee}" for annee in range(2023, 2019, -1)),
    ]


def test_a_writing_that_fails_or_is_no_longer_wanted_leaves_no_file(longue, client):
    _ask(client)
    ligne = ExportMarches.objects.get()
    ligne.delete()
    write_export.func(numero=ligne.pk)
    assert Fichier.objects.count() == 0

    _ask(client)
    numero = ExportMarches.objects.get().pk
    tell_echec_export(numero)
    assert "Préparer à nouveau" in texte(client.get(EXPORTS))
    write_export.func(numero=numero)
    assert Fichier.objects.count() == 0
