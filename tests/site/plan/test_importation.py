"""A plan handed over in any state: what is read of it, what is written, and the way back."""

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.moteur.tables.modele import ErreurTable
from spaser.site.plan.actions.plan_lu import list_onglets_plan, name_actions
from spaser.site.plan.actions.services import list_completes, save_action
from spaser.site.plan.importation.champs_plan import CHERCHES
from spaser.site.plan.importation.ecriture import (
    apply_import,
    foresee_plan,
    keep_decisions,
    propose_colonnes_plan,
    receive_colle,
    receive_fichier,
    undo_import,
    unpack_table,
)
from spaser.site.plan.importation.tableau_lu import read_colle, read_fichier_plan
from spaser.site.plan.models.actions import (
    Action,
    Axe,
    ContenuAction,
    ImportationPlan,
    Objectif,
    Preuve,
)
from spaser.site.socle.champs import read_dite
from tests.outils.pages import flatten
from tests.site.organisations.fabrique import SIREN_VAL
from tests.site.plan.fabrique import make_action

pytestmark = pytest.mark.django_db
ADRESSE = f"/espace/{SIREN_VAL}/plan/importer/"
COLLE = (
    "Axe\tAction\tPilote\tÉchéance\tBudget\n"
    "Social\tRéserver un lot\tDirection de l’emploi\tT2 2027\t15 k€\n"
    "\tFormer les acheteurs\tRH\t2026-2028\t\n"
    "Vert\tMesurer le carbone\t\tbientôt\t\n"
)


def texte(reponse):
    return flatten(reponse.content.decode()).replace("\u00a0", " ")


def lire(espace, recue):
    lue = unpack_table(recue)
    return foresee_plan(espace, lue, propose_colonnes_plan(espace, lue, recue))


def importer(espace, auteur, recue, choix=None, remplacer=()):
    """Import what was read; `choix` decides of rows by their rank."""
    colonnes = propose_colonnes_plan(espace, unpack_table(recue), recue)
    keep_decisions(recue, colonnes, choix or {}, remplacer)
    recue.refresh_from_db()
    vue = foresee_plan(espace, unpack_table(recue), colonnes)
    return apply_import(recue, colonnes, vue.empreinte, auteur)


def test_a_pasted_table_is_shown_written_once_then_undone(espace, auteur, ada):
    make_action(espace, auteur, "Réserver un lot")
    page = texte(ada.post(ADRESSE, {"texte": COLLE}, follow=True))
    assert "À ajouter : 2" in page
    assert "À décider : 1" in page
    assert "Axes à ajouter : Social, Vert" in page
    assert "Ligne 4, « Échéance » (« bientôt »)" in page
    assert Action.objects.count() == 1

    recue = ImportationPlan.objects.get()
    vue = lire(espace, recue)
    colonnes = {"colonne_0": "axe", "colonne_1": "titre", "colonne_2": "pilote",
        "colonne_3": "fin", "colonne_4": "budget"}  # fmt: skip
    envoi = {**colonnes, "importer": "1", "empreinte": vue.empreinte,
        "ligne": ["0", "1", "2"], "choix-0": "mettre_a_jour", "garder-1": "on",
        "garder-2": "on"}  # fmt: skip
    page = texte(ada.post(f"{ADRESSE}{recue.pk}/", envoi, follow=True))
    assert "2 actions ajoutées, 1 mise à jour, 0 sans changement" in page

    dites = Action.objects.values_list(
        "titre", "axe__titre", "pilote_nom", "debut", "fin", "budget"
    )
    assert list(dites) == [
        (
            "Réserver un lot",
            "Social",
            "Direction de l’emploi",
            "",
            "2027-06",
            Decimal(15000),
        ),
        ("Former les acheteurs", "Social", "RH", "2026-01", "2028-12", None),
        ("Mesurer le carbone", "Vert", "", "", "", None),
    ]
    assert Action.objects.last().commentaire == "Échéance\u00a0: bientôt"

    encore = receive_colle(espace, COLLE, auteur)
    assert not lire(espace, encore).a_faire

    ada.post(f"{ADRESSE}{recue.pk}/annuler/")
    presentes = list(list_completes(espace))
    assert [(a.titre, a.axe, a.pilote_nom, a.fin) for a in presentes] == [
        ("Réserver un lot", None, "", "")
    ]
    assert Axe.objects.count() == 0
    assert Action.objects.ecartees().count() == 2


