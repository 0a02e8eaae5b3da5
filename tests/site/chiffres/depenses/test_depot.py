"""Files are taken, read aside, told of line by line, stopped and erased."""

import io
import uuid
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from spaser.site.chiffres.app import GARDE, PERDUE, sweep_lignes, take_up_again_depenses
from spaser.site.chiffres.depenses import travail
from spaser.site.chiffres.depenses.services import path_of
from spaser.site.chiffres.depenses.travail import tell_panne_calcul, tell_panne_extrait
from spaser.site.chiffres.models import Calcul, EtatExtrait, Extrait
from spaser.site.socle.models import Fichier
from tests.site.chiffres.depenses.conftest import RACINE, make_csv
from tests.site.chiffres.depenses.fabrique import LIGNES, TITRES, draw, make_extrait
from tests.site.organisations.fabrique import texte


def _plain(reponse):
    return texte(reponse).replace("\u202f", " ")


def _make_xlsx(lignes):
    tampon = io.BytesIO()
    classeur = openpyxl.Workbook()
    for ligne in lignes:
        classeur.active.append(ligne)
    classeur.save(tampon)
    return SimpleUploadedFile("mandats.xlsx", tampon.getvalue())


def test_an_extract_is_read_and_its_total_is_shown(deposit, redaction):
    page = _plain(deposit())

    assert "Lu : 7 lignes" in page
    assert "3 200 euros HT" in page
    assert "2025 : 6 lignes" in page


def test_the_account_adds_up_to_the_cent_with_its_rules(deposit, redaction):
    deposit()

    page = _plain(redaction.get(f"{RACINE}compte/"))

    assert "7 lignes lues, 17 800,00 €" in page
    assert "Paie, indemnités et charges de personnel" in page
    assert "Ligne de total" in page


def test_the_report_names_the_line_the_column_and_the_fix(deposit, redaction):
    deposit()

    page = texte(redaction.get(f"{RACINE}a-corriger/"))

    assert "mandats.csv, ligne 6" in page
    assert "Montant HT" in page
    assert "Montant illisible" in page
    export = redaction.get(f"{RACINE}a-corriger/export/?format=csv").content.decode()
    assert "mandats.csv;;6;Montant HT;abc;Montant illisible" in export


@pytest.mark.parametrize(
    ("fichier", "message"),
    [
        (SimpleUploadedFile("m.csv", b"PK\x03\x04\x00\x00"), "n’est pas un CSV"),
        (SimpleUploadedFile("m.xlsx", b"a;b\r\n1;2\r\n"), "n’est pas un XLSX"),
        (SimpleUploadedFile("m.pdf", b"%PDF-1.4"), "n’est pas dans un format accepté"),
        (SimpleUploadedFile("m.zip", b"PK\x03\x04"), "n’est pas dans un format accepté"),
        (SimpleUploadedFile("m.csv.gz", b"\x1f\x8b"), "n’est pas dans un format accepté"),
        (SimpleUploadedFile("m.csv", b""), "est vide"),
    ],
)
def test_what_is_no_table_is_refused_with_the_fix(deposit, fichier, message):
    fichier.seek(0)
    page = texte(deposit(fichier))

    assert message in page or "vide" in page
    assert not Extrait.objects.exists()


def test_the_same_file_is_not_taken_twice(deposit):
    deposit()

    assert "est déjà là, sous le nom « mandats.csv »" in texte(deposit())
    assert Extrait.objects.count() == Fichier.objects.count() == 1


@pytest.mark.longue
def test_several_files_are_taken_at_once_and_doubles_are_set_apart(deposit, redaction):
    deposit(make_csv(), make_csv("bis.csv", [*LIGNES, "2025;9;09/02/2025;X;;;6283;1,00;"]))

    page = _plain(redaction.get(f"{RACINE}compte/"))
    assert "Ligne identique à une autre en tout point" in page
    assert "3 201" in _plain(redaction.get(RACINE))


