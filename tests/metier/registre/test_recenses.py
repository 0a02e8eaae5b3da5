"""The first sheets of the register: coherent, sourced, and no more than what is known."""

import json
import re
from collections import Counter
from datetime import date

import duckdb
import pytest

from spaser.contenus.lecture import list_contenus, read_octets
from spaser.donnees.referentiels import embarques
from spaser.metier.registre.nomenclatures import Confiance, tranche_achats, tranche_habitants
from spaser.metier.registre.recenses import load_recenses
from spaser.metier.statuts import compute_statut

RECENSES = load_recenses()
JOUR = date(2026, 11, 24)
# A bucket that no amount of the sheet gives: the source gives the bucket itself, or a range.
TRANCHES_SANS_MONTANT = {
    "golfe-du-morbihan-2026",
    "grand-est-2022",
    "meurthe-et-moselle-2021",
    "strasbourg-2021",
}
SIREN_DES_SOURCES = {
    "etat-2025": "130022205",
    "golfe-du-morbihan-2026": "200067932",
    "grand-est-2022": "200052264",
    "seine-saint-denis-2024": "229300082",
}


def par_id(identifiant):
    return next(r for r in RECENSES if r.id == identifiant)


def provenance(recense):
    return {champ for p in recense.provenances for champ in p.champs}


@pytest.fixture(scope="module")
def tables():
    connexion = duckdb.connect()
    embarques.load_embarques(connexion)
    yield connexion
    connexion.close()


def rows(tables, requete):
    return tables.execute(requete).fetchall()


def test_the_register_opens_with_sixty_eight_schemes():
    # 52 rows of the reference, 15 of its complement, and Bretagne's two last schemes apart.
    assert len(RECENSES) == 68
    assert Counter(r.confiance.value for r in RECENSES) == {"A": 4, "B": 55, "C": 9}
    assert sum(r.spaser.structure.code_region == "53" for r in RECENSES) == 9


