"""Citations of a page: short numbered notes, and their texts once, at its foot."""

import re

from django.template import Context, Template

from spaser.documents.document import Note, Paragraphe, Texte
from spaser.documents.rendus.html import write_blocs
from spaser.documents.schema.cadre import write_loi
from spaser.regles.nomenclatures import cite
from spaser.site.editorial.templatetags.editorial import corps
from tests.outils.pages import flatten

PAGE = "{% load editorial socle %}{% notes %}<p>CORPS</p>{% endnotes %}"
L2111, D2111 = "CCP-L2111-3", "CCP-D2111-3"


def write(gabarit, **contexte):
    page = Template(PAGE.replace("CORPS", gabarit)).render(Context(contexte))
    return flatten(page).replace("\u00a0", " ").replace("\u202f", " ")


def cut(page):
    """Return the body of a page, without its signs, and the notes at its foot."""
    texte, _, pied = page.partition("<section")
    return re.sub(r"<[^>]+>", "", texte), re.findall(r"<li id=.*?</li>", pied)


def test_a_page_numbers_its_texts_in_order_and_tells_each_once():
    texte, notes = cut(
        write(
            f'Un {{% fait "{L2111}" %}}, deux {{% fait "{D2111}" %}}, trois {{% fait "{L2111}" %}}.'
        )
    )

    assert texte == "Un (1), deux (2), trois (1)."
    assert len(notes) == 2
    assert "Article L2111-3 du code" in notes[0]
    assert "/obligations/sources/CCP-D2111-3/" in notes[1]


def test_a_note_leads_to_its_text_and_back_to_each_of_its_calls_by_name():
    page = write(f'Un {{% fait "{L2111}" %}}, deux {{% fait "{L2111}" %}}.')

    appels = re.findall(r'<a href="#(note-1)" id="(appel-1-\d)" aria-label="(.*?)">1</a>', page)
    nom = "Note 1 : Article L2111-3 du code de la commande publique"
    assert appels == [("note-1", "appel-1-1", nom), ("note-1", "appel-1-2", nom)]
    assert page.count('id="note-1"') == 1
    assert re.findall(r'<a href="#(appel-1-\d)"', page) == ["appel-1-1", "appel-1-2"]


def test_one_article_is_called_once_where_three_points_of_it_stand_side_by_side():
    texte = corps(
        "Ces éléments ne peuvent pas manquer [[CCP-L2111-3.contenu]] [[CCP-L2111-3.taux]] "
        "[[CCP-D2111-3]]."
    )

    dit, notes = cut(write("{{ texte }}", texte=texte))

    assert dit.strip() == "Ces éléments ne peuvent pas manquer (1, 2)."
    assert len(notes) == 2


def test_what_is_not_sure_says_so_beside_its_number():
    texte, notes = cut(write('Un {% fait "LOI-2005-102" %}.'))

    assert texte == "Un (1, non vérifié)."
    assert "À vérifier" in notes[0]


def test_a_mark_is_of_its_own_number_among_several():
    texte, _ = cut(write(f'Un {{% fait "LOI-2005-102" %}} {{% fait "{L2111}" %}}.'))

    assert texte == "Un (1, non vérifié ; 2)."


def test_a_source_told_in_full_is_left_in_its_place():
    page = write("{% source_lue source %}", source=cite([L2111])[0])

    assert "lecture du" in page
    assert "<section" not in page


def test_the_note_of_a_document_is_one_of_the_page_where_it_is_shown():
    libre = Paragraphe((Texte("Dit."), Note("Un rapport.")))
    montres = write_blocs((write_loi(L2111, D2111), libre))

    dit, notes = cut(write(f'Un {{% fait "{D2111}" %}}. {{{{ montres }}}}', montres=montres))

    assert re.findall(r"\(\d\)", dit) == ["(1)", "(2)", "(1)"]
    assert len(notes) == 2
    assert "(Un rapport.)" in dit
    assert "copie de Légifrance" not in dit


def test_a_page_that_cites_nothing_has_no_list_of_sources():
    assert write("Rien (du tout).") == "<p>Rien (du tout).</p>"


def test_a_page_full_of_spaces_is_read_once():
    vide = " " * 300_000  # tried again from each of them, it would take minutes

    page = Template(PAGE.replace("CORPS", "{{ vide }}Un {% fait code %}.")).render(
        Context({"vide": vide, "code": L2111})
    )

    assert page.startswith(f"<p>{vide}Un\u00a0(<a href=")
