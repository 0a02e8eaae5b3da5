"""The shape of a scheme: four parts, headings added, renamed, moved, set aside."""

import pytest

from spaser.documents.corps import parse_saisie
from spaser.regles.approches import load_approches
from spaser.regles.nomenclatures import Approche
from spaser.site.diagnostic.models import ChoixApproche
from spaser.site.schema.models import Redaction, dump_blocs
from spaser.site.schema.redaction.services import read_schema
from tests.site.organisations.fabrique import SIREN_VAL, texte
from tests.site.schema.redaction.conftest import SCHEMA
from tests.site.schema.redaction.test_textes import write

pytestmark = pytest.mark.django_db


def list_codes(espace, partie):
    return [r.code for r in read_schema(espace).parties[partie - 1].gardees]


def choose(espace, approche):
    ChoixApproche.objects.create(espace=espace, approche=approche, raison="Parce que.")


def move(client, code, voisine):
    return client.post(f"{SCHEMA}{code}/deplacer/", {"voisine": voisine}, follow=True)


def add(client, titre="Notre feuille de route", partie=3):
    client.post(f"{SCHEMA}ajouter/", {"titre": titre, "partie": partie})
    return Redaction.objects.latest("pk").code


def test_the_outline_has_its_four_parts_its_states_and_its_files(ada):
    write(ada, "Des mots.")
    page = texte(ada.get(SCHEMA))

    assert [page.index(f"{n}. {p.titre}") for n, p in enumerate(load_approches().trame, 1)] == (
        sorted(page.index(f"{n}. {p.titre}") for n, p in enumerate(load_approches().trame, 1))
    )
    assert "en rédaction" in page
    assert "à écrire" in page
    for extension in ("docx", "odt", "pdf", "json"):
        assert f'href="{SCHEMA[:-1]}.{extension}"' in page
    assert f'href="/espace/{SIREN_VAL}/plan/axes/"' in page
    assert f'href="/espace/{SIREN_VAL}/approche/"' in page


@pytest.mark.parametrize("approche", ["", *Approche])
def test_the_second_part_is_the_plan_whatever_the_approach(ada, espace, approche):
    if approche:
        choose(espace, approche)

    assert list_codes(espace, 2) == ["axes", "fiches_action", "pistes"]


def test_the_address_of_a_chapter_without_words_leads_to_the_second_part(ada, espace):
    choose(espace, "piliers")

    for code in ("pi_social", "op_acheter", "en_odd", "pp_attentes"):
        reponse = ada.get(f"{SCHEMA}{code}/")
        assert (reponse.status_code, reponse.url) == (302, f"{SCHEMA}#partie-2")
        for page in ("versions", "renommer", "ecarter"):
            assert ada.get(f"{SCHEMA}{code}/{page}/").status_code == 200
    assert ada.get(f"{SCHEMA}inconnue/").status_code == 404


def test_words_sent_from_a_page_opened_before_its_chapter_went_are_kept(ada, espace, trouve):
    write(ada, "Nos marchés à venir.", adresse=f"{SCHEMA}op_programmer/")

    assert trouve("op_programmer").titre == "Connaître et programmer les achats"
    assert list_codes(espace, 2)[-1] == "op_programmer"


def test_a_heading_is_moved_by_one_place(ada, espace):
    move(ada, "cadre", "edito")
    assert list_codes(espace, 1)[:3] == ["cadre", "edito", "identite"]

    move(ada, "cadre", "edito")
    move(ada, "cadre", "identite")
    assert list_codes(espace, 1)[:3] == ["edito", "identite", "cadre"]


def test_an_order_that_changed_meanwhile_is_shown_and_left(ada, awa, espace):
    move(ada, "cadre", "edito")
    move(ada, "edito", "identite")
    avant = list_codes(espace, 1)

    page = texte(move(awa, "edito", "cadre"))

    assert "L’ordre a changé entre-temps" in page
    assert list_codes(espace, 1) == avant == ["cadre", "identite", "edito", *avant[3:]]


def test_moving_passes_over_what_is_set_aside(ada, espace):
    ada.post(f"{SCHEMA}cadre/ecarter/", {"raison": "Dit ailleurs."})
    move(ada, "identite", "edito")

    assert list_codes(espace, 1)[:2] == ["identite", "edito"]


def test_a_heading_is_renamed_and_given_its_title_back(ada, trouve):
    ada.post(f"{SCHEMA}edito/renommer/", {"titre": "Le mot de la présidente"})
    assert trouve("edito").titre == "Le mot de la présidente"

    ada.post(f"{SCHEMA}edito/renommer/", {"titre": "Édito", "version": 2})
    assert trouve("edito").titre == "Édito"
    assert Redaction.objects.get().titre == ""


