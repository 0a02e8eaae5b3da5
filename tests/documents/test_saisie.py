"""A plain area of text, read as paragraphs, lists and strong words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.documents.document import Element, Liste, Paragraphe, Texte
from spaser.documents.saisie import parse_saisie, write_saisie


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("", ()),
        (" \n\t\n", ()),
        ("Une phrase.", (Paragraphe("Une phrase."),)),
        ("Une\nligne.\n\n\nDeux.", (Paragraphe("Une\nligne."), Paragraphe("Deux."))),
        ("Une\r\n\r\nDeux", (Paragraphe("Une"), Paragraphe("Deux"))),
        ("- un\n- deux", (Liste(("un", "deux")),)),
        ("•\u00a0un\n•\tdeux", (Liste(("un", "deux")),)),
        ("1. un\n2) deux", (Liste(("un", "deux"), ordonnee=True),)),
        ("Voici :\n- un", (Paragraphe("Voici :"), Liste(("un",)))),
        ("- un\n1. deux", (Liste(("un",)), Liste(("deux",), ordonnee=True))),
        ("- un\n  - a\n  - b\n- deux", (Liste((Element("un", Liste(("a", "b"))), "deux")),)),
        ("  - un\n- deux", (Liste(("un", "deux")),)),
        ("Un **mot** fort", (Paragraphe((Texte("Un "), Texte("mot", fort=True), Texte(" fort"))),)),
        ("2 ** 3 et **", (Paragraphe("2 ** 3 et **"),)),
        ("-5 % en 2025", (Paragraphe("-5 % en 2025"),)),
        ("2025. Une année", (Paragraphe("2025. Une année"),)),
        ("<script>1</script>", (Paragraphe("<script>1</script>"),)),
    ],
)
def test_what_is_typed_becomes_blocks(texte, attendus):
    assert parse_saisie(texte) == attendus


@given(st.text(alphabet="ab -*•1.)\n\r\t", max_size=60))
def test_a_text_written_back_gives_the_same_blocks(texte):
    blocs = parse_saisie(texte)

    assert parse_saisie(write_saisie(blocs)) == blocs


@given(st.text(max_size=80))
def test_no_word_is_lost(texte):
    ecrit = write_saisie(parse_saisie(texte))

    perdus = [mot for mot in texte.split() if mot.isalpha() and mot not in ecrit]
    assert perdus == []
