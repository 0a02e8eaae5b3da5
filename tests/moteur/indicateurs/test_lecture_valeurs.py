"""What a reader of a buyer's figures gets, and the reason of each missing one."""

import pytest

from spaser.moteur.indicateurs import fiches
from spaser.moteur.indicateurs.catalogue import INDICATEURS
from spaser.moteur.indicateurs.definition import NON_PUBLIE, tell_absentes
from spaser.moteur.indicateurs.lecture_valeurs import SANS_MONTANT, list_valeurs
from spaser.moteur.valeurs import LISTE_ABSENTE
from tests.moteur.indicateurs.hasard import make_hasard
from tests.moteur.indicateurs.magasin import ANNEE, SIREN, compute, make_tables, open_magasin


def lire(marches, absents=frozenset(), listes=None, annee=None):
    connexion = open_magasin(make_tables(marches, listes))
    compute(connexion, absents)
    valeurs = list_valeurs(connexion, SIREN, annee, absents=absents)
    return {(v.annee, v.indicateur, v.variante): v for v in valeurs}


def test_chaque_annee_a_tous_les_indicateurs_dans_l_ordre_du_catalogue():
    connexion = open_magasin(make_tables([{"annee": 2024}, {"annee": None}, {"annee": 2023}]))
    compute(connexion)
    valeurs = list_valeurs(connexion, SIREN)
    publies = [(i.code, v) for i in INDICATEURS for v in i.variantes]
    for rang, annee in enumerate((2023, 2024, None)):
        suite = valeurs[rang * len(publies) : (rang + 1) * len(publies)]
        assert [v.annee for v in suite] == [annee] * len(publies)
        assert [(v.indicateur, v.variante) for v in suite] == publies


@pytest.mark.longue
def test_une_valeur_absente_a_toujours_sa_raison_et_elle_seule():
    connexion = open_magasin(make_hasard(3))
    compute(connexion)
    for siren in ("213502388", "243500139", "180000000"):
        for v in list_valeurs(connexion, siren):
            assert (v.valeur is None) == bool(v.absence), v


def test_un_acheteur_ou_une_annee_sans_contrat_ne_donne_rien():
    connexion = open_magasin(make_tables([{}]))
    compute(connexion)
    assert list_valeurs(connexion, "000000000") == []
    assert list_valeurs(connexion, SIREN, 1999) == []
    assert {v.annee for v in list_valeurs(connexion, SIREN, ANNEE)} == {ANNEE}


ANCIEN = {"format": "v1", "titulaires": ("11111111100011",)}


@pytest.mark.longue
@pytest.mark.parametrize(
    ("marches", "code", "variante", "raison"),
    [
        ([ANCIEN, ANCIEN], "SOC-01", "nombre", NON_PUBLIE),
        ([ANCIEN, ANCIEN], "ENV-02", "montant", NON_PUBLIE),
        ([ANCIEN, ANCIEN], "SOC-18", "nombre", NON_PUBLIE),
        ([ANCIEN, {}], "SOC-01", "nombre", "non publié : la donnée manque pour tous ces marchés"),
        ([{"montant_utile": None}], "SOC-02", "montant", SANS_MONTANT),
        ([{"montant_utile": None}], "VOL-02", "total", "inconnu : aucun montant à additionner"),
        ([{}], "SOC-20", "nombre", "aucun marché repéré au-dessus du seuil européen cette année"),
        ([{}], "VOL-04", "total", "aucune concession signée cette année"),
        ([{"famille": "concession"}], "SOC-13", "nombre", "aucun marché notifié cette année"),
        (
            [{"titulaires": ("inconnu",)}],
            "SOC-13",
            "nombre",
            "inconnu : aucun titulaire de ces marchés n'est identifié par un SIRET utilisable",
        ),
        (
            [ANCIEN],
            "ECO-01",
            "montant",
            "inconnu : aucun titulaire de ces marchés n'est renseigné dans Sirene",
        ),
        (
            [{"offres_recues": 0}],
            "ECO-05",
            "moyenne",
            "non publié : la donnée manque pour tous ces marchés",
        ),
    ],
)
def test_la_raison_est_la_bonne(marches, code, variante, raison):
    valeur = lire(marches)[ANNEE, code, variante]
    assert (valeur.valeur, valeur.absence) == (None, raison)


def test_le_territoire_inconnu_de_l_acheteur_est_dit():
    absence = lire([{}])[ANNEE, "ECO-02-commune-siege", "nombre"].absence
    assert absence.endswith("ce calcul ne vaut que pour les communes")


@pytest.mark.longue
@pytest.mark.parametrize("dit", [True, False])
def test_une_liste_absente_rend_le_chiffre_non_connu_meme_si_on_ne_le_dit_pas(dit):
    absents = frozenset({"ref_esus"})
    connexion = open_magasin(make_tables([{}]))
    compute(connexion, absents)
    valeurs = list_valeurs(connexion, SIREN, absents=absents if dit else frozenset())
    absences = {v.indicateur: v.absence for v in valeurs}
    assert absences["SOC-13"] == LISTE_ABSENTE


@pytest.mark.parametrize(
    ("absentes", "phrase"),
    [
        ((), ""),
        (("ref_esus",), "Une liste manque sur ce site : la liste des entreprises agréées ESUS."),
        (
            ("ref_esus", "ref_inclusion"),
            (
                "Deux listes manquent sur ce site : la liste des entreprises agréées ESUS et la "
                "liste des structures d'insertion et du handicap."
            ),
        ),
    ],
)
def test_les_listes_absentes_se_nomment_en_une_phrase(absentes, phrase):
    suite = " Ce qui en dépend est « non connu »." if phrase else ""
    assert tell_absentes(frozenset(absentes)) == phrase + suite


def test_les_fiches_sont_celles_du_catalogue():
    assert [f.code for f in fiches()] == [i.code for i in INDICATEURS]
