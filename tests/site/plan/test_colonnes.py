"""Every column of the plan goes out in a real file, comes back, is written, and is undone.

The columns are those of the code: one that is added without a way to draw it fails here.
"""

import string
from dataclasses import fields
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.elements import fold_mots
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.considerations import load_actions
from spaser.regles.indicateurs import load_bibliotheque
from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.obligations import load_obligations
from spaser.regles.plan import EtapeSuivie, EtatAction
from spaser.regles.plan_importe.comparaison import Decision
from spaser.regles.plan_importe.lignes import PAR_NOM, TITRES, ContenuAction, clean_titre
from spaser.site.diagnostic.models import Politique
from spaser.site.plan.actions.plan_lu import make_nommer, read_contenu, write_ligne
from spaser.site.plan.importation.ecriture import (
    apply_import,
    foresee_plan,
    keep_decisions,
    propose_colonnes_plan,
    receive_fichier,
    undo_import,
    unpack_table,
)
from spaser.site.plan.models.actions import Action
from tests.site.plan.fabrique import make_action

pytestmark = [pytest.mark.django_db, pytest.mark.longue]
PLANS = ("Plan vélo", "Plan repas", "Plan clauses")
SANS_ORDRE = ("politiques", "attend")
REPRIS = ("etapes", "familles", "indicateurs", "obligations")
AUTRES = ("A-2", "A-3", "A-4")
LETTRES = string.ascii_letters + string.digits + "éÉàœç'’=+-@\"«»,.()/*•%°| :;"


JOURS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
DATES = st.one_of(
    JOURS.map(lambda jour: DatePartielle(jour.isoformat())),
    JOURS.map(lambda jour: DatePartielle(f"{jour:%Y-%m}")),
)


def draw_liste(valeurs, au_plus=3):
    return st.lists(valeurs, min_size=1, max_size=au_plus, unique=True).map(tuple)


def draw_codes(codes):
    return draw_liste(st.sampled_from(sorted(codes)))


def draw_action(marque):
    """Draw an action that says something under each column; the mark parts two of them."""
    return st.builds(ContenuAction, **list_tirages(marque))


def list_tirages(marque):
    ligne = st.text(LETTRES, max_size=40).map(lambda t: " ".join(f"{t} {marque}".split()))
    texte = draw_liste(ligne).map("\n".join)
    etape = st.builds(EtapeSuivie, ligne.map(clean_titre), st.none() | DATES, st.none() | JOURS)
    return {
        "code": st.just("A-1"),
        "axe": ligne,
        "objectif": ligne,
        "titre": ligne,
        "description": texte,
        "resultat": texte,
        "etat": st.sampled_from(EtatAction),
        "avancement": st.integers(0, 100),
        "motif": ligne,
        "pilote": ligne,
        "contributeurs": draw_liste(ligne),
        "debut": DATES,
        "fin": DATES,
        "etapes": st.lists(etape, min_size=1, max_size=3, unique_by=fold_etape).map(tuple),
        "familles": draw_codes(read_familles()),
        "budget": st.decimals(0, 10**9, places=2),
        "temps": ligne,
        "moyens": texte,
        "politiques": draw_codes(PLANS),
        "indicateurs": draw_codes(i.code for i in load_bibliotheque().indicateurs),
        "obligations": draw_codes(o.code for o in load_obligations()),
        "attend": draw_codes(AUTRES),
        "preuves": draw_liste(ligne),
        "commentaire": texte,
        "modele": st.sampled_from(sorted(a.code for a in load_actions().actions)),
        "cle_import": st.just("Z 1"),
    }


def fold_etape(etape):
    return fold_mots(etape.titre)


def test_every_column_has_its_way_to_be_drawn():
    assert {champ.name for champ in fields(ContenuAction)} == PAR_NOM.keys()
    assert list_tirages("x").keys() == PAR_NOM.keys()


@pytest.fixture
def plan(espace, auteur):
    """Give a space with one action called as files do, three that it may wait for, three plans."""
    for titre in ("Une action", "Sourcer", "Former", "Payer"):
        make_action(espace, auteur, titre)
    Action.objects.filter(code="A-1").update(cle_import="Z 1")
    for nom in PLANS:
        Politique.objects.create(espace=espace, nom=nom, etat="existe")
    return espace


def read_action():
    return tell(read_contenu(Action.objects.get(code="A-1")))


def tell(contenu):
    return {nom: getattr(contenu, nom) for nom in PAR_NOM}


def list_ecarts(lue, attendue):
    """Return the columns that do not say what they should."""
    return [
        (nom, lue[nom], dit)
        for nom, dit in attendue.items()
        if (sorted(lue[nom]) != sorted(dit) if nom in SANS_ORDRE else lue[nom] != dit)
    ]


def bring(espace, auteur, dite, format_):
    """Import an action, as a file of ours says it."""
    ligne = write_ligne(dite, make_nommer(dict.fromkeys(AUTRES, "Une autre")))
    envoi = SimpleUploadedFile(
        f"plan.{format_}", write_table([Onglet("Plan", TITRES, [ligne])], format_)
    )
    recue = receive_fichier(espace, envoi, auteur)
    lue = unpack_table(recue)
    colonnes = propose_colonnes_plan(espace, lue, recue)
    keep_decisions(recue, colonnes, {0: (Decision.METTRE_A_JOUR.value, "")}, ())
    vue = foresee_plan(espace, lue, colonnes)
    apply_import(recue, colonnes, vue.empreinte, auteur)
    recue.refresh_from_db()
    return recue


def complete(avant, apres):
    """Return what a second file of ours leaves: its words, and lists that never grow shorter."""
    return {
        nom: tuple(dict.fromkeys([*avant[nom], *dit]))
        if isinstance(dit, tuple) and (nom not in REPRIS or len(dit) < len(avant[nom]))
        else dit
        for nom, dit in apres.items()
    }


@pytest.mark.parametrize("format_", FormatClasseur)
def test_every_column_of_a_file_is_written_completed_then_undone(plan, auteur, format_):
    depart = read_action()

    # Eight imports and undos are a few seconds; making a failure small would take minutes.
    @settings(max_examples=6, phases=[Phase.generate])
    @given(draw_action("x"), draw_action("y"))
    def check(une, autre):
        with transaction.atomic():
            premiere = bring(plan, auteur, une, format_)
            assert list_ecarts(read_action(), tell(une)) == []
            seconde = bring(plan, auteur, autre, format_)
            assert list_ecarts(read_action(), complete(tell(une), tell(autre))) == []

            assert undo_import(seconde, auteur) is None
            assert list_ecarts(read_action(), tell(une)) == []
            assert undo_import(premiere, auteur) is None
            assert list_ecarts(read_action(), depart) == []
            transaction.set_rollback(True)

    check()
