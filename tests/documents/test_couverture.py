from datetime import date

from spaser.documents.bilan.vue import build_vue, tell_fichiers
from spaser.moteur.valeurs import AnneeVue, SerieLue, SourceLue
from tests.faux_bilan import make_bilan, part


def _vue(series, annees=(2020, 2022)):
    valeurs = tuple(part("SOC-01", annee, (1, 3, 0)) for annee in annees)
    return build_vue(make_bilan(valeurs=valeurs, series=series))


def _fichier(nom, jour):
    return SourceLue(nom, nom, "", date(2026, 11, jour), 900)


def _serie(*fichiers):
    annees = tuple(
        AnneeVue(annee, 300, date(annee, 1, 5), date(annee, 12, 27))
        for annee in (2020, 2022, 2023, 2024)
    )
    return SerieLue(fichiers, annees, date(2026, 11, 20))


def test_one_line_says_how_many_files_were_read_when_and_which_years_they_cover():
    lus = tell_fichiers(_vue((_serie(_fichier("b.json", 24), _fichier("a.json", 3)),)))

    assert lus.resume.replace("\u202f", " ").replace("\u00a0", " ") == (
        "2 fichiers lus du 3 novembre 2026 au 24 novembre 2026 ; années couvertes : 2020, 2022 à "
        "2024 ; non couvertes : 2021, 2025, 2026."
    )
    assert [fichier.replace("\u00a0", " ") for fichier in lus.fichiers] == [
        "a.json, lu le 3 novembre 2026",
        "b.json, lu le 24 novembre 2026",
    ]


def test_a_year_without_a_contract_of_the_buyer_is_covered_or_not():
    lus = tell_fichiers(_vue((_serie(_fichier("a.json", 3)),)))

    dites = {annee: dit.replace("\u202f", " ").replace("\u00a0", " ") for annee, dit in lus.annees}
    assert list(dites) == [2026, 2025, 2024, 2023, 2022, 2021, 2020]
    assert dites[2024] == "aucun marché de 2024 dans les fichiers lus ; année couverte"
    assert dites[2021] == "aucun marché de 2021 dans les fichiers lus ; année non couverte"
    assert dites[2020] == "4 marchés ; année couverte"


def test_many_files_are_counted_beyond_twenty():
    lus = tell_fichiers(_vue((_serie(*(_fichier(f"{n:03d}.json", 3) for n in range(45))),)))

    assert len(lus.fichiers) == 21
    assert lus.fichiers[-1].replace("\u00a0", " ") == "et 25 autres fichiers"


def test_nothing_is_said_when_nobody_knows_what_was_read():
    assert tell_fichiers(_vue(())) is None
