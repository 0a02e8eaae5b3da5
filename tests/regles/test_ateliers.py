"""Workshops: what a ballot says, how ballots are counted, what is proposed of them."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.acteurs import RoleActeur
from spaser.regles.approches import load_approches
from spaser.regles.ateliers import (
    EtapeAtelier,
    VoixLigne,
    clean_code,
    find_gabarit,
    group_mots,
    list_offres,
    load_gabarits,
    tally,
)
from spaser.regles.grille import Priorite


def make_etape(gabarit, cibles, rang=0):
    """Return a step of a template, on lines that are « 1 », « 2 », by what each is drawn from."""
    dite = find_gabarit(gabarit).etapes[rang]
    etape = EtapeAtelier(**msgspec.structs.asdict(dite) | {"titre": "Étape", "rang": rang})
    etape.put_lignes((cible, f"Ligne {nom}") for nom, cible in cibles.items())
    for ligne, nom in zip(etape.lignes, cibles, strict=True):
        ligne.cle = nom
    return etape


def priorite(cibles=("1", "2", "3")):
    return make_etape("priorites", dict.fromkeys(cibles, ""))


def test_the_five_templates_are_whole():
    gabarits = load_gabarits()
    rubriques = {r.code for partie in load_approches().trame for r in partie.rubriques}

    assert [g.code for g in gabarits] == ["priorites", "acteurs", "arbre", "marche", "tour"]
    assert {g.rubrique for g in gabarits} <= rubriques
    assert all(g.etapes and (g.sources or g.reponses) for g in gabarits)
    assert find_gabarit("inconnu") is None


def test_a_level_is_the_code_that_its_tool_takes():
    priorites, acteurs = (find_gabarit(c).etapes[0].niveaux for c in ("priorites", "acteurs"))

    dits = {code: dit.replace("\u00a0", " ") for code, dit in priorites.items()}
    assert dits == {p.value: p.libelle for p in Priorite}
    assert [*acteurs] == ["co_construction", "consultation", "partenariat", "information"]
    assert {*acteurs} <= {*RoleActeur}


def test_the_tree_goes_from_axes_to_objectives_to_actions():
    etapes = find_gabarit("arbre").etapes

    assert [(bool(e.niveaux), e.suite, e.offre) for e in etapes] == [
        (False, False, None),
        (True, True, None),
        (False, True, None),
        (True, True, "action"),
    ]


@pytest.mark.parametrize(
    ("tape", "code"), [(" ab2-3cd ", "AB23CD"), ("a b c", "ABC"), ("…", ""), ("é9", "É9")]
)
def test_a_code_is_read_however_it_is_typed(tape, code):
    assert clean_code(tape) == code


@pytest.mark.parametrize(
    ("gabarit", "rang", "envoyes", "choix", "parties"),
    [
        ("priorites", 0, {"1": "1", "2": "3"}, {"1": "1", "2": "3"}, []),
        ("priorites", 0, {"1": "4", "2": ""}, {}, []),
        ("priorites", 0, {"1": "2", "9": "1"}, {"1": "2"}, []),
        ("priorites", 0, {"1": "2", "3": "1"}, {"1": "2"}, ["Ligne 3"]),
        ("priorites", 0, {"3": "4"}, {}, []),
        ("acteurs", 0, {"1": "information", "2": "1"}, {"1": "information"}, []),
        ("arbre", 1, {"1": "1", "2": "1"}, {"1": "1", "2": "1"}, []),
        ("tour", 0, {"1": "  Un   mot\n", "2": "  "}, {"1": "Un mot"}, []),
        ("tour", 0, {"1": "x" * 500}, {"1": "x" * 200}, []),
    ],
)
def test_a_ballot_keeps_what_may_be_answered(gabarit, rang, envoyes, choix, parties):
    etape = make_etape(gabarit, dict.fromkeys("123", ""), rang)
    etape.take_out("3")

    assert etape.read_bulletin(envoyes) == (choix, parties)


def test_a_key_is_never_given_twice():
    etape = make_etape("priorites", {})
    etape.put_lignes([("", "Une"), ("", "Deux")])
    etape.take_out("0-1")
    etape.put_lignes([("", "Trois")])

    assert [ligne.cle for ligne in etape.presentes] == ["0-0", "0-2"]


BULLETINS = st.lists(
    st.dictionaries(st.sampled_from(["1", "2", "3"]), st.sampled_from(["1", "2", "3"])), max_size=30
)


@given(BULLETINS, st.randoms())
def test_every_vote_is_counted_once_in_whatever_order(bulletins, hasard):
    compte = tally(priorite(), bulletins)
    melanges = list(bulletins)
    hasard.shuffle(melanges)

    assert sum(voix.exprimes for voix in compte.voix) == sum(map(len, bulletins))
    assert compte.votants == len(bulletins)
    assert tally(priorite(), melanges) == compte
    for voix in compte.voix:
        assert sum(nombre for _, nombre in voix.reponses) == compte.votants


def test_paper_is_added():
    etape = priorite("1")
    etape.feuilles, etape.papier = 3, {"1": ["1", "1", "3"]}
    compte = tally(etape, [{"1": "1"}, {}])

    assert compte.votants == 5
    assert compte.voix[0].nombres == {"1": 3, "2": 0, "3": 1}
    assert compte.voix[0].reponses[-1] == ("sans réponse", 1)
    tour = make_etape("tour", {"2": ""})
    tour.feuilles, tour.papier = 1, {"2": ["Local"]}
    assert [*tally(tour, [{"2": "local"}]).voix[0].nombres.values()] == [2]


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
    lus = [
        VoixLigne(make_etape(gabarit, {}), None, nombres, 20).retenu
        for gabarit in ("priorites", "acteurs")
    ]

    assert lus == [median, majoritaire]


def test_words_that_are_the_same_stand_together():
    dits = ["Local", "local !", "Sobriété", "Sobriete", "LOCAL", "Emploi"]

    assert [(mot.casefold()[:5], n) for mot, n in group_mots(dits).items()] == [
        ("local", 3), ("sobri", 2), ("emplo", 1)
    ]  # fmt: skip


def test_what_follows_stands_under_its_branch():
    objectifs = tally(make_etape("arbre", {"1": "axe:4"}), [{"1": "Former"}])
    choisis = tally(make_etape("arbre", {"1": "Ligne 0", "2": "Ligne 0"}, 1), [{"2": "1"}])
    actions = tally(make_etape("arbre", {"1": "Ligne 0"}, 2), [{"1": "Réserver"}])

    assert [*objectifs.list_suite()] == [("Ligne 1", "Former")]
    assert [*choisis.list_suite()] == [("Ligne 0", "Ligne 2")]
    assert [*actions.list_suite()] == [("Ligne 0 › Ligne 1", "Réserver")]


@pytest.mark.parametrize(
    ("gabarit", "rang", "bulletins", "cibles", "attendues"),
    [
        ("priorites", 0, [{"1": "2"}], {"1": "theme:dechets:environnement"},
         ["priorite 7:theme:dechets:environnement:2"]),
        ("priorites", 0, [{"1": "1"}], {"1": "axe:4"}, ["texte 7:methode"]),
        ("priorites", 0, [{}], {"1": "theme:dechets:environnement"}, []),
        ("acteurs", 0, [{"1": "co_construction"}], {"1": "acteur:4"},
         ["acteur 7:1:co_construction", "texte 7:methode"]),
        ("acteurs", 0, [{"1": "co_construction"}, {"1": "information"}], {"1": "acteur:4"}, []),
        ("arbre", 3, [{"1": "1"}], {"1": "", "2": ""}, ["action atelier-7-1", "texte 7:methode"]),
        ("arbre", 1, [{"1": "1"}], {"1": "", "2": ""}, ["texte 7:methode"]),
        ("marche", 0, [{"1": "1"}], {"1": ""}, ["texte 7:methode"]),
        ("tour", 0, [{"1": "Sobriété"}], {"1": ""}, ["texte 7:methode"]),
    ],
)  # fmt: skip
def test_what_is_proposed(gabarit, rang, bulletins, cibles, attendues):
    lus = [tally(make_etape(gabarit, cibles, rang), bulletins)]
    offres = list(list_offres(7, "Atelier du jour, 12 participants", ("methode", "M"), lus))

    assert [f"{offre.nature} {offre.code}" for offre in offres] == attendues
    assert all("Atelier du jour, 12 participants" in offre.raison for offre in offres)


def test_no_more_than_five_choices_are_proposed_but_every_priority():
    cles = [str(n) for n in range(9)]
    choix = tally(make_etape("arbre", dict.fromkeys(cles, ""), 3), [dict.fromkeys(cles, "1")])
    themes = dict.fromkeys(cles, "theme:dechets:environnement")
    priorites = tally(make_etape("priorites", themes), [dict.fromkeys(cles, "3")])
    natures = [o.nature for o in list_offres(1, "", ("m", "M"), [choix, priorites])]

    assert (natures.count("action"), natures.count("priorite")) == (5, 9)


def test_an_answer_is_told_in_words():
    [voix] = tally(priorite("1"), [{"1": "1"}, {"1": "1"}, {}]).voix

    assert voix.tell().replace("\u00a0", " ") == "1 : au cœur des enjeux (2), sans réponse (1)."


@pytest.mark.parametrize(
    ("gabarit", "rang", "bulletins", "dit"),
    [
        ("priorites", 0, [{"1": "1", "2": "2"}], "Au cœur des enjeux : Ligne 1."),
        (
            "acteurs",
            0,
            [{"1": "information", "2": "co_construction"}],
            "À associer de près : Ligne 2.",
        ),
        ("arbre", 1, [{"2": "1"}, {"2": "1"}, {"1": "1"}], "Étape : Ligne 2 (2), Ligne 1 (1)."),
        ("tour", 0, [{"1": "Sobriété"}], "Étape : Sobriété (1)."),
        ("arbre", 1, [], ""),
    ],
)
def test_a_step_is_told_in_a_sentence(gabarit, rang, bulletins, dit):
    assert tally(make_etape(gabarit, {"1": "", "2": ""}, rang), bulletins).tell() == dit
