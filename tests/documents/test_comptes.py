"""What a figure was counted from, in words."""

import pytest

from spaser.documents.bilan.donnees import tell_compte, tell_effectif
from spaser.regles.indicateurs import ReferenceChiffre


def refer(mesure):
    return ReferenceChiffre.parse(f"001010016:SOC-01:2025:{mesure}") if mesure else None


@pytest.mark.parametrize(
    ("mesure", "numerateur", "denominateur", "attendu"),
    [
        ("nombre:publie", 69, 142, "69 sur 142 marchés"),
        ("nombre:corrige", 0, 1, "0 sur 1 marché"),
        ("montant:publie", 12_400, 1_234_567, "12 400 € sur 1 234 567 € de marchés"),
        ("montant:corrige", 12_400, 50_000, "12 400 € sur 50 000 € de marchés"),
        ("montant:paye", 12_400.4, 50_000, "12 400 € sur 50 000 € HT au fournisseur connu"),
        ("nombre:paye", 3, 12, "3 sur 12 fournisseurs connus"),
        ("total:paye", 12, 80, "12 fournisseurs"),
        ("moyenne:publie", 300, 142, "moyenne sur 142 marchés"),
        ("total:publie", 12, 0, ""),
        ("total:publie", 12, None, ""),
        ("nombre:publie", None, None, ""),
        ("total:paye", 12, 0, ""),
        ("", 3, 12, "3 sur 12"),
    ],
)
def test_a_count_names_what_was_divided(mesure, numerateur, denominateur, attendu):
    dit = tell_compte(refer(mesure), numerateur, denominateur)

    assert dit.replace("\u202f", " ").replace("\xa0", " ") == attendu


@pytest.mark.parametrize(
    ("mesure", "n", "inconnus", "attendu"),
    [
        ("nombre:publie", 146, 4, "146 marchés, 4 sans réponse"),
        ("nombre:publie", 7, 0, "aucun sans réponse"),
        ("montant:publie", 1, 0, "1 marché, 0 sans réponse"),
        ("montant:paye", 8120, 812, "8 120 lignes, dont 812 sans réponse"),
        ("montant:paye", 1, 0, "1 ligne"),
        ("nombre:paye", 80, 3, "80 fournisseurs, dont 3 sans réponse"),
        ("total:paye", 80, 0, "80 fournisseurs"),
        ("", 12, None, "12 en tout"),
        ("nombre:publie", None, None, ""),
    ],
)
def test_how_many_were_looked_at_have_their_noun(mesure, n, inconnus, attendu):
    dit = tell_effectif(refer(mesure), n, inconnus)

    assert dit.replace("\u202f", " ").replace("\xa0", " ") == attendu
