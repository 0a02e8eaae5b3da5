"""Tables exported, read back, looked at line by line, then written."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.regles.acteurs import load_catalogue
from spaser.regles.acteurs_importes import list_colonnes_acteurs, write_acteur
from spaser.regles.champs import list_titres_dits
from spaser.site.diagnostic.acteurs.importation import FICHIER, RECHERCHE, ImportActeurs
from spaser.site.diagnostic.acteurs.services import create_acteur
from spaser.site.diagnostic.models import ACTEUR, Acteur, Importation
from spaser.site.diagnostic.models import ContenuActeur as Valeurs
from tests.regles.acteurs.fabrique import read_fichier_acteurs
from tests.site.organisations.fabrique import SIREN_HAUT, SIREN_VAL, make_organisation, texte

RACINE = f"/espace/{SIREN_VAL}/acteurs/"
TITRES = list_titres_dits(list_colonnes_acteurs(ACTEUR))
IMPORTER = f"{RACINE}importer/"


def write(acteurs, format_):
    lignes = [write_acteur(acteur, load_catalogue()) for acteur in acteurs]
    return write_table([Onglet("Acteurs", TITRES, lignes)], format_)


def send(client, contenu, nom="acteurs.csv"):
    return client.post(IMPORTER, {"fichier": SimpleUploadedFile(nom, contenu)}, follow=True)


def confirm(client, **choix):
    recue = Importation.objects.get()
    adresse = f"{RACINE}importations/{recue.pk}/"
    empreinte = client.get(adresse).context["empreinte"]
    return client.post(adresse, {"empreinte": empreinte, **choix}, follow=True)


def csv(*lignes):
    return "\n".join(";".join(ligne) for ligne in lignes).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("format_", list(FormatClasseur))
def test_what_a_space_exports_another_takes_in_whole(client, espace, membre, format_):
    ecrits = [
        Valeurs(nom="=CRESS", description="deux  blancs\n- tiret", verifie_le=date(2026, 3, 1)),
        Valeurs(nom="Homonyme", contact="'apostrophe"),
        Valeurs(nom="Homonyme", commentaire="12/03/2026", nature="+33 ; -1"),
    ]
    for valeurs in ecrits:
        create_acteur(espace, valeurs, membre)
    avant = [acteur.read() for acteur in Acteur.objects.order_by("pk")]
    contenu = client.get(f"{RACINE}export.{format_}").content

    send(client, contenu)
    assert [p.sort for p in _plan(client)] == ["identique"] * 3

    Acteur.objects.update(espace=make_organisation(SIREN_HAUT, "Ailleurs").espace)
    confirm(client)
    arrives = [acteur.read() for acteur in Acteur.objects.filter(espace=espace)]
    assert sorted(arrives, key=lambda a: a.cle) == sorted(avant, key=lambda a: a.cle)


def _plan(client):
    recue = Importation.objects.get()
    return client.get(f"{RACINE}importations/{recue.pk}/").context["plan"].previsions


@pytest.mark.django_db
def test_nothing_is_written_before_it_is_decided(client, organisation):
    page = texte(send(client, csv(("Nom", "Contact"), ("CCI Fictive", "accueil"))))

    assert "Rien n’est encore écrit" in page
    assert "Ligne 2 : <strong>CCI Fictive</strong>" in page
    assert not Acteur.objects.exists()

    assert "1 acteur ajouté" in texte(confirm(client)).replace("\u202f", " ")
    assert Acteur.objects.get().contact == "accueil"
    assert not Importation.objects.exists()


@pytest.mark.django_db
def test_a_line_without_name_is_named_here_or_kept_for_later(client, organisation):
    page = texte(send(client, csv(("Nom", "Contact"), ("", "un"), ("", "deux"), ("CCI", ""))))
    assert "Ligne 2, colonne A" in page

    page = texte(confirm(client, **{"nom-2": "PLIE"}))

    assert "1 ligne sans nom" in page
    assert {a.nom: a.contact for a in Acteur.objects.all()} == {"PLIE": "un", "CCI": ""}
    (reste,) = _plan(client)
    assert (reste.ligne.numero, reste.ligne.acteur.contact) == (3, "deux")
    fichier = client.get(f"{RACINE}importations/{Importation.objects.get().pk}/a-corriger.csv")
    assert "ligne 3, colonne A" in fichier.content.decode()


@pytest.mark.django_db
def test_the_same_stakeholder_twice_is_merged_or_kept_apart(client, organisation):
    page = texte(send(client, csv(("Nom", "Contact"), ("CCI", "a"), ("La CCI", "b"))))
    assert "Même acteur que la ligne 2" in page

    confirm(client)

    assert Acteur.objects.get().contact == "a\nb"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choix", "contacts"),
    [
        ("completer", ["accueil\nautre"]),
        ("remplacer", ["autre"]),
        ("ignorer", ["accueil"]),
        ("ajouter", ["accueil", "autre"]),
        ("n’importe quoi", ["accueil\nautre"]),
    ],
)
def test_a_known_one_is_written_as_chosen(client, acteur, choix, contacts):
    Acteur.objects.update(contact="accueil")
    send(client, csv(("Nom", "Contact"), ("cress fictive", "autre")))

    confirm(client, **{"choix-2": choix})

    assert sorted(Acteur.objects.values_list("contact", flat=True)) == contacts


@pytest.mark.django_db
def test_a_table_changed_meanwhile_is_looked_at_again(client, acteur):
    send(client, csv(("Nom", "Contact"), ("CRESS Fictive", "autre")))
    adresse = f"{RACINE}importations/{Importation.objects.get().pk}/"
    empreinte = client.get(adresse).context["empreinte"]
    Acteur.objects.update(version=2, contact="nouveau")

    page = texte(client.post(adresse, {"empreinte": empreinte}))

    assert "Le tableau a changé entre-temps : rien n’est écrit" in page
    assert Acteur.objects.get().contact == "nouveau"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "est vide"),
        (b"%PDF-1.4", "C’est un PDF"),
        (b"PK\x03\x04abime", "abîmé"),
        (b"\xd0\xcf\x11\xe0", "ancien format"),
        (csv(("Ville", "Pays"), ("a", "b")), "« Nom de la structure » manque"),
        (b"x" * (5 * 1024 * 1024 + 1), "plus de 5 Mo"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_fix(client, organisation, contenu, dit):
    assert dit in texte(send(client, contenu))
    assert not Importation.objects.exists()


@pytest.mark.django_db
def test_a_file_is_forgotten_on_demand(client, organisation):
    send(client, csv(("Nom",), ("CCI",)))

    client.post(f"{RACINE}importations/{Importation.objects.get().pk}/abandonner/")

    assert not Importation.objects.exists()
    assert not Acteur.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("format_", list(FormatClasseur))
def test_the_model_holds_the_titles(client, organisation, tmp_path, format_):
    contenu = client.get(f"{RACINE}modele.{format_}").content
    fichier = tmp_path / "modele"
    fichier.write_bytes(contenu)

    assert read_fichier_acteurs(fichier).absents == ()
    assert client.get(f"{RACINE}modele.exe").status_code == 404


@pytest.mark.django_db
def test_a_workbook_that_unfolds_into_a_monster_is_refused(client, organisation, monkeypatch):
    etroite = replace(FICHIER, recherche=replace(RECHERCHE, octets=100))
    monkeypatch.setattr(ImportActeurs, "table", etroite)

    page = send(client, write([], FormatClasseur.XLSX), "acteurs.xlsx")

    assert "démesuré" in texte(page)
