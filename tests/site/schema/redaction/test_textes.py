"""The words of a heading: written, printed, kept, never lost."""

import pytest

from spaser.documents.corps import write_saisie
from spaser.site.schema.forms import TEXTE_MAX
from spaser.site.schema.models import Redaction, TexteAncien
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import texte
from tests.site.schema.redaction.conftest import SCHEMA

pytestmark = pytest.mark.django_db

EDITO = f"{SCHEMA}edito/"
PREMIER = "Nos achats pèsent.\n\n- l’emploi\n- le climat\n\nNous nous **engageons**."


def write(client, contenu, version="", adresse=EDITO):
    return client.post(f"{adresse}ecrire/", {"texte": contenu, "version": version}, follow=True)


def read(trouve, code="edito"):
    return write_saisie(trouve(code).mots)


def identify(trouve, code="edito"):
    return [bloc.identifiant for bloc in trouve(code).mots]


def test_a_heading_says_what_it_is_for_and_leads_to_its_neighbours(ada):
    page = texte(ada.get(f"{SCHEMA}cadre/"))

    for attendu in ("Ce qu’on y met", "Pour qui", "Longueur", "Article L2111-3"):
        assert attendu in page
    assert f'href="{SCHEMA}edito/"' in page
    assert f'href="{SCHEMA}identite/"' in page


def test_words_are_kept_as_blocks_and_shown_as_they_will_be_printed(ada, redactrice, trouve):
    page = texte(write(ada, PREMIER))

    assert "<strong>engageons</strong>" in page
    assert ">l’emploi</li>" in page
    assert read(trouve) == PREMIER
    redaction = Redaction.objects.get()
    assert (redaction.code, redaction.partie, redaction.modifiee_par) == ("edito", 1, redactrice)
    assert trouve("edito").etat == "en rédaction"
    assert Evenement.objects.filter(geste="schema.texte").count() == 1


def test_what_a_word_processor_gives_is_kept(ada, trouve):
    write(
        ada,
        "« Achats »\u00a0: voici\r\n•\tl’insertion\r\n•\u00a0le réemploi\r\n\r\nFin\x0bligne\x07",
    )

    assert read(trouve) == "« Achats »\u00a0: voici\n\n- l’insertion\n- le réemploi\n\nFin\nligne"


def test_a_block_keeps_its_identifier_while_others_change(ada, trouve):
    write(ada, PREMIER)
    paragraphe, liste, fin = identify(trouve)

    write(ada, "Un début.\n\nNos achats pèsent.\n\n- l’emploi\n- le climat\n\nNous signons.", 2)

    debut, *suite = identify(trouve)
    assert suite == [paragraphe, liste, fin]
    assert debut not in {paragraphe, liste, fin}


def test_markup_that_is_typed_stays_text(ada):
    page = write(ada, "<script>alert(1)</script>").content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_too_long_a_text_is_told_and_given_back_whole(ada):
    long = "mot " * (TEXTE_MAX // 4 + 1)

    page = texte(write(ada, long))

    assert f"Ce texte compte {len(long)} signes" in page
    assert "Rien n’est perdu" in page
    assert page.count("mot mot mot") > TEXTE_MAX // 13
    assert "maxlength" not in page.partition("<main")[2]
    assert not Redaction.objects.exists()


@pytest.mark.longue
def test_the_former_text_can_be_read_and_taken_back(ada, redactrice, trouve):
    write(ada, PREMIER)
    write(ada, "Tout autre chose.", 2)
    ancien = TexteAncien.objects.get()

    assert ancien.ecrit_par == redactrice
    assert "Versions précédentes (1)" in texte(ada.get(EDITO))
    assert "Nos achats pèsent." in texte(ada.get(f"{EDITO}versions/"))

    ada.post(f"{EDITO}versions/{ancien.pk}/reprendre/")

    assert read(trouve) == PREMIER
    assert [write_saisie(a.read_blocs()) for a in TexteAncien.objects.all()] == [
        "Tout autre chose.",
        PREMIER,
    ]


def test_saving_without_a_change_keeps_no_version(ada):
    write(ada, PREMIER)
    write(ada, PREMIER, 2)

    assert not TexteAncien.objects.exists()
    assert Redaction.objects.get().version == 2


def test_words_taken_out_are_kept_among_former_ones(ada, trouve):
    write(ada, PREMIER)
    write(ada, "", 2)

    assert trouve("edito").mots == ()
    assert "Nos achats pèsent." in texte(ada.get(f"{EDITO}versions/"))


@pytest.mark.parametrize("commune", ["", PREMIER])
def test_two_people_at_once_lose_nothing(ada, awa, trouve, commune):
    if commune:
        write(ada, commune)
    lue = Redaction.objects.get().version if commune else ""
    write(ada, "Le texte d’Ada.", lue)

    page = texte(write(awa, "Le texte d’Awa.", lue))

    assert "Deux versions se croisent" in page
    assert "Le texte d’Ada." in page
    assert "Le texte d’Awa." in page
    assert read(trouve) == "Le texte d’Ada."

    actuelle = Redaction.objects.get().version
    write(awa, "Le texte d’Ada, et celui d’Awa.", actuelle)
    assert read(trouve) == "Le texte d’Ada, et celui d’Awa."


def test_who_only_reads_sees_no_area_and_writes_nothing(ada, lectrice):
    write(ada, PREMIER)

    page = texte(lectrice.get(EDITO))
    assert "<strong>engageons</strong>" in page
    assert "<textarea" not in page
    assert write(lectrice, "Autre").status_code == 403


def test_a_heading_or_a_version_that_is_not_there_is_not_found(ada):
    write(ada, PREMIER)
    write(ada, "Autre.", 2)
    ancien = TexteAncien.objects.get()

    assert ada.get(f"{SCHEMA}inconnue/").status_code == 404
    assert ada.post(f"{SCHEMA}cadre/versions/{ancien.pk}/reprendre/").status_code == 404
