"""The first sheets of the register: coherent, sourced, and no more than what is known."""

import json
import re
from collections import Counter
from datetime import date
from math import inf

import duckdb
import pytest

from spaser.contenus.lecture import locate_contenus, read_octets
from spaser.elements import is_siren
from spaser.moteur.referentiels import embarques
from spaser.regles.nomenclatures import (
    Approche,
    Confiance,
    compute_statut,
    tranche_habitants,
)
from spaser.regles.rapprochements import load_recenses
from spaser.regles.registre import TRANCHES, list_connus, read_champ

RECENSES = load_recenses()
JOURS = {date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 30)}
JOUR = date(2026, 11, 26)
SIRENE = (
    "Sirene (Insee), table des collectivités établie le 9 octobre 2026, clé de contrôle vérifiée"
)
CALCUL = "Calcul du registre d’après les achats annuels indiqués"
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


def test_the_register_opens_with_seventy_two_schemes():
    assert len(RECENSES) == 72
    assert Counter(r.confiance.value for r in RECENSES) == {"A": 4, "B": 59, "C": 9}
    assert sum(r.spaser.structure.code_region == "53" for r in RECENSES) == 10


def test_files_bear_the_name_of_what_they_hold():
    assert [r.id for r in RECENSES] == list(locate_contenus("recenses"))
    assert [r.id for r in RECENSES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", r.id)] == []


def test_policies_and_buyers_seen_without_a_scheme_are_left_out():
    noms = " ".join(r.spaser.structure.nom for r in RECENSES)
    absents = "Hauts-de-France|Loire-Atlantique|Essonne|Hauts-de-Seine|Isère|Dunkerque|Saint-Brieuc"

    assert re.findall(absents, noms) == []


def test_every_sheet_has_a_source_read_on_a_day():
    assert [r.id for r in RECENSES if not r.spaser.sources] == []
    assert {s.consulte_le for r in RECENSES for s in r.spaser.sources} == {str(j) for j in JOURS}
    assert {r.verifie_le for r in RECENSES} == JOURS


def test_only_sources_whose_address_is_not_known_have_none():
    sans_adresse = {r.id for r in RECENSES if not any(s.url for s in r.spaser.sources)}

    assert sans_adresse == {
        "chu-de-montpellier-2024",
        "ght-atlantique-17-2023",
        "saint-denis",
        "ville-de-grenoble-2023",
    }


def test_no_address_is_that_of_a_mirror():
    adresses = [s.url or "" for r in RECENSES for s in r.spaser.sources]

    assert [
        a for a in adresses if re.search(r"//(testing|css|images)\.|staging|www-dc3|-dev\.", a)
    ] == []


def test_what_a_single_or_indirect_source_says_is_to_be_checked():
    assert {r.id for r in RECENSES if r.confiance is Confiance.C} == {
        "bretagne-2026",
        "cuers",
        "maine-et-loire-2023",
        "montpellier-mediterranee-metropole",
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
        if recense.spaser.structure.type in {"region", "departement", "collectivite"}:
            assert _is_of_collectivite(siren, recense.spaser.structure), recense.id
            continue
        assert siren in connus, recense.id
        assert "structure.siren" in provenance(recense), recense.id
        assert recense.spaser.structure.tranche_habitants == tranche_habitants(connus[siren])
    partenaires = [p.siren for r in RECENSES for p in r.spaser.schema.partenaires if p.siren]
    assert [siren for siren in partenaires if siren not in connus] == []


def _is_of_collectivite(siren, structure):
    """A department's SIREN bears its number; a region's begins as public bodies' do."""
    if structure.type == "departement" and len(structure.codes_departement[0]) == 2:
        return siren.startswith(f"22{structure.codes_departement[0]}")
    return siren.startswith(("20", "22", "23")) and is_siren(siren)


def test_every_region_and_department_has_its_siren():
    locales = [r for r in RECENSES if r.spaser.structure.type in {"region", "departement"}]

    assert [r.id for r in locales if r.spaser.structure.siren is None] == []
    noms = {(r.spaser.structure.siren, r.spaser.structure.nom) for r in locales}
    assert len({siren for siren, _ in noms}) == len(noms)


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


def test_a_bucket_that_the_site_computed_holds_with_and_without_tax():
    for recense in RECENSES:
        calcules = [p for p in recense.provenances if p.source == CALCUL]
        if not calcules:
            continue
        assert not recense.spaser.schema.partenaires, recense.id
        total = sum(a.montant for a in recense.spaser.achats_annuels)
        hors_taxe = all(a.taxe == "HT" for a in recense.spaser.achats_annuels)
        tranche = TRANCHES[recense.spaser.structure.tranche_achats]
        for possible in (total, total if hors_taxe else total / 1.2):
            assert tranche.bas <= possible <= (tranche.haut or inf), recense.id
            assert (possible < 50_000_000) is (tranche.bas == 0), recense.id


def test_only_targets_meant_for_a_date_have_one():
    echeances = {
        o.echeance for r in RECENSES for o in r.spaser.schema.objectifs if o.echeance is not None
    }

    assert echeances <= {str(annee) for annee in range(2023, 2028)}


def test_dates_are_plausible():
    for recense in RECENSES:
        schema = recense.spaser.schema
        dates = [schema.adopte_le, schema.periode.debut]
        assert all("2014-07-31" <= d <= "2026-11-26" for d in dates if d), recense.id
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


def test_every_fact_has_its_own_source_or_says_that_nobody_noted_it():
    fautes = []
    for recense in RECENSES:
        nommes = [*provenance(recense), *recense.sans_source]
        fautes += [(recense.id, c) for c in list_connus(recense.spaser) if c not in nommes]
        fautes += [(recense.id, c) for c in recense.sans_source if c in provenance(recense)]

    assert fautes == []
    assert {r.id for r in RECENSES if r.sans_source} == {"chu-de-montpellier-2024"}


def test_a_source_that_is_cited_is_of_the_sheet_or_of_the_site():
    du_site = {
        "Tables de référence du site\u00a0: découpage administratif et populations de l’Insee",
        "Découpage administratif de l’Insee, d’après le nom de la structure",
        SIRENE,
        "Classement du registre d’après le nom de la structure",
        "Lecture des axes par le registre",
        CALCUL,
    }
    for recense in RECENSES:
        siennes = {source.libelle for source in recense.spaser.sources}
        citees = {p.source for p in recense.provenances}
        assert citees <= siennes | du_site, recense.id
        assert recense.sans_source or siennes <= citees, recense.id


def test_an_approach_read_by_the_register_is_to_be_checked():
    for recense in RECENSES:
        for lue in recense.provenances:
            if lue.source == "Lecture des axes par le registre":
                assert (lue.champs, lue.confiance) == (("schema.approche",), Confiance.C)


@pytest.mark.parametrize(
    ("identifiant", "champ", "valeur"),
    [
        ("seine-saint-denis-2024", "structure.tranche_achats", "plus_de_200m"),
        ("seine-saint-denis-2024", "schema.mutualise", False),
        ("grand-est-2022", "schema.mutualise", False),
        ("etat-2025", "schema.mutualise", False),
        ("golfe-du-morbihan-2026", "schema.mutualise", False),
        ("pays-basque-2023", "schema.obligation", "oblige"),
        ("aude-2026", "schema.obligation", "oblige"),
        ("evry-courcouronnes", "schema.obligation", "oblige"),
        ("pyrenees-orientales", "schema.statut", "en_cours_elaboration"),
        ("universite-de-perpignan-2025", "schema.statut", "en_cours_elaboration"),
        ("gironde-2021", "schema.adopte_le", None),
        ("gironde-2021", "schema.axes", ()),  # the source gives those of the former scheme
        ("rennes-metropole-2024", "schema.axes", ()),  # the same
        ("grand-reims-2024", "schema.statut", None),
        ("bretagne-2026", "schema.adopte_le", None),
        ("loir-et-cher-2024", "schema.adopte_le", None),  # its sources disagree
        ("cuers", "schema.obligation", None),  # a single list of the press says it
        ("metropole-de-lyon-2021", "schema.adopte_le", "2021-12-13"),
        ("saint-denis", "structure.siren", None),
        ("saint-denis", "structure.code_region", None),
    ],
)
def test_a_sheet_says_what_its_source_says(identifiant, champ, valeur):
    assert read_champ(par_id(identifiant).spaser, champ) == valeur


def test_a_target_says_no_more_than_its_source():
    precisions = [o.precision for o in par_id("nantes-metropole-2022").spaser.schema.objectifs]

    assert precisions == [
        None,
        "Près de 600\u202f000\u202f; la source ne dit pas si c’est par an ou en tout",
    ]


@pytest.mark.parametrize(
    ("identifiant", "attendu"),
    [
        ("etat-2025", "adopte"),
        ("bretagne-2023", "echu"),
        ("bretagne-2026", "inconnu"),
        ("gironde-2021", "echu"),
        ("gard-2025", "adopte"),
        ("sedif-2024", "adopte"),
        ("ratp-2016", "echu"),
        ("nouvelle-aquitaine", "en_revision"),
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
        for chemin in locate_contenus("recenses").values()
        for texte in _texts(json.loads(read_octets(chemin)))
        if fautes.search(texte)
    ] == []


def test_every_approach_is_shown_by_two_schemes():
    illustrees = Counter(r.spaser.schema.approche for r in RECENSES if r.spaser.schema.approche)

    assert [a.libelle for a in Approche if illustrees[a] < 2] == []
