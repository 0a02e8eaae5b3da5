"""Collecting a year: sheets go out, come back however they were handled, and say who answered."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.regles.trajectoires import TITRES
from spaser.site.plan.cibles import services
from spaser.site.plan.cibles.collecte import EtatFicheCollecte, read_collecte, start_collecte
from spaser.site.plan.models.cibles import FicheCollecte, Valeur
from tests.site.organisations.fabrique import SIREN_VAL, texte

pytestmark = pytest.mark.django_db

ADRESSE = f"/espace/{SIREN_VAL}/cibles/collecte/"
VALEUR, SOURCE, REMPLI, REPERE = (TITRES.index(t) for t in (
    "Valeur", "Source", "Rempli par", "Repère (ne pas modifier)",
))  # fmt: skip


@pytest.fixture
def suivis(follow, aim):
    """Follow two indicators of the employment service, one of nobody."""
    cles = {
        "heures": follow(code="SOC-07", referent="Emploi"),
        "taux": follow(code="GOV-01", referent="Emploi", rubrique="gouvernance"),
        "seul": follow(indicateur="Nichoirs posés"),
    }
    aim(cles["taux"], unite="%")
    return cles


@pytest.fixture
def collecte(espace, auteur, suivis):
    """Prepare the sheets of 2025."""
    return start_collecte(espace, 2025, date(2026, 3, 31), auteur)


def read_feuille(client, fiche, format_="xlsx"):
    """Give the rows of a sheet, its titles first."""
    adresse = f"{ADRESSE}2025/{fiche.pk}/fiche.{format_}"
    classeur = load_workbook(io.BytesIO(client.get(adresse).getvalue()))
    return [list(rangee) for rangee in classeur["Valeurs à remplir"].values]


def fill(rangees, **valeurs):
    """Write values in the rows of indicators, named by the beginning of their names."""
    for rangee in rangees[1:]:
        for debut, valeur in valeurs.items():
            if rangee[0].startswith(debut):
                rangee[VALEUR] = valeur
    return rangees


def make_fichier(rangees, nom="fiche.xlsx"):
    format_ = FormatClasseur(nom.rpartition(".")[2])
    onglet = Onglet("Valeurs", rangees[0], rangees[1:])
    return SimpleUploadedFile(nom, write_table([onglet], format_))


def send(client, *fichiers):
    return client.post(f"{ADRESSE}retour/", {"fichiers": list(fichiers)})


def confirm(client, page):
    contenu = page.content.decode().partition('name="contenu" value="')[2].partition('"')[0]
    return client.post(f"{ADRESSE}retour/", {"contenu": contenu}, follow=True)


def list_notees():
    return [
        (v.indicateur.nom, v.annee, v.valeur, v.fournie_par)
        for v in Valeur.objects.en_vigueur().order_by("indicateur__pk")
    ]


def test_each_referent_has_a_sheet_with_what_the_site_does_not_compute(
    marches, collecte, espace, client
):
    lue = read_collecte(espace, 2025)
    attendus = {f.fiche.referent: [li.nom for li in f.lignes] for f in lue.fiches}

    assert not any("considération" in nom for noms in attendus.values() for nom in noms)
    assert attendus["Emploi"] == ["Le nôtre", "Le nôtre"]
    assert "Nichoirs posés" in attendus["Référent à nommer"]
    titres, *rangees = read_feuille(client, FicheCollecte.objects.get(referent="Emploi"))
    assert titres == list(TITRES)
    assert [(r[2], r[3], r[VALEUR]) for r in rangees] == [(2025, "heures", None), (2025, "%", None)]


def test_a_mail_is_ready_to_copy_and_the_sheet_is_marked_as_sent(collecte, espace, client):
    fiche = FicheCollecte.objects.get(referent="Emploi")
    page = texte(client.get(f"{ADRESSE}2025/{fiche.pk}/"))

    assert "mailto:?subject=SPASER" in page
    assert "2 indicateurs, valeurs de 2025" in page.replace("\u00a0", " ")
    assert "31 mars 2026" in page
    client.post(f"{ADRESSE}2025/{fiche.pk}/envoyee/")
    page = texte(client.get(f"{ADRESSE}2025/"))
    assert "Envoyée le" in page
    assert f"par {fiche.collecte.lancee_par.nom_complet}." in page


@pytest.mark.parametrize("nom", ["fiche.xlsx", "fiche.ods", "fiche.csv"])
def test_sorted_rows_and_moved_columns_are_still_read(collecte, client, suivis, nom):
    fiche = FicheCollecte.objects.get(referent="Emploi")
    titres, heures, taux = read_feuille(client, fiche)
    heures[VALEUR], heures[REMPLI], taux[VALEUR] = 48000, "Camille", "62 %"
    melangees = [list(reversed(r)) for r in (titres, taux, heures)]

    page = send(client, make_fichier(melangees, nom))
    assert "2 valeurs à noter" in texte(page).replace("\u00a0", " ")
    assert not Valeur.objects.exists()
    confirm(client, page)

    assert [notee[1:] for notee in list_notees()] == [
        (2025, 62, "Emploi"), (2025, 48000, "Camille"),
    ]  # fmt: skip
    assert {v.nature for v in Valeur.objects.all()} == {"collectee"}
    assert {v.fiche for v in Valeur.objects.all()} == {fiche}


@pytest.mark.longue
def test_several_files_are_one_act_and_the_same_twice_changes_nothing(collecte, espace, client):
    fiches = {f.referent: f for f in FicheCollecte.objects.all()}
    emploi = fill(read_feuille(client, fiches["Emploi"]), Le=50)
    seul = fill(read_feuille(client, fiches["Référent à nommer"]), Nichoirs=12)
    envoi = lambda: (make_fichier(emploi, "a.xlsx"), make_fichier(seul, "b.ods"))  # noqa: E731

    page = confirm(client, send(client, *envoi()))
    assert "Tout annuler" in texte(page)
    assert "reprise par" in texte(client.get(f"{ADRESSE}2025/"))
    assert Valeur.objects.values("lot").distinct().count() == 1
    assert len(list_notees()) == 3
    etats = {f.fiche.referent: f.etat for f in read_collecte(espace, 2025).fiches}
    assert etats["Emploi"] is EtatFicheCollecte.REPONDU
    encore = texte(send(client, *envoi())).replace("\u00a0", " ")
    assert "0 valeur à noter, 3 déjà notées" in encore
    emploi[1][VALEUR] = 51
    confirm(client, send(client, make_fichier(emploi)))
    assert Valeur.objects.count() == 4
    assert len(list_notees()) == 3


def test_every_fault_is_told_at_once_with_its_file_and_its_place(collecte, client):
    fiche = FicheCollecte.objects.get(referent="Emploi")
    titres, heures, taux = read_feuille(client, fiche)
    heures[VALEUR], taux[VALEUR] = "beaucoup", "130 %"
    ailleurs = [*heures]
    ailleurs[VALEUR], ailleurs[REPERE] = 3, "00000000-00000000"
    sans = [*heures]
    sans[VALEUR], sans[REPERE] = 4, None
    vieille = [*taux]
    vieille[2], vieille[VALEUR] = 2024, 12
    page = texte(
        send(client, make_fichier([titres, heures, taux, ailleurs, sans], "a.xlsx"),
             make_fichier([titres, vieille], "b.csv"),
             SimpleUploadedFile("c.pdf", b"%PDF-1.7"))
    )  # fmt: skip
    for signe, nu in (("\u00a0", " "), ("\u202f%", " %"), ("<strong>", ""), ("</strong>", "")):
        page = page.replace(signe, nu)

    assert "0 valeur à noter" in page
    for attendu in (
        "a.xlsx, ligne 2, colonne F : « beaucoup » n’est pas une valeur lisible",
        "a.xlsx, ligne 3, colonne F : « 130 % » n’est pas un taux",
        "le repère « 00000000-00000000 » n’est d’aucun indicateur",
        "cette ligne n’a plus son repère",
        "l’année écrite est « 2024 », la fiche demande 2025",
        "c.pdf",
    ):
        assert attendu in page.replace("\u202f%", " %").replace("</strong>", "").replace(
            "<strong>", ""
        ), attendu


def test_a_cell_that_shows_per_cent_is_read_as_a_rate_and_told(collecte, client):
    fiche = FicheCollecte.objects.get(referent="Emploi")
    titres, _, taux = read_feuille(client, fiche)
    taux[VALEUR] = 0.62
    page = send(client, make_fichier([titres, taux]))

    assert "est lu comme 62" in texte(page)
    confirm(client, page)
    assert [n[2] for n in list_notees()] == [62]


def test_only_the_years_of_the_sheets_that_came_back_are_read(
    collecte, espace, auteur, client, monkeypatch
):
    start_collecte(espace, 2024, None, auteur)
    lues = []
    read = services.read_suivis
    monkeypatch.setattr(
        "spaser.site.plan.cibles.services.read_suivis",
        lambda espace, annees: (lues.extend(annees), read(espace, annees))[1],
    )
    fiche = FicheCollecte.objects.get(referent="Emploi", collecte=collecte)
    send(client, make_fichier(fill(read_feuille(client, fiche), Le=50)))

    assert lues == [2025]


def test_what_a_sheet_that_left_asks_is_not_asked_again_by_another(collecte, espace, auteur):
    emploi = collecte.fiches.get(referent="Emploi")
    partie = FicheCollecte.objects.create(
        collecte=collecte, referent="Emploi", indicateurs=emploi.indicateurs[:1],
        envoyee_le=timezone.now(),
    )  # fmt: skip

    start_collecte(espace, 2025, None, auteur)

    demandes = [f.indicateurs for f in collecte.fiches.filter(referent="Emploi").order_by("pk")]
    assert demandes == [emploi.indicateurs[1:], partie.indicateurs]


def test_an_empty_cell_erases_nothing(collecte, client, suivis, note):
    note((suivis["heures"], 2025, "40000"))
    fiche = FicheCollecte.objects.get(referent="Emploi")

    page = send(client, make_fichier(read_feuille(client, fiche)))
    assert "2 cases vides" in texte(page).replace("\u00a0", " ")
    assert [n[2] for n in list_notees()] == [40000]


def test_who_is_late_is_told(collecte, espace):
    assert {f.etat for f in read_collecte(espace, 2025).fiches} == {EtatFicheCollecte.EN_RETARD}


def test_preparing_again_follows_what_changed(collecte, espace, auteur, follow):
    follow(indicateur="Ateliers tenus", referent="Emploi")
    start_collecte(espace, 2025, None, auteur)

    fiches = {f.fiche.referent: f for f in read_collecte(espace, 2025).fiches}
    assert "Ateliers tenus" in [ligne.nom for ligne in fiches["Emploi"].lignes]
    assert fiches["Emploi"].etat is EtatFicheCollecte.A_ENVOYER
    assert FicheCollecte.objects.filter(referent="Emploi").count() == 1
