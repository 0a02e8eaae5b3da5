"""The catalogue holds together: names, words, lists, pages."""

import re
from collections import defaultdict
from datetime import date

import duckdb
import pytest

from spaser.contenus.faits import fill_enonces, find_fait
from spaser.moteur.entrepot.schema import TABLES
from spaser.moteur.indicateurs import definition
from spaser.moteur.indicateurs.catalogue import DEFINITIONS, DEMANDES, INDICATEURS, PAR_CODE
from spaser.moteur.indicateurs.colonnes import FAITS, LISIBLES, LUES, REFERENTIELS, list_lues
from spaser.moteur.indicateurs.enrichissement import APPORTS, enrich
from spaser.moteur.referentiels import depot, embarques
from spaser.moteur.sql import select_vide
from tests.moteur.indicateurs.magasin import open_magasin
from tests.moteur.indicateurs.reference import Monde, list_moyennes, list_parts, list_sommes

tous = pytest.mark.parametrize("indicateur", [*INDICATEURS, *DEMANDES], ids=lambda i: i.code)
A_LA_DEMANDE = {"ECO-13", "ECO-14"}


def test_chaque_indicateur_est_calcule_deux_fois():
    monde = Monde(defaultdict(list))
    parts, sommes, moyennes = list_parts(monde), list_sommes(monde), list_moyennes()
    assert {i.code for i in INDICATEURS} == (
        {*parts, *sommes, *moyennes, "SOC-16", "VOL-06"} - A_LA_DEMANDE
    )
    assert len(INDICATEURS) == len(PAR_CODE)


@pytest.fixture(scope="module")
def contrats():
    """Open an empty table of the columns that an expression may name, and no other."""
    with duckdb.connect() as connexion:
        colonnes = ", ".join(f"{nom} {genre}" for nom, genre in LISIBLES.items())
        connexion.execute(f"CREATE TABLE contrats ({colonnes})")
        yield connexion


@tous
def test_une_expression_ne_nomme_que_des_colonnes_d_un_contrat(indicateur, contrats):
    def find_genre(expression):
        return str(contrats.sql(f"SELECT {expression or 'NULL'} FROM contrats").types[0])

    assert find_genre(indicateur.population.condition) == "BOOLEAN"
    assert find_genre(indicateur.reponse) in ({"BOOLEAN"} if indicateur.reponse else {'"NULL"'})
    assert not re.match("BOOLEAN|VARCHAR|DATE", find_genre(indicateur.mesure))


def test_une_faute_de_frappe_est_refusee_avec_le_nom_qu_elle_a(contrats):
    with pytest.raises(duckdb.BinderException, match="clause_social"):
        contrats.sql("SELECT clause_social OR reserve FROM contrats")


@pytest.mark.parametrize(
    ("expression", "colonnes"),
    [
        ("social", {"social"}),
        ("ESS AND NOT esus", {"ess", "esus"}),
        ("nature = 'social' OR categorie IN ('travaux', 'avance')", {"nature", "categorie"}),
        ("nullif(offres_recues, 0) = 1", {"offres_recues"}),
        ("montant_utile >= seuil_ue", {"montant_utile", "seuil_ue"}),
        ("objet = 'l''avance' AND cpv IS NULL", {"cpv"}),
    ],
)
def test_ce_que_lit_une_expression_est_ce_qu_elle_nomme_hors_des_guillemets(expression, colonnes):
    assert list_lues(expression) == colonnes


@tous
def test_une_definition_est_complete(indicateur):
    calculs = (indicateur.reponse, indicateur.mesure, indicateur.preuve)
    assert list(map(bool, calculs)).count(True) == 1
    assert indicateur.variantes
    parts = {"nombre", "montant"} & set(indicateur.variantes)
    assert not parts if indicateur.mesure else parts or indicateur.preuve
    for texte in (indicateur.methode, indicateur.population.texte, *indicateur.limites_dites):
        assert re.fullmatch(r"[A-ZÀÉ].*\.", texte), texte


SOCIALES = {"SOC-01", "SOC-02", "SOC-03", "SOC-04", "SOC-05", "SOC-06", "SOC-18"}
SEUIL = {"SOC-20", "SOC-20-critere"}
ENVIRONNEMENT = {"ENV-01", "ENV-02", "ENV-03", "ENV-04", "ENV-05"}
RECENTES = SOCIALES | SEUIL | ENVIRONNEMENT
RECENTES |= {"ECO-05", "ECO-08", "ECO-10", "ECO-11", "ECO-12-france", "ECO-12-ue", "ECO-13"}
LOCALES = {
    f"ECO-02-{echelle}-{lieu}"
    for echelle in ("commune", "epci", "departement", "region")
    for lieu in ("siege", "etablissement")
}
PREMIERS = {"ECO-15-1", "ECO-15-5", "ECO-15-10"}
PARTS_DE_TITULAIRES = LOCALES | PREMIERS | {"SOC-13", "SOC-14", "SOC-15", "SOC-17", "SOC-IN"}
PARTS_DE_TITULAIRES |= {"ECO-01"}
EN_EUROS = PARTS_DE_TITULAIRES | SEUIL
EN_EUROS |= {"SOC-02", "SOC-03", "SOC-04", "SOC-06", "ENV-02", "ENV-03", "ENV-04", "ENV-05"}
EN_EUROS |= {"ECO-11", "ECO-13", "VOL-07"}


