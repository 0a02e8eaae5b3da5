"""Any columns of a tool, in any order and format, say what they said when they come back.

Columns are those that models say, drawn by their kind: one that is added is drawn too.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.moteur.tables.tableaux import read_tableaux
from spaser.regles.acteurs import load_catalogue
from spaser.regles.acteurs_importes import list_colonnes_acteurs, write_acteur
from spaser.regles.champs import write_dite
from spaser.regles.politiques import load_plans
from spaser.site.diagnostic.acteurs import importation
from spaser.site.diagnostic.models import (
    ACTEUR,
    COLONNES_INVENTAIRE,
    LignePlan,
    Politique,
)
from spaser.site.diagnostic.politiques import inventaire_lu
from spaser.site.diagnostic.politiques.forms import FormPolitique
from spaser.site.plan.grille import services
from spaser.site.plan.grille.forms import FormLigne, FormSuivi
from spaser.site.plan.models.actions import GRILLE, ContenuLigne, LigneGrille
from tests.outils.champs import draw_champ, draw_dite
from tests.regles.acteurs.fabrique import ACTEURS

PLANS = {plan.code: plan.nom for plan in load_plans()}
NOMS = {champ.nom: champ for champ in COLONNES_INVENTAIRE}


def order_annees(dite):
    """Give a plan its years in their order, and the name of the catalogue if it bears its code."""
    debut, fin = dite.debut, dite.fin
    if debut and fin:
        debut, fin = sorted((debut, fin))
    nom = PLANS.get(dite.code) or f"Charte {dite.nom}".strip()
    champs = {nom: getattr(dite, nom) for nom in NOMS}
    return LignePlan(**champs | {"debut": debut, "fin": fin, "nom": nom})


LIGNES = draw_dite(
    ContenuLigne,
    rubrique=draw_champ(GRILLE[0], "x"),
    sous_thematique=st.sampled_from(["Insertion", "=SOMME(A1)", "'-1", "« Égalité »"]),
    indicateur=st.sampled_from(["", "1", "2025", "1.0", "oui"]),
    **{nom: draw_champ(GRILLE[1]) for nom in ("objectif", "lien_achat", "remarque")},
)
PLANS_DITS = draw_dite(
    LignePlan,
    etat=draw_champ(NOMS["etat"], "x"),
    code=st.sampled_from(["", *PLANS]),
).map(order_annees)


def read_acteurs(feuilles):
    lu = importation.read_acteurs_lus(feuilles)
    dites = [remarque for ligne in lu.lignes for remarque in ligne.remarques]
    return [ligne.acteur for ligne in lu.lignes], [*lu.remarques, *lu.inconnus, *dites]


def read_grille(feuilles):
    lue = services.read_grille_lue(feuilles)
    return [ligne for _, ligne in lue.lignes], [*lue.remarques, *lue.refusees]


def read_inventaire(feuilles):
    lu = inventaire_lu.read_inventaire(feuilles)
    return lu.lignes, lu.remarques


# A tool: its rows, its columns in files, what writes one, what reads sheets, what must be there.
OUTILS = {
    "acteurs": (
        ACTEURS,
        list_colonnes_acteurs(ACTEUR),
        lambda dite: write_acteur(dite, load_catalogue()),
        importation.RECHERCHE,
        read_acteurs,
        {"nom"},
    ),
    "grille": (
        LIGNES,
        GRILLE,
        services.write_ligne_grille,
        services.RECHERCHE,
        read_grille,
        {"rubrique", "sous_thematique", "indicateur"},
    ),
    "politiques": (
        PLANS_DITS,
        COLONNES_INVENTAIRE,
        write_dite,
        inventaire_lu.RECHERCHE,
        read_inventaire,
        {"nom", "etat", "code"},
    ),
}


@pytest.mark.longue
@pytest.mark.parametrize("format_", FormatClasseur)
@pytest.mark.parametrize("outil", OUTILS)
def test_any_columns_in_any_order_say_what_they_said(tmp_path, outil, format_):
    dites, colonnes, write, recherche, lire, necessaires = OUTILS[outil]
    choisies = st.permutations(colonnes).flatmap(
        lambda c: st.integers(3, len(c)).map(
            lambda n: [x for i, x in enumerate(c) if i < n or x.nom in necessaires]
        )
    )
    chemin = tmp_path / f"tableau.{format_}"

    @settings(
        max_examples=20, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.lists(dites, max_size=4), choisies)
    def check(ecrites, gardees):
        rangs = [colonnes.index(champ) for champ in gardees]
        rangees = [[write(dite)[rang] for rang in rangs] for dite in ecrites]
        onglet = Onglet("Un", [champ.titre for champ in gardees], rangees)
        chemin.write_bytes(write_table([onglet], format_))

        lues, remarques = lire(read_tableaux(chemin, recherche))

        noms = [nom for champ in gardees for nom in (list_noms(champ, ecrites))]
        assert [[getattr(lue, nom) for nom in noms] for lue in lues] == [
            [getattr(dite, nom) for nom in noms] for dite in ecrites
        ]
        assert remarques == [] or len(gardees) < len(colonnes)

    check()


def list_noms(champ, ecrites):
    """Return the names under which rows hold what a column says: two for a cell of two."""
    seul = not ecrites or hasattr(ecrites[0], champ.nom)
    return (champ.nom,) if seul else champ.champs


def test_every_field_of_these_tools_says_what_it_is_or_is_of_the_house():
    maison = {"id", "version", "espace", "modifie_par", "modifie_le"}

    def list_muets(modele, champs):
        dits = {nom for champ in champs for nom in champ.champs}
        return {champ.name for champ in modele._meta.fields} - dits - maison

    assert list_muets(LigneGrille, GRILLE) == {"valeur_visee", "annee_visee"}
    assert list_muets(Politique, (*COLONNES_INVENTAIRE,)) == {"lien", "sous_themes", "objectifs"}


def test_every_field_that_people_fill_is_asked():
    demandes = {*FormLigne.base_fields, *FormSuivi.base_fields}

    assert {champ.nom for champ in GRILLE} - demandes == {"retenu"}
    assert {champ.nom for champ in COLONNES_INVENTAIRE} - {*FormPolitique.base_fields} == {"code"}
