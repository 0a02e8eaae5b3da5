"""What somebody sends by mistake, and what is kept of a post."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.equivalence.posts import find_dues, keep_fichiers, list_autres, record_post
from tests.transverses.site.formulaires import list_formulaires
from tests.transverses.site.gestes import write_donnees
from tests.transverses.site.marche import ask, name_vue

PAGE = """<form method="post" action="/ici/">
  <input type="hidden" name="version" value="3">
  <input type="text" name="nom" value="Ada">
  <label for="jour">Jour (jj/mm/aaaa), par exemple 01/12/2026</label>
  <input type="text" id="jour" name="jour" value="02/12/2026">
  <input type="number" name="annee" value="2026">
  <select name="etat"><option value="a" selected>A</option></select>
  <textarea name="texte">Un mot.</textarea>
  <input type="text" name="piege" tabindex="-1">
  <button name="geste" value="garder">Garder</button>
</form>"""
JUSTES = {
    "version": ["3"], "nom": ["Ada"], "jour": ["02/12/2026"], "annee": ["2026"], "etat": ["a"],
    "texte": ["Un mot."], "piege": [""], "geste": ["garder"],
}  # fmt: skip


@pytest.fixture
def formulaire():
    return list_formulaires(PAGE, "/ici/")[0]


def test_what_is_sent_is_full_empty_wrong_or_far_too_long(formulaire):
    pleines = JUSTES | {"piege": ["Essai"]}
    plein, vide, faux, long = list_autres(formulaire, JUSTES, pleines)
    vides = {"nom": [""], "jour": [""], "annee": [""], "etat": [""], "texte": [""]}
    faux_seuls = {"jour": ["32/13/2026"], "annee": ["abc"], "etat": ["inconnu"]}

    assert plein == ("tout rempli", pleines)
    assert vide == ("vide", JUSTES | vides)
    assert faux == ("mal formé", JUSTES | faux_seuls)
    assert long == ("trop long", JUSTES | {"nom": ["é" * 100_000], "texte": ["é" * 100_000]})


def test_a_file_is_sent_wrong_too():
    page = '<form method="post"><input type="file" name="f"><button>Lire</button></form>'
    envoi = {"f": SimpleUploadedFile("a.csv", b"Nom;Montant")}
    ((genre, faux),) = list_autres(list_formulaires(page, "/")[0], envoi, envoi)

    assert (genre, faux["f"].name, faux["f"].read()) == ("mal formé", "a.csv", b"\0")


def test_a_button_alone_is_sent_as_it_is():
    page = '<form method="post"><button name="a" value="1">A</button></form>'
    seul, envoi = list_formulaires(page, "/")[0], {"a": ["1"]}

    assert list(list_autres(seul, envoi, envoi)) == []


def test_nobody_posts_to_what_is_open_to_all_and_a_role_to_what_it_may():
    assert "faq:demander" in find_dues("anonyme")
    assert not {"plan:ajouter", "comptes:profil"} & set(find_dues("anonyme"))
    assert "comptes:profil" in find_dues("sans-organisation")
    assert "plan:ajouter" in find_dues("redaction")
    assert "plan:ajouter" in find_dues("departement")
    assert "plan:ajouter" not in find_dues("lecture")


def test_files_are_put_back_whatever_was_done_inside(tmp_path):
    (tmp_path / "a").write_text("avant")
    (tmp_path / "vide").mkdir()
    with keep_fichiers(tmp_path):
        (tmp_path / "vide" / "b" / "c").mkdir(parents=True)
        (tmp_path / "vide" / "b" / "d").write_text("gardé")
        with keep_fichiers(tmp_path):
            (tmp_path / "vide" / "b" / "c").rmdir()
            (tmp_path / "vide" / "b" / "d").unlink()
        assert (tmp_path / "vide" / "b" / "c").is_dir()
        assert (tmp_path / "vide" / "b" / "d").read_text() == "gardé"
        (tmp_path / "a").write_text("après")

    assert (tmp_path / "a").read_text() == "avant"
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "a", tmp_path / "vide"]


@pytest.mark.django_db
def test_a_post_says_what_was_sent_answered_and_written(tmp_path):
    client, cadres = Client(), {}
    formulaires = ask(client, "", "/faq/").formulaires
    formulaire = next(f for f in formulaires if name_vue(f.action) == "faq:demander")
    donnees = write_donnees(client, formulaire, tout=False)
    lignes, *_ = record_post(client, formulaire, donnees, tmp_path, cadres)
    vide = donnees | {"message": [""]}
    refus, *_ = record_post(client, formulaire, vide, tmp_path, cadres)

    assert lignes[0] == "vers /faq/demander/"
    assert "envoi message=Essai de message" in lignes
    assert "statut 302" in lignes
    assert any(ligne.startswith("message success ") for ligne in lignes)
    assert any(ligne.startswith("+ faq_") and "Essai de message" in ligne for ligne in lignes)
    assert not any("csrfmiddlewaretoken=" in ligne for ligne in lignes)
    assert "statut 200" in refus
    assert not any(ligne.startswith("+ faq_") for ligne in refus)
    assert any(ligne.startswith("titre ") for ligne in refus)
