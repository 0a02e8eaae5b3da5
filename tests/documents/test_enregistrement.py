"""A published record as a page shows it."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.documents.reparation import list_ecarts, list_recus, write_recu
from spaser.moteur.reparation.lecture import Anomalie, Publie

PUBLIE = Publie(
    cle=1,
    famille="marche",
    ancien=False,
    id="2024-001",
    objet="Voirie",
    siret=None,
    annee=2024,
    date_notification=date(2024, 3, 1),
    montant=None,
    fichier="decp.json",
    rang=4,
    enregistrement={"id": "2024-001", "marcheInnovant": False},
    anomalies=(Anomalie("montant_illisible", "montant", "douze mille"),),
)


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        ("Voirie", "Voirie"),
        (True, "oui"),
        (12000, "12\u202f000"),
        (Decimal("12.5"), "12,50"),
        ({"code": "35238", "typeCode": "Code commune"}, "code : 35238, typeCode : Code commune"),
        ({"considerationSociale": ["Clause sociale", "Marché réservé"]},
         "Clause sociale ; Marché réservé"),
        ([{"titulaire": {"typeIdentifiant": "SIRET", "id": "12"}}],
         "typeIdentifiant : SIRET, id : 12"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_value_is_written_on_a_line(valeur, texte):
    assert write_recu(valeur) == texte


def test_a_value_that_could_not_be_read_is_shown_as_it_was_received():
    recus = {champ.nom: champ.valeur for champ in list_recus(PUBLIE)}

    assert recus == {"id": "2024-001", "marcheInnovant": "non", "montant": "douze mille"}
    (ecart,) = list_ecarts(PUBLIE)
    assert (ecart.nom, ecart.valeur) == ("montant", "douze mille")
    assert ecart.constat
    assert all(champ.sens for champ in list_recus(PUBLIE))