def test_an_import_that_was_worked_on_is_not_undone(espace, auteur):
    recue = receive_colle(espace, COLLE, auteur)
    importer(espace, auteur, recue)
    action = Action.objects.get(titre="Mesurer le carbone")
    save_action(action, {"pilote_nom": "DSI"}, auteur)
    refus = undo_import(recue, auteur)

    assert refus.actions == (f"{action.code} Mesurer le carbone",)
    assert list_completes(espace).count() == 3


def test_an_import_of_the_release_before_is_still_undone(espace, auteur):
    champs = {"description": "Avant", "budget": Decimal("12.50"), "moyens": "Une salle"}
    action = make_action(espace, auteur, "Former", [("Écrire", "2027-03", None)], **champs)
    recue = receive_colle(espace, "Action\tBudget\tTemps\nFormer\t15 k€\t2 jours\n", auteur)
    importer(espace, auteur, recue)
    recue.refresh_from_db()
    (avant,) = recue.annulation["avant"].values()
    avant["budget"] = avant["champs"].pop("budget")  # it stood apart
    dit = (  # every column of an action was printed, those that are empty too
        "ContenuAction(code='A-1', axe='', objectif='', titre='Former', description='Avant', "
        "resultat='', etat=<EtatAction.A_LANCER: 'a_lancer'>, avancement=None, motif='', "
        "pilote='', contributeurs=(), debut=None, fin=None, "
        "etapes=(EtapeSuivie(titre='Écrire', fin='2027-03', faite_le=None),), familles=(), "
        "budget=Decimal('15000.00'), temps='2 jours', moyens='Une salle', politiques=(), "
        "indicateurs=(), obligations=(), attend=(), preuves=(), commentaire='', modele='', "
        "cle_import='')"
    )
    recue.annulation["empreintes"] = {str(action.pk): sha256(dit.encode()).hexdigest()[:24]}
    recue.save()

    assert undo_import(recue, auteur) is None
    action.refresh_from_db()
    assert {nom: getattr(action, nom) for nom in champs} == champs
    assert action.temps == ""


def test_an_import_is_undone_in_two_gestures_from_the_plan(espace, auteur, ada):
    recue = receive_colle(espace, COLLE, auteur)
    importer(espace, auteur, recue)
    annuler = f'action="{ADRESSE}{recue.pk}/annuler/"'

    assert f'href="{ADRESSE}"' in texte(ada.get(ADRESSE.removesuffix("importer/")))  # one
    assert annuler in texte(ada.get(ADRESSE))
    page = texte(ada.post(f"{ADRESSE}{recue.pk}/annuler/", follow=True))  # two
    assert "le plan est comme avant" in page
    assert list_completes(espace).count() == 0
    assert annuler not in texte(ada.get(ADRESSE))


def test_columns_that_somebody_chose_are_remembered_and_what_changed_is_shown_again(
    espace, auteur, ada
):
    colle = "Quoi donc\tQui ça\tAutre\nRéserver\tRH\tx\nFormer les acheteurs\tDSI\ty\n"
    page = texte(ada.post(ADRESSE, {"texte": colle}, follow=True))
    recue = ImportationPlan.objects.get()
    assert "À ajouter : 3" in page  # no title is known: each row is an action

    choix = {"colonne_0": "titre", "colonne_1": "pilote", "importer": "1"}
    page = texte(ada.post(f"{ADRESSE}{recue.pk}/", choix, follow=True))
    assert "le sens des colonnes a changé" in page
    assert Action.objects.count() == 0

    suivante = receive_colle(espace, "a\tb\tc\nAcheter moins\tDSI\tz\n", auteur)
    lue = unpack_table(suivante)
    assert propose_colonnes_plan(espace, lue, suivante).colonnes == {
        "titre": "colonne a",
        "pilote": "colonne b",
    }


