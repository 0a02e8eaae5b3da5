from dataclasses import replace
from datetime import date

import pytest

from spaser.documents.document import Lien, Note, Tableau, read_mots, split_contenu
from spaser.documents.schema.cadre import write_chiffre
from spaser.documents.schema.engagements import (
    TOUS_LES_DEUX_ANS,
    DateAttendue,
    EtapePrevue,
    IndicateurSchema,
    ReunionPrevue,
    ValeurDite,
    write_calendrier,
    write_gouvernance,
    write_indicateurs,
    write_publication,
)
from spaser.regles.indicateurs import Origine, ReferenceChiffre
from spaser.regles.reperes import list_reperes

REFERENCE = ReferenceChiffre("001010016", "SOC-01", 2025, "nombre", Origine.PUBLIES)
SOCIAL = write_chiffre(
    REFERENCE,
    nom="Marchés avec au moins une considération sociale",
    texte="34 %",
    phrases=["49 sur 142 marchés.", "Entre 33 % et 36 %."],
    source="Données essentielles, au 30 octobre 2026",
)


ANCIEN = write_chiffre(
    replace(REFERENCE, annee=2024), nom="Marchés", texte="26 %", phrases=[], source="DECP"
)


def flatten(texte):
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def read_lignes(tableau):
    return [[read_mots(cellule) for cellule in ligne] for ligne in tableau.lignes]


def list_tableaux(blocs):
    return [bloc for bloc in blocs if isinstance(bloc, Tableau)]


def test_a_figure_says_what_it_counts_on_what_and_which_day():
    assert SOCIAL.reference == "001010016:SOC-01:2025:nombre:publie"
    assert SOCIAL.explication.replace("\u202f", " ") == (
        "Marchés avec au moins une considération sociale, 2025. 49 sur 142 marchés. "
        "Entre 33 % et 36 %. Données essentielles, au 30 octobre 2026."
    )


def test_a_figure_without_a_value_is_told_unknown():
    chiffre = write_chiffre(REFERENCE, nom="Marchés", texte="", phrases=[], source="")

    assert (chiffre.texte, chiffre.explication) == ("non connu", "Marchés, 2025.")


def test_indicators_of_the_law_come_first_with_their_base_and_their_yardsticks():
    suivi = IndicateurSchema(
        nom="Considération sociale",
        legal=True,
        depart=ValeurDite(chiffre=ANCIEN, annee=2024, details="24–30 %"),
        derniere=ValeurDite(chiffre=SOCIAL, annee=2025, details="entre 33 % et 36 % ; 142 marchés"),
        cible="50 % en 2028",
        reperes=list_reperes("SOC-01", "nombre", 2025),
        responsable="Direction des achats",
        frequence="Annuelle",
    )
    libre = IndicateurSchema(nom="Heures d’insertion", legal=False, absence="à relever (PLIE)")

    legaux, retenus = list_tableaux(write_indicateurs([libre, suivi]))
    (ligne,) = read_lignes(legaux)

    assert flatten(ligne[1]) == (
        "Départ : 26 % en 2024 (24–30 %). "
        "Ensuite : 34 % en 2025 (entre 33 % et 36 % ; 142 marchés)."
    )
    assert ligne[2].replace("\u202f", " ") == "50 % en 2028"
    assert "visés pour 2025" in ligne[3]
    assert ligne[4] == "Direction des achats, annuelle"
    assert read_lignes(retenus) == [
        ["Heures d’insertion", "Non connu\u00a0: à relever (PLIE).", "–", "–", "–"]
    ]


@pytest.mark.parametrize("absence", ["", "aucun marché"])
def test_an_unknown_base_is_never_nought(absence):
    suivi = IndicateurSchema(nom="ESUS", legal=True, absence=absence)

    ((_, depart, *_),) = read_lignes(list_tableaux(write_indicateurs([suivi]))[0])

    assert depart == (f"Non connu\u00a0: {absence}." if absence else "Non connu.")


def test_an_only_value_is_not_told_twice():
    seule = ValeurDite(chiffre=SOCIAL, annee=2025)
    suivi = IndicateurSchema(nom="Social", legal=True, derniere=seule)

    ((_, valeur, *_),) = read_lignes(list_tableaux(write_indicateurs([suivi]))[0])

    assert flatten(valeur) == "34 % en 2025."


