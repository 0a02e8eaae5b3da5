"""The table as a file: written then read, shifted, incomplete, unknown, twice the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.elements import fold_mots
from spaser.moteur.tables.modele import Feuille
from spaser.moteur.tables.rangees import find_colonne
from spaser.regles.acteurs import FormeSollicitation, RoleActeur, load_catalogue
from spaser.regles.acteurs_importes import (
    CasImport,
    DecisionImport,
    list_colonnes_acteurs,
    plan_import,
    resolve,
    write_acteur,
)
from spaser.regles.champs import change, list_titres_dits
from spaser.site.diagnostic.acteurs.importation import RECHERCHE
from spaser.site.diagnostic.models import ACTEUR
from spaser.site.diagnostic.models import ContenuActeur as Acteur
from tests.regles.acteurs.fabrique import ACTEURS, read_feuille_acteurs

CATALOGUE = load_catalogue()
TITRES = list_titres_dits(list_colonnes_acteurs(ACTEUR))


def read(*lignes, titres=TITRES, debut=1):
    return read_rangees(enumerate((titres, *lignes), start=debut))


def read_rangees(rangees):
    return read_feuille_acteurs(Feuille("Feuille", iter(rangees)))


def sole(tableau):
    (ligne,) = tableau.lignes
    return ligne


def remarks(ligne):
    return [(r.lieu, r.probleme) for r in ligne.remarques]


@pytest.mark.longue
@given(st.lists(ACTEURS, max_size=5, unique_by=lambda a: a.cle))
def test_importing_what_was_exported_changes_nothing(acteurs):
    tableau = read(*(write_acteur(acteur, CATALOGUE) for acteur in acteurs))

    assert {p.sort for p in plan_import(tableau, acteurs)} <= {CasImport.IDENTIQUE}


@pytest.mark.longue
@given(st.lists(ACTEURS, max_size=5, unique_by=lambda a: a.cle))
def test_importing_elsewhere_adds_every_one_even_homonyms(acteurs):
    tableau = read(*(write_acteur(acteur, CATALOGUE) for acteur in acteurs))

    plan = plan_import(tableau, [])
    assert [p.ligne.acteur for p in plan] == acteurs
    assert {p.defaut for p in plan} <= {DecisionImport.AJOUTER}


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("Nom de la structure", "nom"),
        ("STRUCTURE", "nom"),
        ("Nom de la structure (raison sociale)", "nom"),
        ("Nom du contact", ""),
        ("Typologie d'acteurs", "typologie"),
        ("Rôle et contribution pour mon SPASER ex : partage d’information", "role et contribution"),
        ("Forme et nature de la sollicitation ex: comité", "forme et nature"),
        ("Commentaires", "commentaire"),
        ("Priorité", ""),
        (None, ""),
    ],
)
def test_titles_are_recognised(titre, champ):
    assert find_colonne(RECHERCHE.colonnes, fold_mots(titre)) == champ


def test_the_programmes_own_seven_columns_are_read():
    ligne = sole(
        read(
            (
                "Têtes de réseaux",
                "CRESS Fictive",
                "Réseau",
                "accueil",
                "",
                "Partenariat : relais",
                "Comité, atelier de travail",
            ),
            titres=(
                "Typologie d'acteurs",
                "Nom de la structure",
                "Description",
                "Contact",
                "Commentaire",
                "Rôle et contribution pour mon SPASER ex : partage d'information",
                "Forme et nature de la sollicitation ex: participation à un comité",
            ),
        )
    )

    assert ligne.acteur == Acteur(
        nom="CRESS Fictive",
        typologie="tetes_de_reseaux",
        description="Réseau",
        contact="accueil",
        role=RoleActeur.PARTENARIAT,
        contribution="relais",
        formes=(FormeSollicitation.COMITE, FormeSollicitation.ATELIER),
    )


def test_titles_may_stand_lower_and_columns_in_any_order():
    rangees = [
        (3, ["Cartographie 2026"]),
        (5, [None, "Contact", "Structure"]),
        (6, [None, "accueil", "ADIE Fictive"]),
    ]

    tableau = read_rangees(rangees)

    assert sole(tableau).acteur == Acteur(nom="ADIE Fictive", contact="accueil")
    assert "Description" in tableau.absents


@pytest.mark.parametrize("rangees", [[], [(1, ("Ville",)), (2, ("Fictiville",))]])
def test_a_sheet_without_names_holds_no_table(rangees):
    assert read_rangees(rangees) is None


def test_a_line_without_name_is_located():
    ligne = sole(read(("", "", "Un réseau"), titres=("Typologie", "Nom", "Description")))

    assert not ligne.est_nommee
    assert remarks(ligne)[0][0] == "ligne 2, colonne B"


def test_extra_columns_go_to_the_comment():
    tableau = read(
        ("CCI Fictive", "déjà vu", "haute", "perdu ?"), titres=("Nom", "Commentaire", "Priorité")
    )

    assert [(r.colonne, r.valeur) for r in tableau.inconnus] == [("colonne C", "Priorité")]
    assert sole(tableau).acteur.commentaire == "déjà vu\nPriorité : haute\nperdu ?"
    assert remarks(sole(tableau))[0][0] == "ligne 2, colonne D"


@pytest.mark.parametrize("pas", [1, -1])
def test_a_shifted_line_is_put_back_and_told(pas):
    droite = ["", "Fédérations", "FFB Fictive", "Bâtiment", "Consultation"]
    cellules = (["", *droite] if pas > 0 else droite[1:]) + [""]
    titres = ("Rang", "Typologie", "Nom", "Description", "Rôle")

    ligne = sole(read(cellules, titres=titres))

    assert ligne.acteur.nom == "FFB Fictive"
    assert ligne.acteur.role is RoleActeur.CONSULTATION
    assert (
        "décalée d’une colonne vers la " + ("droite" if pas > 0 else "gauche")
        in (remarks(ligne)[0][1])
    )


def test_a_kind_in_the_place_of_the_name_is_a_shifted_line():
    ligne = sole(read(("", "Agences", "ADE Fictive", "Innovation"),
                      titres=("Typologie", "Nom", "Description")))  # fmt: skip

    assert (ligne.acteur.nom, ligne.acteur.typologie) == ("ADE Fictive", "agences")
    assert ligne.acteur.description == "Innovation"


@pytest.mark.parametrize(
    ("titre", "valeur", "champ", "garde"),
    [
        ("Typologie", "Licornes", "commentaire", "Typologie d’acteurs : Licornes"),
        ("Rôle", "mentor", "contribution", "mentor"),
        ("Forme de la sollicitation", "café ; entretien", "nature", "café"),
        ("SIREN", "12", "commentaire", "SIREN : 12"),
        ("Vérifié le", "un jour", "commentaire", "Vérifié le : un jour"),
        ("Identifiant", "7", "commentaire", "Identifiant : 7"),
        ("Description", date(2026, 3, 1), "description", "01/03/2026"),
        ("Description", 12.0, "description", "12"),
        ("Description", 1.5, "description", "1,5"),
        ("Description", True, "description", "oui"),
    ],
)
def test_what_is_not_understood_is_kept_as_a_text(titre, valeur, champ, garde):
    ligne = sole(read(("Acteur", valeur), titres=("Nom", titre)))

    assert getattr(ligne.acteur, champ) == garde


@pytest.mark.parametrize(
    ("texte", "role", "contribution"),
    [
        ("Décisionnaire", RoleActeur.DECISION, ""),
        ("Consultation – avis sur les cibles", RoleActeur.CONSULTATION, "avis sur les cibles"),
        ("Partenariat (relais)", RoleActeur.PARTENARIAT, "relais"),
        ("consultation, partenariat", RoleActeur.PARTENARIAT, "consultation, partenariat"),
        ("relit le schéma", None, "relit le schéma"),
    ],
)
def test_a_cell_may_hold_a_role_and_its_contribution(texte, role, contribution):
    acteur = sole(read(("A", texte), titres=("Nom", "Rôle et contribution"))).acteur

    assert (acteur.role, acteur.contribution) == (role, contribution)


def test_the_titles_repeated_and_blank_lines_are_skipped():
    tableau = read(("nom", "CONTACT"), ("", None), ("A", "b"), titres=("Nom", "Contact"))

    assert [ligne.numero for ligne in tableau.lignes] == [4]


def test_the_same_stakeholder_twice_is_located_and_merged_by_default():
    titres = ("Nom", "Contact")
    tableau = read(("La CCI fictive", "a"), ("CCI Fictive", "b"), titres=titres)

    premiere, seconde = plan_import(tableau, [])

    assert (premiere.sort, seconde.sort) == (CasImport.NOUVEAU, CasImport.REPETE)
    assert seconde.jumelle == 2
    reuni = resolve(seconde, seconde.defaut, premiere.ligne.acteur, tableau)
    assert reuni.contact == "a\nb"


def test_a_missing_column_erases_nothing():
    existant = Acteur(nom="CCI", contact="accueil", cle="11111111-1111-4111-8111-111111111111")
    tableau = read(("CCI 2", existant.cle), titres=("Nom", "Identifiant"))

    (prevision,) = plan_import(tableau, [existant])

    assert prevision.defaut is DecisionImport.REMPLACER
    assert resolve(prevision, prevision.defaut, existant, tableau) == change(existant, nom="CCI 2")


def test_a_known_name_is_completed_never_replaced_unasked():
    existant = Acteur(nom="CCI", contact="accueil", cle="11111111-1111-4111-8111-111111111111")
    tableau = read(("cci", "autre accueil"), titres=("Nom", "Contact"))

    (prevision,) = plan_import(tableau, [existant])

    assert prevision.defaut is DecisionImport.COMPLETER
    assert [d.champ.nom for d in prevision.differences] == ["contact", "commentaire"]
