import re
from datetime import date

import pytest
from hypothesis import given, settings

from spaser.contenus.lecture import read_exemple, schema_csv
from spaser.regles.format_spaser import read_spaser
from spaser.regles.nomenclatures import Confiance, OrigineFiche, Statut, compute_statut
from spaser.regles.rapprochements import load_recenses
from spaser.regles.registre import (
    VerdictObligation,
    list_colonnes_csv,
    write_fiche_csv,
)
from tests.regles.strategies import spasers

CHAMPS = {champ["name"]: champ for champ in schema_csv()["fields"]}
JOUR = date(2026, 11, 24)


def publication(**champs):
    communs = {
        "numero": 12,
        "adresse": "https://exemple.fr/registre/val-fictif-12/",
        "statut": Statut.ADOPTE,
        "oblige_adoption": VerdictObligation.OUI,
        "oblige_aujourdhui": VerdictObligation.INDETERMINEE,
        "origine": OrigineFiche.DEPOSE,
        "confiance": None,
        "publiee_le": JOUR,
        "mise_a_jour_le": JOUR,
    }
    return communs | champs


def test_a_row_gives_each_column_of_the_complete_example():
    ligne = write_fiche_csv(read_spaser(read_exemple("complet.json")), publication())

    assert dict(zip(list_colonnes_csv(), ligne, strict=True)) == {
        "numero": 12,
        "adresse": "https://exemple.fr/registre/val-fictif-12/",
        "structure": "Communauté d’agglomération du Val-Fictif",
        "siren": "999999998",
        "type": "epci",
        "code_region": "24",
        "codes_departement": "37|41",
        "tranche_habitants": "de_101000_a_200000",
        "tranche_achats": "de_50m_a_100m",
        "titre": "Acheter pour demain",
        "statut": "adopte",
        "adopte_le": "2026-03-12",
        "edition": 2,
        "debut": "2026-04",
        "fin": "2029",
        "sans_terme": False,
        "mutualise": True,
        "partenaires": "Ville de Val-Fictif|CCAS de Val-Fictif",
        "obligation": "oblige",
        "oblige_adoption": "oui",
        "oblige_aujourdhui": "inconnu",
        "approche": "piliers",
        "presentation": (
            "Ce schéma est un exemple : ni l’acheteur ni ses chiffres n’existent.\n"
            "Il montre tous les champs du format."
        ),
        "axes": "Acheter pour l’emploi|Acheter sobre|Piloter ensemble",
        "objectifs": (
            "Marchés avec une considération sociale, 30 % des marchés, échéance 2028|"
            "Marchés avec une considération environnementale, 100 % des marchés, "
            "échéance août 2026"
        ),
        "documents": "https://val-fictif.exemple/spaser.pdf",
        "liens": "https://val-fictif.exemple/achats-responsables",
        "contact_service": "Direction de la commande publique",
        "contact_courriel": "commande-publique@val-fictif.exemple",
        "sources": "https://val-fictif.exemple/deliberations/2026-03-12",
        "origine": "depose",
        "confiance": None,
        "publiee_le": date(2026, 11, 24),
        "mise_a_jour_le": date(2026, 11, 24),
    }


def test_what_is_not_known_is_an_empty_cell():
    ligne = write_fiche_csv(read_spaser(read_exemple("minimal.json")), publication())
    remplies = {
        nom for nom, cellule in zip(list_colonnes_csv(), ligne, strict=True) if cellule is not None
    }

    assert remplies == {
        nom for nom, c in CHAMPS.items() if c.get("constraints", {}).get("required")
    }


def follows(champ, cellule):
    contraintes = champ.get("constraints", {})
    if cellule is None:
        return not contraintes.get("required")
    types = {"string": str, "integer": int, "boolean": bool, "date": date}
    motif = contraintes.get("pattern", "")
    return (
        type(cellule) is types[champ["type"]]
        and cellule in contraintes.get("enum", [cellule])
        and re.search(motif, str(cellule)) is not None
    )


def faults(ligne):
    cellules = zip(list_colonnes_csv(), ligne, strict=True)
    return [(nom, cellule) for nom, cellule in cellules if not follows(CHAMPS[nom], cellule)]


@pytest.mark.longue
@settings(max_examples=50)
@given(spasers)
def test_any_row_follows_the_table_schema(fiche):
    assert faults(write_fiche_csv(fiche, publication())) == []


@pytest.mark.parametrize("recense", load_recenses(), ids=lambda r: r.id)
def test_the_first_sheets_follow_the_table_schema(recense):
    statut = compute_statut(recense.spaser.jalons, JOUR)
    publiee = publication(statut=statut, origine=OrigineFiche.RECENSE, confiance=recense.confiance)

    assert faults(write_fiche_csv(recense.spaser, publiee)) == []
    assert recense.confiance in Confiance
