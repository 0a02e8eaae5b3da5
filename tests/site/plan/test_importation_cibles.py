"""A plan as buyers hold it: its numbers, its targets, its totals, and rows that are not wanted."""

import io
from dataclasses import replace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.document import NEUTRE
from spaser.documents.rendus.docx import write_docx
from spaser.documents.schema.vote import write_schema
from spaser.moteur.tables.modele import ErreurTable
from spaser.regles.etats_schema import Longueur
from spaser.site.plan.actions.plan_lu import list_onglets_plan, name_actions
from spaser.site.plan.actions.services import list_completes
from spaser.site.plan.cibles.lignes import list_vises, write_visee
from spaser.site.plan.cibles.services import note_valeurs, save_visee
from spaser.site.plan.importation.champs_plan import CHERCHES
from spaser.site.plan.importation.ecriture import (
    foresee_plan,
    keep_decisions,
    propose_colonnes_plan,
    receive_colle,
    receive_fichier,
    undo_import,
    unpack_table,
)
from spaser.site.plan.importation.tableau_lu import read_fichier_plan
from spaser.site.plan.models.actions import Action, Axe, ContenuAction, ImportationPlan, LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi, Valeur
from spaser.site.socle.champs import read_dite
from tests.documents.schema.test_deliberation import make_axe, make_schema
from tests.site.plan.fabrique import make_action
from tests.site.plan.test_importation import ADRESSE, importer, lire, texte

pytestmark = pytest.mark.django_db
PLAN = (
    "N°\tAxe\tAction\tPilote\tÉchéance\tÉtat\tIndicateur\tValeur de départ 2024\tCible 2027"
    "\tCible 2029\n"
    "1.1\tSocial\tInsérer\tDRH\tT2 2027\tEn cours\t% de marchés avec clause sociale\t12 %\t20 %"
    "\t30 %\n"
    "1.2\t\tFormer\tRH\t2e semestre 2027\t\tNombre de réunions internes\t\t\t4\n"
    "\tTotal\t2 actions\t\t\t\t\t\t\t\n"
    "2.1\tVert\tTrier\tDSI\tfin 2027\tAbandonnée\tTaux de tri\t\t\t+10 pts\n"
    "Total\t8 actions\t\t\t\t\t\t\t\t\n"
)
MOTIF = {3: ("", "Sans crédits")}


@pytest.fixture
def recue(espace, auteur):
    return receive_colle(espace, PLAN, auteur)


def dire_cibles():
    return [(str(visee), write_visee(visee), visee.base and str(visee.base.valeur.normalize()))
        for visee in IndicateurSuivi.objects.all()]  # fmt: skip


def test_a_value_of_a_year_that_is_past_is_where_a_target_starts(espace, auteur):
    colle = "Action\tIndicateur\tValeur 2025\tCible 2029\nSuivre\tHeures de tri\t1 200 h\t4000 h\n"
    recue = receive_colle(espace, colle, auteur)

    visees = lire(espace, recue).cibles

    assert [prevue.lue.texte for prevue in visees] == [
        "4\u202f000 h en 2029, départ 1\u202f200 h en 2025"
    ]