def test_two_people_import_at_once_and_the_second_looks_again(espace, auteur, ada):
    une, autre = (receive_colle(espace, COLLE, auteur) for _ in range(2))
    vue = lire(espace, autre)
    importer(espace, auteur, une)
    colonnes = {
        f"colonne_{r}": c for r, c in enumerate(["axe", "titre", "pilote", "fin", "budget"])
    }
    envoi = {**colonnes, "importer": "1", "empreinte": vue.empreinte}
    page = texte(ada.post(f"{ADRESSE}{autre.pk}/", envoi, follow=True))

    assert "rien n’est écrit" in page
    assert "il n’y a rien à importer" in page
    assert Action.objects.count() == 3


@pytest.mark.parametrize("format_", [FormatClasseur.XLSX, FormatClasseur.ODS, FormatClasseur.CSV])
def test_an_export_imported_elsewhere_gives_the_same_plan(espace, auteur, format_):
    axe = Axe.objects.create(espace=espace, code="AXE-9", titre="1. Social")
    etapes = [("Choisir", "2027-01", date(2026, 5, 2)), ("Payer", "", None)]
    une = make_action(
        espace, auteur, "3. Réserver un lot", etapes, axe=axe,
        budget=Decimal("1234.56"), fin="2027-06", indicateurs=["SOC-05"], saisi=30,
        description="Un\ndeux", etat="en_cours",
        commentaire="- un\n- deux", pilote_nom="RH",
    )  # fmt: skip
    make_action(espace, auteur, "Sourcer", attend=[une])
    avant = [read_dite(ContenuAction, a) for a in list_completes(espace)]
    (onglet, suivi) = list_onglets_plan(
        list_completes(espace), name_actions(espace), date(2026, 1, 1)
    )
    octets = write_table([onglet] if format_ is FormatClasseur.CSV else [onglet, suivi], format_)
    envoi = SimpleUploadedFile(f"plan.{format_}", octets)

    assert not lire(espace, receive_fichier(espace, envoi, auteur)).a_faire

    Action.objects.all().delete()
    Axe.objects.all().delete()
    envoi.seek(0)
    importer(espace, auteur, receive_fichier(espace, envoi, auteur))
    apres = [read_dite(ContenuAction, a) for a in list_completes(espace)]
    assert [_strip(a) for a in apres] == [_strip(a) for a in avant]
    assert [a.cle_import for a in apres] == ["A-1", "A-2"]
    assert apres[1].attend == (apres[0].code,)


def _strip(contenu):
    return replace(contenu, code="", cle_import="", attend=())


@pytest.mark.longue
def test_five_hundred_actions_are_written_with_few_questions(
    espace, auteur, django_assert_max_num_queries
):
    lignes = [
        f"Axe {r % 5}\tAction numéro {r} du plan\tRH\t06/2027\tSourcer; Payer" for r in range(500)
    ]
    recue = receive_colle(
        espace, "Axe\tAction\tPilote\tÉchéance\tÉtapes\n" + "\n".join(lignes), auteur
    )
    with django_assert_max_num_queries(640):
        assert importer(espace, auteur, recue).ajoutees == 500


def test_the_address_of_a_proof_is_kept_whole_and_written_once(espace, auteur):
    longue = f"https://exemple.fr/{'a' * 1500}"
    trop = f"https://exemple.fr/{'b' * 2500}"
    colle = f"Action\tPreuves\nFormer\tVote {longue}\nTrier\t{longue}\nPayer\t{trop}\n"
    importer(espace, auteur, receive_colle(espace, colle, auteur))

    assert [(p.libelle, p.adresse, p.note) for p in Preuve.objects.order_by("pk")] == [
        ("Vote", longue, ""), (longue[:300], longue, ""), (trop[:300], "", trop),
    ]  # fmt: skip
    colle = "\n".join(colle.splitlines()[:3])
    assert not lire(espace, receive_colle(espace, colle, auteur)).a_faire


def test_a_long_proof_is_whole_in_the_export_and_the_same_file_twice_adds_none(espace, auteur):
    longue = f"Vote du conseil {'a' * 400}"
    datee = f"{longue} https://exemple.fr/vote"
    colle = f"Action\tPreuves\nFormer\t{longue}\nTrier\t{datee}\n"
    importer(espace, auteur, receive_colle(espace, colle, auteur))

    assert [p.ecrite for p in Preuve.objects.order_by("pk")] == [longue, datee]
    assert not lire(espace, receive_colle(espace, colle, auteur)).a_faire
    autre = f"{colle.splitlines()[0]}\tCommentaire\nFormer\t{longue}\tVu\n"
    importer(espace, auteur, receive_colle(espace, autre, auteur))
    assert Preuve.objects.count() == 2


