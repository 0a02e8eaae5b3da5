"""A fact as the team edits it, and what may not be taken away from it."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from spaser.contenus.faits import Faits, NombreCite, load_fichiers, read_from
from spaser.regles.assujettissement import Depenses
from spaser.regles.calendrier import list_dates
from spaser.regles.nomenclatures import annee_montree
from spaser.regles.textes_lus import (
    PointFait,
    check_texte,
    list_decomptes,
    merge_textes,
    propose_relecture,
    read_texte_lu,
    reread,
)

FICHIERS = load_fichiers()
PUBLIER = FICHIERS.par_code["CCP-R2196-1"]
TEXTE = read_texte_lu(PUBLIER)


def test_every_fact_is_edited_without_loss():
    assert [f for f in FICHIERS.par_code.values() if read_texte_lu(f).to_fait() != f] == []


def test_what_the_team_wrote_stands_in_place_and_what_it_added_comes_last():
    nouveau = msgspec.structs.replace(TEXTE, code="NOUVEAU", articles=(), sujet="seuils")
    edite = msgspec.structs.replace(TEXTE, enonce="À partir de 60 000 €.")

    lus = merge_textes(FICHIERS, [edite, nouveau])

    assert lus.par_code["CCP-R2196-1"].enonce == "À partir de 60 000 €."
    assert [*lus.par_code] != [*FICHIERS.par_code]
    assert lus.sujets["seuils"][-1].code == "NOUVEAU"
    assert FICHIERS.par_code["CCP-R2196-1"] is PUBLIER


def test_a_newer_file_completes_what_the_team_wrote_before_it():
    encore = NombreCite(nom="plafond", valeur=9.0, unite="mois")
    fichier = msgspec.structs.replace(
        PUBLIER,
        sujet="marches",
        points=PUBLIER.points | {"nouveau": "Un point ajouté."},
        valeurs=(*PUBLIER.valeurs, encore, NombreCite(nom="vide", valeur=None, unite="mois")),
    )
    edite = msgspec.structs.replace(
        TEXTE,
        points=(PointFait(nom="delai", texte="Trois mois."),),
        valeurs=(NombreCite(nom="delai", valeur=3.0, unite="mois"),),
    )

    lus = merge_textes(Faits({"marches": (fichier,)}), [edite])

    assert lus.find("CCP-R2196-1.nouveau")[1] == "Un point ajouté."
    assert lus.find("CCP-R2196-1.delai")[1] == "Trois mois."
    (lu,) = lus.sujets["marches"]
    assert [(v.nom, v.valeur) for v in lu.valeurs][:1] == [("delai", 3.0)]
    assert (lu.read_valeur("delai"), lu.read_valeur("plafond")) == (3.0, 9.0)
    assert "vide" not in {v.nom for v in lu.valeurs}


def test_numbers_of_one_name_are_told_apart_by_what_they_count():
    lignes = tuple(
        NombreCite(nom="part", valeur=valeur, unite="%", annee=annee, reserve="")
        for annee, valeur in ((2023, 10.0), (2024, 20.0), (2025, 30.0))
    )
    seul = NombreCite(nom="seuil", valeur=40.0, unite="%", annee=2023)
    fichier = msgspec.structs.replace(PUBLIER, valeurs=(*lignes, seul))
    edite = msgspec.structs.replace(
        TEXTE,
        valeurs=(
            msgspec.structs.replace(lignes[0], valeur=11.0),
            msgspec.structs.replace(lignes[1], valeur=None, reserve="Cherché."),
            msgspec.structs.replace(seul, annee=2024),
        ),
    )

    (lu,) = merge_textes(Faits({"donnees": (fichier,)}), [edite]).sujets["donnees"]

    dites = [(v.nom, v.annee, v.valeur) for v in lu.valeurs]
    assert dites == [
        *(("part", 2023, 11.0), ("seuil", 2024, 40.0)),
        *(("part", 2024, 20.0), ("part", 2025, 30.0)),
    ]


def test_figures_are_counted_with_the_files_and_a_date_told_follows_its_words():
    edites = [
        read_texte_lu(msgspec.structs.replace(FICHIERS.par_code[code], valeurs=(nombre,)))
        for code, nombre in (
            ("CCP-R2196-1", NombreCite(nom="delai", valeur=3.0, unite="mois")),
            ("CGI-278", NombreCite(nom="taux_tva", valeur=25.0, unite="%")),
        )
    ]

    with read_from(lambda: merge_textes(FICHIERS, edites)):
        assert annee_montree(date(2026, 3, 1)) == 2025
        assert Depenses.ttc(Decimal(120)).bas == 100
        dates = {une.code: une.jour for une in list_dates(date(2026, 1, 1))}

    assert dates["marches"] == date(2026, 3, 31)


SANS_DELAI = tuple(point for point in TEXTE.points if point.nom != "delai")
DEUX = (*TEXTE.points, PointFait(nom="delai", texte="Encore."))


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({}, ""),
        ({"enonce": "À partir de 60 000 €.", "a_relire_le": date(2027, 6, 1)}, ""),
        ({"sujet": "marches"}, "Des pages réunissent les textes de son sujet"),
        ({"enonce": ""}, "Dites ce qu’il énonce."),
        ({"version_lue": ""}, "Dites quelle version a été lue."),
        ({"points": SANS_DELAI}, "Des pages citent le point « delai »"),
        ({"points": DEUX}, "Deux points portent le même nom"),
        ({"valeurs": TEXTE.valeurs[1:]}, "Le site calcule avec le nombre « seuil »"),
        ({"lu_le": None, "confiance": "D", "reserve": "?"}, "Des pages citent ce texte comme lu"),
        ({"confiance": "C"}, "dites dans « À vérifier » ce qui n’est pas sûr"),
        ({"a_relire_le": date(2026, 1, 1)}, "corrigez « À relire le »"),
        ({"articles": ("CCP L2111-3",)}, "parlent le même jour de CCP L2111-3"),
        ({"depuis": date(2030, 1, 1), "jusqu_a": date(2029, 1, 1)}, "Il finit avant"),
    ],
)
def test_what_keeps_a_fact_from_its_second_reader(champs, faute):
    fautes = check_texte(msgspec.structs.replace(TEXTE, **champs), FICHIERS, PUBLIER)

    assert fautes == [] if not faute else any(faute in f for f in fautes), fautes


def test_the_facts_of_the_files_may_be_sent_unchanged():
    faits = FICHIERS.par_code.items()
    fautes = {code: check_texte(read_texte_lu(fait), FICHIERS, fait) for code, fait in faits}

    assert {code: dites for code, dites in fautes.items() if dites} == {}


def test_a_fact_that_the_team_added_may_lose_what_it_likes():
    nouveau = msgspec.structs.replace(TEXTE, code="NOUVEAU", articles=(), points=(), valeurs=())

    assert check_texte(nouveau, FICHIERS, None) == []


def test_figures_say_when_they_are_still_counted_with_the_former_number():
    autres = tuple(
        msgspec.structs.replace(v, valeur=60_000.0) if v.nom == "seuil" else v
        for v in PUBLIER.valeurs
    )

    assert list_decomptes(PUBLIER, PUBLIER) == ()
    (encore,) = list_decomptes(msgspec.structs.replace(PUBLIER, valeurs=autres), PUBLIER)
    assert encore.dite == "40\u00a0000\u00a0€"


@pytest.mark.parametrize(
    ("valeur", "unite", "dite"),
    [
        (5_404_000, "euros", "5\u00a0404\u00a0000\u00a0€"),
        (22.3, "%", "22,3\u00a0%"),
        (2, "mois", "2\u00a0mois"),
    ],
)
def test_a_number_is_written_the_french_way(valeur, unite, dite):
    assert NombreCite(nom="n", valeur=valeur, unite=unite).dite == dite


def test_reading_again_dates_a_text_and_its_next_reading():
    morte = msgspec.structs.replace(TEXTE, morte_le=date(2026, 12, 1))

    relu = reread(morte, lu_le=date(2027, 3, 1), version_lue="en vigueur")

    assert (relu.lu_le, relu.morte_le, relu.version_lue) == (date(2027, 3, 1), None, "en vigueur")
    assert relu.enonce == TEXTE.enonce
    assert propose_relecture(TEXTE, date(2027, 3, 1)) == date(2027, 6, 3)  # 94 days, as before


def test_facts_read_twice_are_two_sets():
    assert Faits(FICHIERS.sujets) != Faits(FICHIERS.sujets)
