"""The whole table `valeurs`, against a second computation and against its own promises."""

from datetime import date

import pytest

from spaser.moteur.entrepot.schema import VALEURS
from spaser.moteur.indicateurs.calcul import enrich_contrats, list_calculables, list_touches
from spaser.moteur.indicateurs.catalogue import INDICATEURS, PAR_CODE
from tests.moteur.indicateurs.hasard import make_hasard
from tests.moteur.indicateurs.magasin import (
    ANNEE,
    SIREN,
    compute,
    make_tables,
    open_magasin,
    prove,
)
from tests.moteur.indicateurs.reference import compute_attendus

GRAINES = range(4)
MARCHES_V1 = [
    {
        "format": "v1",
        "titulaires": ("11111111100011",),
        "date_notification": None,
        "annee": 2021,
    }
] * 3


@pytest.fixture(scope="module", params=GRAINES)
def hasard(request):
    tables = make_hasard(request.param)
    connexion = open_magasin(tables)
    return tables, connexion, compute(connexion)


def test_le_calcul_egale_le_second(hasard):
    tables, _, valeurs = hasard
    publiees = {(i.code, v) for i in INDICATEURS for v in i.variantes}
    attendus = {c: v for c, v in compute_attendus(tables).items() if c[2:] in publiees}
    assert valeurs.keys() == attendus.keys()
    assert {cle[2:] for cle in valeurs} == publiees
    for cle, (n, inconnus, *mesures) in attendus.items():
        obtenu = valeurs[cle]
        assert (obtenu["n"], obtenu["inconnus"]) == (n, inconnus), cle
        for champ, mesure in zip(("valeur", "bas", "haut"), mesures, strict=True):
            attendu = None if mesure is None else pytest.approx(float(mesure), abs=1e-9)
            assert obtenu[champ] == attendu, (cle, champ)


def test_les_bornes_encadrent_la_valeur(hasard):
    _, _, valeurs = hasard
    for cle, v in valeurs.items():
        assert 0 <= v["inconnus"] <= v["n"] > 0, cle
        if v["valeur"] is None:
            assert v["numerateur"] is v["bas"] is v["haut"] is None, cle
            continue
        assert v["bas"] is None or v["bas"] <= v["valeur"] + 1e-12, cle
        assert v["haut"] is None or v["valeur"] <= v["haut"] + 1e-12, cle
        if v["variante"] in ("nombre", "montant"):
            assert 0 <= v["bas"] <= v["haut"] <= 1 + 1e-12, cle
        if v["variante"] == "nombre":
            assert v["denominateur"] + v["inconnus"] == v["n"] == v["total"], cle


@pytest.mark.longue
def test_les_preuves_comptent_comme_les_chiffres(hasard):
    _, connexion, valeurs = hasard
    for (siren, annee, code, variante), v in list(valeurs.items())[::29]:
        lignes = prove(connexion, code, annee, variante, siren)
        etats = [ligne.etat for ligne in lignes if ligne.etat != "ecarte"]
        cle = (siren, annee, code, variante)
        assert (len(etats), etats.count("inconnu")) == (v["n"], v["inconnus"]), cle
        if variante == "nombre":
            assert etats.count("compte") == (v["numerateur"] or 0), cle
        if variante == "montant" or (code.startswith("VOL") and code in {"VOL-02", "VOL-03"}):
            comptes = sum(ligne.montant for ligne in lignes if ligne.etat == "compte")
            assert comptes == pytest.approx(v["numerateur"] or 0), cle


@pytest.mark.longue
def test_un_marche_n_est_jamais_repete_par_ses_titulaires():
    tables = make_hasard(9)
    tables["titulaires"] *= 2
    tables["ref_esus"] *= 3
    tables["ref_seuils"] *= 2
    connexion = open_magasin(tables)
    enrichis = enrich_contrats(INDICATEURS)
    comptes = connexion.execute(f"SELECT count(*), count(DISTINCT cle) FROM ({enrichis})")
    assert comptes.fetchone() == (150, 150)


def list_recents(valeurs, annee):
    """Return what has a value that year among what was not published before 2024."""
    return [
        cle
        for i in INDICATEURS
        if i.depuis_2024
        for variante in i.variantes
        for cle in [(SIREN, annee, i.code, variante)]
        if cle in valeurs and valeurs[cle]["valeur"] is not None
    ]


def test_avant_2024_rien_de_social_ni_d_environnemental_n_est_publie():
    connexion = open_magasin(make_tables(MARCHES_V1))
    valeurs = compute(connexion)
    assert list_recents(valeurs, 2021) == []
    assert valeurs[SIREN, 2021, "SOC-01", "nombre"]["inconnus"] == 3
    assert valeurs[SIREN, 2021, "SOC-13", "nombre"]["valeur"] == 0