def test_an_objective_without_its_axis_is_opened_under_that_of_its_action(espace, auteur):
    axe = Axe.objects.create(espace=espace, code="AXE-9", titre="Social")
    action = make_action(espace, auteur, "Former", axe=axe)
    for colle in (
        "Code\tObjectif\tAction\nA-1\tInsérer\tFormer\n",
        "Code\tAxe\tObjectif\tAction\nA-1\tSOCIAL\tRéserver\tFormer\n",
    ):
        importer(espace, auteur, receive_colle(espace, colle, auteur))

    action.refresh_from_db()
    assert (action.axe, action.objectif.titre, action.objectif.axe) == (axe, "Réserver", axe)
    assert [(o.titre, o.axe) for o in Objectif.objects.all()] == [
        ("Insérer", axe),
        ("Réserver", axe),
    ]


# Twelve dirty files, each with its expected reading.


def write(tmp_path, format_, *onglets):
    chemin = tmp_path / f"plan.{format_}"
    chemin.write_bytes(
        write_table(
            [Onglet(nom, titres, rangees) for nom, titres, rangees in onglets],
            FormatClasseur(format_),
        )
    )
    return chemin


def dit(espace, lue):
    """Return each action that is read: its axis, its title, its steps."""
    vue = foresee_plan(espace, lue, propose_colonnes_plan(espace, lue, ImportationPlan()))
    return [
        (p.apres.axe, p.apres.objectif, p.apres.titre, tuple(e.titre for e in p.apres.etapes))
        for p in vue.previsions
    ], vue


SALES = {
    "two header rows": (
        "csv",
        ";Mise en œuvre;;Calendrier\nAction;Pilote;Partenaires;Échéance\nFormer;RH;CCAS;06/2027\n",
        [("", "", "Former", ())],
    ),
    "words above the titles": (
        "csv",
        "SPASER 2026-2030;;\nMis à jour en mars;;\n\nAxe;Action;Pilote\nSocial;Former;RH\n",
        [("Social", "", "Former", ())],
    ),
    "windows letters and sub-actions by number": (
        "csv",
        "N°;Axe;Action;Pilote\n1.2;Économie;Former;RH\n1.2.1;Économie;Choisir;\n".encode("cp1252"),
        [("Économie", "", "Former", ("Choisir",))],
    ),
    "headings among rows": (
        "csv",
        "Action;Pilote;Date\nAxe 1 : Social;;\nFormer;RH;2027\nAxe 2 : Vert;;\nTrier;DSI;T2 2026\n",
        [("Social", "", "Former", ()), ("Vert", "", "Trier", ())],
    ),
    "titles repeated on each page": (
        "csv",
        "Axe;Action;Pilote\nSocial;Former;RH\nAxe;Action;Pilote\nSocial;Trier;RH\n",
        [("Social", "", "Former", ()), ("Social", "", "Trier", ())],
    ),
    "a column of sub-actions": (
        "csv",
        "Action;Sous-action;Pilote\nFormer;Choisir;RH\n;Payer;\nTrier;;DSI\n",
        [("", "", "Former", ("Choisir", "Payer")), ("", "", "Trier", ())],
    ),
    "cells of several lines": (
        "csv",
        'Action;Étapes;Partenaires\nFormer;"- Choisir\n- Payer";"CCAS\nPLIE"\n',
        [("", "", "Former", ("Choisir", "Payer"))],
    ),
    "a list pasted from a page": (
        "colle",
        "Axe 1 : Social\n• Former\n• Trier\nAxe 2 : Vert\n• Mesurer\n",
        [("Social", "", "Former", ()), ("Social", "", "Trier", ()), ("Vert", "", "Mesurer", ())],
    ),
    "a pasted table without titles": (
        "colle",
        "Former tous les acheteurs de la maison\tRH\nTrier\tDSI\n",
        [("", "", "Former tous les acheteurs de la maison", ()), ("", "", "Trier", ())],
    ),
    "the same action twice": (
        "csv",
        "Axe;Action;Pilote\nSocial;Former;RH\nSocial;FORMER;Achats\n",
        [("Social", "", "Former", ())],
    ),
}


