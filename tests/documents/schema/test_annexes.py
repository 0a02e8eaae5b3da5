from datetime import date

import pytest

from spaser.documents.bilan.vue import Mesure
from spaser.documents.document import Fiche, Note, Paragraphe, read_mots, split_contenu
from spaser.documents.schema.assemblage import (
    FamilleMontree,
    IndicateurImprime,
    read_blocs,
    split_phrases,
    write_acteurs,
    write_familles,
    write_glossaire,
    write_references,
    write_sources_indicateurs,
)
from spaser.documents.schema.cadre import write_chiffre
from spaser.moteur.portrait import FamilleAchetee, FinDeContrat, Volume
from spaser.moteur.valeurs import Valeur
from spaser.regles.aides import find_termes, load_glossaire
from spaser.regles.indicateurs import Origine, ReferenceChiffre
from tests.faux_bilan import FICHES

JOUR = date(2026, 11, 26)


def flatten(texte):
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def read_lignes(tableau):
    return [[flatten(read_mots(cellule)) for cellule in ligne] for ligne in tableau.lignes]


def make_famille(n=12, montant=3_400_000.0, fins=(), **champs):
    achats = {"titulaires": 8, "sans_titulaire": 0, "nb_fins": len(fins), "sans_fin": 0} | champs
    volume = Volume("Bâtiment", n, montant, achats.pop("sans_montant", 0), achats.pop("suite", 0))
    return FamilleAchetee(volume, fins=tuple(fins), **achats)


def make_part(oui, non, inconnus):
    n, connus = oui + non + inconnus, oui + non
    valeur = Valeur(
        "001010016", 2025, "SOC-01", "nombre", oui if connus else None, connus or None, n,
        inconnus,
        oui / connus if connus else None,
        oui / n if connus else None,
        (oui + inconnus) / n if connus else None,
    )  # fmt: skip
    return Mesure(valeur, FICHES[0])


def read_fiche(achats, **parts):
    famille = FamilleMontree(code="batiment", achats=achats, parts=parts)
    _, fiche = write_familles([famille], 2025, "", "DECP, au 30 octobre 2026", JOUR)
    return {flatten(nom): flatten(read_mots(contenu)) for nom, contenu in fiche.champs}


FIN = FinDeContrat("24-1", "Toiture de l’école.", date(2027, 5, 3), 120_000.0)


@pytest.mark.parametrize(
    ("achats", "champ", "texte"),
    [
        (make_famille(), "Achats de 2025", "12 marchés, 3,4 M€ HT notifiés."),
        (make_famille(n=1, montant=None, sans_montant=1), "Achats de 2025",
         "1 marché, 1 sans montant utilisable."),
        (make_famille(suite=2), "Achats de 2025",
         "12 marchés, 3,4 M€ HT notifiés, 2 marchés déjà dans un accord-cadre."),
        (make_famille(), "Titulaires", "8 titulaires différents."),
        (make_famille(titulaires=1, sans_titulaire=3), "Titulaires",
         "1 titulaire différent, 3 marchés sans titulaire identifié."),
        (make_famille(titulaires=0, sans_titulaire=12), "Titulaires",
         "Non connus : aucun marché ne donne un titulaire identifié."),
        (make_famille(), "Se terminent d’ici novembre 2028", "Aucun marché connu."),
        (make_famille(sans_fin=4), "Se terminent d’ici novembre 2028",
         "Aucun marché connu. La fin de 4 marchés n’est pas connue."),
        (make_famille(fins=[FIN]), "Se terminent d’ici novembre 2028",
         "1 marché : « Toiture de l’école » (3 mai 2027, 120 k€)."),
        (make_famille(fins=[FIN], nb_fins=9), "Se terminent d’ici novembre 2028",
         "9 marchés, dont les plus importants : « Toiture de l’école » (3 mai 2027, 120 k€)."),
    ],
)  # fmt: skip
def test_a_sheet_says_volume_holders_and_ends(achats, champ, texte):
    assert read_fiche(achats)[champ] == texte


@pytest.mark.parametrize(
    ("reponses", "texte"),
    [
        ((3, 9, 0), "25 % (3 sur 12 marchés)."),
        ((3, 7, 2), "30 % (3 sur 10, 2 sans réponse : 25–42 %)."),
        ((0, 12, 0), "0 % (0 sur 12 marchés)."),
        ((0, 0, 12), "Non connu : réponse absente pour les 12 marchés."),
        ((1, 1, 0), "50 % (1 sur 2 marchés : trop peu de données)."),
    ],
)
def test_a_rate_of_a_family_has_its_bounds_and_nought_is_not_unknown(reponses, texte):
    fiche = read_fiche(make_famille(), **{"SOC-01": make_part(*reponses)})

    assert fiche["Avec une considération sociale"] == texte
    assert "Avec une considération environnementale" not in fiche


def test_families_without_a_sheet_are_told():
    famille = FamilleMontree(code="batiment", achats=make_famille(), parts={})

    intro, fiche = write_familles([famille], 2025, "Trois autres, sans fiche.", "DECP", JOUR)

    assert isinstance(intro, Paragraphe)
    assert "Trois autres, sans fiche." in intro.contenu
    assert isinstance(fiche, Fiche)
    assert fiche.identifiant == "marches_familles_batiment"
    assert write_familles([], 2025, "", "DECP", JOUR) == ()


def test_stakeholders_are_told_by_what_they_bring():
    acteurs = [
        ("PLIE", "Insertion", "Co-construction", "Heures"),
        ("CCI", "", "", ""),
    ]

    (tableau,) = write_acteurs(acteurs)

    assert read_lignes(tableau) == [
        ["PLIE", "Insertion", "Co-construction", "Heures"],
        ["CCI", "–", "–", "–"],
    ]
    assert write_acteurs([]) == ()


