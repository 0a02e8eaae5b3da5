"""What was read of a space's files is damaged on the disk: told, read again, nothing lost."""

import json
import shutil
from unittest import mock

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.moteur.contrats.modele import ErreurContrats
from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres import app
from spaser.site.chiffres.marches import fichiers as taches
from spaser.site.chiffres.marches.entrepot import close_corriges
from spaser.site.chiffres.marches.fichiers import repair_prive
from spaser.site.chiffres.marches.services import list_marches, read_corrige
from spaser.site.chiffres.models import Correction, Fonds
from spaser.site.socle.models import Evenement
from spaser.site.socle.taches import file
from spaser.site.socle.taches.travailleur import execute
from tests.site.chiffres.marches.fabrique import (
    RACINE,
    correct,
    list_prives,
    make_decp,
    make_upload,
    send,
)
from tests.site.organisations.fabrique import texte

pytestmark = pytest.mark.django_db
A_RELIRE = "Vos fichiers de marchés sont à relire"


@pytest.fixture
def depose(marches, client, capture, espace, prives):
    """A space of one file and one correction of it; give the folder of its private store."""
    send(client, capture, make_upload(make_decp("P-1"), "profil.json"))
    (le_sien,) = [m for m in list_marches(espace) if m.contrat.prive]
    correct(espace, None, choisis=[le_sien], saisies={ChampCorrige.RESERVE: "oui"})
    return prives / str(espace.pk) / Fonds.objects.get().dossier


def _cut(dossier):
    for fichier in dossier.rglob("marches.parquet"):
        fichier.write_bytes(fichier.read_bytes()[:-20])


def _scribble(dossier):
    for fichier in dossier.rglob("*.parquet"):
        fichier.write_bytes(b"n'importe quoi" * 100)


def _age(dossier):
    for fichier in dossier.rglob("manifeste.json"):
        fichier.write_text(json.dumps(json.loads(fichier.read_text()) | {"format": 99}))


DOMMAGES = {"cut": _cut, "scribbled": _scribble, "unknown version": _age, "gone": shutil.rmtree}


@pytest.mark.longue
@pytest.mark.parametrize("dommage", DOMMAGES.values(), ids=DOMMAGES)
def test_a_damaged_store_is_told_and_read_again(dommage, depose, client, espace, settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    avant = read_corrige(espace)
    close_corriges()
    dommage(depose)

    page = texte(client.get(RACINE))
    assert A_RELIRE in page
    assert "Le site relit vos fichiers" in page
    assert list_prives(espace) == []
    assert A_RELIRE in texte(client.get(f"{RACINE}fichiers/"))
    assert A_RELIRE in texte(client.get(f"{RACINE[:-8]}indicateurs/?chiffres=corrige"))
    assert [t.task_path.rpartition(".")[2] for t in DBTaskResult.objects.all()] == ["repair_prive"]
    assert Evenement.objects.filter(geste="marches.abime", espace_id=espace.pk).count() == 1
    assert set(Correction.objects.values_list("attente", "annulee_le")) == {("", None)}

    repair_prive.func(numero=Fonds.objects.get().pk)

    assert A_RELIRE not in texte(client.get(RACINE))
    assert list_prives(espace) == ["P-1"]
    (repris,) = [m for m in list_marches(espace) if m.contrat.prive]
    assert repris.effectif(ChampCorrige.RESERVE) == "oui"
    assert read_corrige(espace).vue.bilan.valeurs == avant.vue.bilan.valeurs


@pytest.mark.longue
def test_a_repair_overtaken_waits_then_is_asked_for_again_each_day(
    depose, client, settings, monkeypatch
):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    close_corriges()
    _cut(depose)
    client.get(RACINE)
    monkeypatch.setattr(taches, "repair", mock.Mock(side_effect=ErreurContrats("Changé.")))
    attentes = []
    while DBTaskResult.objects.ready().exists() or not attentes:
        execute(file.claim("un"), "un")
        ligne = DBTaskResult.objects.get()
        attentes.append(round((ligne.run_after - timezone.now()).total_seconds() / 60))
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    assert (attentes[:3], len(attentes), ligne.status) == ([5, 30, 120], 4, "FAILED")

    for _ in range(2):
        app.repair_again(timezone.now())
    assert file.list_vives(repair_prive, numero=Fonds.objects.get().pk).count() == 1
    Fonds.objects.update(abime_le=None)
    DBTaskResult.objects.all().delete()
    app.repair_again(timezone.now())
    assert not DBTaskResult.objects.exists()


@pytest.mark.longue
def test_a_reading_that_fails_is_told_too(depose, client, settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    close_corriges()
    _cut(depose)
    client.get(RACINE)
    DBTaskResult.objects.update(status="FAILED")

    assert "La relecture n’a pas abouti" in texte(client.get(RACINE))
