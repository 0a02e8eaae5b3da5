import pytest

from spaser.contenus.faits import find_fait
from spaser.elements import fold_mots
from spaser.regles.aides import find_termes, load_glossaire


@pytest.mark.parametrize(
    ("texte", "codes"),
    [
        ("Nous suivons trois indicateurs.", ["indicateur"]),
        ("Deux marchés réservés à des ESUS.", ["esus", "marche_reserve"]),
        ("Les clauses sociales, et l’insertion par l’activité économique",
         ["clause_sociale", "insertion"]),
        ("Les facilitatrices aident les TPE.", ["facilitateur", "pme"]),
        ("Une entreprise adaptée ou une EA", ["ea"]),
        ("un ESAT, une EA", ["ea", "esat"]),
        ("Un critère d'attribution", ["critere"]),
        ("ea, ess, ai : en minuscules, ce sont d’autres mots", []),
        ("Vos chaises, la marchandise et le ciblage", []),
        ("", []),
    ],
)  # fmt: skip
def test_only_the_terms_that_a_text_uses_are_found(texte, codes):
    assert sorted(terme.code for terme in find_termes(texte, load_glossaire())) == codes


def test_terms_come_in_alphabetical_order():
    trouves = find_termes("Titulaire, concession, avance, ESUS", load_glossaire())
    termes = [terme.titre for terme in trouves]

    assert termes == [
        "Avance",
        "Concession",
        "Entreprise solidaire d’utilité sociale (ESUS)",
        "Titulaire",
    ]


def test_each_term_is_found_by_each_of_its_forms():
    manquants = [
        (terme.code, forme)
        for terme in load_glossaire()
        for forme in terme.formes
        if terme not in find_termes(f"Ce texte dit {forme}, une fois.", load_glossaire())
    ]
    assert manquants == []


def test_terms_are_told_once_in_our_words_and_their_facts_are_sure():
    termes = load_glossaire()
    formes = [fold_mots(forme) for terme in termes for forme in terme.formes]

    assert len(termes) >= 40
    assert len(set(formes)) == len(formes)
    assert len({terme.code for terme in termes}) == len(termes)
    assert all(terme.definition.endswith(".") for terme in termes)
    assert all(find_fait(code).est_sur for terme in termes for code in terme.faits)
