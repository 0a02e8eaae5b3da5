"""Leases: taken by one, kept, lost, given up; the urgent first, each space in its turn."""

import errno
import time
from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.chiffres.depenses.travail import read_extrait
from spaser.site.chiffres.marches.fichiers import read_fichier
from spaser.site.chiffres.models import FichierMarches
from spaser.site.comptes.services import tell_inscription
from spaser.site.socle.fichiers import check_fichier, give_sign_of_life, keep_fichier, send_message
from spaser.site.socle.models import Bail
from spaser.site.socle.taches import file, travailleur
from spaser.site.socle.taches.file import find_travail
from spaser.site.socle.taches.travailleur import (
    Coeur,
    find_retard_taches,
    read_taches,
    tell_avancement,
)
from tests.site.chiffres.depenses.fabrique import make_extrait
from tests.site.organisations.fabrique import SIREN_HAUT, SIREN_VAL, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

SECONDE = timedelta(seconds=1)
ARRET = "Le programme qui faisait ce travail s’est arrêté net."


@pytest.fixture(autouse=True)
def file_de_taches(settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}


def make_lignes(siren, nombre):
    """Record files that wait to be read."""
    espace = make_organisation(siren).espace
    return [
        FichierMarches.objects.create(
            espace=espace,
            siren=siren,
            etat="attente",
            fichier=keep_fichier("marches.csv", b"contenu"),
        )
        for _ in range(nombre)
    ]


def lose(ligne):
    """Let the lease of a task end, as when its worker died."""
    Bail.objects.filter(pk=ligne.pk).update(expire_le=timezone.now() - SECONDE)
    DBTaskResult.objects.update(run_after=timezone.now() - SECONDE)


def tell(ligne):
    ligne = DBTaskResult.objects.select_related("bail").get(pk=ligne.pk)
    return ligne.status, ligne.bail.essais, ligne.bail.raison


def test_a_task_is_taken_by_one_worker_who_alone_may_say_how_it_ended():
    give_sign_of_life.enqueue()
    ligne = file.claim("un")
    assert file.claim("deux") is None
    assert not file.conclude(ligne, "deux")
    assert file.renew(ligne, "un")
    assert file.conclude(ligne, "un")
    assert not file.renew(ligne, "un")
    assert tell(ligne) == ("SUCCESSFUL", 1, "")


def test_two_workers_that_saw_the_same_task_do_not_both_take_it():
    give_sign_of_life.enqueue()
    vue = file.list_pretes().get()
    assert file._take(vue, "un")
    assert not file._take(vue, "deux")


def test_a_lease_that_is_kept_is_not_taken_back():
    give_sign_of_life.enqueue()
    ligne = file.claim("un")
    assert file.recover(timezone.now() + file.DUREE - 5 * SECONDE) == 0
    assert tell(ligne)[0] == "RUNNING"


def test_what_the_dead_held_is_taken_again_and_they_can_say_no_more():
    give_sign_of_life.enqueue()
    ligne = file.claim("mort")
    lose(ligne)
    assert file.recover() == 1
    assert tell(ligne) == ("READY", 1, ARRET)
    assert file.claim("vif").pk == ligne.pk
    assert not file.conclude(ligne, "mort")
    assert file.conclude(ligne, "vif")


def die(essai):
    """Take the next task and die with it; somebody takes back what was left."""
    ligne = file.claim(f"travailleur {essai}")
    lose(ligne)
    file.recover()
    lose(ligne)
    return ligne


def test_a_file_that_kills_its_worker_twice_is_set_aside_and_its_page_says_so():
    (fichier,) = make_lignes(SIREN_VAL, 1)
    read_fichier.enqueue(numero=fichier.pk)
    assert tell(die(1)) == ("READY", 1, ARRET)
    ligne = die(2)
    assert tell(ligne) == ("FAILED", 2, ARRET)
    fichier.refresh_from_db()
    assert (fichier.en_cours, fichier.interrompu) == (False, True)
    assert fichier.probleme == (
        "Ce fichier a arrêté deux fois le programme qui le lit : il est mis de côté."
    )
    assert file.run_again([ligne.pk]) == 1
    reprise = file.claim("travailleur 3").bail
    assert (reprise.essais, reprise.arrets) == (1, 0)