def test_a_plan_keeps_its_numbers_its_ends_its_targets_and_none_of_its_totals(
    espace, auteur, recue
):
    vue = lire(espace, recue)
    assert vue.axes == ("Social", "Vert")
    assert [(c.lieu, c.valeur) for c in vue.constats if "total" in c.probleme] == [
        ("ligne 4", "Total / 2 actions"), ("ligne 6", "Total / 8 actions"),
    ]  # fmt: skip

    bilan = importer(espace, auteur, recue, MOTIF)
    assert (bilan.ajoutees, bilan.cibles, bilan.tenues) == (3, 3, [])
    dites = Action.objects.values_list(
        "code", "titre", "axe__titre", "debut", "fin", "etat", "motif", "indicateurs"
    )
    assert list(dites) == [
        ("1.1", "Insérer", "Social", "", "2027-06", "en_cours", "", ["SOC-03"]),
        ("1.2", "Former", "Social", "", "2027-12", "a_lancer", "", ["Nombre de réunions internes"]),
        ("2.1", "Trier", "Vert", "", "2027-12", "abandonnee", "Sans crédits", ["Taux de tri"]),
    ]
    assert dire_cibles() == [
        ("Nombre de réunions internes", "4 en 2029", None),
        ("Taux de tri", "", None),
        ("Marchés avec clause sociale d’exécution", "30\u202f% en 2029", "12"),
    ]
    lignes = LigneGrille.objects.values_list("indicateur", "code", "rubrique", "retenu", "objectif")
    assert set(lignes) == {
        ("Marchés avec clause sociale d’exécution", "SOC-03", "social", True, ""),
        ("Nombre de réunions internes", "", "social", True, ""),
        ("Taux de tri", "", "gouvernance", True, "+10 pts en 2029"),
    }
    assert [a.commentaire.replace("\u00a0", " ") for a in Action.objects.all()] == [
        "Cible 2027 : 20 %", "", "Cible : +10 pts en 2029",
    ]  # fmt: skip


def test_the_same_plan_twice_changes_nothing_and_undoing_takes_targets_back(espace, auteur, recue):
    importer(espace, auteur, recue, MOTIF)
    encore = receive_colle(espace, PLAN, auteur)
    keep_decisions(encore, propose_colonnes_plan(espace, unpack_table(encore), encore), MOTIF, ())
    encore.refresh_from_db()
    assert not lire(espace, encore).a_faire

    assert undo_import(recue, auteur) is None
    assert not list_completes(espace).exists()
    assert not Axe.objects.exists()
    assert not IndicateurSuivi.objects.exists()
    assert not LigneGrille.objects.exists()


@pytest.mark.parametrize("remplacer", [(), ("soc 03",)])
def test_a_target_that_stands_is_told_and_replaced_only_when_asked(
    espace, auteur, recue, remplacer
):
    make_cible(espace, auteur, cible_valeur=40, cible_annee=2028)
    (tenue,) = (c for c in lire(espace, recue).cibles if c.tenue)
    assert (tenue.lue.texte, tenue.tenue) == (
        "30 % en 2029, départ 12 % en 2024",
        "40\u202f% en 2028",
    )

    bilan = importer(espace, auteur, recue, MOTIF, remplacer)
    visee = IndicateurSuivi.objects.get(code="SOC-03")
    assert write_visee(visee) == ("30\u202f% en 2029" if remplacer else "40\u202f% en 2028")
    assert len(bilan.tenues) == (0 if remplacer else 1)

    undo_import(recue, auteur)
    visee.refresh_from_db()
    assert (write_visee(visee), visee.base) == ("40\u202f% en 2028", None)


def make_cible(espace, auteur, **champs):
    """Aim at something for social clauses, that a line of the grid follows already."""
    LigneGrille.objects.create(
        espace=espace, rubrique="social", indicateur="Clauses", code="SOC-03", retenu=True
    )
    vise = next(v for v in list_vises(espace) if v.suivi.code == "SOC-03")
    return save_visee(espace, vise, champs, {}, auteur)


def test_a_target_without_a_year_takes_that_of_the_file(espace, auteur, recue):
    make_cible(espace, auteur, cible_valeur=30)
    assert [c.tenue for c in lire(espace, recue).cibles] == ["", "", ""]

    importer(espace, auteur, recue, MOTIF)
    assert write_visee(IndicateurSuivi.objects.get(code="SOC-03")) == "30\u202f% en 2029"


def test_a_target_counted_in_another_unit_is_told_and_left(espace, auteur, recue):
    make_cible(espace, auteur, cible_valeur=40, cible_annee=2028, unite="marchés")
    bilan = importer(espace, auteur, recue, MOTIF, ("soc 03",))

    assert write_visee(IndicateurSuivi.objects.get(code="SOC-03")) == "40\u00a0marchés en 2028"
    assert "vous comptez en « marchés »" in bilan.tenues[0]


