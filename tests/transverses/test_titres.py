"""In every table that people hand over, a title that is word for word ours is ours."""

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.elements import fold_mots
from spaser.moteur.tables.correspondance import ChampCherche, assign_titres
from spaser.moteur.tables.rangees import find_rangs
from tests.transverses.arbre import RACINE

ECARTS = ("x", "nom x", "date de x", "valeur x", "titre")


def list_modules(mot):
    """Give the modules that hold some words of code."""
    for chemin in sorted((RACINE / "spaser").rglob("*.py")):
        if mot in chemin.read_text():
            nom = ".".join(chemin.relative_to(RACINE).with_suffix("").parts)
            yield import_module(nom.removesuffix(".__init__"))


def find_cherches():
    for module in list_modules("Cherche"):
        yield from (
            (objet.__name__, objet)
            for objet in vars(module).values()
            if isinstance(objet, type) and issubclass(objet, ChampCherche) and list(objet)
        )


def find_declarees():
    for module in list_modules(": Final = RechercheTable("):
        yield module.__name__, module.RECHERCHE.colonnes


CHERCHES = dict(find_cherches())
DECLAREES = dict(find_declarees())


def draw_titres(connus, voisins):
    """Draw titles of ours among others, that hold the words of any."""
    autres = st.sampled_from([t for t in voisins if t not in connus])
    autres |= st.tuples(st.sampled_from(voisins), st.sampled_from(voisins)).map(" ".join)
    return st.tuples(
        st.sets(st.sampled_from(sorted(connus)), min_size=1),
        st.sets(autres, max_size=8),
    ).flatmap(lambda deux: st.permutations(sorted(deux[0] | deux[1])))


@pytest.mark.longue
@pytest.mark.parametrize("nom", CHERCHES)
def test_a_title_of_ours_is_never_taken_for_another(nom):
    champs = CHERCHES[nom]
    connus = {fold_mots(champ.libelle): champ for champ in champs}
    assert len(connus) == len(champs)

    @given(draw_titres(connus, sorted({p for champ in champs for p in champ.phrases})))
    def check(titres):
        trouves = assign_titres(champs, titres)

        assert {t: c for c, t in trouves.items() if t in connus} == {
            t: connus[t] for t in titres if t in connus
        }

    check()


@pytest.mark.longue
@pytest.mark.parametrize("nom", DECLAREES)
def test_a_declared_title_is_never_taken_for_another(nom):
    colonnes = DECLAREES[nom]
    connus = {colonne.plie: colonne.nom for colonne in colonnes}
    assert len(connus) == len(colonnes)

    @given(draw_titres(connus, sorted({d for c in colonnes for d in (*c.titres, *c.debuts)})))
    def check(titres):
        rangs = find_rangs(colonnes, titres)

        assert {t: rangs.get(n) for t, n in connus.items() if t in titres} == {
            t: titres.index(t) for t in titres if t in connus
        }

    check()


def test_every_table_that_is_read_by_its_titles_is_looked_at():
    assert {"ChampExtrait", "ChampHeures", "ChampMarche", "ChampPlan", "ChampReleve"} <= {*CHERCHES}
    assert {nom.removeprefix("spaser.") for nom in DECLAREES} >= {
        "site.diagnostic.acteurs.importation", "site.plan.grille.services",
        "site.plan.cibles.collecte", "site.diagnostic.politiques.inventaire_lu",
    }  # fmt: skip