def test_a_table_of_spend_that_kills_its_worker_twice_is_refused_in_words():
    extrait = make_extrait(make_organisation(SIREN_VAL).espace)
    read_extrait.enqueue(extrait_id=extrait.pk)
    assert [tell(die(essai))[0] for essai in (1, 2)] == ["READY", "FAILED"]
    extrait.refresh_from_db()
    assert extrait.etat == "refuse"
    assert extrait.message.startswith("Ce fichier a arrêté deux fois le programme qui le lit")


def test_runs_that_ended_by_an_error_are_no_deaths():
    check_fichier.enqueue(fichier_id="1")
    for essai in range(4):
        ligne = file.claim(f"travailleur {essai}")
        file.put_back(ligne, f"travailleur {essai}", timedelta(), "L’antivirus ne répond pas.")
    assert tell(die(5)) == ("READY", 5, ARRET)
    assert tell(die(6)) == ("FAILED", 6, ARRET)


def test_a_site_that_stops_twice_during_a_work_does_not_set_it_aside():
    (fichier,) = make_lignes(SIREN_VAL, 1)
    read_fichier.enqueue(numero=fichier.pk)
    for essai in (1, 2, 3):
        ligne = file.claim(f"travailleur {essai}")
        assert travailleur.renew_until(Event(), ligne, f"travailleur {essai}")
        assert tell(ligne) == ("RUNNING", essai, "")
        arrete = Event()
        arrete.set()
        assert travailleur.renew_until(arrete, ligne, f"travailleur {essai}")
        lose(ligne)
        file.recover()
        lose(ligne)
    assert tell(ligne) == ("READY", 3, ARRET)
    assert [tell(die(essai))[0] for essai in (4, 5)] == ["READY", "FAILED"]


def test_a_mail_is_not_given_up_because_its_worker_died_twice():
    tell_inscription("lea@exemple.fr", "lea@exemple.fr", "")
    assert [tell(die(essai))[0] for essai in (1, 2, 3)] == ["READY"] * 3


def test_what_a_former_version_left_running_is_taken_back_after_an_hour():
    give_sign_of_life.enqueue()
    Bail.objects.all().delete()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    assert file.recover() == 0
    DBTaskResult.objects.update(started_at=timezone.now() - 2 * file.SANS_BAIL)
    assert file.recover() == 1
    assert file.claim("neuf") is not None


def test_a_task_without_lease_is_taken():
    give_sign_of_life.enqueue()
    Bail.objects.all().delete()
    assert file.claim("neuf").bail.essais == 1


def test_mails_never_wait_behind_files_and_controls_pass_before_readings():
    (fichier,) = make_lignes(SIREN_VAL, 1)
    read_fichier.enqueue(numero=fichier.pk)
    check_fichier.enqueue(fichier_id=str(fichier.fichier_id))
    send_message.enqueue(message={})
    give_sign_of_life.enqueue()
    urgentes = [file.claim("a", urgentes=True).task_name for _ in range(2)]
    autres = [file.claim("b", urgentes=False).task_name for _ in range(2)]
    assert urgentes == ["give_sign_of_life", "send_message"]
    assert autres == ["check_fichier", "read_fichier"]


def test_each_space_has_its_turn_and_one_file_at_a_time():
    val, haut = make_lignes(SIREN_VAL, 3), make_lignes(SIREN_HAUT, 2)
    for fichier in (*val, *haut):
        read_fichier.enqueue(numero=fichier.pk)
    prises = []
    while (ligne := file.claim("seul")) is not None:
        autre = file.claim("renfort")  # another worker helps: it takes the other space
        prises += [p.args_kwargs["kwargs"]["numero"] for p in (ligne, autre) if p]
        for tenue, porteur in ((ligne, "seul"), (autre, "renfort")):
            if tenue:
                file.conclude(tenue, porteur)
    attendues = [val[0].pk, haut[0].pk, val[1].pk, haut[1].pk, val[2].pk]
    assert sorted(prises[:2]) == sorted(attendues[:2])
    assert sorted(prises[2:4]) == sorted(attendues[2:4])
    assert prises[4:] == attendues[4:]


def test_one_asks_once_for_what_waits_and_again_for_what_runs():
    for _ in range(2):
        file.ensure(give_sign_of_life)
    assert DBTaskResult.objects.count() == 1
    file.claim("un")
    file.ensure(give_sign_of_life)
    assert DBTaskResult.objects.count() == 2