def test_a_line_of_the_grid_that_was_not_followed_is_then_left_as_it_was(espace, auteur, recue):
    ligne = LigneGrille.objects.create(
        espace=espace, rubrique="social", indicateur="Nombre de réunions internes"
    )
    importer(espace, auteur, recue, MOTIF)
    ligne.refresh_from_db()
    assert (ligne.retenu, write_visee(ligne.visee)) == (True, "4 en 2029")

    undo_import(recue, auteur)
    ligne = LigneGrille.objects.get()
    assert (ligne.retenu, IndicateurSuivi.objects.count()) == (False, 0)


def test_an_import_whose_targets_were_worked_on_is_not_undone(espace, auteur, recue):
    importer(espace, auteur, recue, MOTIF)
    vise = next(v for v in list_vises(espace) if v.nom == "Nombre de réunions internes")
    note_valeurs(espace, [(vise, Valeur(annee=2026, valeur=3))], auteur)

    assert undo_import(recue, auteur).actions == ("Nombre de réunions internes",)
    assert list_completes(espace).count() == 3


def test_an_abandoned_action_asks_why_before_anything_is_written(espace, auteur, ada):
    page = texte(ada.post(ADRESSE, {"texte": PLAN}, follow=True))
    assert "Pourquoi cette action est-elle abandonnée ?" in page
    recue = ImportationPlan.objects.get()
    with pytest.raises(ErreurTable, match="abandonnées"):
        importer(espace, auteur, recue)

    envoi = fill(espace, recue) | {"ligne": ["0", "1", "3"], "garder-0": "on", "garder-1": "on",
        "garder-3": "on", "importer": "1"}  # fmt: skip
    page = texte(ada.post(f"{ADRESSE}{recue.pk}/", envoi, follow=True))
    assert "dites pourquoi ces actions sont abandonnées (ligne 5)" in page
    assert not Action.objects.exists()
    page = texte(
        ada.post(f"{ADRESSE}{recue.pk}/", envoi | {"motif-3": " Sans  crédits "}, follow=True)
    )
    assert "3 actions ajoutées, 0 mise à jour, 0 sans changement, 3 indicateurs écrits" in page
    assert Action.objects.get(code="2.1").motif == "Sans crédits"


def fill(espace, recue):
    """Return what the page of an import sends for its columns."""
    lue = unpack_table(recue)
    colonnes = propose_colonnes_plan(espace, lue, recue)
    rangs = {rang: champ.value for champ, rang in colonnes.ranks().items()}
    dits = {f"colonne_{r}": rangs.get(r, "") for r in range(len(lue.titres))}
    return dits | {"empreinte": foresee_plan(espace, lue, colonnes).empreinte}


def test_rows_unticked_on_a_page_stay_so_on_the_others(espace, auteur, ada):
    colle = "Axe\tAction\n" + "".join(f"Axe {r // 200}\tActe {r:03}\n" for r in range(250))
    ada.post(ADRESSE, {"texte": colle})
    recue = ImportationPlan.objects.get()
    adresse = f"{ADRESSE}{recue.pk}/"
    gardees = {f"garder-{r}": "on" for r in range(100) if r not in {0, 7}}
    envoi = fill(espace, recue) | gardees | {"ligne": [str(r) for r in range(100)], "page": "3"}
    page = texte(ada.post(adresse, envoi, follow=True))
    assert "Acte 249" in page
    assert "Acte 007" not in page

    envoi = fill(espace, recue) | {"ligne": [str(r) for r in range(200, 250)], "importer": "1"}
    page = texte(ada.post(adresse, envoi, follow=True))
    assert "198 actions ajoutées, 0 mise à jour, 0 sans changement, 52 non importées" in page
    assert not Action.objects.filter(titre__in=("Acte 000", "Acte 007", "Acte 220")).exists()
    assert list(Axe.objects.values_list("titre", flat=True)) == ["Axe 0"]  # nothing under the other


