import dataclasses

import pytest
from hypothesis import given, settings

from spaser.contenus.lecture import EXEMPLE_1_1, read_exemple
from spaser.regles.fiche import (
    Axe,
    Contact,
    Objectif,
    Periode,
    Schema,
    SourcePublique,
    Spaser,
    Structure,
)
from spaser.regles.format_spaser import Schema11, Spaser11, read_spaser, widen
from spaser.regles.nomenclatures import DatePartielle, Statut, TypeStructure
from spaser.regles.rapprochements import compare_fiches
from tests.regles.strategies import spasers
from tests.regles.strategies_1_1 import spasers_1_1

HEURES = Objectif(intitule="Heures d’insertion", valeur=80000, unite="heures par an")
SOCIAL = Objectif(intitule="Marchés avec une clause sociale", valeur=30)


def fiche(contact=None, sources=(), departements=(), **schema):
    structure = Structure(
        nom="Val-Fictif", type=TypeStructure.COMMUNE, codes_departement=departements
    )
    return Spaser(structure=structure, schema=Schema(**schema), contact=contact, sources=sources)


def rows(avant, apres):
    return [(c.geste, c.libelle, c.avant, c.apres) for c in compare_fiches(avant, apres)]


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        (
            fiche(statut=Statut.EN_REFLEXION),
            fiche(statut=Statut.ADOPTE),
            ("modification", "Schéma › Statut déclaré", "En réflexion", "Adopté"),
        ),
        (
            fiche(),
            fiche(adopte_le=DatePartielle("2026-03-01")),
            ("ajout", "Schéma › Date d’adoption", "", "1er mars 2026"),
        ),
        (
            fiche(periode=Periode(fin=DatePartielle("2026"))),
            fiche(),
            ("retrait", "Schéma › Période › Fin", "2026", ""),
        ),
        (
            fiche(mutualise=True),
            fiche(mutualise=False),
            ("modification", "Schéma › Mutualisé", "oui", "non"),
        ),
        (
            fiche(departements=("35",)),
            fiche(departements=("35", "56")),
            ("modification", "Structure › Codes des départements", "35", "35, 56"),
        ),
        (
            fiche(contact=None),
            fiche(contact=Contact(service="Achats")),
            ("ajout", "Contact › Service", "", "Achats"),
        ),
        (
            fiche(sources=(SourcePublique(libelle="Délibération"),)),
            fiche(),
            ("retrait", "Sources", "Délibération", ""),
        ),
        (
            fiche(axes=(Axe(intitule="Social"), Axe(intitule="Climat"))),
            fiche(axes=(Axe(intitule="Climat"), Axe(intitule="Social"))),
            (
                "modification",
                "Schéma › Axes (ordre)",
                "Social\u202f; Climat",
                "Climat\u202f; Social",
            ),
        ),
        (
            fiche(objectifs=(SOCIAL, HEURES)),
            fiche(objectifs=(SOCIAL, dataclasses.replace(HEURES, valeur=150000))),
            (
                "modification",
                "Schéma › Objectifs chiffrés › «\u00a0Heures d’insertion\u00a0» › Valeur visée",
                "80\u202f000",
                "150\u202f000",
            ),
        ),
        (
            fiche(objectifs=(SOCIAL,)),
            fiche(objectifs=(HEURES, SOCIAL)),
            (
                "ajout",
                "Schéma › Objectifs chiffrés",
                "",
                (
                    "Heures d’insertion\u202f; valeur visée\u00a0: 80\u202f000\u202f; "
                    "unité\u00a0: heures par an"
                ),
            ),
        ),
    ],
)
def test_a_change_is_told_in_french(avant, apres, attendu):
    assert rows(avant, apres) == [attendu]


def test_a_change_names_its_field_in_the_open_format():
    change = compare_fiches(fiche(objectifs=(HEURES,)), fiche(objectifs=(SOCIAL, HEURES)))
    precise = compare_fiches(fiche(titre="A"), fiche(titre="B"))

    assert [c.champ for c in (*change, *precise)] == ["schema.objectifs", "schema.titre"]


@pytest.mark.longue
@settings(max_examples=30)
@given(spasers | spasers_1_1, spasers | spasers_1_1)
def test_nothing_changed_if_and_only_if_both_versions_are_the_same(avant, apres):
    assert compare_fiches(avant, avant) == ()
    assert bool(compare_fiches(avant, apres)) is (widen(avant) != widen(apres))


def test_a_text_is_told_by_its_headings_and_a_year_is_not_a_count():
    avant, apres = (read_spaser(read_exemple(nom)) for nom in ("complet.json", EXEMPLE_1_1))
    dits = {libelle: apres for _, libelle, _, apres in rows(avant, apres)}

    assert dits["Schéma › Texte › «\u00a0Présenter le schéma et ses enjeux\u00a0»"].startswith(
        "Acheter, c’est choisir. Ce schéma dit ce que nous voulons changer. En 2024, 12,5 % de"
    )
    [annee] = [libelle for libelle in dits if libelle.endswith("Borne basse")]
    assert "«\u00a02024\u00a0»" in annee


def test_a_text_that_only_looks_otherwise_says_so():
    avant = read_spaser(read_exemple(EXEMPLE_1_1))
    [section, *_] = avant.schema.texte
    autre = section | {"blocs": [section["blocs"][0] | {"en_avant": False}, *section["blocs"][1:]]}
    apres = dataclasses.replace(avant, schema=dataclasses.replace(avant.schema, texte=(autre,)))

    [(_, libelle, _, dit)] = rows(avant, apres)
    assert dit == "mêmes mots"
    assert libelle == (
        "Schéma › Texte › «\u00a0Présenter le schéma et ses enjeux\u00a0»"
        " (mise en forme, lien ou dessin)"
    )


def test_a_word_that_changed_far_in_a_long_text_is_shown():
    def fiche_de(taux):
        mots = "Nous achetons. " * 60 + f"La part est de {taux} %. " + "Nous suivons. " * 60
        bloc = {"genre": "paragraphe", "contenu": mots}
        section = {"genre": "section", "titre": "Édito", "blocs": [bloc]}
        return Spaser11(structure=fiche().structure, schema=Schema11(texte=(section,)))

    [(_, libelle, avant, apres)] = rows(fiche_de(30), fiche_de(20))
    assert libelle == "Schéma › Texte › «\u00a0Édito\u00a0»"
    assert "La part est de 30 %" in avant
    assert "La part est de 20 %" in apres
    assert len(avant) < 440


@pytest.mark.longue
@settings(max_examples=30)
@given(spasers, spasers)
def test_what_is_added_one_way_is_removed_the_other_way(avant, apres):
    aller = sorted((c.avant, c.apres) for c in compare_fiches(avant, apres))
    retour = sorted((c.apres, c.avant) for c in compare_fiches(apres, avant))

    assert aller == retour
