"""The letter to the publisher, and the words about each fault."""

from spaser.moteur.decp.anomalies import CONSEILS, LIBELLES
from spaser.regles.reparation import (
    DemandeCorrection,
    find_famille_fautes,
    load_raisons,
    write_lettre,
)

FAITS = {
    "nom": "Ville de Fictive",
    "siren": "001 010 016",
    "date": "30 octobre 2026",
    "lus": "12 contrats",
    "a_corriger": "3 contrats ne peuvent pas être republiés en l’état",
    "fichier": "",
}
# Such a record has no buyer, or no text at all: it is in no buyer's contracts.
SANS_CONTRAT = {
    "acheteur_absent",
    "acheteur_inutilisable",
    "cle_absente",
    "doctype_refuse",
    "enregistrement_vide",
    "fichier_illisible",
    "illisible",
    "ligne_illisible",
    "ligne_vide",
    "pas_un_objet",
    "tronque",
    "trop_imbrique",
    "trop_long",
}


def demande(champ, *, profil):
    return DemandeCorrection(champ, "Date illisible", "2 contrats", "Ressaisissez-la.", profil)


def test_the_letter_sorts_what_the_software_writes_from_what_the_buyer_knows():
    lettre = write_lettre(
        FAITS, [demande("montant", profil=False), demande("datePublicationDonnees", profil=True)]
    )

    assert lettre.demandes_profil == (
        "Date illisible (datePublicationDonnees, 2 contrats). Ressaisissez-la.",
    )
    assert "montant" in lettre.demandes_acheteur[0]
    assert lettre.texte.index("votre logiciel") < lettre.texte.index("nous-mêmes")
    assert "{" not in lettre.texte


def test_a_letter_without_anything_for_a_side_leaves_its_title_out():
    lettre = write_lettre(FAITS, [demande("montant", profil=False)])

    assert "votre logiciel" not in lettre.texte
    assert "nous-mêmes" not in write_lettre(FAITS, []).texte


def test_every_fault_of_a_contract_is_explained():
    ecrits = [code for famille in load_raisons().familles for code in famille.codes]

    assert len(ecrits) == len(set(ecrits))
    assert set(CONSEILS) - set(ecrits) == SANS_CONTRAT
    for code in set(ecrits) - set(LIBELLES):
        assert find_famille_fautes(code).titre
        assert find_famille_fautes(code).correction
