"""A space's own files: sent, mapped, reported on, cancelled, withdrawn."""

import pytest

from spaser.site.chiffres.marches import fichiers, fichiers_lus
from spaser.site.chiffres.marches.services import list_marches
from spaser.site.chiffres.models import FichierMarches, Fonds
from spaser.site.organisations.espaces import open_essai
from spaser.site.socle.models import Fichier
from tests.site.chiffres.marches.fabrique import (
    RACINE,
    TITRES,
    accept_colonnes,
    list_prives,
    make_decp,
    make_upload,
    send,
)
from tests.site.organisations.fabrique import SIREN_VAL, make_personne, texte

pytestmark = pytest.mark.django_db


def test_a_spreadsheet_is_mapped_read_and_listed(marches, client, capture, espace):
    ligne = send(client, capture)
    assert ligne.etat == "colonnes"
    assert client.get(ligne.get_absolute_url()).status_code == 302

    accept_colonnes(client, capture, ligne)

    assert ligne.etat == "lu"
    assert list_prives(espace) == ["PRIVE-1", "PRIVE-2"]
    export = client.get(f"{RACINE}export.csv").content.decode()
    assert f"Vos fichiers : {ligne.fichier.nom};" in export
    page = texte(client.get(ligne.get_absolute_url()))
    assert "2 marchés lus" in page
    assert "sans remarque" in page
    assert "dont 2 de vos fichiers" in texte(client.get(RACINE))


@pytest.mark.longue
def test_the_mapping_of_a_layout_is_remembered(marches, client, capture, espace):
    accept_colonnes(client, capture, send(client, capture))

    suivant = make_upload(f"{TITRES}\nPRIVE-3;Autre;01/02/2025;10;X;oui\n", "suite.csv")
    assert send(client, capture, suivant).etat == "lu"
    assert list_prives(espace) == ["PRIVE-1", "PRIVE-2", "PRIVE-3"]


@pytest.mark.longue
def test_columns_without_known_words_are_mapped_on_screen(marches, client, capture, espace):
    ligne = send(client, capture, make_upload("Un;Deux;Trois\nP-9;Chaises;2025-01-02\n"))
    assert ligne.etat == "colonnes"

    refus = accept_colonnes(client, capture, ligne, colonne_0="", colonne_1="")
    assert "Aucune colonne ne donne l’objet" in texte(refus)
    double = accept_colonnes(client, capture, ligne, colonne_0="objet", colonne_1="objet")
    assert "est déjà la colonne « Un »" in texte(double)
    accept_colonnes(client, capture, ligne, colonne_0="id", colonne_1="objet", colonne_2="date")

    assert ligne.etat == "lu"
    assert list_prives(espace) == ["P-9"]


@pytest.mark.longue
def test_open_data_are_read_without_a_question(marches, client, capture, espace):
    ligne = send(client, capture, make_upload(make_decp("P-1", "P-2"), "decp.json"))

    assert (ligne.etat, ligne.genre) == ("lu", "decp")
    assert list_prives(espace) == ["P-1", "P-2"]


@pytest.mark.longue
def test_a_published_contract_sent_again_is_shown_once(marches, client, capture, espace):
    publie = next(m for m in list_marches(espace) if m.contrat.id and m.contrat.montant)
    nombre = len(list_marches(espace))
    ligne = f"{TITRES}\n{publie.contrat.id};{publie.contrat.objet};;;;oui\n"

    accept_colonnes(client, capture, send(client, capture, make_upload(ligne)))

    apres = list_marches(espace)
    repris = next(m for m in apres if m.contrat.prive)
    assert len(apres) == nombre
    assert repris.cle == publie.cle
    assert repris.contrat.montant == publie.contrat.montant
    assert repris.contrat.date_notification == publie.contrat.date_notification
    assert repris.contrat.titulaires == publie.contrat.titulaires


@pytest.mark.longue
@pytest.mark.parametrize(
    ("contenu", "nom", "mot"),
    [
        (
            make_decp("A", siret="21750001600019"),
            "autre.json",
            f"Aucun marché du SIREN {SIREN_VAL}",
        ),
        (b'{"rien": 1}', "autre.json", "ne contient pas de données essentielles"),
        (b"<note>bonjour</note>", "note.xml", "ne contient pas de données essentielles"),
        (b"bonjour\n", "note.csv", "Aucun tableau n’a été reconnu"),
    ],
)
def test_a_file_that_gives_nothing_says_why(marches, client, capture, contenu, nom, mot):
    ligne = send(client, capture, make_upload(contenu, nom))

    assert ligne.etat == "refuse"
    assert mot in texte(client.get(ligne.get_absolute_url()))


