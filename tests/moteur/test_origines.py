"""Where a contract comes from when published data, the buyer's files or both hold it."""

from datetime import date

import pytest

from spaser.moteur.corrige.lecture import find_contrat, list_contrats, list_origines, open_corrige
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.reparation.lecture import find_publie
from tests.moteur.fabrique_decp import ACHETEUR, marche, write_v2

SIREN = ACHETEUR[:9]
TOT, TARD = "2024-03-15", "2025-06-30"


def _build(dossier, nom, contrats):
    import_fichiers([write_v2(dossier / f"{nom}.json", contrats)], dossier / nom)
    return dossier / nom


def _one(montant, jour, numero="2024-001"):
    """Say the contract at one of its versions: the amount tells which is shown."""
    return marche(id=numero, montant=montant, datePublicationDonnees=jour)


# The amount shown, whether it is published, whether her files hold it, whether they are shown.
CAS = {
    "only published": ([_one(1000, TOT)], [], (1000, True, False, False)),
    "only in her file": ([], [_one(2000, TOT)], (2000, False, True, True)),
    "the same in both": ([_one(1000, TOT)], [_one(1000, TOT)], (1000, True, True, True)),
    "hers says otherwise the same day": (
        [_one(1000, TOT)],
        [_one(2000, TOT)],
        (2000, True, True, True),
    ),
    "hers is later": ([_one(1000, TOT)], [_one(2000, TARD)], (2000, True, True, True)),
    "hers is earlier": ([_one(1000, TARD)], [_one(2000, TOT)], (1000, True, True, False)),
    "hers gives no day": ([_one(1000, TARD)], [_one(2000, None)], (2000, True, True, True)),
}
AUTRE = marche(id="AUTRE", objet="Fourniture de mobilier", montant=77)


SANS_TIRAGE = "hers says otherwise the same day"


@pytest.mark.parametrize(
    "cas",
    [nom if nom == SANS_TIRAGE else pytest.param(nom, marks=pytest.mark.longue) for nom in CAS],
)
def test_a_contract_has_every_origin_that_holds_it(tmp_path, cas):
    publies, deposes, (*attendu, la_sienne) = CAS[cas]
    national = _build(tmp_path, "national", [*publies, AUTRE])
    prive = _build(tmp_path, "prive", deposes) if deposes else None

    with open_corrige(national, SIREN, prive) as sien:
        contrats = {c.id: c for c in list_contrats(sien)}
        contrat = contrats["2024-001"]
        origines = list_origines(sien, contrat.cle)

    assert set(contrats) == {"2024-001", "AUTRE"}
    assert [contrat.montant, contrat.publie, contrat.prive] == attendu
    assert (contrats["AUTRE"].publie, contrats["AUTRE"].prive) == (True, False)
    assert [o.prive for o in origines] == [False] * len(publies) + [True] * len(deposes)
    assert [o.prive for o in origines if o.montree] == [la_sienne]


@pytest.mark.longue
def test_an_origin_gives_its_file_its_place_and_its_days(tmp_path):
    national = _build(tmp_path, "national", [AUTRE, _one(1000, TOT)])
    prive = _build(tmp_path, "prive", [_one(2000, TARD)])

    with open_corrige(national, SIREN, prive) as sien:
        (cle,) = [c.cle for c in list_contrats(sien) if c.id == "2024-001"]
        publie, depose = list_origines(sien, cle)

    assert (publie.fichier, publie.rang, publie.version_du) == (
        "national.json",
        2,
        date(2024, 3, 15),
    )
    assert (depose.fichier, depose.rang, depose.version_du) == ("prive.json", 1, date(2025, 6, 30))
    assert publie.lue_le is not None


@pytest.mark.longue
@pytest.mark.parametrize("avec_national", [True, False])
def test_her_files_alone_are_no_published_data(tmp_path, avec_national):
    national = _build(tmp_path, "national", [AUTRE]) if avec_national else tmp_path / "rien"
    prive = _build(tmp_path, "prive", [_one(2000, TOT)])

    with open_corrige(national, SIREN, prive) as sien:
        sources = {c.id: (c.publie, c.depose) for c in list_contrats(sien)}

    assert sources["2024-001"] == (False, "prive.json")


@pytest.mark.longue
def test_a_published_contract_is_found_by_its_key_whatever_her_file_shows(tmp_path):
    deux = [_one(1000, TOT), _one(1000, TOT) | {"objet": "Espaces verts, entretien courant"}]
    national = _build(tmp_path, "national", deux)
    prive = _build(tmp_path, "prive", [_one(1500, TARD)])
    with open_entrepot(national) as publie:
        cles = [c for (c,) in publie.connexion.execute("SELECT cle FROM marches").fetchall()]

    with open_corrige(national, SIREN, prive) as sien:
        assert [find_contrat(sien, cle) is not None for cle in cles] == [True] * len(cles)


def test_a_record_is_found_by_its_place(tmp_path):
    national = _build(tmp_path, "national", [AUTRE, _one("12 000 euros", TOT)])

    with open_entrepot(national) as ouvert:
        ((source,),) = ouvert.connexion.execute("SELECT DISTINCT source FROM marches").fetchall()
        trouve = find_publie(ouvert, SIREN, source, 2)
        assert find_publie(ouvert, SIREN, source, 3) is None

    assert trouve.id == "2024-001"
    assert [(a.champ, a.valeur) for a in trouve.anomalies] == [("montant", "12 000 euros")]
