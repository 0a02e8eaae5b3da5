"""A base of 0.3.0 takes today's labels; its tables are proved. A real one: `tests/cli/ancienne`."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django_tasks_db.models import DBTaskResult

from spaser.elements import ErreurSpaser
from spaser.site.diagnostic.models import Acteur, Personne
from spaser.site.espace.historique import read_inscriptions
from spaser.site.plan.models.actions import Action
from spaser.site.socle import etiquettes
from spaser.site.socle.fichiers import give_sign_of_life
from spaser.site.socle.models import Courriel, Evenement
from spaser.site.socle.preparation import check_migrations, is_migree, prepare
from spaser.site.socle.sauvegarde.effacements import print_ligne
from spaser.site.socle.taches.travailleur import Travailleur

CHEMINS = json.loads(
    Path(__file__).parents[2].joinpath("outils/chemins_0_3_0.json").read_text("ascii")
)


def test_the_table_of_a_model_tells_its_former_label():
    labels = [etiquettes.name_ancien(modele) for modele in (Acteur, Courriel, Action)]
    assert labels == ["acteurs.acteur", "courriels.courriel", "plan.action"]


def test_a_row_erased_under_0_3_0_has_the_same_print_today():
    ne_le = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    # sha256 of « acteurs.personne 7 2026-11-30T09:30:00+00:00 »
    assert print_ligne(Personne, 7, ne_le) == (
        "c005e97efbd13e65edee95f621f533d99f96d9d012a6d92fbfe5399fc47bc90c"
    )


def test_every_work_and_mail_of_0_3_0_has_a_path_of_its_own_today():
    for genre, connus in zip(("travaux", "courriels"), etiquettes.list_chemins(), strict=True):
        trouves = [etiquettes.find_chemin(ancien, connus) for ancien in CHEMINS[genre]]
        assert [chemin for chemin in trouves if chemin not in connus] == []
        assert len(set(trouves)) == len(CHEMINS[genre])


@pytest.mark.parametrize(
    ("ancien", "attendu"),
    [
        ("registre.suivi.ask_confirmation", "registre.alertes.ask_confirmation"),
        ("agenda.courriels.ask_confirmation", "rencontres.agenda.courriels.ask_confirmation"),
        ("faq.services.tell_equipe", "portail.questions_recues.tell_equipe"),
        ("acheteurs.services.tell_equipe", "acheteurs.remarques.tell_equipe"),
        ("editorial.services.tell_verdict", "editorial.services.tell_verdict"),
    ],
)
def test_a_function_that_has_homonyms_is_found_by_its_module(ancien, attendu):
    trouve = etiquettes.find_chemin(f"spaser.web.{ancien}", etiquettes.list_chemins()[1])
    assert trouve == f"spaser.site.{attendu}"


def test_a_function_that_is_gone_keeps_its_path():
    assert etiquettes.find_chemin("spaser.web.faq.partie", []) == "spaser.web.faq.partie"


@pytest.mark.django_db
@pytest.mark.parametrize("derniere", [("commun", "0001_initial"), ("commun", "0005_liens")])
def test_a_base_from_before_0_3_0_is_refused_with_the_two_commands_to_type(derniere):
    MigrationRecorder(connection).record_applied(*derniere)

    with pytest.raises(ErreurSpaser, match=r"d’avant la 0\.3\.0") as refus:
        check_migrations()

    assert refus.value.conseil == (
        "Avec la version 0.3.0, lancez : spaser preparer\n"
        "Puis, avec cette version, lancez : spaser preparer"
    )


@contextmanager
def open_vide(dossier):
    """Put an empty base of the same kind in the place of that of the tests, for a while."""
    sienne = connections[DEFAULT_DB_ALIAS]
    reglages = sienne.settings_dict
    options = {nom: valeur for nom, valeur in reglages["OPTIONS"].items() if nom != "pool"}
    nom = str(dossier / "ancienne.sqlite3")
    if sienne.vendor == "postgresql":
        nom = f"{reglages['NAME']}_ancienne"
        order(f'CREATE DATABASE "{nom}"')
    autre = type(sienne)(reglages | {"NAME": nom, "OPTIONS": options}, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = autre
    try:
        yield
    finally:
        autre.close()
        connections[DEFAULT_DB_ALIAS] = sienne
        if sienne.vendor == "postgresql":
            order(f'DROP DATABASE "{nom}"')


def order(*ordres):
    with connection.cursor() as curseur:
        for ordre in ordres:
            curseur.execute(ordre)


def read_noms():
    """Return what names apps: Django's list of models, and migrations."""
    types = ContentType.objects.values_list("app_label", "model")
    return set(types), set(MigrationRecorder(connection).applied_migrations())