def test_words_of_tables_sheets_and_lists_are_read():
    (tableau,) = write_acteurs([("A", "B", "C", "D")])
    famille = FamilleMontree(code="batiment", achats=make_famille(), parts={})

    texte = read_blocs([tableau, *write_familles([famille], 2025, "", "DECP", JOUR)])

    for mot in ("Acteur", "ce que chacun apporte", "Bâtiment", "Titulaires", "8\u00a0titulaires"):
        assert mot in texte


def test_a_word_that_the_law_defines_has_its_text_in_a_note():
    (tableau,) = write_glossaire(find_termes("Une ESUS est titulaire.", load_glossaire()))

    esus, titulaire = tableau.lignes
    assert [m.texte for m in split_contenu(esus[1]) if isinstance(m, Note)] != []
    assert [m.texte for m in split_contenu(titulaire[1]) if isinstance(m, Note)] == []
    assert write_glossaire([]) == ()


def make_chiffre(code, annee, texte, compte, source="DECP, au 30 octobre 2026"):
    reference = ReferenceChiffre("001010016", code, annee, "nombre", Origine.PUBLIES)
    chiffre = write_chiffre(reference, nom="Marchés", texte=texte, phrases=[compte], source=source)
    return annee, chiffre


def make_indicateur(code="SOC-01", chiffres=(), **champs):
    base = {
        "nom": "Marchés sociaux",
        "sur": "en nombre de marchés",
        "cle": code.lower().replace("-", "_"),
        "methode": "Tous les marchés. Un marché compte s'il…",
        "limites": "",
    }
    return IndicateurImprime(code=code, chiffres=chiffres, **base | champs)


SOCIAUX = make_indicateur(
    chiffres=[
        make_chiffre("SOC-01", 2025, "34 %", "49 sur 142 marchés."),
        make_chiffre("SOC-01", 2024, "26 %", "32 sur 125 marchés."),
    ],
    limites="Propre aux sociaux. Commune.",
)
VERTS = make_indicateur(
    "ENV-01",
    [make_chiffre("ENV-01", 2025, "61 %", "87 sur 142 marchés.", "Autre source")],
    methode="Tous les marchés. Une clause.",
    limites="Commune.",
)


PAYES = make_indicateur(
    "SOC-13",
    [
        make_chiffre("SOC-13", annee, "7 %", "3 € sur 45 €.", "Dépenses payées")
        for annee in (2025, 2024)
    ],
    methode="Agréments en cours.",
)


def test_each_figure_is_told_under_its_indicator_with_its_source_by_number():
    blocs = write_sources_indicateurs([SOCIAUX, VERTS, PAYES], ["Une limite."])
    sources, methode, sociaux, _, verts = blocs[:5]

    assert [flatten(read_mots(e)) for e in sources.elements] == [
        "Source 1 : DECP, au 30 octobre 2026.",
        "Source 2 : Dépenses payées.",
    ]
    assert read_lignes(sociaux) == [
        ["2025", "34 %", "49 sur 142 marchés. Source 1.", "001010016:SOC-01:2025:nombre:publie"],
        ["2024", "26 %", "32 sur 125 marchés. Source 1.", "001010016:SOC-01:2024:nombre:publie"],
    ]
    assert read_lignes(verts)[0][2] == "87 sur 142 marchés. Autre source."
    assert flatten(read_mots(methode.contenu)) == (
        "Marchés sociaux, en nombre de marchés. Un marché compte s’il… Propre aux sociaux."
    )
    assert write_sources_indicateurs([], ["Une limite."]) == ()


def test_an_only_source_is_told_once():
    sources, _, sociaux, _, verts, *_ = write_sources_indicateurs([SOCIAUX, VERTS], [])

    assert [flatten(read_mots(e)) for e in sources.elements] == [
        "Source, sauf mention contraire : DECP, au 30 octobre 2026."
    ]
    assert [ligne[2] for ligne in read_lignes(sociaux)] == [
        "49 sur 142 marchés.",
        "32 sur 125 marchés.",
    ]
    assert read_lignes(verts)[0][2] == "87 sur 142 marchés. Autre source."


def test_rules_and_limits_that_several_indicators_share_are_told_once():
    blocs = write_sources_indicateurs([SOCIAUX, VERTS], ["Une limite."])

    assert blocs[-1].elements == ("Une limite.", "Tous les marchés.", "Commune.")
    assert read_blocs(blocs).count("Commune.") == 1


def test_a_short_document_tells_its_figures_in_one_table():
    tableau, codes, sources = write_references([SOCIAUX, VERTS])

    assert read_lignes(tableau)[0] == [
        "001010016:SOC-01:2025:nombre:publie", "34 %", "49 sur 142 marchés."
    ]  # fmt: skip
    assert len(tableau.lignes) == 3
    assert flatten(codes.contenu) == "SOC-01 : Marchés sociaux ; ENV-01 : Marchés sociaux."
    assert len(sources.elements) == 1
    assert write_references([]) == ()


@pytest.mark.parametrize(
    ("texte", "phrases"),
    [
        ("", []),
        ("Une seule.", ["Une seule."]),
        ("Entre 9,8 % et 14 %. 151 marchés, 8 sans réponse.",
         ["Entre 9,8 % et 14 %.", "151 marchés, 8 sans réponse."]),
    ],
)  # fmt: skip
def test_sentences_are_told_apart(texte, phrases):
    assert split_phrases(texte) == phrases
