"""What a step writes is said row by row, file by file."""

from importlib import import_module

import duckdb
import pytest
from django.conf import settings
from django.utils import timezone

from spaser.site.organisations.models import Organisation
from spaser.site.socle.models import Compteur, Evenement
from tests.equivalence.lignes import dump_table, list_tables, watch_lignes

pytestmark = pytest.mark.django_db
JOUR = timezone.datetime(2026, 12, 1, 8, 30, tzinfo=timezone.get_fixed_timezone(0))


def make_compteur(nom):
    return Compteur.objects.create(nom=nom, empreinte="a", nombre=1, debut=JOUR, fin=JOUR)


def test_a_row_that_comes_one_that_changes_and_one_that_goes():
    change, part, reste = (make_compteur(nom) for nom in ("change", "part", "reste"))
    with watch_lignes() as lignes:
        numero = part.pk
        Compteur.objects.filter(pk=change.pk).update(nombre=2)
        Compteur.objects.filter(pk=reste.pk).update(nombre=1)
        part.delete()
        vient = make_compteur("vient")

    assert [ligne.partition(" debut=")[0] for ligne in lignes] == [
        f"~ socle_compteur {change.pk} nombre: 1 → 2",
        f"- socle_compteur {numero}",
        f"+ socle_compteur {vient.pk}",
    ]
    assert lignes[2].endswith(" nom=vient nombre=1")


def test_a_table_that_is_only_read_is_not_said():
    make_compteur("reste")
    with watch_lignes() as lignes:
        assert Compteur.objects.get().nom == "reste"

    assert lignes == []


def test_a_text_of_keys_is_sorted_and_a_long_one_is_cut():
    with watch_lignes() as lignes:
        Evenement.objects.create(geste="essai", details={"b": 1, "a": "é" * 3000})
    (ligne,) = lignes

    assert ' details={"a": "ééé' in ligne
    assert "é" * 2000 not in ligne
    assert "… 3017 signes " in ligne


def test_an_object_is_told_by_its_table_whatever_its_app_is_called():
    with watch_lignes() as lignes:
        Evenement.objects.create(geste="essai", objet_type=Organisation._meta.label_lower)

    assert " objet_type=organisations_organisation " in lignes[0]


def test_a_session_is_told_by_what_it_holds_but_the_class_that_let_in():
    with watch_lignes() as lignes:
        session = import_module(settings.SESSION_ENGINE).SessionStore("a" * 32)
        session.update({"vue": 1, "_auth_user_backend": "some.path.Class"})
        session.save(must_create=True)

    assert lignes[0].endswith(' session_data={"vue": 1}')


def test_files_that_come_change_and_go(tmp_path):
    for nom in ("change", "part", "reste"):
        (tmp_path / nom).write_text(nom)
    with watch_lignes(tmp_path) as lignes:
        (tmp_path / "dossier").mkdir()
        (tmp_path / "dossier" / "vient").write_text("a")
        (tmp_path / "change").write_text("b")
        (tmp_path / "part").unlink()

    assert lignes == [
        "~ fichier change: 4057fe20 → 71beeff9",
        "+ fichier dossier/vient e8b7be43",
        "- fichier part 490f70c6",
    ]


def test_a_table_in_another_order_and_a_build_that_took_longer_are_the_same_file(tmp_path):
    table, note = tmp_path / "a.parquet", tmp_path / "manifeste.json"

    def write(valeurs, lecture, total):
        ecrit = f"COPY (SELECT unnest({valeurs}) AS a) TO '{table}' (FORMAT parquet)"
        with duckdb.connect() as base:
            base.execute(ecrit)
        note.write_text(f'{{"total": {total}, "durees": {{"lecture": {lecture}}}}}')

    write([1, 2, 3], 0.5, 3)
    with watch_lignes(tmp_path) as pareilles:
        write([3, 1, 2], 21.5, 3)
    with watch_lignes(tmp_path) as autres:
        write([3, 1, 4], 2, 4)

    assert pareilles == []
    assert [ligne.partition(":")[0] for ligne in autres] == [
        "~ fichier a.parquet",
        "~ fichier manifeste.json",
    ]


def test_every_row_of_a_table_is_dumped():
    numeros = [make_compteur(nom).pk for nom in "ba"]

    assert "socle_compteur" in list_tables()
    assert [ligne.split(" debut=")[0] for ligne in dump_table("socle_compteur")] == [
        f"socle_compteur {numero}" for numero in numeros
    ]