def test_two_people_who_rename_see_both_titles(ada, awa, trouve):
    ada.post(f"{SCHEMA}edito/renommer/", {"titre": "Le mot d’Ada"})
    page = texte(awa.post(f"{SCHEMA}edito/renommer/", {"titre": "Le mot d’Awa"}))

    assert "Deux versions se croisent" in page
    assert trouve("edito").titre == "Le mot d’Ada"


def test_setting_aside_asks_why_and_keeps_the_words(ada, espace, trouve):
    write(ada, "Des mots.")
    assert "Dites pourquoi" in texte(ada.post(f"{SCHEMA}edito/ecarter/", {"raison": " "}))
    ada.post(f"{SCHEMA}edito/ecarter/", {"raison": "Le maire ne signe pas d’édito."})

    assert "edito" not in list_codes(espace, 1)
    page = texte(ada.get(SCHEMA))
    assert "1 rubrique écartée" in page
    assert "Le maire ne signe pas d’édito." in page

    ada.post(f"{SCHEMA}edito/reprendre/")
    assert trouve("edito").mots
    assert list_codes(espace, 1)[0] == "edito"


def test_a_heading_is_added_at_the_end_of_its_part_then_moved_to_another(ada, espace):
    code = add(ada)
    assert list_codes(espace, 3)[-1] == code

    ada.post(f"{SCHEMA}{code}/renommer/", {"titre": "Feuille", "partie": 4, "version": 1})
    assert code not in list_codes(espace, 3)
    assert list_codes(espace, 4)[-1] == code


def test_titles_of_three_hundred_signs_hold_and_longer_ones_are_told(ada, trouve):
    long = "Très " * 59 + "longs"
    assert len(long) == 300
    assert trouve(add(ada, long)).titre == long

    page = texte(ada.post(f"{SCHEMA}ajouter/", {"titre": f"{long}x", "partie": 1}))
    assert "300 signes au plus, il y en a 301" in page
    assert f"{long}x" in page


@pytest.mark.parametrize("partie", ["", "0", "5", "deux"])
def test_a_heading_asks_for_a_part_of_the_scheme(ada, partie):
    ada.post(f"{SCHEMA}ajouter/", {"titre": "Autre", "partie": partie})

    assert not Redaction.objects.exists()


def test_only_an_added_heading_without_words_is_deleted(ada, trouve):
    vide, ecrite = add(ada), add(ada)
    write(ada, "Des mots.", adresse=f"{SCHEMA}{ecrite}/")
    for code in (vide, ecrite, "edito"):
        ada.post(f"{SCHEMA}{code}/supprimer/")

    assert [bool(trouve(code)) for code in (vide, ecrite, "edito")] == [False, True, True]


@pytest.mark.parametrize("approche", ["", "operationnelle", "piliers"])
def test_words_under_a_chapter_of_a_former_base_are_read_changed_and_moved(
    ada, espace, trouve, approche
):
    """Those without words are in no part; a heading that had been replaced is back in its own."""
    blocs = dump_blocs(parse_saisie("Nos marchés à venir."))
    Redaction.objects.create(espace=espace, code="op_programmer", partie=2, rang=10, blocs=blocs)
    Redaction.objects.create(espace=espace, code="op_suivre", partie=2, rang=50)
    Redaction.objects.create(espace=espace, code="axes", partie=4, blocs=blocs)
    if approche:
        choose(espace, approche)

    assert list_codes(espace, 2) == ["axes", "op_programmer", "fiches_action", "pistes"]
    assert "chapitre d’une approche" in texte(ada.get(SCHEMA))
    assert "Nos marchés à venir." in texte(ada.get(f"{SCHEMA}op_programmer/"))
    write(ada, "Nos marchés de 2027.", adresse=f"{SCHEMA}op_programmer/", version=1)
    assert "Nos marchés à venir." in texte(ada.get(f"{SCHEMA}op_programmer/versions/"))
    move(ada, "op_programmer", "axes")
    assert list_codes(espace, 2)[:2] == ["op_programmer", "axes"]

    champs = {"titre": "Programmer", "partie": 4, "version": 2}
    ada.post(f"{SCHEMA}op_programmer/renommer/", champs)
    assert list_codes(espace, 4)[-2:] == ["sources", "op_programmer"]
    assert trouve("op_programmer").titre == "Programmer"


def test_who_only_reads_changes_nothing(lectrice, espace):
    avant = list_codes(espace, 1)
    for geste in ("deplacer", "ecarter", "renommer", "supprimer", "reprendre"):
        assert lectrice.post(f"{SCHEMA}edito/{geste}/").status_code == 403

    assert "Ajouter une rubrique" not in texte(lectrice.get(SCHEMA))
    assert list_codes(espace, 1) == avant


def test_the_outline_leads_to_the_tools_and_to_the_other_files(ada, espace):
    page = ada.get(SCHEMA).text

    for chemin in ("outils/", "kit/", "schema.spaser.json", "deux-pages.pdf"):
        assert f'href="/espace/{espace.siren}/{chemin}"' in page
