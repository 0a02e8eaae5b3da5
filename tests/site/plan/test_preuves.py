"""Files that prove an action: checked, kept in quarantine, read in the space, forgotten."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.plan_lu import read_plan_complet, write_axe_lu
from spaser.site.plan.models.actions import Preuve
from spaser.site.socle.app import drop_orphelins
from spaser.site.socle.models import EtatFichier, Fichier
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.plan.fabrique import make_action
from tests.site.socle.fichiers.fabrique import make_pdf

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/plan/"


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def join(client, action, nom="vote.pdf", contenu=None, **champs):
    contenu = make_pdf() if contenu is None else contenu
    envoi = {"libelle": "Délibération", "fichier": SimpleUploadedFile(nom, contenu)} | champs
    return client.post(f"{RACINE}{action.pk}/preuves/", envoi)


def test_a_file_waits_for_its_control_then_is_read_in_the_space_alone(awa, espace, auteur):
    action = make_action(espace, auteur)
    assert join(awa, action)["Location"].endswith("#preuves")
    preuve = Preuve.objects.get()
    adresse = f"{RACINE}preuves/{preuve.pk}/fichier/"
    assert "vote.pdf, en cours de contrôle" in texte(awa.get(f"{RACINE}{action.pk}/"))
    assert awa.get(adresse).status_code == 404

    Fichier.objects.update(etat=EtatFichier.SAIN)
    assert f'href="{adresse}"' in texte(awa.get(f"{RACINE}{action.pk}/"))
    lectrice = sign_in(make_membre(espace.organisation, "lecture").utilisateur)
    reponse = lectrice.get(adresse)
    assert reponse["Content-Disposition"] == 'attachment; filename="vote.pdf"'
    assert reponse.getvalue().startswith(b"%PDF")
    voisine = sign_in(make_membre(make_organisation(SIREN_HAUT), "administration").utilisateur)
    assert voisine.get(adresse).status_code == 404
    chez_elle = f"/espace/{SIREN_HAUT}/plan/preuves/{preuve.pk}/fichier/"
    assert voisine.get(chez_elle).status_code == 404

    instance = texte(awa.get(f"{RACINE}instance/"))
    assert "Réserver un lot : Délibération" in instance.replace("\u00a0", " ")
    (axe,) = read_plan_complet(espace, timezone.localdate()).axes
    assert write_axe_lu(axe).actions[0].preuves == ("Délibération",)
    assert not any(dit in instance for dit in ("vote.pdf", adresse))


def test_a_refused_file_says_why_and_proves_nothing(awa, espace, auteur):
    action = make_action(espace, auteur)
    join(awa, action)
    Fichier.objects.update(etat=EtatFichier.REFUSE, raison="L’antivirus y a trouvé « EICAR ».")

    page = texte(awa.get(f"{RACINE}{action.pk}/")).replace("\u00a0", " ")

    assert "vote.pdf est refusé" in page
    assert "L’antivirus y a trouvé « EICAR »." in page
    assert "Délibération" not in texte(awa.get(f"{RACINE}instance/"))
    (axe,) = read_plan_complet(espace, timezone.localdate()).axes
    assert write_axe_lu(axe).actions[0].preuves == ()
    assert awa.get(f"{RACINE}preuves/{Preuve.objects.get().pk}/fichier/").status_code == 404

    Preuve.objects.update(note="Votée le 3 mai.")
    assert "est refusé" in texte(awa.get(f"{RACINE}{action.pk}/"))
    assert "Délibération" in texte(awa.get(f"{RACINE}instance/"))


@pytest.mark.parametrize(
    ("envoi", "dit"),
    [
        ({"fichier": ""}, "Donnez une adresse, un fichier ou une note."),
        ({"nom": "a.exe", "contenu": b"MZ"}, "n’est pas dans un format accepté"),
        ({"contenu": b"MZ\x90\x00" + b"\0" * 99}, "son contenu est un programme Windows"),
        ({"contenu": b""}, "est vide"),
        ({"contenu": b"%PDF-1.7" + b" " * (10 * 1024 * 1024)}, "pèse 10,1 Mo, pour 10 Mo au plus"),
    ],
)
def test_what_is_not_taken_is_told_and_nothing_is_kept(awa, espace, auteur, envoi, dit):
    page = texte(join(awa, make_action(espace, auteur), **envoi)).replace("\u00a0", " ")

    assert dit in page
    assert "Preuve à corriger" in page
    assert 'value="Délibération"' in page
    assert not Preuve.objects.exists()
    assert not Fichier.objects.exists()


def test_twenty_files_are_enough_and_a_note_still_does(awa, espace, auteur, monkeypatch):
    monkeypatch.setattr("spaser.site.plan.actions.forms.FICHIERS_MAX", 1)
    action = make_action(espace, auteur)
    join(awa, action)
    assert "1 fichiers au plus" in texte(join(awa, action, "autre.pdf"))
    join(awa, action, fichier="", note="Le compte rendu est au service.")
    assert [(p.note[:8], p.fichier is None) for p in Preuve.objects.all()] == [
        ("", False), ("Le compt", True),
    ]  # fmt: skip


def test_a_file_whose_proof_is_taken_off_is_forgotten_and_no_other(awa, espace, auteur):
    action = make_action(espace, auteur)
    join(awa, action)
    join(awa, action, "gardee.pdf")
    awa.post(f"{RACINE}preuves/{Preuve.objects.first().pk}/")

    drop_orphelins(timezone.now() + timedelta(days=3))

    assert [fichier.nom for fichier in Fichier.objects.all()] == ["gardee.pdf"]


def test_leaving_hands_over_what_she_proved_and_takes_the_files_of_her_trial(espace, auteur):
    elle = make_personne("elle@exemple.fr")
    essai = Espace.objects.create(proprietaire=elle, siren=SIREN_HAUT, nom="Essai")
    for nom, lieu in (("chez elle.pdf", essai), ("ici.pdf", espace)):
        fichier = Fichier.objects.create(
            nom=nom, format="pdf", taille=1, sha256="", etat=EtatFichier.SAIN
        )
        Preuve.objects.create(
            action=make_action(lieu, elle), libelle="Vote", fichier=fichier, ajoutee_par=elle
        )
    assert [p["fichier"] for p in export_donnees(elle)["plan"]["preuves"]] == [
        "chez elle.pdf", "ici.pdf",
    ]  # fmt: skip

    erase_compte(elle)

    assert [(f.nom, f.preuves_plan.get().ajoutee_par) for f in Fichier.objects.all()] == [
        ("ici.pdf", None)
    ]
