"""What answers say, and that no hidden number follows from what is shown."""

from collections import defaultdict
from itertools import combinations_with_replacement, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.regles.questionnaires import (
    NatureReponse,
    Question,
    compute_resultat,
    is_a_compter,
    mask,
    read_reponse_permise,
)

NOTE = NatureReponse.ECHELLE_5
NOTE_10 = NatureReponse.ECHELLE_10
UN = NatureReponse.UN
PLUSIEURS = NatureReponse.PLUSIEURS


def make_question(nature, nombre=3):
    choix = tuple("ABCDEFGH"[:nombre]) if nature in {UN, PLUSIEURS} else ()
    return Question(code="q1", enonce="?", nature=nature, bas="non", haut="oui", choix=choix)


def publish(nature, nombres):
    """Return what is shown of counts, one for each answer that may be given."""
    question = make_question(nature, len(nombres))
    codes = [code for code, _ in question.reponses]
    valeurs = [c for c, nombre in zip(codes, nombres, strict=True) for _ in range(nombre)]
    return compute_resultat(question, valeurs)


def show(resultat):
    return [cellule.nombre for cellule in resultat.cellules]


@pytest.mark.parametrize(
    ("nombres", "montres", "masquees"),
    [
        ((2, 1, 1), [], 0),  # fewer than five: a number, nothing else
        ((6, 7, 8), [6, 7, 8], 0),
        ((1, 7, 20), [None, None, 20], 8),  # one alone would be the rest
        ((0, 0, 30), [None, None, None], 30),  # nobody and nobody: all would be told
        ((2, 1, 9), [None, None, None], 12),  # three in two cells: too few
        ((4, 4, 9, 20), [None, None, None, 20], 17),  # eight in two cells: four each
        ((4, 3, 9, 20), [None, None, 9, 20], 7),
        ((3, 6, 6, 20), [None, None, None, 20], 15),  # which of two alike was hidden would tell
    ],
)
def test_small_cells_of_a_choice_are_hidden_with_what_would_tell_them(nombres, montres, masquees):
    resultat = publish(UN, nombres)

    assert show(resultat) == montres
    assert resultat.masquees == masquees
    assert resultat.n == sum(nombres)


@pytest.mark.parametrize(
    ("nombres", "groupes", "moyenne", "borne", "ecart"),
    [
        ((1, 1, 1, 0, 1), [], None, "", None),
        ((5, 5, 10, 20, 10), [5, 5, 10, 20, 10], 3.5, "", 1.2041594578792296),
        ((1, 2, 5, 22, 30), [8, 22, 30], 258 / 60, "", None),
        ((1, 1, 1, 12, 30), [], 204 / 45, "", None),
        ((0, 0, 0, 0, 10), [], 4.6, "au moins", None),
        ((0, 0, 0, 1, 9), [], 4.6, "au moins", None),
        ((10, 0, 0, 0, 0), [], 1.4, "au plus", None),
        ((0, 0, 8, 22, 30), [8, 22, 30], 260 / 60, "au moins", None),
    ],
)
def test_notes_are_grouped_and_their_mean_is_bounded(nombres, groupes, moyenne, borne, ecart):
    resultat = publish(NOTE, nombres)

    assert show(resultat) == groupes
    assert (resultat.moyenne, resultat.borne) == (pytest.approx(moyenne), borne)
    assert resultat.ecart == pytest.approx(ecart)


def test_groups_are_named_by_their_notes():
    assert [c.libelle for c in publish(NOTE, (0, 2, 6, 22, 30)).cellules] == [
        "1 à 3",
        "4",
        "5 – oui",
    ]
    dix = publish(NOTE_10, (1, 0, 0, 0, 0, 0, 5, 4, 4, 3, 7))
    assert [(c.libelle, c.nombre) for c in dix.cellules] == [
        ("0 à 6", 6),
        ("7 à 8", 8),
        ("9 à 10", 10),
    ]


@pytest.mark.parametrize(
    ("n", "coches", "montres"),
    [
        (20, (8, 3, 17), [8, "moins de 5", "tous, ou tous sauf moins de 5"]),
        (20, (5, 15, 16), [5, 15, "tous, ou tous sauf moins de 5"]),
        (6, (6, 1, 3), ["masqué", "masqué", "masqué"]),
    ],
)
def test_what_few_ticked_or_few_did_not_is_hidden(n, coches, montres):
    valeurs = [
        [rang for rang, nombre in enumerate(coches, 1) if place < nombre] for place in range(n)
    ]
    resultat = compute_resultat(make_question(PLUSIEURS), [v or [9, 1] for v in valeurs])

    assert resultat.n == n
    assert [c.mention or c.nombre for c in resultat.cellules][1:] == montres[1:]


