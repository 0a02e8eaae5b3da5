from dataclasses import replace
from datetime import date

import pytest

from spaser.moteur.valeurs import AnneeVue, SerieLue, SourceLue
from spaser.regles.comparaison import (
    Assise,
    CouvertureAnnee,
    EtatCouverture,
    explain,
    is_muette,
    judge_annee,
)
from spaser.regles.indicateurs import Origine

JOUR = date(2026, 11, 30)
FICHIER = (SourceLue("a", "decp-2024.json", "", date(2026, 11, 24), 900),)


def _vue(annee, marches, premier="01-05", dernier="12-28"):
    return AnneeVue(
        annee,
        marches,
        date.fromisoformat(f"{annee}-{premier}"),
        date.fromisoformat(f"{annee}-{dernier}"),
    )


def _serie(*annees, publie_le=date(2026, 11, 20), un_acheteur=False):
    return SerieLue(FICHIER, annees, publie_le, un_acheteur)


PLEINE = _serie(*(_vue(annee, 900) for annee in range(2022, 2026)), _vue(2026, 700, "01-02"))

COUVERTURES = [
    ("no file holds this buyer", (), 2024, "non couverte"),
    ("a whole year", (PLEINE,), 2024, "couverte"),
    ("nobody bought anything that year", (PLEINE,), 2021, "non couverte"),
    (
        "the current year",
        (PLEINE,),
        2026,
        "couverte en partie, jusqu’au 28 décembre 2026",
    ),
    (
        "the last contract is of July",
        (_serie(_vue(2024, 531, "01-03", "07-26"), publie_le=date(2026, 7, 26)),),
        2024,
        "couverte en partie, jusqu’au 26 juillet 2024",
    ),
    (
        "the last publication came in July",
        (_serie(_vue(2024, 4, "01-03", "07-26"), publie_le=date(2024, 7, 26)),),
        2024,
        "couverte en partie, jusqu’au 26 juillet 2024",
    ),
    (
        "six months of a year",
        (_serie(_vue(2024, 3563, "07-01", "12-31")),),
        2024,
        "couverte en partie, à partir du 1er juillet 2024",
    ),
    (
        "a month without a contract, among few",
        (_serie(_vue(2024, 12, "02-10", "11-20")),),
        2024,
        "couverte",
    ),
    (
        "old contracts published again",
        (_serie(_vue(2022, 37), _vue(2024, 531)),),
        2022,
        "à peine couverte : quelques marchés seulement",
    ),
    (
        "few contracts in the files of one buyer",
        (_serie(_vue(2022, 3), _vue(2024, 40), un_acheteur=True),),
        2022,
        "couverte",
    ),
    (
        "the best series decides",
        (_serie(_vue(2024, 900, "07-01", "12-31")), PLEINE),
        2024,
        "couverte",
    ),
    (
        "two series, each with an end",
        (
            _serie(_vue(2024, 900, "03-01", "06-30")),
            _serie(_vue(2024, 900, "02-15", "10-31")),
        ),
        2024,
        "couverte en partie, à partir du 15 février 2024, jusqu’au 31 octobre 2024",
    ),
]


@pytest.mark.parametrize("cas", COUVERTURES, ids=lambda cas: cas[0])
def test_a_year_is_covered_by_the_files_that_name_the_buyer(cas):
    _, series, annee, texte = cas

    couverture = judge_annee(series, annee, JOUR)

    assert couverture.texte == texte
    assert couverture.est_entiere is (texte == "couverte")


def _entiere(annee):
    return CouvertureAnnee(annee, EtatCouverture.ENTIERE)


def _assise(annee, **champs):
    base = Assise(
        annee=annee,
        base="nombre",
        origine=Origine.PUBLIES,
        couverture=_entiere(annee),
        considerations=True,
        marches=100,
    )
    return replace(base, **champs)


CORRIGES = Origine.CORRIGES
COMPARAISONS = [
    ("alike", {}, {}, ""),
    ("contracts and euros", {"base": "montant"}, {}, "L’un compte des euros, l’autre des marchés."),
    (
        "published and paid",
        {},
        {"origine": Origine.PAYES},
        (
            "Ils n’ont pas la même origine : « Marchés publiés », puis « Dépenses payées de vos "
            "extraits »."
        ),
    ),
    (
        "one was typed",
        {},
        {"origine": None, "base": None},
        "L’un compte des marchés, l’autre une valeur relevée.",
    ),
    ("both were typed", {"origine": None, "base": None}, {"origine": None, "base": None}, ""),
    (
        "a year that stops in July",
        {"couverture": CouvertureAnnee(2024, EtatCouverture.PARTIELLE, au=date(2024, 7, 26))},
        {},
        "D’après les fichiers lus, 2024 est couverte en partie, jusqu’au 26 juillet 2024.",
    ),
    (
        "a year that no file covers",
        {},
        {"couverture": CouvertureAnnee(2025, EtatCouverture.ABSENTE)},
        "D’après les fichiers lus, 2025 est non couverte.",
    ),
    ("nobody knows what was read", {"couverture": None}, {}, ""),
    (
        "unequally corrected",
        {"origine": CORRIGES, "corriges": 1},
        {"origine": CORRIGES, "corriges": 42},
        ("Années inégalement corrigées : 1 marché sur 100 en 2024 et 42 marchés sur 100 en 2025."),
    ),
    (
        "corrected by ten points apart",
        {"origine": CORRIGES, "corriges": 20},
        {"origine": CORRIGES, "corriges": 30},
        "",
    ),
    (
        "corrected by eleven points apart",
        {"origine": CORRIGES, "corriges": 20},
        {"origine": CORRIGES, "corriges": 31},
        (
            "Années inégalement corrigées : 20 marchés sur 100 en 2024 et 31 marchés "
            "sur 100 en 2025."
        ),
    ),
]


@pytest.mark.parametrize("cas", COMPARAISONS, ids=lambda cas: cas[0])
def test_two_rates_are_compared_only_on_one_ground(cas):
    _, avant, apres, raison = cas
    une, autre = _assise(2024, **avant), _assise(2025, **apres)

    assert explain(une, autre) == raison
    assert explain(autre, une) == raison


@pytest.mark.parametrize(
    ("considerations", "origine", "raison"),
    [
        (True, Origine.PUBLIES, "Les marchés notifiés en 2023 ne disent pas leurs considérations."),
        (True, CORRIGES, "Les marchés notifiés en 2023 ne disent pas leurs considérations."),
        (True, Origine.PAYES, ""),
        (False, Origine.PUBLIES, ""),
    ],
)
def test_considerations_of_contracts_notified_before_2024_are_compared_with_nothing(
    considerations, origine, raison
):
    avant, apres = (
        _assise(annee, considerations=considerations, origine=origine) for annee in (2023, 2024)
    )

    assert explain(avant, apres) == raison


def test_contracts_tell_their_considerations_from_2024_on():
    assert [annee for annee in range(2019, 2027) if is_muette(annee)] == [*range(2019, 2024)]
