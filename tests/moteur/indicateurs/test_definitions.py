"""The catalogue holds together: names, words, lists, pages."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import get_type_hints

import ibis.expr.types as ir
import pytest

from spaser.contenus.faits import find_fait
from spaser.moteur.indicateurs import catalogue, textes
from spaser.moteur.indicateurs.catalogue import INDICATEURS, PAR_CODE
from spaser.moteur.indicateurs.colonnes import LUES
from spaser.moteur.indicateurs.definition import FORMAT_ACTUEL, Contrats
from spaser.moteur.indicateurs.demande import DEMANDES
from spaser.moteur.indicateurs.enrichissement import APPORTS, APPORTS_TITULAIRES
from tests.moteur.indicateurs.reference import Monde, list_moyennes, list_parts, list_sommes

FICHIERS = sorted(Path(catalogue.__file__).parent.glob("[!_]*.py"))
tous = pytest.mark.parametrize("indicateur", [*INDICATEURS, *DEMANDES], ids=lambda i: i.code)
A_LA_DEMANDE = {"ECO-13", "ECO-14"}


def test_chaque_indicateur_est_calcule_deux_fois():
    monde = Monde(defaultdict(list))
    parts, sommes, moyennes = list_parts(monde), list_sommes(monde), list_moyennes()
    assert {i.code for i in INDICATEURS} == (
        {*parts, *sommes, *moyennes, "SOC-16", "VOL-06"} - A_LA_DEMANDE
    )
    assert len(INDICATEURS) == len(PAR_CODE) == len(FICHIERS)


def test_un_fichier_porte_le_nom_de_son_code():
    noms = {i.code.lower().replace("-", "_") for i in INDICATEURS}
    assert {fichier.stem for fichier in FICHIERS} == noms


@tous
def test_une_definition_est_complete(indicateur):
    calculs = (indicateur.reponse, indicateur.mesure, indicateur.preuve or None)
    assert [calcul is None for calcul in calculs].count(False) == 1
    assert indicateur.variantes
    parts = {"nombre", "montant"} & set(indicateur.variantes)
    assert not parts if indicateur.mesure else parts or indicateur.preuve
    assert indicateur.theme == {
        "SOC": "social", "ENV": "environnement", "ECO": "economie", "VOL": "volume",
    }[indicateur.code[:3]]  # fmt: skip
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


def test_les_colonnes_du_protocole_existent_et_ne_cachent_rien():
    faits = {fait for apport in (*APPORTS_TITULAIRES, *APPORTS) for fait in apport.faits}
    colonnes = set(get_type_hints(Contrats, localns=vars(ir)))
    assert colonnes == faits | (LUES["marches"].keys() - {"cle", "acheteur_siren", "annee"})
    assert {nom for nom in colonnes if hasattr(ir.Table, nom)} == set()


def test_chaque_liste_a_un_nom():
    assert {liste for i in INDICATEURS for liste in i.referentiels_requis} == textes.LISTES.keys()
