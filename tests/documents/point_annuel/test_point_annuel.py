"""The review as pages and slides: two to four, and five, however much there is to say."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pptx
import pytest
from pypdf import PdfReader

from spaser.documents.document import encode_document, read_mots
from spaser.documents.point_annuel import (
    EtatPointAnnuel,
    sum_up_point,
    tell_ligne,
    write_diapositives_point,
    write_document_point,
    write_extrait,
)
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.pptx import write_pptx
from spaser.regles.indicateurs import EtatCible
from spaser.regles.plan import EtatAction
from spaser.regles.point_annuel import (
    ActionPoint,
    CollecteFaite,
    ContenuPoint,
    ErratumAnnuel,
    LignePoint,
    hold_resultat,
)
from spaser.regles.publication import Expression, IndicateurAnnee, ResultatAnnee

JOUR = date(2026, 3, 4)
LONG = "Achats auprès d’entreprises qui emploient des personnes défavorisées ou handicapées"
ETATS = (*EtatAction, EtatAction.EN_COURS)


AVANT = ResultatAnnee(
    annee=2024,
    valeur=Decimal("25.6"),
    numerateur=Decimal(32),
    denominateur=Decimal(125),
    expression=Expression.NOMBRE,
    reference="001010016:SOC-01:2024:nombre:publie",
)


def make_ligne(rang, *, legal=True, valeur=Decimal("48.6")):
    resultat = ResultatAnnee(annee=2025, absence="une liste manque sur ce site")
    if valeur is not None:
        resultat = ResultatAnnee(
            annee=2025,
            valeur=valeur,
            bas=valeur - 5,
            haut=valeur + 10,
            numerateur=Decimal(69),
            denominateur=Decimal(142),
            n=142,
            inconnus=20,
            expression=Expression.NOMBRE,
            reference="001010016:SOC-01:2025:nombre:publie",
            source="Données essentielles de la commande publique, au 20 novembre 2026",
        )
    indicateur = IndicateurAnnee(
        cle=f"X-{rang}",
        nom=f"{LONG}, {rang}",
        legal=legal,
        unite="%",
        cible=Decimal(60),
        cible_annee=2028,
        resultat=resultat,
    )
    return LignePoint(
        indicateur=indicateur,
        etat=EtatCible.EN_RETARD if valeur else EtatCible.INDECIS,
        raison="La valeur attendue en 2025 n’est pas atteinte.",
        attendu=Decimal(50),
        precedent=AVANT,
        precedent_unite="%",
        nature="Calculée",
        releve_le=JOUR,
        commentaire="Deux lots de plus portent une clause depuis la formation de mars.",
    )


def make_action(rang):
    return ActionPoint(
        code=f"A-{rang}",
        titre=f"Action numéro {rang}, dont le titre tient sur plus d’une ligne de ces pages",
        etat=ETATS[rang % 5],
        motif="Le partenaire s’est retiré, et personne n’a repris sa place.",
        retard="échéance dépassée" if rang % 5 == 4 else "",
        echeance="décembre 2025",
    )


PLEIN = ContenuPoint(
    siren="001010016",
    acheteur="Métropole de Val-Fictif",
    annee=2025,
    jour=JOUR,
    lignes=tuple(make_ligne(rang, legal=rang < 4) for rang in range(30)),
    actions=tuple(make_action(rang) for rang in range(60)),
    collecte=CollecteFaite(demandees=6, rendues=5),
    change=tuple(f"« Action numéro {rang} » : en cours, puis faites" for rang in range(40)),
    precedent_le=date(2025, 3, 3),
    bilan="Une bonne année pour l’insertion. " * 20,
    demandes=tuple(f"Voter un budget numéro {rang} pour les formations" for rang in range(12)),
    perimetre=("Les marchés publiés sous ce SIREN, tous établissements réunis.",),
)
NU = ContenuPoint(
    siren="001010016",
    acheteur="Métropole de Val-Fictif",
    annee=2025,
    jour=JOUR,
    lignes=tuple(make_ligne(rang, valeur=None) for rang in range(4)),
)
ETAPE = EtatPointAnnuel(
    clos_le=JOUR,
    corrections=(
        ErratumAnnuel(
            cle="X-0",
            ancienne=Decimal("48.6"),
            nouvelle=Decimal("47.9"),
            motif="Un marché compté deux fois.",
            jour=date(2026, 4, 2),
        ),
    ),
)


PAYEE = replace(
    AVANT,
    origine="payes",
    expression=Expression.VALEUR,
    reference="001010016:SOC-01:2024:montant:paye",
)
SEPARE = replace(PLEIN, lignes=tuple(replace(ligne, precedent=PAYEE) for ligne in PLEIN.lignes))


@pytest.mark.parametrize(
    ("contenu", "etape"), [(PLEIN, ETAPE), (NU, EtatPointAnnuel()), (SEPARE, EtatPointAnnuel())]
)
def test_pages_and_slides_hold_in_their_number(contenu, etape):
    pages = PdfReader(
        io.BytesIO(write_forme(write_document_point(contenu, etape), Forme.PDF))
    ).pages
    diapositives = pptx.Presentation(
        io.BytesIO(write_pptx(write_diapositives_point(contenu, etape)))
    )

    assert len(pages) <= 4
    assert len(diapositives.slides) == 5


def test_what_was_corrected_is_read_beside_what_was_frozen():
    diapositives = (
        encode_document(write_diapositives_point(PLEIN, ETAPE)).decode().replace("\xa0", " ")
    )
    pages = encode_document(write_document_point(PLEIN, ETAPE)).decode().replace("\xa0", " ")

    assert "48\u202f% (corrigée)" in diapositives
    assert "26\u202f% (32 sur 125 marchés), puis 48\u202f% (corrigée)" in diapositives
    assert (
        "26\u202f% (32 sur 125 marchés), puis 49\u202f% (69 sur 142 marchés) : +23 points"
        in diapositives
    )
    assert '"49\u202f%"' in diapositives  # the three others, each with its count
    assert diapositives.count("\\n69 sur 142 marchés") == 3
    assert "Corrigée depuis : 48\u202f% (voir les errata)." in pages
    assert "26\u202f%\\n32 sur 125 marchés.\\nÉvolution de la valeur arrêtée : +23 points" in pages
    assert "\\nÉvolution : +23 points" in pages
    separees = (
        encode_document(write_document_point(SEPARE, EtatPointAnnuel()))
        .decode()
        .replace("\xa0", " ")
    )
    assert separees.count("32 sur 125") == 0  # in value: told in euros
    assert separees.count("\\nNon comparable") == 9
    assert separees.count("Non comparable : l’un compte des euros, l’autre des marchés") == 1


def test_a_scheme_prints_the_four_lines_as_they_hold_and_what_was_asked():
    blocs = tuple(write_extrait(PLEIN, ETAPE))
    lignes = [[read_mots(case) for case in ligne] for ligne in blocs[1].lignes]

    assert read_mots(blocs[0].contenu).startswith(
        "Point annuel 2025. Année close le 4\xa0mars\xa02026. 30\xa0cibles"
    )
    assert [ligne[1].replace("\xa0", " ") for ligne in lignes] == [
        "48\u202f% (corrigée) (compte non donné)", *["49\u202f% (69 sur 142 marchés)"] * 3,
    ]  # fmt: skip
    assert lignes[0][2:] == ["60\u202f% en 2028", "En retard, avant la correction"]
    assert len(blocs[3].elements) == 12
    assert len(tuple(write_extrait(NU, EtatPointAnnuel()))) == 2


def test_what_is_left_out_is_told():
    document = encode_document(write_document_point(PLEIN, ETAPE)).decode().replace("\xa0", " ")

    assert "dans « Mon plan » : 8 autres actions" in document
    assert "21 autres indicateurs" in document
    assert "Année close le 4 mars 2026." in document
    nu = encode_document(write_document_point(NU, EtatPointAnnuel())).decode()
    assert "l’année n’est pas close" in nu


def test_a_line_and_a_year_in_words():
    dite = tell_ligne(PLEIN.lignes[0], ETAPE.corrections)

    assert (dite.valeur, dite.ecart, dite.evolution) == (
        "49\u202f%", "\u221211,4\xa0points", "+23\xa0points",
    )  # fmt: skip
    assert [erratum.replace("\xa0", " ") for erratum in dite.errata] == [
        (
            "2 avril 2026 : 48\u202f% (compte non donné par la correction) au lieu de 49\u202f%. "
            "Un marché compté deux fois."
        )
    ]
    assert dite.origine.replace("\xa0", " ") == (
        "Valeur calculée, au 4 mars 2026. Données essentielles de la commande publique, au 20 "
        "novembre 2026."
    )
    assert tell_ligne(NU.lignes[0]).details == ["Une liste manque sur ce site."]
    corrige = hold_resultat(PLEIN.lignes[0], ETAPE.corrections)
    suivante = replace(PLEIN.lignes[1], precedent=corrige)
    assert tell_ligne(suivante).precedent_details == [
        "Point annuel, corrigé le 02/04/2026.",
        "Compte non donné par la correction.",
        "Un marché compté deux fois.",
    ]  # fmt: skip
    assert sum_up_point(NU).replace("\xa0", " ") == "4 cibles : 4 pas encore jugées."


def test_a_state_is_that_of_the_value_beside_it():
    corrigee, *autres = [ligne[3] for ligne in list(write_extrait(PLEIN, ETAPE))[1].lignes]
    nue = make_ligne(0)
    sans = replace(nue, indicateur=replace(nue.indicateur, cible=None, cible_annee=None))

    assert corrigee == "En retard, avant la correction"
    assert set(autres) == {"En retard"}
    assert tell_ligne(sans).etat == "Sans cible"
    en_mots = replace(sans.indicateur, precision="Recevoir 4 offres par marché en 2028")
    assert tell_ligne(replace(sans, indicateur=en_mots)).etat == "En retard"


def test_a_gap_stands_in_the_review_as_it_does_in_the_publication():
    dite = tell_ligne(PLEIN.lignes[0])
    payee = replace(AVANT, expression=Expression.VALEUR)
    autre = tell_ligne(replace(PLEIN.lignes[0], precedent=payee))

    assert dite.ecart == "\u221211,4\xa0points"
    assert autre.ecart == ""  # nobody said what the target counts, and its years count two things
