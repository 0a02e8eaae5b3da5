"""The memory of the site is one account: what each part takes, and what is left to boxes."""

import os
import re
import threading
from dataclasses import replace

import pytest

from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.memoire import (
    SYSTEME,
    fit_moteur,
    read_disponible,
    read_partage,
    set_partage,
    share_memoire,
)
from spaser.moteur.boite.modele import A_PART, DEJA_EXAMINE, EN_LIGNE, MEGA, ErreurBoite, MotifEchec
from spaser.moteur.envois.lecture import import_envois
from tests.moteur.boite import gestes
from tests.moteur.fabrique_decp import marche, write_v2
from tests.transverses.arbre import RACINE, read

LIGNE = re.compile(
    r"^\| (\d+) Go \| (\d) \| (\d) \| ([\d\u00a0]+) Mo \| (\d) × (\d+) Mo \| ([\d\u00a0]+) Mo \|$",
    re.MULTILINE,
)


@pytest.fixture(autouse=True)
def suivi():
    """Follow again, after each test, what this process followed before."""
    avant = read_partage()
    set_partage(share_memoire(24_000 * MEGA, 2, 1))
    yield
    set_partage(avant)


def test_the_guide_says_what_a_machine_of_each_size_gives():
    lignes = [
        [int(nombre.replace("\u00a0", "")) for nombre in ligne]
        for ligne in LIGNE.findall(read(RACINE / "docs/exploitation/deployer.md"))
    ]

    assert [taille for taille, *_ in lignes] == [2, 4, 8, 16]
    for taille, processus, travailleurs, *dits in lignes:
        partage = share_memoire(taille * 1024 * MEGA - SYSTEME, processus, travailleurs)
        assert partage.total <= partage.disponible, taille
        lus = (partage.total, partage.en_ligne, partage.a_part)
        total, en_ligne, a_part = (octets // MEGA for octets in lus)
        assert dits == [total, partage.places, en_ligne, a_part], taille


@pytest.mark.parametrize(
    ("donne", "tient", "boites"),
    [
        ((24_000, 2, 1), True, (2, 640, 4096)),  # nothing to save on
        ((8_042, 2, 1), True, (2, 640, 4096)),
        ((7_000, 2, 1), True, (2, 640, 3510)),  # the worker's box gives way first
        ((3_946, 2, 1), True, (1, 640, 1736)),  # then one box at once for each process
        ((3_000, 2, 1), True, (1, 619, 832)),  # then a smaller one
        ((1_898, 1, 1), True, (1, 536, 832)),
        ((2_400, 2, 1), False, (1, 384, 832)),
        ((1_600, 1, 1), False, (1, 384, 832)),
        ((4_000, 4, 2), False, (1, 384, 832)),
    ],
)
def test_boxes_have_what_processes_leave(donne, tient, boites):
    mega, processus, travailleurs = donne
    partage = share_memoire(mega * MEGA, processus, travailleurs)

    assert (partage.total <= partage.disponible) is tient
    assert (partage.places, partage.en_ligne // MEGA, partage.a_part // MEGA) == boites


def test_a_backup_of_each_day_has_its_place_in_the_account():
    sans, avec = (share_memoire(1_900 * MEGA, 1, 1, sauvegarde=s) for s in (False, True))

    assert sans.total == sans.disponible
    assert avec.total > avec.disponible
    assert ("sauvegarde de chaque jour", 1, 240 * MEGA) in avec.postes


@pytest.mark.parametrize(
    ("cgroup", "bornes", "lu"),
    [
        ("0::/", {"memory.max": "1073741824\n"}, 1 << 30),
        ("0::/a/b", {"a/b/memory.max": "max\n", "a/memory.max": f"{1 << 29}\n"}, 1 << 29),
        (
            "4:memory:/a\n3:cpuset:/\n0::/",
            {"memory/a/memory.limit_in_bytes": f"{1 << 28}\n", "memory.max": "max"},
            1 << 28,
        ),
        ("5:cpu,memory:/a", {"memory/memory.limit_in_bytes": f"{1 << 27}\n"}, 1 << 27),
    ],
)
def test_the_smallest_of_the_groups_that_hold_the_site_bounds_it(tmp_path, cgroup, bornes, lu):
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(cgroup, "utf-8")
    for nom, contenu in bornes.items():
        fichier = tmp_path / "sys/fs/cgroup" / nom
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_text(contenu, "ascii")

    assert read_disponible(tmp_path) == lu


def test_without_a_group_the_site_has_the_machine_less_what_the_system_takes(tmp_path):
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")

    assert read_disponible(tmp_path) == machine - 150 * MEGA


@pytest.mark.usefixtures("vraie_boite")
def test_a_box_keeps_within_the_share_of_its_kind_and_its_engine_within_the_box():
    set_partage(share_memoire(1_898 * MEGA, 1, 1))

    lues = [run_bounded(b, gestes.tell_memoire) for b in (EN_LIGNE, DEJA_EXAMINE, A_PART)]

    assert [(memoire // MEGA, moteur // MEGA) for memoire, moteur, _ in lues] == [
        (536, 68), (536, 68), (832, 364),
    ]  # fmt: skip
    assert {seuil for *_, seuil in lues} == {1000}  # the first that a machine without memory ends


@pytest.mark.longue
@pytest.mark.usefixtures("vraie_boite")
def test_the_smallest_box_reads_contracts_and_refuses_in_words_what_needs_more(tmp_path):
    set_partage(share_memoire(1_898 * MEGA, 1, 1))
    fichier = write_v2(tmp_path / "marches.json", [marche(id=f"M{n}") for n in range(2000)])

    lu = run_bounded(A_PART, import_envois, [fichier], tmp_path / "entrepot")

    assert lu.totaux["lus"] == 2000
    with pytest.raises(ErreurBoite, match="contenu démesuré"):
        run_bounded(A_PART, gestes.swell)


def test_out_of_a_box_an_engine_keeps_within_a_quarter_of_the_memory():
    assert fit_moteur(900 * MEGA) == 900 * MEGA
    set_partage(share_memoire(1_898 * MEGA, 1, 1))
    assert fit_moteur() == 1_898 * MEGA // 4


def test_boxes_of_a_process_wait_for_the_room_that_they_need(monkeypatch):
    vus, suite = [], threading.Semaphore(0)
    entres = threading.Semaphore(0)

    def hold(bornes, _fonction, _arguments):
        vus.append(bornes.memoire // MEGA)
        entres.release()
        assert suite.acquire(timeout=20)

    monkeypatch.setattr("spaser.moteur.boite.appel.open_boite", hold)
    fils = [
        threading.Thread(target=run_bounded, args=(b, gestes.tell_place))
        for b in (EN_LIGNE, DEJA_EXAMINE)
    ]
    fils[0].start()
    assert entres.acquire(timeout=20)
    with pytest.raises(ErreurBoite) as refus:
        run_bounded(replace(DEJA_EXAMINE, duree=0.01), gestes.tell_place)
    assert refus.value.motif == MotifEchec.OCCUPEE
    fils[1].start()
    suite.release()
    assert entres.acquire(timeout=20)
    suite.release()
    for fil in fils:
        fil.join(20)
    assert vus == [640, 1280]