def test_the_lines_of_another_year_are_told(deposit, redaction):
    deposit(annee="2024")

    page = texte(redaction.get(f"{RACINE}a-corriger/"))
    assert "ce fichier a été donné pour 2024" in page.lower()


def test_a_file_of_another_buyer_is_told(deposit, redaction):
    titres = f"{TITRES};SIRET acheteur"
    deposit(make_csv(titres=titres, lignes=[f"{ligne};00101002400014" for ligne in LIGNES[:2]]))

    assert "Ligne d’un autre acheteur" in texte(redaction.get(f"{RACINE}compte/"))


def test_a_workbook_with_a_title_and_two_rows_of_titles_is_read(deposit):
    page = _plain(
        deposit(
            _make_xlsx(
                [
                    ["Mandats de l’exercice"],
                    ["Pièce", None, "Tiers", None, "Imputation", "Montant", None],
                    ["N° mandat", "Exercice", "Nom", "SIRET", "Nature", "HT", "TTC"],
                    [1, 2025, "Atelier fictif", None, "6283", 100.5, 120.6],
                ]
            )
        )
    )

    assert "Lu : 1 ligne" in page


def test_a_reading_is_stopped(redaction, organisation, post):
    extrait = make_extrait(organisation.espace)

    page = texte(post(f"fichiers/{extrait.cle}/arreter/"))
    travail.read_fichier_extrait(extrait.pk)

    extrait.refresh_from_db()
    assert "est arrêtée" in page
    assert extrait.etat == EtatExtrait.ABANDONNE
    assert "Relancer la lecture" in page


def test_a_reading_under_way_stops_when_it_is_asked_to(organisation, monkeypatch):
    extrait = make_extrait(organisation.espace)

    def stop(*_):
        Extrait.objects.update(etat=EtatExtrait.ABANDONNE)
        return _follow(extrait.pk)

    _follow = travail._follow
    monkeypatch.setattr(travail, "_follow", stop)
    travail.read_fichier_extrait(extrait.pk)

    extrait.refresh_from_db()
    assert (extrait.etat, path_of(extrait.cle).exists()) == (EtatExtrait.ABANDONNE, False)


@pytest.mark.longue
def test_a_file_that_can_no_longer_be_read_no_longer_counts(deposit, post, redaction):
    deposit()
    extrait = Extrait.objects.get()
    Path(extrait.fichier.contenu.path).write_bytes(b"Bonjour")

    post(f"fichiers/{extrait.cle}/relire/")

    page = texte(redaction.get(RACINE))
    assert "Aucun tableau de dépenses n’a été reconnu" in page
    assert "3 200" not in page.replace("\u202f", " ")


def test_a_reading_left_by_a_dead_worker_is_taken_up_again(
    organisation, django_capture_on_commit_callbacks
):
    extrait = make_extrait(organisation.espace, etat=EtatExtrait.EN_COURS)
    extrait.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        take_up_again_depenses(extrait.etat_le + 2 * PERDUE)

    extrait.refresh_from_db()
    assert extrait.est_lu


def test_lines_that_nothing_names_are_swept_away(deposit):
    deposit()
    gardees = {path_of(Extrait.objects.get().cle), path_of(Calcul.objects.get().cle)}
    perdue = path_of(uuid.uuid4())
    perdue.write_bytes(b"")

    sweep_lignes(timezone.now() + 2 * GARDE)

    assert not perdue.exists()
    assert all(chemin.exists() for chemin in gardees)


def test_the_page_can_follow_the_reading(redaction, organisation):
    extrait = make_extrait(organisation.espace, lignes_lues=5000)
    Extrait.objects.update(etat=EtatExtrait.EN_COURS)

    etat = redaction.get(f"{RACINE}etat.json").json()

    assert etat["attend"] is True
    assert etat["fichiers"][str(extrait.cle)].replace("\u202f", " ").endswith("lignes lues")


