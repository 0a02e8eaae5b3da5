import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.site.registre.depot.envoi import tell_refuse
from spaser.site.registre.models import Depot, FichierDepot
from spaser.site.socle.models import EtatFichier, Evenement, Fichier
from tests.site.registre.depot.conftest import (
    DOCUMENTS_VIDES,
    connect,
    lignes,
    make_membre,
    open_draft,
    texte,
)
from tests.site.socle.fichiers.fabrique import make_docx, make_odt, make_pdf, make_zip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _send(client, adresse, nom="spaser.pdf", contenu=None, **champs):
    contenu = make_pdf() if contenu is None else contenu
    donnees = DOCUMENTS_VIDES | {"version": Depot.objects.get().version, "envoyer": "1"} | champs
    donnees["fichier"] = SimpleUploadedFile(nom, contenu)
    return client.post(f"{adresse}documents/", donnees)


@pytest.mark.parametrize(
    ("nom", "make"), [("a.pdf", make_pdf), ("a.odt", make_odt), ("a.docx", make_docx)]
)
def test_the_three_formats_are_taken(membre, sur_le_champ, nom, make):
    adresse = open_draft(membre)
    reponse = _send(membre, adresse, nom, make(), titre_fichier="Le schéma")
    assert reponse["Location"] == f"{adresse}documents/#fichiers"
    garde = FichierDepot.objects.get()
    assert (garde.titre, garde.nature, garde.fichier.etat) == ("Le schéma", "schema", "sain")
    page = texte(membre.get(f"{adresse}documents/"))
    assert "contrôlé" in page
    reponse = membre.get(f"{adresse}fichiers/{garde.pk}/")
    assert reponse["Content-Disposition"].startswith("attachment")
    assert b"".join(reponse.streaming_content) == garde.fichier.contenu.read()
    garde.fichier.contenu.close()


def test_a_file_in_quarantine_says_so_and_is_not_handed_out(membre):
    adresse = open_draft(membre)
    _send(membre, adresse)
    garde = FichierDepot.objects.get()
    assert garde.fichier.etat == EtatFichier.EN_QUARANTAINE
    assert "sera publié une fois contrôlé" in texte(membre.get(f"{adresse}documents/"))
    assert membre.get(f"{adresse}fichiers/{garde.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("nom", "contenu", "faute"),
    [
        ("a.pdf", b"MZ\x90\x00" + b"\0" * 200, "son contenu est un programme Windows"),
        ("a.pdf", b"<html><script>alert(1)</script>", "une page web ou un script"),
        ("a.exe", b"MZ", "n’est pas dans un format accepté"),
        ("a.zip", make_zip({"a.pdf": make_pdf()}), "n’est pas dans un format accepté"),
        ("a.pdf.gz", gzip.compress(make_pdf()), "n’est pas dans un format accepté"),
        ("a.parquet", b"PAR1", "n’est pas dans un format accepté"),
        ("a.pdf", b"", "est vide"),
        ("a.pdf", b"%PDF-1.7 rien", "« a.pdf »"),
        ("a.exe.pdf", b"%PDF-1.7", "porte deux extensions"),
    ],
)
def test_a_refused_file_is_named_and_the_rest_is_kept(membre, nom, contenu, faute):
    adresse = open_draft(membre)
    liens = lignes("liens", {"titre": "Page", "url": "https://rennes.exemple/"})
    reponse = _send(membre, adresse, nom, contenu, titre_fichier="Titre gardé", **liens)
    assert faute in texte(reponse)
    assert 'value="Titre gardé"' in reponse.content.decode()
    assert not Fichier.objects.exists()
    assert Depot.objects.get().contenu["liens"] == [
        {"titre": "Page", "url": "https://rennes.exemple/"}
    ]


def test_a_file_is_taken_with_any_button(membre, sur_le_champ):
    adresse = open_draft(membre)
    donnees = DOCUMENTS_VIDES | {"version": Depot.objects.get().version, "suite": "1"}
    donnees["fichier"] = SimpleUploadedFile("a.pdf", make_pdf())
    assert membre.post(f"{adresse}documents/", donnees)["Location"] == f"{adresse}verification/"
    assert FichierDepot.objects.get().titre == "a.pdf"


def test_to_add_without_a_file_says_what_is_missing(membre):
    adresse = open_draft(membre)
    donnees = DOCUMENTS_VIDES | {"envoyer": "1", "version": "2"}
    assert "Choisissez d’abord un fichier" in texte(membre.post(f"{adresse}documents/", donnees))


def test_a_file_is_removed(membre, sur_le_champ):
    adresse = open_draft(membre)
    _send(membre, adresse)
    oter = FichierDepot.objects.get().pk
    donnees = DOCUMENTS_VIDES | {"version": Depot.objects.get().version, "oter": str(oter)}
    membre.post(f"{adresse}documents/", donnees)
    assert not FichierDepot.objects.exists()


def test_the_file_of_another_deposit_is_neither_removed_nor_handed_out(membre, sur_le_champ):
    adresse = open_draft(membre)
    _send(membre, adresse)
    garde = FichierDepot.objects.get()
    voisine = connect(make_membre("216901231", "lyon@exemple.fr"))
    chez_elle = voisine.post("/registre/deposer/")["Location"].removesuffix("structure/")
    assert voisine.get(f"{chez_elle}fichiers/{garde.pk}/").status_code == 404
    donnees = DOCUMENTS_VIDES | {"oter": str(garde.pk)}
    voisine.post(f"{chez_elle}documents/", donnees)
    assert FichierDepot.objects.count() == 1


def test_twenty_files_are_enough(membre, monkeypatch):
    monkeypatch.setattr("spaser.site.registre.depot.services.FICHIERS_MAX", 1)
    adresse = open_draft(membre)
    _send(membre, adresse)
    assert "1 fichiers au plus" in texte(_send(membre, adresse, "b.pdf"))


def test_a_file_refused_by_the_antivirus_is_told_and_holds_the_deposit_back(membre, courriels):
    adresse = open_draft(membre)
    _send(membre, adresse)
    fichier = Fichier.objects.get()
    fichier.etat, fichier.raison = EtatFichier.REFUSE, "L’antivirus y a trouvé « EICAR »."
    fichier.save()
    tell_refuse(Fichier, fichier)
    [message] = courriels
    assert message.to == ["ada@exemple.fr"]
    assert "« spaser.pdf ». L’antivirus y a trouvé « EICAR »." in message.body
    assert Evenement.objects.filter(geste="depot.fichier_refuse").count() == 1
    donnees = {"version": Depot.objects.get().version, "consentement": "on"}
    reponse = membre.post(f"{adresse}verification/", donnees)
    assert "Le contrôle a refusé « spaser.pdf »" in texte(reponse)
    assert Depot.objects.get().etat == "brouillon"