@pytest.mark.parametrize(
    ("limite", "codes"),
    [
        ("INDICE", SEUIL | {"ENV-05", "ECO-14"}),
        ("JAMAIS_ADDITIONNER", {"SOC-13", "SOC-14", "SOC-15", "SOC-IN"}),
        ("STATUT_DU_JOUR", {"SOC-14", "SOC-15", "SOC-16", "SOC-IN"}),
        ("GROUPEMENT", PARTS_DE_TITULAIRES),
        ("TITULAIRES", PARTS_DE_TITULAIRES | {"SOC-16", "VOL-06"}),
        ("DECLARATIF", RECENTES),
        ("AVANT_2024", RECENTES),
        ("MONTANTS", EN_EUROS),
        ("COUVERTURE", set(DEFINITIONS) - {"VOL-04", "VOL-05"}),
    ],
)
def test_une_limite_commune_est_dite_de_ceux_qui_l_appellent(limite, codes):
    texte = fill_enonces(getattr(definition, limite))
    assert {i.code for i in DEFINITIONS.values() if texte in i.limites_dites} == codes


@pytest.mark.parametrize(
    ("code", "sources"),
    [
        ("SOC-01", ""),
        ("SOC-13", " ; liste nationale des entreprises agréées ESUS"),
        ("SOC-14", " ; liste des structures d'insertion et du handicap"),
        ("SOC-17", " ; Sirene ; liste nationale des entreprises agréées ESUS"),
        ("SOC-20", " ; seuils européens"),
        ("ECO-01", " ; Sirene"),
        ("ECO-02-region-siege", " ; Sirene ; code officiel géographique"),
        ("ECO-15-5", ""),
    ],
)
def test_un_chiffre_a_pour_sources_ce_qu_il_lit(code, sources):
    assert (
        DEFINITIONS[code].source == f"Données essentielles de la commande publique (DECP){sources}"
    )


def test_la_version_est_celle_des_regles_suivies():
    versions = {"2026.1": set(), "2026.2": set(), "2026.3": set()}
    for indicateur in DEFINITIONS.values():
        versions[indicateur.version].add(indicateur.code)

    assert versions["2026.3"] == SEUIL
    assert versions["2026.2"] == RECENTES - SEUIL


@pytest.mark.parametrize(
    ("codes", "raison"),
    [
        ({"SOC-13", "SOC-14", "SOC-15", "SOC-16", "SOC-IN", "VOL-06"}, definition.SANS_SIRET),
        ({"SOC-17", "ECO-01", *LOCALES}, definition.SANS_SIRENE),
        ({"SOC-20", "SOC-03", "ECO-14"}, "non publié : la donnée manque pour tous ces marchés"),
        ({"ECO-16"}, "inconnu : aucun objet ne dit à quelle procédure appartient un lot"),
    ],
)
def test_sans_aucune_reponse_un_chiffre_dit_pourquoi(codes, raison):
    assert {DEFINITIONS[code].sans_reponse for code in codes} == {raison}


@tous
def test_une_limite_a_soi_n_est_pas_une_limite_commune(indicateur):
    assert len(set(indicateur.limites_dites)) == len(indicateur.limites_dites)


def test_le_format_d_avant_s_arrete_au_jour_que_dit_le_fait():
    assert find_fait("DECP-FORMAT-2024").depuis == definition.FORMAT_ACTUEL == date(2024, 1, 1)


@tous
def test_aucun_chiffre_ne_se_dit_conforme(indicateur):
    assert "conforme" not in f"{indicateur.libelle} {indicateur.methode}".lower()


def test_seuls_des_devoirs_sont_des_indices():
    assert {i.code for i in DEMANDES if i.indice} == {"ECO-14"}
    assert {i.code for i in INDICATEURS if i.indice} == {"SOC-20", "SOC-20-critere", "ENV-05"}


def test_ce_que_dit_la_loi_est_cite():
    assert {i.code for i in INDICATEURS if i.statut == "legal" and not i.droit} == set()


def test_les_faits_sont_ceux_que_l_enrichissement_apporte_avec_leur_type():
    apportes = {fait for apport in APPORTS for fait in apport.faits}
    lignes = open_magasin({}).execute(f"DESCRIBE {enrich(frozenset(FAITS))}").fetchall()
    types = {nom: genre for nom, genre, *_ in lignes}

    assert FAITS.keys() == apportes
    assert {nom: types[nom] for nom in FAITS} == FAITS
    assert FAITS.keys() & LUES["marches"].keys() == set()
    assert FAITS.keys() & TABLES["marches"].keys() == set()


def test_les_colonnes_lues_d_une_liste_ont_leur_type():
    with duckdb.connect() as connexion:
        embarques.load_embarques(connexion)
        for nom, colonnes in depot.COLONNES.items():
            connexion.execute(f"CREATE VIEW ref_{nom} AS {select_vide(colonnes)}")
        for liste, colonnes in REFERENTIELS.items():
            lignes = connexion.execute(f"DESCRIBE {liste}").fetchall()
            types = {nom: genre for nom, genre, *_ in lignes}
            assert {nom: types[nom] for nom in colonnes} == colonnes


def test_chaque_liste_a_un_nom():
    assert {
        liste for i in INDICATEURS for liste in i.referentiels_requis
    } == definition.LISTES.keys()