# A run: how it ends.


def run(monkeypatch, erreur=None):
    """Run a sign of life that raises this."""

    def act(_nom):
        if erreur:
            raise erreur

    monkeypatch.setattr("spaser.site.socle.fichiers.beat", act)
    give_sign_of_life.enqueue()
    ligne = file.claim("un")
    travailleur.execute(ligne, "un")
    return tell(ligne)


def test_a_run_that_ends_well_is_a_success(monkeypatch):
    assert run(monkeypatch) == ("SUCCESSFUL", 1, "")


def test_an_error_of_ours_is_a_failure_told_without_its_words(monkeypatch):
    assert run(monkeypatch, ValueError("lea@exemple.fr")) == ("FAILED", 1, "Erreur ValueError.")
    assert "lea@exemple.fr" not in str(read_taches())


def test_a_locked_base_is_no_fault_of_the_task(monkeypatch):
    erreur = OperationalError("database is locked")
    erreur.__cause__ = type("Verrou", (Exception,), {"sqlstate": "55P03"})()
    statut, essais, raison = run(monkeypatch, erreur)
    assert (statut, essais, raison) == ("READY", 0, "La base était occupée par un autre travail.")


def test_a_full_disk_is_no_fault_of_the_task(monkeypatch):
    erreur = OSError(errno.ENOSPC, "No space left on device")
    assert run(monkeypatch, erreur) == ("READY", 0, "Le serveur n’avait plus de place.")


def test_a_task_of_another_version_fails_without_stopping_the_worker():
    give_sign_of_life.enqueue()
    DBTaskResult.objects.update(task_path="spaser.site.socle.fichiers.disparue")
    ligne = file.claim("un")
    travailleur.execute(ligne, "un")
    assert tell(ligne) == ("FAILED", 1, "Erreur ImportError.")


@pytest.mark.parametrize(("erreurs", "tentatives"), [(0, 1), (3, 4)])
def test_a_lock_is_waited_for(monkeypatch, erreurs, tentatives):
    faites = []
    monkeypatch.setattr(file.time, "sleep", lambda _: None)
    monkeypatch.setattr(file, "connection", type("Base", (), {"in_atomic_block": False})())
    monkeypatch.setattr(file, "is_verrou", lambda _: True)

    @file.patient
    def write():
        faites.append(1)
        if len(faites) <= erreurs:
            raise OperationalError("database is locked")

    write()
    assert len(faites) == tentatives


# The heartbeat.


@pytest.fixture
def fins(monkeypatch):
    """Note that the process would have ended, in place of ending it."""
    notees = []
    monkeypatch.setattr(
        "spaser.site.socle.taches.travailleur.end_process", lambda: notees.append(1)
    )
    return notees


def beat_until(condition, **reglages):
    """Let a heart beat while something is not true."""
    with Coeur(reglages["renew"], reglages["delai"], reglages["depasse"], pas=0.01):
        fin = time.monotonic() + 20
        while not condition() and time.monotonic() < fin:
            time.sleep(0.005)


def test_a_heart_renews_while_the_work_lasts(fins):
    battus = []
    beat_until(
        lambda: len(battus) > 2,
        renew=lambda: battus.append(1) or True,
        delai=timedelta(minutes=1),
        depasse=lambda: None,
    )
    assert (len(battus) > 2, fins) == (True, [])


def test_a_process_whose_work_was_given_to_another_ends(fins):
    beat_until(lambda: fins, renew=lambda: False, delai=timedelta(minutes=1), depasse=lambda: None)
    assert fins


def test_a_work_that_is_too_long_is_told_before_its_process_ends(fins):
    dits = []
    beat_until(
        lambda: fins, renew=lambda: True, delai=timedelta(), depasse=lambda: dits.append(len(fins))
    )
    assert dits[0] == 0


def test_an_interrupted_run_says_why_and_is_taken_again():
    give_sign_of_life.enqueue()
    ligne = file.claim("un")
    file.interrupt(ligne, "un", "La durée permise est dépassée : 1 minute.")
    assert tell(ligne) == ("READY", 1, "La durée permise est dépassée : 1 minute.")


# What is said of it.


