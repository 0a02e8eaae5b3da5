import pytest
from django.core.management import call_command

from spaser.site.recherche.models import Entree
from spaser.site.recherche.services import index, rebuild_index, search, unindex
from tests.site.registre.fabrique import make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def _noms(texte):
    numeros = search(texte, "fiche").numeros
    noms = dict(Entree.objects.values_list("objet_id", "cle"))
    return [noms[numero] for numero in numeros]


@pytest.fixture
def fiches():
    make_fiche("Ville de Reste", presentation="Une politique bretonne de Bretagne")
    make_fiche("Ville d’Axe", axes=["Acheter en Bretagne"])
    make_fiche("Zone de lieu", code_region="53")
    make_fiche("Région Bretagne", code_region="53")
    make_fiche("Autre lieu", code_region="53")


def test_a_name_comes_before_a_place_an_axis_and_the_rest(fiches):
    assert _noms("bretagne") == [
        "region bretagne",
        "autre lieu",
        "zone de lieu",
        "ville d axe",
        "ville de reste",
    ]


@pytest.mark.parametrize(
    ("texte", "noms"),
    [
        ("région bretagne", ["region bretagne"]),
        ("REGIONS", ["region bretagne"]),
        ("politiques", ["ville de reste"]),
        ("bretagne axe", ["ville d axe"]),
        ("axe lieu", []),
        ("bretag axe", ["ville d axe"]),  # the beginning of a word is enough
        ("bretgane axe", ["ville d axe"]),
        (
            "bretagnne",
            ["region bretagne", "autre lieu", "zone de lieu", "ville d axe", "ville de reste"],
        ),
        ("promotion spaser axe", ["ville d axe"]),
        ("!!!", []),
    ],
)
def test_every_word_must_be_found_somewhere(fiches, texte, noms):
    assert _noms(texte) == noms


@pytest.mark.parametrize(
    "texte",
    [
        '"',
        "' OR 1=1 --",
        "titre : bretagne",
        "a AND b OR NOT c",
        "*",
        "NEAR(a b)",
        "é" * 300,
        "&|!():*",
    ],
)
def test_no_text_is_an_instruction_for_the_base(fiches, texte):
    assert search(texte, "fiche").demande == " ".join(texte.split())[:200]


def test_a_word_that_nothing_holds_is_named(fiches):
    reponse = search("bretagne xylophone", "fiche")

    assert (reponse.inconnus, reponse.trouves) == (("xylophone",), ())


def test_a_question_of_empty_words_is_no_question(fiches):
    assert search("de la", "fiche").vide


def test_what_is_forgotten_is_not_found(fiches):
    fiche = make_fiche("Ville éphémère")
    unindex(fiche)

    assert _noms("ephemere") == []
    index(fiche)
    assert _noms("ephemere") == ["ville ephemere"]


def test_the_whole_index_can_be_written_again(fiches, capsys):
    avant = list(
        Entree.objects.order_by("cle").values_list("titre", "lieu", "axes", "reste", "cle")
    )
    Entree.objects.all().delete()
    assert _noms("bretagne") == []

    call_command("reindexer")

    apres = list(
        Entree.objects.order_by("cle").values_list("titre", "lieu", "axes", "reste", "cle")
    )
    assert apres == avant
    assert capsys.readouterr().out == "5 entrées dans l’index de recherche.\n"
    assert rebuild_index() == 5
