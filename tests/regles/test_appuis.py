"""Who helps: sourced, dated, and no surer than what was read."""

import re
from collections import Counter
from datetime import date

import msgspec
import pytest

from spaser.contenus.faits import find_fait
from spaser.contenus.lecture import read_contenu
from spaser.moteur.referentiels.annuaire import departements, regions
from spaser.regles.acteurs import load_catalogue
from spaser.regles.aides import (
    Appui,
    Sorte,
    filter_appuis,
    list_par_acteur,
    load_appuis,
    read_appuis_from,
)
from spaser.regles.nomenclatures import is_date_partielle

JOUR = date(2026, 11, 27)
OUTILS = {
    ressource["lien"].rstrip("/")
    for ressource in read_contenu("ressources/documents.json", list[dict[str, object]])
    if ressource["nature"] == "outil" and ressource.get("lien")
}
APPUIS = load_appuis()
# The thirteen territories that the programme named on 2 July 2024.
TREIZE = {
    "guichet-auvergne-rhone-alpes",
    "guichet-bas-rhin",
    "guichet-bretagne",
    "guichet-centre-val-de-loire",
    "guichet-hauts-de-france",
    "guichet-ile-de-france",
    "guichet-la-reunion",
    "guichet-mayotte",
    "guichet-normandie",
    "guichet-nouvelle-aquitaine",
    "guichet-occitanie",
    "guichet-pays-de-la-loire",
    "guichet-provence-alpes-cote-d-azur",
}


def codes(choisit):
    return {appui.code for appui in APPUIS if choisit(appui)}


def make_appui(**champs):
    return Appui(code="essai", titre="Essai", resume="Un essai.", **champs)


def test_each_has_its_code_a_source_and_a_place_that_exists():
    assert Counter(a.code for a in APPUIS).most_common(1)[0][1] == 1
    assert codes(lambda a: not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", a.code)) == set()
    assert codes(lambda a: not a.sources) == set()
    assert {code for a in APPUIS for code in a.regions} <= set(regions())
    assert {
        (code, departements()[code].code_region in a.regions)
        for a in APPUIS
        for code in a.departements
    } == {("67", True), ("94", True)}
    assert codes(lambda a: a.vu_le and not is_date_partielle(a.vu_le)) == set()
    assert codes(lambda a: a.adresse and not a.adresse.startswith("https://")) == set()
    assert {a.sorte for a in APPUIS} == set(Sorte)


def test_the_thirteen_desks_are_there_and_those_without_a_carrier_say_so():
    guichets = codes(lambda a: a.code.startswith("guichet-") and a.code != "guichet-vert")

    assert guichets == TREIZE | {"guichet-bourgogne-franche-comte"}
    assert codes(lambda a: a.a_completer) == {"guichet-bas-rhin", "guichet-mayotte"}
    assert codes(lambda a: a.code in guichets and a.is_confirme(JOUR)) == set()


def test_what_helps_everywhere_says_what_it_gives_and_what_it_does_not():
    assert codes(lambda a: a.est_partout and not a.donne) == set()
    assert codes(lambda a: a.est_partout and not a.ne_donne_pas) == {"rtes"}
    assert codes(lambda a: len(a.resume) > 200) == set()


def test_a_carrier_that_one_indirect_source_names_is_not_told_as_sure():
    douteux = codes(lambda a: any(not find_fait(f).est_sur for f in a.faits))

    assert douteux == {
        "cress",
        "guichet-bretagne",
        "guichet-centre-val-de-loire",
        "guichet-normandie",
        "guichet-nouvelle-aquitaine",
        "guichet-pays-de-la-loire",
    }
    assert codes(lambda a: a.code in douteux - {"cress"} and "à confirmer" not in a.resume) == set()


def test_the_catalogue_of_stakeholders_takes_its_regions_from_here():
    catalogue, appuis = load_catalogue(), list_par_acteur()
    offerts = {acteur.code: acteur for acteur in catalogue.suggestions}
    reseaux = {acteur.code for acteur in catalogue.suggestions if acteur.typologie == "acheteurs"}
    assert reseaux <= {*appuis}
    assert [code for code in appuis if code in offerts and offerts[code].regions] == []
    assert {"reseco", "guichet_ouest"} <= {a.code for a in catalogue.suggest("53")}
    assert "reseco" not in {a.code for a in catalogue.suggest("11")}

    partis = [
        msgspec.structs.replace(a, regions=("11",)) if a.acteur == "reseco" else a for a in APPUIS
    ]
    with read_appuis_from(lambda: tuple(partis)):
        assert "reseco" in {a.code for a in catalogue.suggest("11")}


@pytest.mark.parametrize(
    ("champs", "jour", "dit", "trace"),
    [
        ({}, "2026-11-27", "", ""),
        ({"a_completer": True}, "2026-11-27", "à compléter", ""),
        ({"vu_le": "2026-11-03"}, "2026-11-27", "existence vérifiée le 3 novembre 2026", ""),
        ({"vu_le": "2026-08"}, "2026-11-27", "existence vérifiée en août 2026", ""),
        ({"vu_le": "2026-08"}, "2027-08-31", "existence vérifiée en août 2026", ""),
        (
            {"vu_le": "2026-08"},
            "2027-09-01",
            "existence non confirmée en 2027",
            "dernière trace en août 2026",
        ),
        (
            {"vu_le": "2024-07-02"},
            "2026-11-27",
            "existence non confirmée en 2026",
            "dernière trace le 2 juillet 2024",
        ),
    ],
)
def test_its_existence_is_told_with_its_day(champs, jour, dit, trace):
    appui, le = make_appui(**champs), date.fromisoformat(jour)

    assert (appui.tell_existence(le), appui.tell_trace(le)) == (dit, trace)


def test_a_region_keeps_its_own_and_what_is_for_all():
    retenus = {a.code for a in filter_appuis(APPUIS, "06")}

    assert {"aser-mayotte", "guichet-mayotte", "rtes", "mooc-achats-durables"} <= retenus
    assert {"reseco", "guichet-bretagne"} & retenus == set()
    assert {a.code for a in filter_appuis(APPUIS, "53", Sorte.RESEAUX)} == {
        "inter-reseau",
        "reseco",
        "rtes",
    }


def test_a_network_points_to_itself_and_not_to_a_tool_that_it_shares():
    reseaux = [a for a in APPUIS if a.sorte is Sorte.RESEAUX]

    assert len(reseaux) > 10
    assert [a.code for a in reseaux if a.adresse.rstrip("/") in OUTILS] == []
    assert next(a for a in reseaux if a.code == "reseco").adresse == (
        "https://achats-durables.gouv.fr/reseaux-nationaux-locaux-accompagner-acheteurs-publics-11"
    )
