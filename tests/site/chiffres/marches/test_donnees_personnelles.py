"""What is kept of a person: handed over, erased."""

import pytest

from spaser.site.chiffres.models import Correction, FichierMarches, Geste
from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.organisations.models import Espace
from spaser.site.socle.models import Fichier
from tests.site.chiffres.marches.fabrique import (
    COMPLETS,
    TITRES_COMPLETS,
    accept_colonnes,
    correct,
    make_upload,
    send,
)
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_personne, sign_in

pytestmark = pytest.mark.django_db


def test_a_person_gets_her_corrections_and_her_files(
    marches, organisation, django_capture_on_commit_callbacks
):
    elle = make_membre(organisation, "redaction", "elle@exemple.fr").utilisateur
    correct(organisation.espace, elle, 2)
    send(sign_in(elle), django_capture_on_commit_callbacks)

    part = export_donnees(elle)["marches"]

    assert [(c["justification"], c["marches"]) for c in part["corrections"]] == [
        ("Article 7 du CCAP.", 2)
    ]
    assert [f["nom"] for f in part["fichiers"]] == ["marches.csv"]


def test_erasing_a_person_keeps_the_corrections_of_the_organisation_without_her(
    marches, organisation
):
    elle = make_membre(organisation, "redaction", "elle@exemple.fr").utilisateur
    correct(organisation.espace, elle, 2)

    erase_compte(elle)

    assert Geste.objects.get().auteur is None
    assert Correction.objects.count() == 4


def _send_complets(personne, capture):
    navigateur = sign_in(personne)
    contenu = "\n".join((TITRES_COMPLETS, *COMPLETS))
    ligne = send(navigateur, capture, make_upload(contenu, "complets.csv"))
    accept_colonnes(navigateur, capture, ligne)
    assert ligne.etat == "lu"


def test_what_her_files_say_is_handed_over_and_kept_without_her(
    marches, organisation, django_capture_on_commit_callbacks
):
    elle = make_membre(organisation, "redaction", "elle@exemple.fr").utilisateur
    _send_complets(elle, django_capture_on_commit_callbacks)

    (part,) = export_donnees(elle)["marches"]["corrections"]
    assert "complets.csv" in part["justification"]
    assert part["marches"] == 2
    erase_compte(elle)
    assert Geste.objects.get().auteur is None
    assert Correction.objects.filter(annulee_le=None).exists()


def test_erasing_a_person_deletes_what_the_files_of_her_trial_space_said(
    marches, django_capture_on_commit_callbacks
):
    elle = make_personne("seule@exemple.fr")
    Espace.objects.create(proprietaire=elle, siren=SIREN_VAL, nom="Essai")
    _send_complets(elle, django_capture_on_commit_callbacks)

    erase_compte(elle)

    assert not Geste.objects.exists()
    assert not Fichier.objects.exists()


def test_erasing_a_person_deletes_all_that_her_trial_space_holds(
    marches, django_capture_on_commit_callbacks
):
    elle = make_personne("seule@exemple.fr")
    Espace.objects.create(proprietaire=elle, siren=SIREN_VAL, nom="Essai")
    send(sign_in(elle), django_capture_on_commit_callbacks, make_upload())

    erase_compte(elle)

    assert not FichierMarches.objects.exists()
    assert not Fichier.objects.exists()
