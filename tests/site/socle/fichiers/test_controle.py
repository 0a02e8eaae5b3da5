"""Quarantine: who lets a file out, and how it is handed over."""

import socketserver
import threading
from contextlib import contextmanager

import pytest
from django.http import Http404

from spaser.moteur.envois.formats import Format
from spaser.site.socle.fichiers import (
    AntivirusIndisponible,
    delete_fichier,
    fichier_controle,
    release_fichier,
    scan,
    serve_fichier,
)
from spaser.site.socle.models import EtatFichier, Fichier
from tests.site.socle.fichiers.depot import accept_fichier
from tests.site.socle.fichiers.fabrique import make_pdf, upload

pytestmark = pytest.mark.django_db


class FauxClamd(socketserver.StreamRequestHandler):
    """Reads as clamd does, and finds something in what holds the word « menace »."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        recu = b""
        while taille := int.from_bytes(self.rfile.read(4), "big"):
            recu += self.rfile.read(taille)
        if b"menace" in recu:
            reponse = b"stream: Essai.Menace FOUND\0"
        else:
            reponse = b"stream: OK\0" if recu else b"INSTREAM size limit exceeded. ERROR\0"
        self.wfile.write(reponse)


@contextmanager
def serve_clamd(serveur):
    with serveur:
        fil = threading.Thread(target=serveur.serve_forever, args=(0.01,))
        fil.start()
        yield serveur
        serveur.shutdown()
        fil.join()


@pytest.fixture
def clamd(settings):
    with serve_clamd(socketserver.TCPServer(("127.0.0.1", 0), FauxClamd)) as serveur:
        settings.CLAMD = f"tcp://127.0.0.1:{serveur.server_address[1]}"
        yield


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def annonces():
    """The files told to have left quarantine."""
    vus = []

    def note(sender, fichier, **_):
        vus.append((fichier.nom, fichier.etat))

    fichier_controle.connect(note)
    yield vus
    fichier_controle.disconnect(note)


def accept(contenu=None):
    return accept_fichier(upload("schéma.pdf", contenu or make_pdf()), {Format.PDF})


def accept_menace():
    return accept(make_pdf(lambda e: e.add_metadata({"/Title": "menace"})))


def release(fichier):
    release_fichier(str(fichier.pk))
    fichier.refresh_from_db()
    return fichier


def test_the_worker_takes_the_file_out_once_it_is_kept(sur_le_champ, annonces):
    fichier = accept()
    fichier.refresh_from_db()
    assert fichier.est_sain
    assert annonces == [("schéma.pdf", "sain")]


def test_without_an_antivirus_it_is_said(settings):
    settings.CLAMD = ""
    fichier = release(accept())
    assert (fichier.etat, fichier.antivirus) == (EtatFichier.SAIN, False)
    assert fichier.raison == "Contrôlé par sa structure seule : aucun antivirus n’est réglé."


def test_a_file_that_the_antivirus_finds_sound_is_released(clamd):
    fichier = release(accept())
    assert (fichier.etat, fichier.antivirus, fichier.raison) == (EtatFichier.SAIN, True, "")
    assert fichier.controle_le is not None


def test_a_file_with_a_virus_is_refused_and_its_content_dropped(
    clamd, dossier, annonces, sur_le_champ
):
    fichier = release(accept_menace())
    assert (fichier.etat, fichier.contenu.name) == (EtatFichier.REFUSE, "")
    assert fichier.raison == "L’antivirus y a trouvé « Essai.Menace »."
    assert [f for f in dossier.rglob("*") if f.is_file()] == []
    assert annonces == [("schéma.pdf", "refuse")]


def test_an_antivirus_that_is_out_leaves_the_file_in_quarantine(settings):
    settings.CLAMD = "unix:/nulle/part/clamd.ctl"
    fichier = accept()
    with pytest.raises(AntivirusIndisponible):
        release_fichier(str(fichier.pk))
    fichier.refresh_from_db()
    assert fichier.etat == EtatFichier.EN_QUARANTAINE


def test_an_answer_that_is_not_understood_is_not_a_yes(clamd, settings, tmp_path):
    vide = tmp_path / "vide"
    vide.touch()
    with vide.open("rb") as contenu, pytest.raises(AntivirusIndisponible, match="size limit"):
        scan(contenu, settings.CLAMD)


def test_the_antivirus_is_reached_through_a_local_socket_too(tmp_path):
    chemin = tmp_path / "clamd.ctl"
    fichier = accept_menace()
    with serve_clamd(socketserver.UnixStreamServer(str(chemin), FauxClamd)):
        assert scan(fichier.contenu.open("rb"), f"unix:{chemin}") == "Essai.Menace"
    fichier.contenu.close()


def test_a_decision_is_taken_once(annonces):
    fichier = release(accept())
    release_fichier(str(fichier.pk))
    release_fichier("00000000-0000-0000-0000-000000000000")
    assert len(annonces) == 1


@pytest.mark.parametrize("etat", [EtatFichier.EN_QUARANTAINE, EtatFichier.REFUSE])
def test_only_a_sound_file_is_handed_over(etat):
    fichier = accept()
    fichier.etat = etat
    with pytest.raises(Http404):
        serve_fichier(fichier)


def test_a_file_is_handed_over_as_a_download_that_runs_nothing():
    contenu = make_pdf()
    reponse = serve_fichier(release(accept(contenu)))
    assert b"".join(reponse) == contenu
    assert reponse["Content-Disposition"] == "attachment; filename*=utf-8''sch%C3%A9ma.pdf"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert reponse["Content-Type"] == "application/pdf"
    reponse.close()


def test_a_dropped_file_leaves_nothing(dossier, sur_le_champ):
    delete_fichier(accept())
    assert Fichier.objects.count() == 0
    assert [f for f in dossier.rglob("*") if f.is_file()] == []
