"""Hours of insertion: a statement read, its lines beside contracts, its sum in the indicator."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.site.chiffres.marches.services import list_marches
from spaser.site.plan.cibles.heures_lues import read_releve_heures
from spaser.site.plan.models.cibles import ReleveHeures, Valeur
from tests.site.organisations.fabrique import SIREN_VAL, texte

ADRESSE = f"/espace/{SIREN_VAL}/cibles/heures/"
TITRES = ["Nom de l’opération", "N° marché", "Heures prévues", "Heures d’insertion réalisées"]


def make_fichier(lignes, titres=TITRES, nom="heures.xlsx"):
    format_ = FormatClasseur(nom.rpartition(".")[2])
    return SimpleUploadedFile(nom, write_table([Onglet("Heures", titres, lignes)], format_))


@pytest.fixture
def read(tmp_path):
    def give(lignes, titres=TITRES, nom="heures.xlsx"):
        chemin = tmp_path / nom
        chemin.write_bytes(make_fichier(lignes, titres, nom).read())
        return read_releve_heures(chemin)

    return give


@pytest.mark.parametrize("nom", ["heures.xlsx", "heures.ods", "heures.csv"])
def test_hours_done_are_read_not_those_that_were_planned(read, nom):
    lu = read([["Voirie", "2025-01", 900, 812.5], ["Propreté", "", 400, 400]], nom=nom)

    assert [(li.operation, li.numero, li.heures) for li in lu.lignes] == [
        ("Voirie", "2025-01", Decimal("812.5")), ("Propreté", "", 400),
    ]  # fmt: skip
    assert lu.somme == Decimal("1212.5")


@pytest.mark.parametrize(
    ("lignes", "somme", "remarque"),
    [
        ([["Total", "", 1300, 1212]], 1212, None),
        ([["Voirie", "", 0, 800], ["Total général", "", 0, 800]], 800, None),
        ([["Voirie", "", 0, 800], ["Total", "", 0, 900]], 800, "n’est pas la somme des lignes"),
        (
            [
                ["Voirie", "", 0, 800],
                ["Sous-total", "", 0, 800],
                ["Parc", "", 0, 100],
                ["Sous total 2", "", 0, 100],
                ["Total", "", 0, 900],
            ],
            900,
            None,
        ),
        ([["Voirie", "", 0, 800], ["Parc", "", 0, "beaucoup"]], 800, "n’est pas une valeur"),
        ([["Voirie", "", 0, 800], ["Parc", "", 0, -5]], 800, "négatives"),
        ([["Voirie", "", 0, 800], ["Parc", "", 0, None]], 800, None),
    ],
)
def test_a_total_is_told_from_operations(read, lignes, somme, remarque):
    lu = read(lignes)

    assert lu.somme == somme
    assert [remarque in r.probleme for r in lu.remarques] == [True] * bool(remarque)


@pytest.mark.django_db
def test_a_statement_feeds_the_indicator_and_meets_its_contracts(client, espace, marches, follow):
    follow(code="SOC-07")
    marche = next(m for m in list_marches(espace) if m.contrat.id)
    lignes = [["Voirie", marche.contrat.id, 900, 812.5], ["Parc", "inconnu-1", 0, 100]]
    page = client.post(f"{ADRESSE}lire/", {"annee": "2025", "fichier": make_fichier(lignes)})
    assert "2 opérations" in texte(page).replace("\u00a0", " ")
    assert not ReleveHeures.objects.exists()

    contenu = page.content.decode().partition('name="contenu" value="')[2].partition('"')[0]
    fin = texte(client.post(f"{ADRESSE}lire/", {"contenu": contenu}, follow=True))
    avec, sans = fin.partition('id="avec"')[2].split('id="sans"')
    assert "Voirie" in avec
    assert f"/marches/{marche.cle}/" in avec
    assert "Parc" in sans
    valeur = Valeur.objects.get()
    assert (valeur.annee, valeur.valeur, valeur.nature, valeur.preuve) == (
        2025, Decimal("912.5"), "importee", "heures.xlsx",
    )  # fmt: skip
    client.post(f"{ADRESSE}lire/", {"contenu": contenu})
    assert Valeur.objects.count() == 1
    assert ReleveHeures.objects.filter(remplace_le__isnull=True).count() == 1


@pytest.mark.django_db
def test_a_file_without_hours_is_refused_with_the_fix(client):
    fichier = make_fichier([["a", "b", "c"]], ["Nom", "Prénom", "Ville"])
    page = texte(client.post(f"{ADRESSE}lire/", {"annee": "2025", "fichier": fichier}))

    assert "Nous ne trouvons pas les colonnes" in page