def age():
    """Give a base of today the labels of 0.3.0, and rows that keep some."""
    siens = [m for m in apps.get_models() if m.__module__.startswith("spaser.")]
    noms = [(m._meta.app_label, *etiquettes.name_ancien(m).split(".")) for m in siens]
    faites = MigrationRecorder(connection)
    faites.migration_qs.filter(app__in={label for label, _, _ in noms}).delete()
    anciennes = {(ancien, "0001_initial") for _, ancien, _ in noms} | etiquettes.ANCIENNES
    for migration in anciennes:
        faites.record_applied(*migration)
    for label, ancien, nom in noms:
        ContentType.objects.filter(app_label=label, model=nom).update(app_label=ancien)
    Evenement.objects.create(geste="acteur.ajout", objet_type="acteurs.acteur", objet_id="7")
    give_sign_of_life.enqueue()
    DBTaskResult.objects.update(task_path="spaser.web.socle.tasks.give_sign_of_life")
    order("CREATE TABLE commun_reglagementions (id integer)")


BENT = (
    "CREATE INDEX essai ON acteurs_acteur (nom)",
    "ALTER TABLE socle_passage ADD COLUMN essai integer NULL",
    "ALTER TABLE depenses_calcul RENAME COLUMN cle TO essai",
)
UNBENT = (
    "DROP INDEX essai",
    "ALTER TABLE socle_passage DROP COLUMN essai",
    "ALTER TABLE depenses_calcul RENAME COLUMN essai TO cle",
)


def load_conditions():
    """Make indexes again as a dump of PostgreSQL tells them: it then writes them otherwise."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes "
                "WHERE schemaname = 'public' AND indexdef LIKE '%ARRAY[%'"
            )
            ordres = curseur.fetchall()
        assert ordres
        for deux in ordres:
            order(*deux)


@pytest.mark.longue
@pytest.mark.deux_bases
@pytest.mark.usefixtures("django_db_setup")
def test_a_base_of_0_3_0_takes_todays_labels_unless_its_tables_are_not_fresh_ones(
    tmp_path, django_db_blocker, settings
):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    with django_db_blocker.unblock(), open_vide(tmp_path):
        MigrationExecutor(connection).migrate(etiquettes._DEPARTS)  # what 0.3.0 had
        neufs = read_noms()
        age()
        anciens = read_noms()
        assert anciens != neufs
        assert not is_migree()

        order(*BENT)
        with pytest.raises(ErreurSpaser, match="rien n’a été changé") as refus:
            prepare(demonstration=False, tell=lambda _: None)
        assert read_noms() == anciens
        assert {ligne.split(" : ")[0] for ligne in refus.value.message.split("\n")[1:]} == {
            "En trop — acteurs_acteur",
            "En trop — depenses_calcul",
            "En trop — socle_passage",
            "Manque — depenses_calcul",
        }
        order(*UNBENT)
        load_conditions()
        etiquettes.rename()

        assert read_noms() == neufs
        call_command("migrate", verbosity=0)
        assert is_migree()
        assert "commun_reglagementions" not in connection.introspection.table_names()
        [inscription] = read_inscriptions(Evenement.objects.all())
        assert inscription.sorte == "Acteur n° 7"
        for ordre in ("UPDATE socle_evenement SET geste = 'x'", "DELETE FROM socle_evenement"):
            with pytest.raises(DatabaseError, match="Le journal ne se modifie pas"):
                order(ordre)
        Travailleur(("essai",), None).run_all()
        [tache] = DBTaskResult.objects.all()
        assert [tache.task_path, tache.status] == [
            "spaser.site.socle.fichiers.give_sign_of_life",
            "SUCCESSFUL",
        ]
