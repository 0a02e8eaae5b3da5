"""A request too heavy is refused by its length, and nothing of it is read."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import get_resolver

from spaser.site.socle import requetes
from spaser.site.socle.requetes import RECUS, EnvoiTropLourd, TropDeDemandes
from tests.outils.pages import flatten
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in

MEGA = 1024 * 1024
FICHIERS = f"/espace/{SIREN_VAL}/marches/fichiers/envoyer/"


class Interdit:
    """A body that nobody may read."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = read


def send(longueur, chemin="/ici/", recus=0, methode="post"):
    def vue(_requete):
        """Take files of so many bytes."""

    vue.__dict__.update({RECUS: recus} if recus else {})
    requete = getattr(RequestFactory(), methode)(chemin)
    requete.META["CONTENT_LENGTH"] = longueur
    requete.user = AnonymousUser()
    return EnvoiTropLourd(lambda _: None).process_view(requete, vue, (), {})


@pytest.mark.parametrize(
    ("longueur", "recus"),
    [
        ("", 0),
        ("0", 0),
        ("abc", 0),
        ("-5", 0),
        (str(2 * MEGA), 0),
        (str(22 * MEGA), 20 * MEGA),
        (str(82 * MEGA), 80 * MEGA),
    ],
)
def test_a_reasonable_request_goes_through(longueur, recus):
    assert send(longueur, recus=recus) is None


@pytest.mark.parametrize(
    ("longueur", "recus", "dit"),
    [
        (3 * MEGA, 0, "Le texte envoyé dépasse 2,5 Mo"),
        (8 * MEGA, 5 * MEGA, "Cette page prend au plus 5 Mo de fichiers."),
        (200 * MEGA, 20 * MEGA, "Cette page prend au plus 20 Mo de fichiers."),
    ],
)
@pytest.mark.django_db
def test_a_heavier_one_gets_a_page_that_names_the_limit(longueur, recus, dit):
    reponse = send(str(longueur), recus=recus)

    assert reponse.status_code == 413
    texte = flatten(reponse.content.decode())
    assert dit in texte
    assert "Rien de ce que vous aviez enregistré n’est perdu." in texte


def test_the_api_is_answered_in_json():
    reponse = send(str(200 * MEGA), chemin="/api/v1/fiches")

    assert (reponse.status_code, reponse["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.django_db
def test_a_file_of_somebody_without_account_is_not_read(client):
    reponse = client.generic(
        "POST",
        FICHIERS,
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": Interdit(), "CONTENT_LENGTH": str(60 * MEGA)},
    )

    assert (reponse.status_code, reponse["Location"][:18]) == (302, "/compte/connexion/")


@pytest.mark.django_db
def test_a_text_pasted_beyond_what_forms_hold_gets_a_page():
    client = sign_in(make_membre(make_organisation(), "redaction").utilisateur)

    reponse = client.post(FICHIERS, {"annee": "9" * (3 * MEGA)})  # the fields of a page of files

    assert reponse.status_code == 413
    assert "Le texte envoyé dépasse 2,5 Mo" in flatten(reponse.content.decode())


def test_every_page_that_takes_files_says_how_heavy():
    lourdes = {
        motif.name: getattr(motif.callback, RECUS) // 1_000_000
        for motif in list_motifs(get_resolver().url_patterns)
        if hasattr(motif.callback, RECUS)
    }

    assert lourdes == {
        "preuve_ajouter": 10,
        "importer": 5,
        "envoyer": 83,
        "corriger_un": 20,
        "corriger": 20,
        "deposer": 83,
        "depot_documents": 20,
        "deposer_fichier": 5,
        "charte": 1,
        "lire_heures": 5,
        "lire_presences": 5,
        "retour": 41,
        "images": 10,
        "repondre": 10,
        "publier": 10,
        "billet_modifier": 10,
        "documents": 20,
    }


def list_motifs(motifs):
    for motif in motifs:
        if hasattr(motif, "url_patterns"):
            yield from list_motifs(motif.url_patterns)
        else:
            yield motif


@pytest.mark.django_db
def test_files_are_counted_by_account_and_by_address(monkeypatch):
    monkeypatch.setattr(requetes, "PAR_COMPTE", 1)
    personne = make_membre(make_organisation(), "redaction").utilisateur
    vue = requetes.recoit(MEGA)(lambda _requete: "pris")

    def post(**champs):
        requete = RequestFactory().post("/ici/", champs)
        requete.user = personne
        return vue(requete)

    assert [post(mot="a"), post(mot="b")] == ["pris", "pris"]
    assert post(fichier=SimpleUploadedFile("a.csv", b"a")) == "pris"
    with pytest.raises(TropDeDemandes) as refus:
        post(fichier=SimpleUploadedFile("a.csv", b"a"))
    assert refus.value.attente <= timedelta(hours=1)