REPUBLIES = [
    {"date_notification": date(2023, 5, 4), "social": True, "environnement": True, "avance": True},
    {"date_notification": date(2023, 12, 31), "social": False, "origine_ue": 1, "reserve": True},
    {"date_notification": date(2024, 1, 1), "social": False, "environnement": True},
]


def test_un_marche_notifie_avant_2024_ne_dit_rien_dans_quelque_format_qu_il_soit_publie():
    marches = [{"annee": m["date_notification"].year, **m} for m in REPUBLIES]
    connexion = open_magasin(make_tables(marches))
    valeurs = compute(connexion)
    assert list_recents(valeurs, 2023) == []
    social = valeurs[SIREN, 2023, "SOC-01", "nombre"]
    assert (social["n"], social["inconnus"]) == (2, 2)
    assert valeurs[SIREN, 2024, "SOC-01", "nombre"]["valeur"] == 0
    assert valeurs[SIREN, 2024, "ENV-01", "nombre"]["valeur"] == 1
    assert [p.etat for p in prove(connexion, "SOC-01", 2023)] == ["inconnu", "inconnu"]
    assert [p.etat for p in prove(connexion, "SOC-01", 2024)] == ["non_compte"]


@pytest.mark.longue
def test_une_liste_absente_retire_ses_indicateurs():
    absents = frozenset({"ref_esus"})
    restants = {i.code for i in list_calculables(absents)}
    assert {i.code for i in INDICATEURS} - restants == {"SOC-13", "SOC-17"}
    valeurs = compute(open_magasin(make_tables([{}])), absents)
    assert {cle[2] for cle in valeurs} <= restants


def test_un_marche_subsequent_deja_compte_ne_pese_pas_deux_fois():
    marches = [
        {"montant_utile": 400_000, "social": True, "accord_cadre": True},
        {"montant_utile": None, "montant_initial": 400_000, "double_compte": True, "social": True},
    ]
    valeurs = compute(open_magasin(make_tables(marches)))

    def lire(code, variante):
        return valeurs[SIREN, ANNEE, code, variante]["valeur"]

    assert lire("VOL-01", "total") == 2
    assert lire("VOL-02", "total") == 400_000
    assert lire("VOL-08", "total") == lire("VOL-10", "total") == 1
    assert valeurs[SIREN, ANNEE, "SOC-02", "montant"]["n"] == 1


def test_les_concessions_restent_a_part():
    marches = [{"social": True}, {"famille": "concession", "social": False}]
    valeurs = compute(open_magasin(make_tables(marches)))
    assert valeurs[SIREN, ANNEE, "SOC-01", "nombre"]["n"] == 1
    assert valeurs[SIREN, ANNEE, "VOL-04", "total"]["valeur"] == 1


def test_sans_contrat_il_n_y_a_aucune_ligne():
    assert compute(open_magasin({})) == {}


def test_les_colonnes_sont_celles_de_l_entrepot():
    connexion = open_magasin({})
    compute(connexion)
    types = {nom: genre for nom, genre, *_ in connexion.execute("DESCRIBE valeurs").fetchall()}
    assert types == VALEURS


LISTES = {
    "SOC-01": set(),
    "SOC-13": {"ref_esus"},
    "SOC-17": {"ref_esus", "ref_sirene_unites"},
    "SOC-20": {"ref_seuils"},
    "SOC-IN": {"ref_inclusion"},
    "ECO-02-epci-siege": {
        "ref_communes",
        "ref_communes_anciennes",
        "ref_sirene_etablissements",
        "ref_sirene_unites",
    },
    "ECO-10-actes": set(),
    "VOL-06": set(),
}


@pytest.mark.parametrize(("code", "listes"), LISTES.items(), ids=LISTES)
def test_un_indicateur_demande_les_listes_de_ce_qu_il_lit(code, listes):
    assert PAR_CODE[code].referentiels_requis == listes


TOUCHES = {
    "SOC-01": {"social"},
    "SOC-20": {"social", "montant"},
    "SOC-13": {"montant"},
    "ENV-01": {"environnement"},
    "ECO-10-actes": {"montant"},
    "ECO-08": set(),
}


@pytest.mark.parametrize(("code", "touches"), TOUCHES.items(), ids=TOUCHES)
def test_une_correction_atteint_ce_qui_la_lit(code, touches):
    assert list_touches(PAR_CODE[code]) == touches