@pytest.mark.parametrize("cas", SALES)
def test_a_dirty_table_is_read(espace, tmp_path, cas):
    sorte, contenu, attendu = SALES[cas]
    if sorte == "colle":
        lue = read_colle(contenu, CHERCHES)
    else:
        chemin = tmp_path / "plan.csv"
        chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
        lue = read_fichier_plan(chemin, CHERCHES)
    assert dit(espace, lue)[0] == attendu


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_a_workbook_with_several_sheets_says_what_it_leaves(espace, tmp_path, format_):
    titres = ("Axe", "Action", "Avancement", "Élu")
    chemin = write(
        tmp_path, format_,
        ("2026", titres, [["Social", "Former", 0.3, "Mme la vice-présidente"]]),
        ("2027", titres, [["Vert", "Trier", 1, ""]]),
        ("Notes", ("Bloc",), [["rien"]]),
    )  # fmt: skip
    lues, vue = dit(espace, read_fichier_plan(chemin, CHERCHES))

    assert lues == [("Social", "", "Former", ()), ("Vert", "", "Trier", ())]
    assert [p.apres.avancement for p in vue.previsions] == [30, 100]
    assert vue.previsions[0].apres.commentaire == "Élu\u00a0: Mme la vice-présidente"
    assert [c.lieu for c in vue.constats] == ["Feuille « Notes »"]
    assert vue.previsions[0].ligne.lieu == "feuille « 2026 », ligne 2"


def test_fifty_thousand_lines_are_refused_with_the_limit(tmp_path):
    chemin = tmp_path / "gros.csv"
    chemin.write_text("Axe;Action\n" + "Social;Former\n" * 50_000)
    with pytest.raises(ErreurTable, match="dépasse 1000 lignes"):
        read_fichier_plan(chemin, CHERCHES)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def make_docx(tmp_path, corps):
    chemin = tmp_path / "plan.docx"
    styles = "".join(
        f'<w:style w:styleId="Titre{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2, 3)
    )
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{corps}</w:body></w:document>"
        )
        archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return chemin


def p(texte, style="", niveau=None):
    dit_style = f'<w:pStyle w:val="{style}"/>' if style else ""
    liste = "" if niveau is None else f'<w:numPr><w:ilvl w:val="{niveau}"/></w:numPr>'
    return f"<w:p><w:pPr>{dit_style}{liste}</w:pPr><w:r><w:t>{texte}</w:t></w:r></w:p>"


def table(*rangees):
    lignes = ("".join(f"<w:tc>{p(c)}</w:tc>" for c in rangee) for rangee in rangees)
    return "<w:tbl>" + "".join(f"<w:tr>{ligne}</w:tr>" for ligne in lignes) + "</w:tbl>"


def test_a_document_is_read_by_its_headings_its_lists_and_its_tables(espace, tmp_path):
    chemin = make_docx(
        tmp_path,
        p("Notre SPASER", "Titre1") + p("Préambule")
        + p("Axe 1 : Social", "Titre2") + p("Insérer", "Titre3")
        + p("Former", niveau=0) + p("Choisir", niveau=1)
        + p("Axe 2 : Vert", "Titre2") + table(("Action", "Pilote"), ("Trier", "DSI"))
        + table(("Action", "Mesurer"), ("Échéance", "T2 2027")) + table(("a", "b", "c")),
    )  # fmt: skip
    lues, vue = dit(espace, read_fichier_plan(chemin, CHERCHES))

    assert lues == [
        ("Social", "Insérer", "Former", ("Choisir",)),
        ("Vert", "", "Trier", ()),
        ("Vert", "", "Mesurer", ()),
    ]
    assert [x.ligne.lieu for x in vue.previsions] == [
        "paragraphe 5 (« Former »)", "tableau 1, ligne 2", "tableau 2, ligne 1",
    ]  # fmt: skip
    assert vue.previsions[2].apres.fin == "2027-06"
    assert [c.lieu for c in vue.constats[:2]] == ["Tableau 3", "Texte du document"]


def test_a_damaged_document_is_refused_in_words(tmp_path):
    chemin = tmp_path / "plan.docx"
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(ErreurTable, match="abîmé"):
        read_fichier_plan(chemin, CHERCHES)
