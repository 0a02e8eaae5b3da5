"""The legal frame of a scheme: facts with their texts, the answer of this buyer, other duties."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from spaser.documents.document import Liste, Note, Tableau, read_mots, split_contenu
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.cadre import Voix, write_cadre
from spaser.regles.assujettissement import Assujettissement, NatureAcheteur
from spaser.regles.obligations import AcheteurConnu, apply_all, load_obligations

JOUR = date(2026, 11, 26)
OBLIGE, NON_OBLIGE, INDETERMINE = Assujettissement
COMMUNE = AcheteurConnu(nature=NatureAcheteur.COMMUNE, habitants=26_000)


def find_adopter():
    return next(o for o in load_obligations() if o.code == "SPASER-ADOPTER")


def write(devoir=None, voix=None, jour=JOUR, acheteur=COMMUNE):
    applications = apply_all(load_obligations(), acheteur, jour)
    return write_cadre(voix or Voix(), jour, devoir, find_adopter(), applications)


def find(blocs, nom):
    return next(b for b in blocs if b.identifiant == f"depenses_cadre_{nom}")


def devoir(verdict, bas, haut, nature=NatureAcheteur.COMMUNE):
    return SimpleNamespace(
        verdict=verdict.value,
        annee=2025,
        bas=Decimal(bas),
        haut=None if haut is None else Decimal(haut),
        conclue_le=date(2026, 11, 20),
        nature=nature.value,
    )


@pytest.mark.parametrize(
    ("conclu", "attendu"),
    [
        (
            devoir(OBLIGE, 55_400_000, 56_000_000),
            (
                "Les dépenses de 2025, entre 55,4 millions d’euros et 56 millions d’euros, "
                "dépassent 50 millions d’euros hors taxes, le seuil de cette année-là : adopter un "
                "schéma est une obligation. Conclusion du 20 novembre 2026."
            ),
        ),
        (
            devoir(OBLIGE, 60_000_000, None),
            "Les dépenses de 2025, 60 millions d’euros au moins, dépassent",
        ),
        (
            devoir(NON_OBLIGE, 0, 12_000_000),
            (
                "Les dépenses de 2025, 12 millions d’euros au plus, ne dépassent pas 50 millions "
                "d’euros hors taxes, le seuil de cette année-là : adopter un schéma est volontaire."
            ),
        ),
        (
            devoir(NON_OBLIGE, 12_000_000, 12_000_000),
            "Les dépenses de 2025, 12 millions d’euros, ne dépassent pas",
        ),
        (
            devoir(INDETERMINE, 0, None),
            (
                "Les dépenses de 2025, dont le total n’est pas connu, ne permettent pas encore de "
                "conclure : l’obligation commence au-dessus de 50 millions d’euros"
            ),
        ),
        (
            devoir(NON_OBLIGE, 0, None, NatureAcheteur.HORS_CODE),
            "Le code de la commande publique ne s’applique pas ici",
        ),
        (None, "L’obligation dépend des dépenses d’une année civile. Le seuil est de 50 millions"),
    ],
)
def test_the_answer_comes_first_with_its_amounts_and_the_text_of_the_threshold(conclu, attendu):
    premier = write(conclu)[0]

    dit = read_mots(premier.contenu).replace("\u00a0", " ").replace("\u202f", " ")
    assert dit.startswith(attendu)
    assert premier.en_avant
    (note,) = [m for m in split_contenu(premier.contenu) if isinstance(m, Note)]
    assert "D2111-3" in note.texte


def test_each_text_is_noted_once_and_only_what_holds_that_day_is_said():
    blocs = write()
    notes = [
        m.texte
        for bloc in blocs
        if isinstance(bloc, Liste)
        for element in bloc.elements
        for m in split_contenu(element)
        if isinstance(m, Note)
    ]

    assert len(notes) == len(set(notes)) == 5
    assert sum("lecture du" in note for note in notes) == 3  # the others name it again
    assert "la loi ne fixe elle-même aucun taux" in read_blocs([find(blocs, "reste")])
    assert "celles d’un plan national, pas de la loi" in read_blocs([find(blocs, "reste")])
    assert find(write(jour=date(2023, 6, 1)), "loi").elements == ()


def test_the_law_is_dated_as_it_stands_that_day():
    dates = read_blocs([find(write(), "dates")]).replace("\u00a0", " ")

    assert [ligne.partition(" : ")[0] for ligne in dates.splitlines()] == [
        "Depuis le 1er janvier 2023",
        "Depuis le 25 octobre 2023",
    ]


def test_other_duties_are_those_that_are_sure_for_this_kind_of_buyer_on_purchases():
    regles = find(write(), "autres")
    noms = [ligne[0] for ligne in regles.lignes]

    assert isinstance(regles, Tableau)
    assert "Verser une avance, plus forte aux PME" in noms
    assert "Payer dans les délais" not in noms  # a part of it is to be checked
    assert "Adopter un SPASER et le rendre public" not in noms
    assert "Adopter une stratégie numérique responsable" not in noms  # under 50 000 people
    assert regles.legende == "Les règles d’achat qui nous obligent aussi"
    assert read_blocs([find(write(), "averifier")])[0].isdigit()


def test_a_kind_that_is_not_known_has_only_the_duties_of_all():
    noms = [ligne[0] for ligne in find(write(acheteur=AcheteurConnu()), "autres").lignes]

    assert "Publier les données essentielles de chaque marché" in noms
    assert "Déclarer ses achats de biens réemployés ou recyclés" not in noms


def test_a_dossier_names_the_buyer():
    legende = find(write(voix=Voix("Vertou")), "autres").legende

    assert legende == "Les règles d’achat qui obligent aussi Vertou"


def test_each_date_of_the_law_names_its_text():
    dates = find(write(), "dates")

    notes = [
        [m.texte for m in split_contenu(element) if isinstance(m, Note)]
        for element in dates.elements
    ]
    assert [len(lues) for lues in notes] == [1, 1]
    assert "D2111-3" in notes[0][0]
    assert "L2111-3" in notes[1][0]
