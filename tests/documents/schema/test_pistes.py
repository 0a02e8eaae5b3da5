"""What could be done: kept proposals by axis, else families where nothing shows."""

import pytest

from spaser.documents.document import Tableau, read_mots
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.seance import (
    CompteConsideration,
    FamilleLue,
    Piste,
    write_familles_sans,
    write_pistes,
)

AUCUN, OUI, MUET = (
    CompteConsideration(0, 12, 3),
    CompteConsideration(4, 12, 0),
    CompteConsideration(0, 0, 5),
)


def famille(nom, social, environnement, montant=1e6):
    return FamilleLue(
        nom=nom,
        marches=social.connus + social.inconnus,
        montant=montant,
        social=social,
        environnement=environnement,
    )


def read(blocs):
    return read_blocs(blocs).replace("\u00a0", " ").replace("\u202f", " ")


def list_familles(blocs):
    (tableau,) = [b for b in blocs if isinstance(b, Tableau)]
    return [tuple(map(read_mots, ligne)) for ligne in tableau.lignes]


def test_proposals_come_under_their_axis_in_the_words_of_the_buyer():
    blocs = write_pistes(
        [
            Piste(nature="Action", libelle="Cartographier vos achats", axe="Gouvernance",
                  raison="Constat : rien n’est écrit."),
            Piste(nature="Indicateur", libelle="Marchés réservés", axe="Social",
                  raison="Vous ouvrez vos marchés."),
        ],
        "pistes",
    )  # fmt: skip

    assert read(blocs).splitlines()[1:] == [
        "Gouvernance",
        "Cartographier nos achats (action). Constat : rien n’est écrit.",
        "Social",
        "Marchés réservés (indicateur).",
    ]
    assert [b.identifiant for b in blocs] == [
        "propositions_pistes_intro", "propositions_pistes_axe1", "propositions_pistes_liste1",
        "propositions_pistes_axe2", "propositions_pistes_liste2",
    ]  # fmt: skip


def test_a_single_axis_is_not_named_and_none_kept_writes_nothing():
    assert len(write_pistes([Piste(nature="Action", libelle="A", axe="Social")], "op_acheter")) == 2
    assert write_pistes([], "pistes") == ()


def test_families_where_neither_shows_come_first_then_by_amount():
    familles = [
        famille("Une", AUCUN, OUI, 9e6),
        famille("Petite", AUCUN, AUCUN, 1e3),
        famille("Grande", AUCUN, AUCUN, 5e6),
        famille("Faite", OUI, OUI),
        famille("Muette", MUET, MUET),
    ]

    blocs = write_familles_sans(familles, 2025, "Au 30 octobre 2026.")
    texte = read(blocs)

    assert [ligne[0] for ligne in list_familles(blocs)] == ["Grande", "Petite", "Une"]
    assert texte.startswith(
        "En 2025, sur 4 familles d’achats dont la réponse est connue : dans 2, aucun marché ne "
        "porte de considération sociale ni environnementale ; dans 1, une des deux"
    )
    assert "aucun sur 12 (3 sans réponse)" in texte
    assert "Pour 1 famille (5 marchés), aucune réponse n’est connue." in texte
    assert texte.endswith("Au 30 octobre 2026.")


def test_an_unknown_answer_is_never_said_to_be_none():
    blocs = write_familles_sans([famille("F", AUCUN, MUET, None)], 2025, "")

    assert list_familles(blocs)[0][2:] == (
        "Non connu", "aucun sur 12 (3 sans réponse)", "non connue\u00a0: 5 sans réponse",
    )  # fmt: skip


def test_without_an_answer_a_sentence_says_so():
    blocs = write_familles_sans([famille("F", MUET, MUET)], 2025, "")

    assert read(blocs).startswith("Aucun marché publié de 2025 ne dit s’il porte")
    assert not [b for b in blocs if isinstance(b, Tableau)]


def test_when_every_family_has_some_the_rarest_are_shown():
    toutes = CompteConsideration(3, 3, 0)
    familles = [
        famille("F", OUI, CompteConsideration(6, 8, 0)),
        famille("E", toutes, CompteConsideration(1, 9, 0)),
    ]

    blocs = write_familles_sans([*familles, famille("Pleine", toutes, toutes)], 2025, "")

    assert read(blocs).startswith(
        "En 2025, la réponse est connue pour 3 familles d’achats : chaque"
    )
    assert [ligne[0] for ligne in list_familles(blocs)] == ["E", "F"]
    assert "où elles sont les plus rares" in read(blocs)


def test_families_beyond_the_table_are_counted():
    familles = [famille(f"F{n}", AUCUN, AUCUN) for n in range(15)]

    assert "3 autres familles, plus petites." in read(write_familles_sans(familles, 2025, ""))


@pytest.mark.parametrize(("familles", "annee"), [([], 2025), ([famille("F", AUCUN, OUI)], None)])
def test_nothing_known_writes_nothing(familles, annee):
    assert write_familles_sans(familles, annee, "") == ()
