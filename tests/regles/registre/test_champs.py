from spaser.contenus.lecture import read_exemple
from spaser.regles.fiche import DocumentPublic, Periode, Schema, Spaser, Structure
from spaser.regles.format_spaser import read_spaser
from spaser.regles.nomenclatures import DatePartielle, TypeStructure
from spaser.regles.registre import ATTENDUS, list_connus, measure_completude


def fiche(documents=(), **schema):
    structure = Structure(nom="Ville de Valfleuri", type=TypeStructure.COMMUNE)
    return Spaser(structure=structure, schema=Schema(**schema), documents=documents)


def test_only_what_says_something_is_known():
    assert list_connus(fiche()) == ("structure.nom", "structure.type")
    assert "schema.mutualise" in list_connus(fiche(mutualise=False))


def test_a_whole_sheet_misses_nothing():
    completude = measure_completude(read_spaser(read_exemple("complet.json")))

    assert (completude.connus, completude.manquants) == (completude.sur, ())
    assert completude.sur == len(ATTENDUS) == 14


def test_what_misses_is_named():
    completude = measure_completude(fiche(mutualise=False))

    assert (completude.connus, completude.sur) == (1, 14)
    assert "la date d’adoption" in completude.manquants
    assert "s’il est mutualisé ou non" not in completude.manquants


def test_a_period_is_known_by_its_two_ends():
    ouverte = fiche(periode=Periode(debut=DatePartielle("2024")))
    finie = fiche(periode=Periode(debut=DatePartielle("2024"), fin=DatePartielle("2026")))
    libre = fiche(periode=Periode(debut=DatePartielle("2024"), sans_terme=True))

    assert [measure_completude(f).connus for f in (ouverte, finie, libre)] == [0, 1, 1]


def test_a_document_kept_by_the_site_counts():
    ailleurs = fiche(documents=(DocumentPublic(titre="Schéma", url="https://exemple.fr/a.pdf"),))

    assert measure_completude(fiche()).connus == 0
    assert measure_completude(fiche(), fichiers=True).connus == 1
    assert measure_completude(ailleurs).connus == 1