@pytest.mark.parametrize(
    ("nature", "valeur", "lue"),
    [
        (NOTE, 3, 3),
        (NOTE, 0, None),
        (NOTE, 6, None),
        (NOTE, "3", None),
        (NOTE_10, 0, 0),
        (UN, 4, None),
        (UN, [1], None),
        (PLUSIEURS, [3, 1, 1, 9, "2"], [1, 3]),
        (PLUSIEURS, [], None),
        (PLUSIEURS, 1, None),
        (NatureReponse.TEXTE, 1, None),
    ],
)
def test_an_answer_that_the_question_cannot_have_counts_for_nothing(nature, valeur, lue):
    assert read_reponse_permise(make_question(nature), valeur) == lue


@pytest.mark.parametrize(
    ("attendent", "comptees", "ferme", "finit", "attendu"),
    [
        (0, 0, True, True, False),
        (3, 0, True, True, True),  # at the end, all at once, however few
        (200, 0, False, True, False),  # until then, none
        (4, 0, False, False, False),
        (5, 0, False, False, True),
        (4, 20, False, False, False),
        (4, 20, True, True, False),  # what would be told by the difference is left out
        (5, 20, True, True, True),
        (5, 20, False, True, True),  # opened again
    ],
)
def test_results_never_grow_by_fewer_than_five(attendent, comptees, ferme, finit, attendu):
    assert is_a_compter(attendent, comptees, ferme=ferme, finit=finit) is attendu


# Nothing hidden follows from what is shown, for somebody who knows the rules.


def list_comptes(n, cases):
    if cases == 1:
        yield (n,)
        return
    for premier in range(n + 1):
        for reste in list_comptes(n - premier, cases - 1):
            yield (premier, *reste)


def list_caches(nature, nombres, resultat):
    """Return the ranks that are not shown as they are."""
    if nature is UN:
        return [r for r, c in enumerate(resultat.cellules) if c.nombre is None]
    montrees = {c.libelle for c in resultat.cellules}
    reponses = make_question(nature).reponses
    return [r for r in range(len(nombres)) if reponses[r][1] not in montrees]


def find_devines(nature, n, cases):
    """Return the counts of which a hidden one is the same in all that shows the same."""
    semblables = defaultdict(list)
    for nombres in list_comptes(n, cases):
        semblables[publish(nature, nombres)].append(nombres)
    return [
        (tous[0], rang)
        for montre, tous in semblables.items()
        for rang in list_caches(nature, tous[0], montre)
        if len({nombres[rang] for nombres in tous}) == 1
    ]


@pytest.mark.parametrize(
    ("nature", "n", "cases"),
    [
        (UN, 6, 2),
        (UN, 13, 3),
        (UN, 14, 3),
        (UN, 12, 4),
        (NOTE, 5, 5),
        (NOTE, 10, 5),
        (NOTE_10, 5, 11),
    ],
)
def test_of_all_answers_that_show_the_same_no_hidden_number_is_always_the_same(nature, n, cases):
    assert find_devines(nature, n, cases) == []


@pytest.mark.longue
@pytest.mark.parametrize(
    ("nature", "n", "cases"), [(UN, 24, 4), (UN, 22, 5), (NOTE, 20, 5), (NOTE, 23, 5)]
)
def test_the_same_of_more_answers(nature, n, cases):
    assert find_devines(nature, n, cases) == []


def find_temoin(nombres, rang):
    """Return other counts that show the same, of which this one differs."""
    caches = sorted(mask(nombres))
    total = sum(nombres[cache] for cache in caches)
    for essai in list_comptes(total, len(caches)):
        autres = list(nombres)
        for cache, nombre in zip(caches, essai, strict=True):
            autres[cache] = nombre
        if autres[rang] != nombres[rang] and sorted(mask(autres)) == caches:
            return autres
    return None


@pytest.mark.longue
@settings(max_examples=60)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=4).filter(lambda n: sum(n) >= 5))
def test_a_hidden_choice_could_be_another(nombres):
    assert [rang for rang in mask(nombres) if find_temoin(nombres, rang) is None] == []


def list_deplacements(rangs):
    seuls = [((de, -1), (vers, 1)) for de, vers in permutations(rangs, 2)]
    yield from seuls
    for un, autre in combinations_with_replacement(seuls, 2):
        yield (*un, *autre)


def find_fermes(nature, nombres):
    """Return the hidden ranks that moving two people at most cannot change unseen."""
    montre = publish(nature, nombres)
    fermes = set(list_caches(nature, nombres, montre))
    for deplacement in list_deplacements(sorted(fermes)):
        autres = list(nombres)
        for rang, pas in deplacement:
            autres[rang] += pas
        if min(autres) >= 0 and publish(nature, autres) == montre:
            fermes -= {r for r in fermes if autres[r] != nombres[r]}
        if not fermes:
            break
    return fermes


@pytest.mark.longue
@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(lambda n: sum(n) >= 5))
def test_a_hidden_note_could_be_another(nombres):
    assert find_fermes(NOTE, nombres) == set()
