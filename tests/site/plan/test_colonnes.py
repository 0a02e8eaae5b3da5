"""Every column of the plan goes out in a real file, comes back, is written, and is undone.

The columns are those that the model says, drawn by their kind: one that is added is drawn too.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.regles.champs import GenreDit, list_titres_dits
from spaser.regles.plan_importe.comparaison import Decision
from spaser.site.diagnostic.models import Politique
from spaser.site.plan.actions.forms import FormAction
from spaser.site.plan.actions.plan_lu import make_nommer
from spaser.site.plan.importation.champs_plan import CHERCHES
from spaser.site.plan.importation.ecriture import (
    apply_import,
    foresee_plan,
    keep_decisions,
    propose_colonnes_plan,
    receive_fichier,
    undo_import,
    unpack_table,
)
from spaser.site.plan.importation.tableau_lu import read_fichier_plan
from spaser.site.plan.models.actions import (
    PAR_NOM,
    PLAN,
    Action,
    ContenuAction,
    ImportationPlan,
)
from spaser.site.socle.champs import read_dite, write_rangee
from tests.outils.champs import draw_champ, draw_codes, draw_dite
from tests.site.plan.fabrique import make_action

pytestmark = [pytest.mark.django_db, pytest.mark.longue]
PLANS = ("Plan vélo", "Plan repas", "Plan clauses")
TITRES = list_titres_dits(PLAN)
LENTE = [HealthCheck.too_slow]  # the more columns, the longer a busy machine draws
SANS_ORDRE = ("politiques", "attend")
REPRIS = {GenreDit.ETAPES, GenreDit.CODES}
AUTRES = ("A-2", "A-3", "A-4")
NOMMEES = {
    "code": st.just("A-1"),
    "cle_import": st.just("Z 1"),
    "politiques": draw_codes(PLANS),
    "attend": draw_codes(AUTRES),
}


def draw(champ, marque):
    return NOMMEES[champ.nom] if champ.nom in NOMMEES else draw_champ(champ, marque)


def draw_action(marque):
    """Draw an action that says something under each column; the mark parts two of them."""
    return draw_dite(ContenuAction, marque, **NOMMEES)


def test_every_field_of_an_action_says_what_it_is_or_is_of_the_house():
    maison = (
        "id version espace rang modifie_par modifie_le ecarte_le ecarte_par etat_depuis origine "
        "sortie"
    ).split()
    dits = [nom for champ in PLAN for nom in champ.champs or (champ.nom,)]
    tous = {champ.name for champ in (*Action._meta.fields, *Action._meta.many_to_many)}

    assert len(dits) == len(set(dits))
    assert tous - set(dits) == set(maison)


def test_every_field_that_people_fill_is_asked_by_the_form_of_an_action():
    ailleurs = {"code", "cle_import", "modele", "axe", "objectif"}
    demandes = {nom for champ in PLAN for nom in champ.champs} - ailleurs

    assert demandes <= set(FormAction.base_fields)


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
    return tell(read_dite(ContenuAction, Action.objects.get(code="A-1")))


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
    ligne = write_rangee(dite, make_nommer(dict.fromkeys(AUTRES, "Une autre")))
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
        if isinstance(dit, tuple)
        and (PAR_NOM[nom].genre not in REPRIS or len(dit) < len(avant[nom]))
        else dit
        for nom, dit in apres.items()
    }


NOMMENT = {"code", "titre", "cle_import"}  # without them a file is no longer one of ours


@pytest.mark.parametrize("format_", FormatClasseur)
def test_any_columns_of_ours_in_any_order_say_what_they_said_and_nothing_else(
    plan, auteur, tmp_path, format_
):
    noms = st.sets(st.sampled_from(sorted(PAR_NOM))).map(lambda noms: sorted(noms | NOMMENT))
    dites = noms.flatmap(
        lambda noms: st.fixed_dictionaries({nom: draw(PAR_NOM[nom], "x") for nom in noms})
    )
    rangs = {nom: rang for rang, nom in enumerate(PAR_NOM)}
    chemin = tmp_path / f"plan.{format_}"

    @settings(max_examples=15, phases=[Phase.generate], suppress_health_check=LENTE)
    @given(dites, st.randoms(use_true_random=False))
    def check(dits, hasard):
        noms = sorted(dits, key=lambda _: hasard.random())
        dite = ContenuAction(**dits)
        cellules = write_rangee(dite, make_nommer(dict.fromkeys(AUTRES, "Une autre")))
        rangee = [cellules[rangs[nom]] for nom in noms]
        onglet = Onglet("Plan", [TITRES[rangs[nom]] for nom in noms], [rangee])
        chemin.write_bytes(write_table([onglet], format_))
        lue = read_fichier_plan(chemin, CHERCHES)
        recue = ImportationPlan(espace=plan, auteur=auteur)
        (ligne,) = foresee_plan(plan, lue, propose_colonnes_plan(plan, lue, recue)).lu.lignes

        attendue = tell(dite)
        if "etat" not in noms:
            attendue.pop("etat")  # a share tells it, when no cell does
        assert list_ecarts(tell(ligne.action), attendue) == []

    check()


@pytest.mark.parametrize("format_", FormatClasseur)
def test_every_column_of_a_file_is_written_completed_then_undone(plan, auteur, format_):
    depart = read_action()

    # Eight imports and undos are a few seconds; making a failure small would take minutes.
    @settings(max_examples=6, phases=[Phase.generate], suppress_health_check=LENTE)
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
