"""What every page owes its reader, errors included."""

import re
from collections import defaultdict

import pytest

from tests.outils.references import list_references_mal_jointes
from tests.outils.tirage import is_all_drawn

pytestmark = pytest.mark.django_db

# Left by a slip: a value that is not there, a tag that was not read, a note to oneself.
# The help of a field tells how to write `{{CODE:…}}`.
RESTES = re.compile(
    r"(?<!-)\bNone\b|\bundefined\b|\{(?:\{(?!CODE)|[%#])|[%#]\}|\bTO" + r"DO\b|\bLorem\b|%\(\w+\)s"
)
SANS_MENU = {400, 500, 503}
# Two addresses that say the same thing.
MEMES_TITRES = (
    {"cibles:tableau", "cibles:fixer"},  # one page, and the same with its faults
    {"agenda:ajouter_presence", "agenda:lire_presences", "agenda:presences"},  # of one list
    {"acheteurs:kit", "redaction:kit"},  # of a buyer, with an account and without
    {"comptes:inscription_envoyee", "comptes:mot_de_passe_envoye"},
    {"registre:deposer_depuis", "registre:revendiquer"},
)
# Who reads these pages writes programs: the names of fields are what they came for.
CODES_DE_METIER = {"api:documentation"}
APOSTROPHE = re.compile(r"\w+'\w+")
SIGNE_DETACHE = re.compile(r"\S{1,30}\s+[,.](?=\s|$)|\s{2,};")


def _faults(documents, find):
    """Return what `find` finds wrong, each fault with the page where it stands."""
    return [f"{document}: {trouve}" for document in documents if (trouve := find(document))]


def check(fautes):
    assert fautes == [], "\n".join(fautes)


def test_pages_were_seen(documents):
    assert len({document.visite.vue.nom for document in documents}) >= 60


def test_a_page_is_in_french(documents):
    check([str(d) for d in documents if d.all("/html/@lang") != ["fr"]])


def test_a_page_has_a_title_of_the_site(documents):
    check([f"{d}: {d.titre}" for d in documents if not re.fullmatch(r".+ – SPASER.*", d.titre)])


def test_a_title_names_one_page(documents):
    vues = defaultdict(set)
    for document in documents:
        if document.visite.est_page and not document.visite.est_suite:
            vues[document.titre].add(document.visite.vue.nom)
    doubles = {t: noms for t, noms in vues.items() if len(noms) > 1 and noms not in MEMES_TITRES}
    check([f"{titre}: {noms}" for titre, noms in doubles.items()])


def test_a_page_has_one_first_heading(documents):
    check([str(d) for d in documents if len(d.all("//h1")) != 1])


def test_a_page_has_its_landmarks(documents):
    # A page of failure is made without anything that could fail: no menu.
    ordinaires = [d for d in documents if d.visite.statut not in SANS_MENU]
    reperes = ("//main[@id='contenu']", "//header", "//footer", "//nav")
    check(_faults(ordinaires, lambda d: [r for r in reperes if not d.all(r)]))


def test_navigations_of_a_page_have_each_a_name(documents):
    sans_nom = "//nav[not(@aria-label) and not(@aria-labelledby)]"
    check([str(d) for d in documents if d.all(sans_nom)])


def test_no_page_holds_code_of_its_own(documents):
    check(_faults(documents, lambda d: d.inline_code()))


def test_no_page_loads_a_file_from_elsewhere(documents):
    check(_faults(documents, lambda d: d.outside_resources()))


def test_no_name_is_given_twice_on_a_page(documents):
    check(_faults(documents, lambda d: d.repeated_ids()))


def test_what_a_page_points_at_is_there(documents):
    check(_faults(documents, lambda d: d.lost_references()))


def test_every_field_has_its_label(documents):
    check(_faults(documents, lambda d: d.unnamed_fields()))


def test_every_link_and_button_says_something(documents):
    check(_faults(documents, lambda d: d.unnamed_controls()))


def test_every_form_that_writes_is_guarded(documents):
    check(_faults(documents, lambda d: d.unguarded_forms()))


def test_every_table_has_a_caption_and_scoped_headings(documents):
    check(_faults(documents, lambda d: d.bare_tables()))


def test_a_row_of_a_table_has_a_cell_a_column(documents):
    check(_faults(documents, lambda d: d.uneven_tables()))


def test_every_image_has_its_alternative(documents):
    check(_faults(documents, lambda d: d.all("//img[not(@alt)]/@src")))


def test_a_link_to_another_window_says_so(documents):
    muets = "//a[@target='_blank'][not(contains(@title, 'nouvelle fenêtre'))]/@href"
    check(_faults(documents, lambda d: d.all(muets)))


def test_an_address_holds_no_mark(documents):
    # An address that was escaped once too many leads beside the page.
    marques = "//a[contains(@href, '\"') or contains(@href, '&#')]/@href"
    check(_faults(documents, lambda d: d.all(marques)))


def test_nothing_is_left_by_a_slip(documents):
    check(_faults(documents, lambda d: RESTES.findall(d.texte)))


def test_no_law_is_named_twice_in_a_row_nor_glued_to_a_word(documents):
    check(_faults(documents, lambda d: list_references_mal_jointes(d.texte)))


def test_no_comma_nor_full_stop_stands_away_from_its_word(documents):
    check(_faults(documents, lambda d: d.loose_signs(SIGNE_DETACHE)))


def test_a_code_never_stands_alone(documents):
    lus = [d for d in documents if d.visite.vue.nom not in CODES_DE_METIER]
    check(_faults(lus, lambda d: d.lone_codes()))


def test_what_figures_cover_is_said_once_a_page(documents):
    check([str(d) for d in documents if d.texte.count("Marchés publiés sous ce SIREN") > 1])


def test_apostrophes_are_those_of_print(documents):
    check(_faults(documents, lambda d: APOSTROPHE.findall(d.texte)))


def test_every_link_leads_somewhere(suites):
    morts = [f"{s.adresse} on {s}: {s.statut}" for s in suites if s.statut not in {200, 301, 302}]

    check(morts)


def test_no_template_names_what_is_not_there(campagne):
    check(sorted(campagne.variables.fautes))


def test_each_name_that_a_template_asks_for_is_given_by_a_page(campagne):
    # A page that gives it may not come today.
    assert campagne.variables.jamais_donnes == set() or not is_all_drawn()


# « 18,7 % en 2023 » says nothing without what it was counted on.
SANS_BASE = re.compile(
    r"(?:À l’échelle nationale|Les seuls ministères|Cible d’un plan national)[^:]{0,12}: *"
    r"[\d,]+ *% (?:en|visés pour) 20\d\d(?! \()"
)


def test_no_value_of_others_stands_without_its_base(documents):
    assert SANS_BASE.search("À l’échelle nationale : 18,7 % en 2023.")
    check(_faults(documents, lambda d: SANS_BASE.findall(_plain(d))))


def test_a_text_of_law_is_a_note_in_a_sentence_and_told_once_at_the_foot(documents):
    dans_la_phrase = (
        "//main//a[starts-with(@href, '/obligations/sources/')]"
        "[substring(preceding-sibling::text()[1],"
        " string-length(preceding-sibling::text()[1])) = '(']/@href"
    )
    check(_faults(documents, lambda d: d.all(dans_la_phrase)))
    notes = [
        d.all("//section[@class='spaser-notes fr-text--sm']//li/a[1]/@href") for d in documents
    ]
    assert len([n for n in notes if n]) > 20
    check([str(n) for n in notes if len(n) != len(set(n))])


def _plain(document):
    return document.texte.replace("\u00a0", " ").replace("\u202f", " ")