def test_files_bear_the_name_of_what_they_hold():
    assert [r.id for r in RECENSES] == list(list_contenus("recenses"))
    assert [r.id for r in RECENSES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", r.id)] == []


def test_policies_and_buyers_seen_without_a_scheme_are_left_out():
    noms = " ".join(r.spaser.structure.nom for r in RECENSES)
    absents = "Hauts-de-France|Loire-Atlantique|Essonne|Hauts-de-Seine|Isère|Dunkerque|Saint-Brieuc"

    assert re.findall(absents, noms) == []


def test_every_sheet_has_a_source_read_on_a_day():
    assert [r.id for r in RECENSES if not r.spaser.sources] == []
    assert {s.consulte_le for r in RECENSES for s in r.spaser.sources} == {"2026-11-24"}
    assert {r.verifie_le for r in RECENSES} == {JOUR}


def test_only_sources_whose_address_is_not_known_have_none():
    sans_adresse = {r.id for r in RECENSES if not any(s.url for s in r.spaser.sources)}

    assert sans_adresse == {
        "chu-de-montpellier-2024",
        "ght-72",
        "grand-reims-2024",
        "maine-et-loire-2023",
        "occitanie",
        "saint-denis",
        "sorbonne-universite",
        "universite-de-perpignan-2025",
        "ville-de-grenoble-2023",
        "yvelines",
    }


def test_no_address_is_that_of_a_mirror():
    adresses = [s.url or "" for r in RECENSES for s in r.spaser.sources]

    assert [a for a in adresses if re.search(r"//(testing|css|images)\.|staging|www-dc3", a)] == []


def test_what_a_single_or_indirect_source_says_is_to_be_checked():
    assert {r.id for r in RECENSES if r.confiance is Confiance.C} == {
        "bretagne-2026",
        "cuers",
        "montpellier-mediterranee-metropole",
        "nord",
        "rouen-normandie-2021",
        "saint-denis",
        "sorbonne-universite",
        "ville-de-montpellier",
        "yvelines",
    }


def test_territories_exist_and_agree(tables):
    regions = dict(rows(tables, "SELECT code, nom FROM ref_regions"))
    departements = dict(rows(tables, "SELECT code, region FROM ref_departements"))
    fautifs = [
        r.id
        for r in RECENSES
        for s in [r.spaser.structure]
        if (s.code_region and s.code_region not in regions)
        or any(departements.get(d) != s.code_region for d in s.codes_departement)
    ]

    assert fautifs == []


def test_no_siren_is_invented(tables):
    connus = dict(rows(tables, "SELECT siren, population FROM ref_epci"))
    connus |= dict(rows(tables, "SELECT siren, population FROM ref_communes"))

    for recense in RECENSES:
        siren = recense.spaser.structure.siren
        if siren is None or SIREN_DES_SOURCES.get(recense.id) == siren:
            continue
        assert siren in connus, recense.id
        assert "structure.siren" in provenance(recense), recense.id
        assert recense.spaser.structure.tranche_habitants == tranche_habitants(connus[siren])
    partenaires = [p.siren for r in RECENSES for p in r.spaser.schema.partenaires if p.siren]
    assert [siren for siren in partenaires if siren not in connus] == []


def test_populations_come_from_the_tables_or_from_the_sheet_of_the_portal(tables):
    departements = dict(
        rows(tables, "SELECT departement, sum(population) FROM ref_communes GROUP BY 1")
    )
    regions = dict(rows(tables, "SELECT region, sum(population) FROM ref_communes GROUP BY 1"))

    for recense in RECENSES:
        structure = recense.spaser.structure
        if structure.type in {"departement", "collectivite"}:
            population = sum(departements[d] for d in structure.codes_departement)
        elif structure.type == "region":
            population = regions[structure.code_region]
        else:
            continue
        assert structure.tranche_habitants == tranche_habitants(int(population)), recense.id


def test_buyers_without_a_territory_have_no_population():
    sans_territoire = {
        "etat",
        "syndicat",
        "epic",
        "etablissement_sante",
        "universite",
    }
    structures = [r.spaser.structure for r in RECENSES]

    assert [
        s.nom for s in structures if s.type in sans_territoire and s.tranche_habitants is not None
    ] == []


def test_a_bucket_of_purchases_holds_with_and_without_tax():
    for recense in RECENSES:
        tranche = recense.spaser.structure.tranche_achats
        montants = [a.montant for a in recense.spaser.achats_annuels]
        if recense.id in TRANCHES_SANS_MONTANT:
            assert (bool(tranche), montants) == (True, [])
        elif montants:
            total = sum(montants)
            possibles = {tranche_achats(total), tranche_achats(total / 1.2)}
            assert tranche == (possibles.pop() if len(possibles) == 1 else None), recense.id
        else:
            assert tranche is None, recense.id


def test_only_targets_meant_for_a_date_have_one():
    echeances = {
        o.echeance for r in RECENSES for o in r.spaser.schema.objectifs if o.echeance is not None
    }

    assert echeances <= {str(annee) for annee in range(2023, 2028)}


def test_dates_are_plausible():
    for recense in RECENSES:
        schema = recense.spaser.schema
        dates = [schema.adopte_le, schema.periode.debut]
        assert all("2014-07-31" <= d <= "2026-11-24" for d in dates if d), recense.id
        if schema.adopte_le and schema.periode.debut:
            assert schema.adopte_le.debut.year <= schema.periode.debut.debut.year + 1, recense.id


def test_facts_of_another_source_name_a_field_that_is_filled():
    for recense in RECENSES:
        for champ in provenance(recense):
            valeur = recense.spaser
            for nom in champ.split("."):
                valeur = valeur[0] if isinstance(valeur, tuple) else valeur
                valeur = getattr(valeur, nom)
            assert valeur not in (None, ()), (recense.id, champ)


@pytest.mark.parametrize(
    ("identifiant", "attendu"),
    [
        ("etat-2025", "adopte"),
        ("bretagne-2023", "echu"),
        ("bretagne-2026", "adopte"),
        ("gironde-2021", "echu"),
        ("gard-2025", "adopte"),
        ("sedif-2024", "adopte"),
        ("ratp-2016", "echu"),
        ("nouvelle-aquitaine", "en_cours_elaboration"),
        ("guadeloupe", "en_cours_elaboration"),
        ("val-de-marne", "en_cours_elaboration"),
        ("ght-72", "en_cours_elaboration"),
        ("nord", "inconnu"),
        ("saint-denis", "inconnu"),
    ],
)
def test_their_status_follows_from_what_is_known(identifiant, attendu):
    assert compute_statut(par_id(identifiant).spaser.jalons, JOUR) == attendu


def _texts(valeur):
    if isinstance(valeur, dict):
        return [t for v in valeur.values() for t in _texts(v)]
    if isinstance(valeur, list):
        return [t for v in valeur for t in _texts(v)]
    return [valeur] if isinstance(valeur, str) and "://" not in valeur else []


def test_texts_are_typeset_in_french():
    fautes = re.compile(r"'|\.\.\.| [;:!?%€»]|« |\d [0-9]{3}\b")

    assert [
        texte
        for chemin in list_contenus("recenses").values()
        for texte in _texts(json.loads(read_octets(chemin)))
        if fautes.search(texte)
    ] == []