def test_a_file_is_erased_with_its_lines_once_confirmed(deposit, post, redaction):
    deposit()
    extrait = Extrait.objects.get()
    adresse = f"effacer/?fichier={extrait.cle}"
    chemins = [path_of(extrait.cle), path_of(Calcul.objects.get().cle)]
    assert all(chemin.exists() for chemin in chemins)

    assert "l’est pour de bon" in texte(redaction.get(f"{RACINE}{adresse}"))
    assert "Cochez la case" in texte(post("effacer/", {"fichier": extrait.cle}))
    post("effacer/", {"fichier": extrait.cle, "confirme": "oui"})

    assert not Extrait.objects.exists()
    assert not Fichier.objects.exists()
    assert not any(chemin.exists() for chemin in chemins)


@pytest.mark.longue
def test_a_year_is_erased_and_the_others_stay(deposit, post, redaction):
    deposit(make_csv(lignes=[*LIGNES, "2024;9;09/02/2024;X;;;6283;1,00;"]))

    post("effacer/", {"annee": "2025", "confirme": "oui"})

    extrait = Extrait.objects.get()
    page = texte(redaction.get(RACINE))
    assert extrait.fichier is None
    assert not Fichier.objects.exists()
    assert "1 euro HT" in page
    assert "Une année en a été effacée" in page


def test_everything_is_erased(deposit, post):
    deposit()
    cle = Calcul.objects.get().cle

    post("effacer/", {"confirme": "oui"})

    assert not Extrait.objects.exists()
    assert not Calcul.objects.exists()
    assert not path_of(cle).exists()


def test_the_lines_are_closed_to_others_on_the_disk(deposit):
    deposit()

    dossier = path_of(Calcul.objects.get().cle).parent
    assert dossier.stat().st_mode & 0o077 == 0
    assert str(dossier).startswith(str(settings.MEDIA_ROOT))


@pytest.mark.longue
def test_only_the_last_demand_is_worked_for(organisation, deposit):
    deposit()
    calcul = Calcul.objects.get()
    Calcul.objects.update(demande=5)

    travail.compute(calcul.pk, 4)
    assert Calcul.objects.get().fait < 5
    draw(organisation.espace)
    assert Calcul.objects.get().est_a_jour


@pytest.mark.longue
@pytest.mark.parametrize("etat", ["en_attente", "en_cours"])
def test_a_reading_given_up_is_told_and_can_be_asked_for_again(post, organisation, etat):
    extrait = make_extrait(organisation.espace, etat=etat)
    tell_panne_extrait(extrait.pk)
    page = texte(post(f"fichiers/{extrait.cle}/arreter/"))
    assert "La lecture s’est arrêtée sur une erreur qui n’est pas la vôtre" in page
    post(f"fichiers/{extrait.cle}/relire/")
    extrait.refresh_from_db()
    assert (extrait.etat, extrait.message) == ("lu", "")


def test_figures_given_up_are_told_unless_they_were_asked_for_again(post, organisation):
    calcul = Calcul.objects.create(espace=organisation.espace, demande=2)
    tell_panne_calcul(calcul.pk, 1)
    calcul.refresh_from_db()
    assert calcul.message == ""
    tell_panne_calcul(calcul.pk, 2)
    calcul.refresh_from_db()
    assert calcul.message.startswith("Le calcul s’est arrêté")
    post("recalculer/")
    calcul.refresh_from_db()
    assert (calcul.message, calcul.fait) == ("", 3)


def test_what_waits_without_a_task_is_asked_for_again(
    organisation, django_capture_on_commit_callbacks
):
    vieux = timezone.now() + timedelta(hours=1)
    extrait = make_extrait(organisation.espace, etat="en_cours")
    perdu = make_extrait(organisation.espace, nom="autre.csv", etat="controle")
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            take_up_again_depenses(vieux)
    for lu in (extrait, perdu):
        lu.refresh_from_db()
    assert (extrait.etat, perdu.etat) == ("lu", "lu")
    assert Calcul.objects.get().est_a_jour
