"""Workshops: what a ballot says, how ballots are counted, what is proposed of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.approches import load_approches
from spaser.regles.ateliers import (
    ROLES,
    EtapeDite,
    GenreEtape,
    Papier,
    VoixLigne,
    clean_code,
    find_gabarit,
    group_mots,
    list_offres,
    load_gabarits,
    read_bulletin,
    tally,
    tell_etape,
    tell_niveaux,
)

PRIORITE, PLACE, CHOIX, TEXTE = GenreEtape


def test_the_five_templates_are_whole():
    gabarits = load_gabarits()
    rubriques = {r.code for partie in load_approches().trame for r in partie.rubriques}

    assert [g.code for g in gabarits] == ["priorites", "acteurs", "arbre", "marche", "tour"]
    assert {g.rubrique for g in gabarits} <= rubriques
    assert all(g.etapes and (g.sources or g.reponses) for g in gabarits)
    assert find_gabarit("inconnu") is None


@pytest.mark.parametrize(
    ("tape", "code"), [(" ab2-3cd ", "AB23CD"), ("a b c", "ABC"), ("…", ""), ("é9", "É9")]
)
def test_a_code_is_read_however_it_is_typed(tape, code):
    assert clean_code(tape) == code


@pytest.mark.parametrize(
    ("genre", "maximum", "envoyes", "choix", "disparues", "de_trop"),
    [
        (PRIORITE, 0, {"1": "1", "2": "3"}, {"1": "1", "2": "3"}, (), 0),
        (PRIORITE, 0, {"1": "4", "2": ""}, {}, (), 0),
        (PRIORITE, 0, {"1": "2", "9": "1"}, {"1": "2"}, ("9",), 0),
        (PLACE, 0, {"1": "associer", "2": "1"}, {"1": "associer"}, (), 0),
        (CHOIX, 1, {"1": "1", "2": "1"}, {"1": "1", "2": "1"}, (), 1),
        (CHOIX, 0, {"1": "1", "2": "1"}, {"1": "1", "2": "1"}, (), 0),
        (TEXTE, 0, {"1": "  Un   mot\n", "2": "  "}, {"1": "Un mot"}, (), 0),
        (TEXTE, 0, {"1": "x" * 500}, {"1": "x" * 200}, (), 0),
    ],
)
def test_a_ballot_keeps_what_may_be_answered(genre, maximum, envoyes, choix, disparues, de_trop):
    envoi = read_bulletin(genre, maximum, {"1", "2"}, envoyes)

    assert (envoi.choix, envoi.disparues, envoi.de_trop) == (choix, disparues, de_trop)


BULLETINS = st.lists(
    st.dictionaries(st.sampled_from(["1", "2", "3"]), st.sampled_from(["1", "2", "3"])), max_size=30
)


@given(BULLETINS, st.randoms())
def test_every_vote_is_counted_once_in_whatever_order(bulletins, hasard):
    compte = tally(PRIORITE, ["1", "2", "3"], bulletins)
    melanges = list(bulletins)
    hasard.shuffle(melanges)

    assert sum(d.exprimes for d in compte.decomptes) == sum(map(len, bulletins))
    assert compte.votants == len(bulletins)
    assert tally(PRIORITE, ["1", "2", "3"], melanges) == compte
    for decompte in compte.decomptes:
        assert compte.count_abstentions(decompte) + decompte.exprimes == compte.votants


def test_paper_is_added_and_stays_told():
    papier = Papier(bulletins=3, nombres={"1": {"1": 2, "3": 1}}, mots={"2": ["Local"]})
    compte = tally(PRIORITE, ["1"], [{"1": "1"}, {}], papier)

    assert (compte.votants, compte.papier) == (5, 3)
    assert dict(compte.decomptes[0].nombres) == {"1": 3, "2": 0, "3": 1}
    assert compte.count_abstentions(compte.decomptes[0]) == 1
    mots = tally(TEXTE, ["2"], [{"2": "local"}], papier).decomptes[0].mots
    assert mots[0][1] == 2


@pytest.mark.parametrize(
    ("nombres", "median", "majoritaire"),
    [
        ({"1": 0, "2": 0, "3": 0}, "", ""),
        ({"1": 7, "2": 3, "3": 2}, "1", "1"),
        ({"1": 1, "2": 1, "3": 0}, "1", ""),
        ({"1": 2, "2": 5, "3": 5}, "2", ""),
        ({"1": 0, "2": 0, "3": 4}, "3", "3"),
    ],
)
def test_what_a_line_received(nombres, median, majoritaire):
    decompte = VoixLigne("1", nombres)

    assert (decompte.median, decompte.majoritaire) == (median, majoritaire)


def test_words_that_are_the_same_stand_together():
    dits = ["Local", "local !", "Sobriété", "Sobriete", "LOCAL", "Emploi"]

    assert [(mot.casefold()[:5], n) for mot, n in group_mots(dits)] == [
        ("local", 3), ("sobri", 2), ("emplo", 1)
    ]  # fmt: skip


def dite(genre, bulletins, cibles):
    lignes = list(cibles)
    noms = {ligne: f"Ligne {ligne}" for ligne in lignes}
    return EtapeDite("Étape", genre, tally(genre, lignes, bulletins), noms, cibles)


@pytest.mark.parametrize(
    ("genre", "bulletins", "cibles", "attendues"),
    [
        (PRIORITE, [{"1": "2"}], {"1": "theme:dechets:environnement"},
         ["priorite 7:theme:dechets:environnement:2"]),
        (PRIORITE, [{"1": "1"}], {"1": "axe:4"}, ["texte 7:methode"]),
        (PRIORITE, [{}], {"1": "theme:dechets:environnement"}, []),
        (PLACE, [{"1": "associer"}], {"1": "acteur:4"},
         ["acteur 7:1:co_construction", "texte 7:methode"]),
        (PLACE, [{"1": "associer"}, {"1": "informer"}], {"1": "acteur:4"}, []),
        (CHOIX, [{"1": "1"}], {"1": "", "2": ""}, ["action atelier-7-1", "texte 7:methode"]),
        (TEXTE, [{"1": "Sobriété"}], {"1": ""}, ["texte 7:methode"]),
    ],
)  # fmt: skip
def test_what_is_proposed(genre, bulletins, cibles, attendues):
    etapes = [dite(genre, bulletins, cibles)]
    offres = list(list_offres(7, "Atelier du jour, 12 participants", ("methode", "M"), etapes))

    assert [f"{offre.nature} {offre.code}" for offre in offres] == attendues
    assert all("Atelier du jour, 12 participants" in offre.raison for offre in offres)


def test_no_more_than_five_choices_are_proposed_and_a_market_proposes_no_action():
    bulletins = [{str(n): "1" for n in range(9)}]
    libres = dite(CHOIX, bulletins, {str(n): "" for n in range(9)})
    natures = [o.nature for o in list_offres(1, "", ("m", "M"), [libres])]

    assert natures.count("action") == 5


def test_an_answer_is_told_in_words():
    etape = dite(PRIORITE, [{"1": "1"}, {"1": "1"}, {}], {"1": ""})

    assert tell_niveaux(etape, etape.compte.decomptes[0]) == (
        "1 : au cœur des enjeux (2), sans réponse (1)."
    )


@pytest.mark.parametrize(
    ("genre", "bulletins", "dit"),
    [
        (PRIORITE, [{"1": "1", "2": "2"}], "Au cœur des enjeux : Ligne 1."),
        (PLACE, [{"1": "informer", "2": "associer"}], "À associer de près : Ligne 2."),
        (CHOIX, [{"2": "1"}, {"2": "1"}, {"1": "1"}], "Étape : Ligne 2 (2), Ligne 1 (1)."),
        (TEXTE, [{"1": "Sobriété"}], "Étape : Sobriété (1)."),
        (CHOIX, [], ""),
    ],
)
def test_a_step_is_told_in_a_sentence(genre, bulletins, dit):
    assert tell_etape(dite(genre, bulletins, {"1": "", "2": ""})) == dit


def test_each_place_calls_for_a_role():
    assert [*ROLES.values()] == [
        "co_construction", "consultation", "partenariat", "information"
    ]  # fmt: skip