def test_statements_of_law_carry_their_text_in_a_note():
    loi = write_indicateurs([])[0]
    notes = [m.texte for m in split_contenu(loi.contenu) if isinstance(m, Note)]

    assert len(notes) == 1
    assert "L2111-3" in notes[0]
    assert "lecture du" in notes[0]


def test_nothing_is_printed_of_governance_and_calendar_before_anybody_decided():
    assert write_gouvernance([]) == ()
    assert write_calendrier([]) == ()


def test_committees_are_a_table_in_their_order():
    reunions = [
        ReunionPrevue(nom="Comité de pilotage", role="Décide", membres="Élus", quand="Deux fois"),
        ReunionPrevue(nom="Comité technique", role="", membres="Services", quand=""),
    ]

    (tableau,) = write_gouvernance(reunions)

    assert read_lignes(tableau) == [
        ["Comité de pilotage", "Décide", "Élus", "Deux fois"],
        ["Comité technique", "–", "Services", "–"],
    ]


@pytest.mark.parametrize(
    ("faits", "lignes"),
    [
        ((False, False), [["Cadrage", "4\u00a0janvier\u00a02027"],
                          ["Vote", "1er\u00a0juin\u00a02027"]]),
        ((True, False), [["Cadrage", "4\u00a0janvier\u00a02027", "Fait"],
                         ["Vote", "1er\u00a0juin\u00a02027", "À venir"]]),
    ],
)  # fmt: skip
def test_progress_is_told_once_a_step_is_done(faits, lignes):
    etapes = [
        EtapePrevue(titre="Cadrage", jour=date(2027, 1, 4), fait=faits[0]),
        EtapePrevue(titre="Vote", jour=date(2027, 6, 1), fait=faits[1]),
    ]

    (tableau,) = write_calendrier(etapes)

    assert read_lignes(tableau) == lignes
    assert len(tableau.entetes) == len(lignes[0])


def list_notes(contenu):
    return [m.texte for m in split_contenu(contenu) if isinstance(m, Note)]


def test_publication_names_the_scheme_of_the_register_and_the_days_to_come():
    schemas = [
        (Lien("SPASER 2024", "https://exemple.fr/s.pdf"), "adopté"),
        (Lien("SPASER 2018", ""), ""),
    ]
    dates = [
        DateAttendue(
            jour=date(2027, 1, 1), texte="Déclarer la part", nom="Réemploi", faits=("AGEC-58",)
        ),
        DateAttendue(jour=date(2027, 6, 1), texte="La publier", nom="Réemploi", faits=("AGEC-58",)),
    ]

    loi, premier, second, debut, tableau = write_publication(schemas, dates)

    assert "deux ans" in read_mots(loi.contenu)
    assert read_mots(premier.contenu) == ("Schéma connu du registre\u00a0: SPASER 2024 (adopté).")
    assert [m.adresse for m in premier.contenu if isinstance(m, Lien)] == [
        "https://exemple.fr/s.pdf"
    ]
    assert read_mots(second.contenu).endswith("SPASER 2018.")
    une, autre = read_lignes(tableau)
    assert une[:2] == ["1er\u00a0janvier\u00a02027", "Déclarer la part"]
    assert [une[2], autre[2]] == ["Réemploi", "Réemploi"]
    assert [len(list_notes(ligne[2])) for ligne in tableau.lignes] == [1, 0]  # told once
    assert "deux ans au plus après l’adoption, selon notre lecture" in read_mots(debut.contenu)
    assert len(write_publication([], [])) == 2


def test_the_day_of_the_next_publication_takes_the_place_of_what_it_is_counted_from():
    sienne = DateAttendue(
        jour=date(2028, 3, 12),
        texte="Nos résultats sont à publier avant ce jour.",
        nom="L’adoption du 12 mars 2026, selon notre lecture",
        faits=(TOUS_LES_DEUX_ANS,),
    )

    _loi, tableau = write_publication([], [sienne])

    assert read_lignes(tableau)[0][0] == "12\u00a0mars\u00a02028"
    assert "L2111-3" in list_notes(tableau.lignes[0][2])[0]
