"""A space's own contracts, sent compressed: an archive, a compressed file, a Parquet table."""

import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from spaser.site.chiffres.models import FichierMarches
from tests.site.chiffres.marches.fabrique import (
    RACINE,
    TABLEAU,
    accept_colonnes,
    list_prives,
    make_decp,
    make_upload,
    send,
)
from tests.site.organisations.fabrique import SIREN_VAL, texte
from tests.site.socle.fichiers.fabrique import make_zip

pytestmark = pytest.mark.django_db


def _parquet(**colonnes):
    tampon = io.BytesIO()
    pq.write_table(pa.table({nom: [valeur] for nom, valeur in colonnes.items()}), tampon)
    return tampon.getvalue()


@pytest.mark.longue
def test_an_archive_is_read_and_told_file_by_file(marches, client, capture, espace):
    contenu = make_zip(
        {
            "2024/decp.json": make_decp("P-1", "P-2"),
            "2025.json": make_decp("P-2", "P-3"),
            "copie.json": make_decp("P-2", "P-3"),
            "notice.pdf": "%PDF-1.4",
            "vide.json": "",
        }
    )

    ligne = send(client, capture, make_upload(contenu, "decp.zip"))

    assert (ligne.etat, ligne.genre) == ("lu", "decp")
    assert list_prives(espace) == ["P-1", "P-2", "P-3"]
    page = texte(client.get(ligne.get_absolute_url()))
    assert "3 marchés lus" in page
    assert "3 fichiers lus, tous acheteurs compris" in page
    assert "<td>2024/decp.json</td><td>2</td><td>2</td><td>0</td><td>0</td><td>0</td>" in page
    assert "<td>2025.json</td><td>2</td><td>1</td><td>0</td><td>0</td><td>1</td>" in page
    assert "<td>copie.json</td><td>2</td><td>0</td><td>0</td><td>0</td><td>2</td>" in page
    assert "« notice.pdf » : document PDF : seuls les fichiers de données se lisent." in page
    assert "« vide.json » : fichier vide." in page


@pytest.mark.longue
def test_a_compressed_file_is_read(marches, client, capture, espace):
    ligne = send(client, capture, make_upload(gzip.compress(make_decp("P-1")), "decp.json.gz"))

    assert ligne.etat == "lu"
    assert list_prives(espace) == ["P-1"]
    assert "<td>decp.json.gz</td><td>1</td>" in texte(client.get(ligne.get_absolute_url()))


@pytest.mark.longue
def test_a_parquet_table_of_decp_info_is_read(marches, client, capture, espace):
    contenu = _parquet(
        uid=f"{SIREN_VAL}00019P-1", id="P-1", acheteur_id=f"{SIREN_VAL}00019", objet="Achat privé",
        titulaire_id="55210055400013", montant=5000.0, dateNotification="2025-03-04",
    )  # fmt: skip

    ligne = send(client, capture, make_upload(contenu, "decp.parquet"))

    assert (ligne.etat, ligne.genre) == ("lu", "decp")
    assert list_prives(espace) == ["P-1"]


@pytest.mark.longue
@pytest.mark.parametrize(
    ("contenu", "nom"),
    [
        (make_zip({"d/Marchés.csv": TABLEAU, "__MACOSX/d/._Marchés.csv": "\0"}), "marches.zip"),
        (gzip.compress(TABLEAU.encode()), "Marchés.csv.gz"),
    ],
    ids=["zip", "gz"],
)
def test_the_only_spreadsheet_of_an_archive_is_mapped_as_if_sent_alone(
    marches, client, capture, espace, contenu, nom
):
    ligne = send(client, capture, make_upload(contenu, nom))
    assert (ligne.etat, ligne.genre) == ("colonnes", "tableur")

    accept_colonnes(client, capture, ligne)

    assert ligne.etat == "lu"
    assert list_prives(espace) == ["PRIVE-1", "PRIVE-2"]
    page = texte(client.get(ligne.get_absolute_url()))
    assert "Tableau lu dans l’archive : « Marchés.csv »." in page


@pytest.mark.parametrize(
    ("parties", "mot"),
    [
        ({"a.csv": TABLEAU, "b.csv": TABLEAU}, "Cette archive contient 2 tableaux. Envoyez-les"),
        ({"a.pdf": "%PDF-1.4"}, "« a.pdf », document PDF : seuls les fichiers de données"),
        ({"a.json": make_decp("A", siret="21750001600019")}, f"Aucun marché du SIREN {SIREN_VAL}"),
    ],
)
def test_an_archive_that_gives_nothing_says_why(marches, client, capture, parties, mot):
    ligne = send(client, capture, make_upload(make_zip(parties), "marches.zip"))

    assert ligne.etat == "refuse"
    assert mot in texte(client.get(ligne.get_absolute_url()))


def test_a_trap_is_refused_at_once(client):
    fichier = make_upload(make_zip({"a.json": b"MZ\x90"}), "decp.zip")

    reponse = client.post(f"{RACINE}fichiers/envoyer/", {"fichier": fichier})

    assert "« a.json », qui pourrait s’exécuter" in texte(reponse)
    assert not FichierMarches.objects.exists()


@pytest.mark.longue
def test_a_mapping_that_does_not_say_what_yes_means_keeps_what_was_proposed(
    marches, client, capture, espace
):
    ligne = send(client, capture, make_upload(TABLEAU.encode(), "marches.csv"))

    assert accept_colonnes(client, capture, ligne, oui="").status_code == 302
    assert ligne.etat == "lu"