@pytest.mark.parametrize(
    ("contenu", "nom", "mot"),
    [
        (b"", "vide.csv", "est vide"),
        (b"MZ\x90\x00", "marches.csv", "n’est pas un CSV"),
        (b"<html><body>Erreur</body></html>", "marches.json", "est une page web"),
        (b"a;b", "marches.exe", "n’est pas dans un format accepté"),
    ],
)
def test_a_file_of_another_kind_is_refused_at_once(client, contenu, nom, mot):
    reponse = client.post(f"{RACINE}fichiers/envoyer/", {"fichier": make_upload(contenu, nom)})

    assert mot in texte(reponse)
    assert not FichierMarches.objects.exists()


@pytest.mark.longue
def test_a_report_names_the_line_the_column_and_the_fix(marches, client, capture):
    contenu = f"{TITRES}\nP-1;Un;31/02/2025;12,00;X;oui\nTotal;;;12,00;;\n"
    ligne = send(client, capture, make_upload(contenu, encodage="cp1252"), annee="2025")
    accept_colonnes(client, capture, ligne)

    page = texte(client.get(ligne.get_absolute_url()))

    assert "<td>2</td><td>Date de notification</td>" in page
    assert "La date ne se lit pas" in page
    assert "Écrivez-la comme 31/12/2024." in page
    assert "Ligne de total" in page
    assert "1 marché sans date" in page


def test_a_reading_is_cancelled_before_it_shows_anything(
    marches, client, capture, espace, monkeypatch
):
    ligne = send(client, capture)
    lire = fichiers_lus.check_contenu

    def cancel_meanwhile(ligne, chemin, suivi):
        client.post(f"{RACINE}fichiers/{ligne.pk}/annuler/")
        return lire(ligne, chemin, suivi)

    monkeypatch.setattr(fichiers_lus, "check_contenu", cancel_meanwhile)
    accept_colonnes(client, capture, ligne)

    assert ligne.etat == "annule"
    assert list_prives(espace) == []
    assert "Rien n’a été ajouté" in texte(client.get(ligne.get_absolute_url()))


@pytest.mark.longue
def test_a_file_withdrawn_takes_its_contracts_away(marches, client, capture, espace, prives):
    accept_colonnes(client, capture, send(client, capture))
    autre = send(client, capture, make_upload(make_decp("P-1"), "decp.json"))

    with capture(execute=True):
        client.post(f"{RACINE}fichiers/{FichierMarches.objects.earliest('pk').pk}/retirer/")
    assert list_prives(espace) == ["P-1"]
    with capture(execute=True):
        client.post(f"{RACINE}fichiers/{autre.pk}/retirer/")

    assert list_prives(espace) == []
    assert not FichierMarches.objects.exists()
    assert not Fichier.objects.exists()
    assert Fonds.objects.get().dossier == ""
    assert list((prives / str(Fonds.objects.get().espace_id)).iterdir()) == []


@pytest.mark.longue
def test_without_any_published_contract_ones_own_files_are_enough(
    client, capture, espace, settings, tmp_path
):
    settings.ENTREPOT = tmp_path / "rien"

    accept_colonnes(client, capture, send(client, capture))

    assert list_prives(espace) == ["PRIVE-1", "PRIVE-2"]
    assert "vos fichiers" in texte(client.get(RACINE)).lower()


def test_a_space_holds_a_limited_number_of_files(client, monkeypatch):
    monkeypatch.setattr(fichiers, "FICHIERS_MAX", 0)

    assert "contient déjà" in texte(
        client.post(f"{RACINE}fichiers/envoyer/", {"fichier": make_upload()})
    )


def test_a_trial_holds_fewer_files(monkeypatch):
    monkeypatch.setattr(fichiers, "FICHIERS_ESSAI", 0)
    personne = make_personne("essai@exemple.fr")

    with pytest.raises(fichiers.TropDeFichiers, match="contient déjà 0 fichiers"):
        fichiers.receive_marches(open_essai(personne, "200023414"), make_upload(), None, personne)


def test_a_change_made_meanwhile_has_the_store_built_again(
    marches, client, capture, espace, monkeypatch
):
    construire, appels = fichiers_lus.build_prive, []

    def build_slowly(lignes, dossier):
        appels.append(len(lignes))
        if len(appels) == 1:
            Fonds.objects.update(revision=99)
        return construire(lignes, dossier)

    monkeypatch.setattr(fichiers_lus, "build_prive", build_slowly)
    accept_colonnes(client, capture, send(client, capture))

    assert appels == [1, 1]
    assert list_prives(espace) == ["PRIVE-1", "PRIVE-2"]