def test_whoever_waits_is_told_where_her_work_stands():
    premier, second = make_lignes(SIREN_VAL, 1)[0], make_lignes(SIREN_HAUT, 1)[0]
    assert tell_avancement(read_fichier, numero=premier.pk) == ""
    for fichier in (premier, second):
        read_fichier.enqueue(numero=fichier.pk)
    assert tell_avancement(read_fichier, numero=premier.pk) == "C’est le prochain travail."
    assert (
        tell_avancement(read_fichier, numero=second.pk) == "Il attend son tour : 1 autre avant lui."
    )
    ligne = file.claim("un")
    assert tell_avancement(read_fichier, numero=premier.pk) == "Le travail est en cours."
    lose(ligne)
    assert "interrompu" in tell_avancement(read_fichier, numero=premier.pk)


def test_the_oldest_wait_is_known_and_a_try_put_off_is_not_late():
    send_message.enqueue(message={})
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=9))
    assert find_retard_taches(urgentes=True) >= timedelta(minutes=9)
    assert find_retard_taches(urgentes=False) == timedelta()
    DBTaskResult.objects.update(run_after=timezone.now() + timedelta(minutes=1))
    assert find_retard_taches(urgentes=True) == timedelta()


def test_every_task_says_of_what_kind_it_is():
    from spaser.site.chiffres import reparation  # noqa: F401, PLC0415 - it declares one
    from spaser.site.socle.taches.file import list_travaux  # noqa: PLC0415 - after them

    du_site = {c: t for c, t in list_travaux().items() if c.startswith("spaser.")}
    assert sorted(genre.quoi for genre in du_site.values()) == [
        "Calcul des dépenses",
        "Contrôle des liens du registre",
        "Contrôle des replays",
        "Contrôle d’un fichier reçu",
        "Contrôle d’un lien du registre",
        "Contrôle d’une mise en ligne",
        "Envoi de récapitulatifs",
        "Envoi d’un courriel",
        "Envoi d’un courriel",  # those that a former version wrote
        "Examen des marchés d’un grand acheteur",
        "Fichiers d’une édition arrêtée",
        "Lecture des documents du registre",
        "Lecture d’un document par son adresse",
        "Lecture d’un extrait de dépenses",
        "Lecture d’un fichier de marchés",
        "Noms demandés à l’annuaire public",
        "Relecture des fichiers de marchés d’un espace, abîmés sur le disque",
        "Retrait d’un fichier de marchés",
        "Signe de vie",
        "Écriture d’une longue liste de marchés",
    ]
    assert find_travail("spaser.site.inconnue.tache").quoi == "tache"


NOMMENT = [
    "Refus pour a@ville.fr.",
    "<a@ville.fr>",
    "{'a@ville.fr': (550, b'non')}",
    "to=A@Ville.fr,b@ville.fr",
    "'«\\xa0a@ville.fr\\xa0»'",
    "'Bonjour\\na@ville.fr\\n'",
    "mailto:a@ville.fr",
]
AUTRES = [
    "da@ville.fr",
    "x.a@ville.fr",
    "x+a@ville.fr",
    "x-a@ville.fr",
    "a@ville.fr.com",
    "a@ville.france",
    "a@ville.fr-x.com",
]


def test_an_address_is_forgotten_with_what_names_it_not_with_what_names_another():
    for texte in [*NOMMENT, *AUTRES]:
        tache = give_sign_of_life.enqueue()
        DBTaskResult.objects.filter(pk=tache.id).update(status="FAILED", traceback=texte)
    for dit in ("« a@ville.fr »", "Voir\nda@ville.fr", "Voir\na@ville.fr"):
        arguments = {"args": [], "kwargs": {"dit": dit}}
        tache = give_sign_of_life.enqueue()
        DBTaskResult.objects.filter(pk=tache.id).update(status="FAILED", args_kwargs=arguments)
    vive = give_sign_of_life.enqueue()
    DBTaskResult.objects.filter(pk=vive.id).update(traceback="a@ville.fr")

    file.forget_adresse("a@ville.fr")

    restes = DBTaskResult.objects.filter(status="FAILED").exclude(traceback="")
    assert sorted(restes.values_list("traceback", flat=True)) == sorted(AUTRES)
    (reste,) = DBTaskResult.objects.filter(status="FAILED", traceback="")
    assert reste.args_kwargs["kwargs"] == {"dit": "Voir\nda@ville.fr"}
    assert DBTaskResult.objects.filter(pk=vive.id).exists()
