"""The catalogue holds together: names, words, lists, pages."""

import re
from collections import defaultdict
from datetime import date

import duckdb
import pytest

from spaser.contenus.faits import find_fait
from spaser.moteur.entrepot.schema import TABLES
from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.catalogue import INDICATEURS, PAR_CODE
from spaser.moteur.indicateurs.colonnes import FAITS, LISIBLES, LUES, list_lues
from spaser.moteur.indicateurs.definition import FORMAT_ACTUEL
from spaser.moteur.indicateurs.demande import DEMANDES
from spaser.moteur.indicateurs.enrichissement import APPORTS, enrich
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


@tous
def test_un_poids_en_euros_est_explique(indicateur):
    assert (textes.MONTANTS in indicateur.limites) == indicateur.a_un_poids_en_euros


@tous
def test_une_donnee_recente_dit_depuis_quand(indicateur):
    assert (textes.AVANT_2024 in indicateur.limites) == indicateur.depuis_2024


def test_le_format_d_avant_s_arrete_au_jour_que_dit_le_fait():
    assert find_fait("DECP-FORMAT-2024").depuis == FORMAT_ACTUEL == date(2024, 1, 1)


@tous
def test_ce_qui_tient_aux_titulaires_dit_lesquels(indicateur):
    titulaires = {"ref_esus", "ref_inclusion", "ref_sirene_unites"} & indicateur.referentiels_requis
    assert not titulaires or textes.TITULAIRES in indicateur.limites


@tous
def test_un_indice_le_dit(indicateur):
    assert indicateur.indice == (textes.INDICE in indicateur.limites)
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


def test_chaque_liste_a_un_nom():
    assert {liste for i in INDICATEURS for liste in i.referentiels_requis} == textes.LISTES.keys()
