"""A plain area of text, read as paragraphs, lists and strong words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.documents.corps import name_blocs, parse_saisie, write_saisie
from spaser.documents.document import Element, Liste, Paragraphe, Texte


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


def name(texte, anciens=()):
    return name_blocs(parse_saisie(texte), anciens)


def list_noms(blocs):
    return [bloc.identifiant for bloc in blocs]


@pytest.mark.parametrize(
    ("avant", "apres", "gardes"),
    [
        ("un\n\ndeux", "un\n\ndeux", [0, 1]),
        ("un\n\ndeux", "deux\n\nun", [1, 0]),
        ("un\n\ndeux", "zéro\n\nun\n\ndeux", [None, 0, 1]),
        ("un\n\ndeux", "un\n\ndeux, corrigé", [0, 1]),
        ("un\n\ndeux", "un, corrigé\n\ndeux", [0, 1]),
        ("un\n\n- a\n\ndeux", "un\n\n- b\n\ndeux", [0, 1, 2]),
        ("un\n\ndeux", "un\n\n- deux", [0, None]),
        ("un\n\nun", "un\n\nun\n\nun", [0, 1, None]),
        ("un\n\ndeux\n\ntrois", "trois", [2]),
        ("", "un", [None]),
    ],
)
def test_a_block_keeps_its_identifier(avant, apres, gardes):
    anciens = name(avant)
    connus = list_noms(anciens)

    assert [connus.index(n) if n in connus else None for n in list_noms(name(apres, anciens))] == (
        gardes
    )


@given(*[st.lists(st.sampled_from(["un", "deux", "- a", "- b", "**c**"]), max_size=8)] * 2)
def test_each_block_has_an_identifier_of_its_own_whatever_changed(avant, apres):
    anciens = name("\n\n".join(avant))
    blocs = name("\n\n".join(apres), anciens)

    assert len(set(list_noms(blocs))) == len(blocs)
    assert all(list_noms(blocs))
    assert write_saisie(blocs) == write_saisie(parse_saisie("\n\n".join(apres)))
