"""What published contracts come to in a year: spread over their months, each counted once."""

import pytest

from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.volumes import estimate_volumes
from tests.moteur.fabrique_decp import AUTRE_ACHETEUR, marche, siren, write_v2


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("volumes")

    def make(numero, jour, mois, montant, **champs):
        return marche(
            id=numero, dateNotification=jour, dureeMois=mois, montant=montant,
            objet=f"Objet {numero}", **champs,
        )  # fmt: skip

    marches = [
        make("2024-001", "2024-01-01", 12, 120_000),  # the whole of 2024
        make("2024-002", "2024-07-01", 24, 730_000),  # 184 days of 730 in 2024
        make("2025-001", "2025-01-01", 6, 99_000),  # after
        make("2020-001", "2020-01-01", 24, 50_000),  # over
        make("2024-003", "2024-01-01", 12, 30_000, acheteur={"id": AUTRE_ACHETEUR}),
    ]
    import_fichiers([write_v2(dossier / "contrats.json", marches)], dossier / "entrepot")
    with open_entrepot(dossier / "entrepot") as ouvert:
        yield ouvert


def test_an_amount_is_spread_evenly_over_the_months_of_its_contract(entrepot):
    volumes = estimate_volumes(entrepot, 2024, 0)

    assert [(v.siren, v.montant, v.marches) for v in volumes] == [
        (siren(1), 304_000, 2),
        (siren(2), 30_000, 1),
    ]
    assert [(v.siren, v.montant) for v in estimate_volumes(entrepot, 2025, 0)] == [
        (siren(1), 464_000)
    ]


def test_only_those_above_the_floor_are_kept(entrepot):
    assert [v.siren for v in estimate_volumes(entrepot, 2024, 30_000)] == [siren(1)]
    assert estimate_volumes(entrepot, 2024, 304_000) == ()
    assert estimate_volumes(entrepot, 2019, 0) == ()
