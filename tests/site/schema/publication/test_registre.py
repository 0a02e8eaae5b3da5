"""What a sheet of the register says once results are published, on plain values."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.regles.format_spaser import IndicateurSuivi11, ValeurAnnuelle11
from spaser.regles.publication import ContenuPublie, Expression, LignePubliee, ResultatAnnee
from spaser.site.schema.publication.parutions import merge_indicateurs

SIREN = "001010016"
EN_NOMBRE, EN_VALEUR = ("publies", Expression.NOMBRE), ("payes", Expression.VALEUR)


def make_contenu(*bases, nom="Heures d\u2019insertion\u00a0: total", unite="%", **champs):
    resultats = tuple(
        ResultatAnnee(
            annee=2025 - rang, valeur=Decimal(10 + rang), origine=origine, expression=expression,
            bas=Decimal(9), haut=Decimal(12), source="Au 2 mars 2026",
        )
        for rang, (origine, expression) in reversed(list(enumerate(reversed(bases))))
    )  # fmt: skip
    ligne = LignePubliee(cle="A", nom=nom, unite=unite, resultats=resultats, **champs)
    return ContenuPublie(
        siren=SIREN, acheteur="Val", annees=(2024, 2025), lignes=(ligne,),
        calcule_le=date(2026, 3, 2),
    )  # fmt: skip


def read(suivi):
    return [
        ((v.methode or "").replace("\xa0", " "), v.bas, v.haut, str(v.jour), str(v.fige_le))
        for v in suivi.valeurs
    ]


def test_each_year_says_its_method_and_a_second_writing_changes_nothing():
    contenu = make_contenu(EN_NOMBRE, EN_VALEUR)
    (neuf,) = merge_indicateurs((), contenu, date(2026, 3, 9))

    jours = ("2026-03-02", "2026-03-09")
    assert (neuf.expression, neuf.unite) == ("autre", "%")
    assert read(neuf) == [
        ("Marchés publiés, en nombre de marchés. Au 2 mars 2026.", 9.0, 12.0, *jours),
        ("Dépenses payées de vos extraits, en valeur. Au 2 mars 2026.", 9.0, 12.0, *jours),
    ]
    assert tuple(merge_indicateurs((neuf,), contenu, date(2026, 3, 9))) == (neuf,)


@pytest.mark.parametrize(
    ("gardee", "expression", "unite", "attendus"),
    [
        (None, None, None, ("nombre", "%")),
        (2025, "valeur", "€", ("nombre", "%")),  # the value that it had gives way
        (2023, "nombre", "%", ("nombre", "%")),
        (2023, "valeur", "%", ("autre", "%")),
        (2023, None, "€", ("autre", "€")),  # 2023 is in euros: each year says its own
    ],
)
def test_an_own_indicator_is_known_by_its_words_and_keeps_its_years(
    gardee, expression, unite, attendus
):
    connu = IndicateurSuivi11(
        intitule="Heures d'insertion : TOTAL",
        expression=expression,
        unite=unite,
        methode="2023 : relevé du service.",
        valeurs=(ValeurAnnuelle11(annee=gardee, valeur=3.0),) if gardee else (),
    )
    (suivi,) = merge_indicateurs((connu,), make_contenu(EN_NOMBRE, EN_NOMBRE))

    assert suivi.intitule == connu.intitule
    assert (suivi.expression, suivi.unite) == attendus
    assert suivi.methode == "2023 : relevé du service."
    dites = [v.methode for v in suivi.valeurs if v.annee != 2023]
    assert [dite.startswith("En\u202f%") for dite in dites] == [unite == "€" and gardee == 2023] * 2
    assert [v.annee for v in suivi.valeurs] == sorted({gardee or 2024, 2024, 2025})


def test_a_line_of_the_law_is_known_by_its_code_alone():
    connus = (
        IndicateurSuivi11(intitule="À nous", code="SOC-01"),
        IndicateurSuivi11(intitule="Clause sociale"),
    )
    contenu = make_contenu(EN_NOMBRE, EN_NOMBRE, nom="Clause sociale", code="SOC-01", legal=True)

    assert [len(suivi.valeurs) for suivi in merge_indicateurs(connus, contenu)] == [2, 0]