@pytest.mark.parametrize("format_", [FormatClasseur.XLSX, FormatClasseur.ODS])
def test_our_own_workbook_comes_back_as_itself(espace, auteur, recue, format_):
    importer(espace, auteur, recue, MOTIF)
    make_action(espace, auteur, "1. Sourcer", [("Choisir", "2027-01", None)], commentaire="Avant")
    avant = {a.code: read_dite(ContenuAction, a) for a in list_completes(espace)}
    assert list(avant) == ["1.1", "1.2", "2.1", "A-1"]
    onglets = list_onglets_plan(
        list_completes(espace), name_actions(espace), Action.objects.first().etat_depuis
    )
    octets = write_table(onglets, format_)
    retour = SimpleUploadedFile(f"plan.{format_}", octets)
    assert not lire(espace, receive_fichier(espace, retour, auteur)).a_faire

    if format_ is FormatClasseur.XLSX:
        classeur = openpyxl.load_workbook(io.BytesIO(octets))
        feuille = classeur.worksheets[0]
        for rangee in feuille.iter_rows():
            for cellule in rangee:
                if cellule.value in {"DRH", "Avant"}:
                    cellule.value = {"DRH": "DAF", "Avant": "Après"}[cellule.value]
        sortie = io.BytesIO()
        classeur.save(sortie)
        retour = SimpleUploadedFile("plan.xlsx", sortie.getvalue())
        nouvelle = receive_fichier(espace, retour, auteur)
        vue = lire(espace, nouvelle)
        ecarts = [(p.code, e.nom, e.avant, e.apres) for p in vue.previsions for e in p.ecarts]
        assert ecarts == [("1.1", "pilote", "DRH", "DAF"), ("A-1", "commentaire", "Avant", "Après")]
        assert (vue.axes, vue.cibles, [p for p in vue.previsions if p.doute]) == ((), (), [])
        importer(espace, auteur, nouvelle)
        apres = {a.code: read_dite(ContenuAction, a) for a in list_completes(espace)}
        assert [code for code in apres if apres[code] != avant[code]] == ["1.1", "A-1"]


@pytest.mark.parametrize("longueur", Longueur)
def test_our_own_scheme_is_known_at_each_length_and_shows_the_door(tmp_path, longueur):
    axe = make_axe(1)
    siennes = tuple(replace(action, code="1.1") for action in axe.actions)
    schema = make_schema(cibles=(), axes=(replace(axe, actions=siennes),))
    chemin = tmp_path / "schema.docx"
    chemin.write_bytes(write_docx(write_schema(schema, NEUTRE, longueur)))
    with pytest.raises(ErreurTable, match=r"Ce document est votre schéma.*exportez le plan"):
        read_fichier_plan(chemin, CHERCHES)


def test_twelve_columns_that_nobody_knows_are_kept_with_each_action(espace, auteur):
    titres = [f"Bloc {lettre}" for lettre in "abcdefghijkl"]
    rangees = [[f"Acte {rang} à mener partout", *[f"v{rang}{n}" for n in range(11)]]
        for rang in range(3)]  # fmt: skip
    colle = "\n".join("\t".join(rangee) for rangee in [titres, *rangees])
    recue = receive_colle(espace, colle, auteur)
    vue = lire(espace, recue)

    assert "v110" in "".join(p.apres.commentaire for p in vue.previsions)
    assert sum(p.apres.commentaire.count("v") for p in vue.previsions) == 33
    assert vue.cibles == ()


def test_two_columns_for_one_meaning_are_refused_in_words(espace, ada):
    ada.post(ADRESSE, {"texte": PLAN})
    recue = ImportationPlan.objects.get()
    envoi = fill(espace, recue) | {"colonne_8": "cible"}
    page = texte(ada.post(f"{ADRESSE}{recue.pk}/", envoi))

    assert "« Cible » est déjà la colonne « Cible 2027 » : choisissez l’une des deux" in page
