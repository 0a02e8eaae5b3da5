"""Twenty faults put in by hand on twenty places: the recording tells each of them, where it is.

A check tries some of them, others the next day; to try all of them:

    pytest tests/equivalence/test_fautes.py
"""

import csv
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.contrib import messages
from django.shortcuts import redirect, render
from django.template import engines
from django.template.loader import get_template
from django.template.loaders import filesystem
from docx.shared import Pt

from spaser.documents import francais, onglets
from spaser.documents.rendus import docx
from spaser.regles import acteurs_importes, droits
from spaser.regles import format_spaser as format_ouvert
from spaser.site.comptes import services
from spaser.site.diagnostic.acteurs import importation as import_acteurs
from spaser.site.diagnostic.acteurs import services as services_acteurs
from spaser.site.diagnostic.models import COLONNES_INVENTAIRE
from spaser.site.diagnostic.politiques import services as politiques
from spaser.site.diagnostic.politiques import views as import_politiques
from spaser.site.organisations.models import Espace
from spaser.site.plan.grille import views as import_grille
from tests.equivalence import parts
from tests.equivalence.comparer import list_ecarts
from tests.transverses.site.saisies import ESPACE

pytestmark = pytest.mark.django_db

ACTEURS, POLITIQUES = f"{ESPACE}acteurs/importer/", f"{ESPACE}politiques/importer/"


@dataclass(frozen=True)
class Faute:
    """A fault: what is recorded of the place, how it is put in, what the difference says."""

    nom: str
    part: tuple
    met: Callable
    dit: str  # in the line of a difference
    place: str  # in the title of its step


@contextmanager
def gabarit(nom, vrai, faux):
    """Put other words in a template."""
    lit, charges = filesystem.Loader.get_contents, engines["django"].engine.template_loaders
    assert vrai in get_template(nom).template.source

    def falsify(self, origin):
        contenu = lit(self, origin)
        return contenu.replace(vrai, faux, 1) if origin.template_name == nom else contenu

    with patch.object(filesystem.Loader, "get_contents", falsify):
        for charge in charges:
            charge.reset()
        yield
    for charge in charges:
        charge.reset()


def droit():
    """Let readers describe policies."""
    operation = droits.Operation.DECRIRE_POLITIQUES
    fausse = {**droits.MATRICE, operation: droits.MATRICE[operation] | {droits.Role.LECTURE}}
    return patch.object(droits, "MATRICE", fausse)


def ask_more(*arguments, **reste):
    """Ask the base once more than is needed."""
    Espace.objects.count()
    return render(*arguments, **reste)


def answer_203(*arguments, **reste):
    return render(*arguments, **reste | {"status": 203})


def say_otherwise():
    dits = {nom: getattr(messages, nom) for nom in ("info", "warning", "error")}
    dits["success"] = lambda request, dit: messages.success(request, f"{dit} Enfin.")
    return patch.object(import_grille, "messages", SimpleNamespace(**dits))


def write_big(fichier, charte, set_styles=docx._set_styles):
    set_styles(fichier, charte)
    fichier.styles["Essentiel"].font.size = Pt(30)


def write_otherwise(espace, champs, *reste, create=politiques.create_politique):
    return create(espace, {**champs, "service": "Un autre"}, *reste)


def write_commas(tampon, **reglages):
    return csv.writer(tampon, **reglages | {"delimiter": ","})


def rename_key(fiche, write=format_ouvert.write_spaser):
    return {{"structure": "acheteur"}.get(nom, nom): dit for nom, dit in write(fiche).items()}


FAUTES = [
    Faute(
        "the label of a field",
        (parts.page, "administration", ACTEURS),
        lambda: patch.object(
            import_acteurs.FormFichier.base_fields["fichier"], "label", "Leur tableau"
        ),
        "+ label Leur tableau",
        ACTEURS,
    ),
    Faute(
        "a help text",
        (parts.page, "administration", POLITIQUES),
        lambda: patch.object(
            import_politiques.FormFichierInventaire.base_fields["fichier"],
            "help_text",
            "CSV seulement.",
        ),
        "CSV seulement.",
        POLITIQUES,
    ),
    Faute(
        "a right",
        (parts.porte, "politiques:importer", "politiques:liste"),
        droit,
        "+ porte lecture 200",
        f"politiques:importer {POLITIQUES}",
    ),
    Faute(
        "a cell of a workbook",
        (parts.page, "administration", f"{ESPACE}acteurs/export.xlsx"),
        lambda: patch.object(
            services_acteurs, "TITRES", ("Sa famille", *acteurs_importes.TITRES[1:])
        ),
        "Sa famille",
        f"{ESPACE}acteurs/export.xlsx",
    ),
    Faute(
        "a style of a Word file",
        (parts.page, "administration", f"{ESPACE}schema.docx"),
        lambda: patch.object(docx, "_set_styles", write_big),
        "+ docx.style ",
        f"{ESPACE}schema.docx",
    ),
    Faute(
        "the link of a mail",
        (parts.courriel, "comptes:demander_lien", {"courriel": ["administration@demo.exemple"]}),
        lambda: patch.object(services, "_link", lambda page, *_: f"https://exemple.fr/{page}"),
        "https://exemple.fr/lien_connexion",
        "comptes:demander_lien",
    ),
    Faute(
        "a column of a row",
        (parts.reprise, "politiques", "csv", "departement"),
        lambda: patch(
            "spaser.site.diagnostic.politiques.services.create_politique", write_otherwise
        ),
        "service=Un autre",
        "politiques",
    ),
    Faute(
        "a status",
        (parts.page, "administration", ACTEURS),
        lambda: patch.object(import_acteurs, "render", answer_203),
        "+ statut 203",
        ACTEURS,
    ),
    Faute(
        "a query more",
        (parts.page, "administration", ACTEURS),
        lambda: patch.object(import_acteurs, "render", ask_more),
        "+ requêtes ",
        ACTEURS,
    ),
    Faute(
        "a message",
        (parts.reprise, "grille", "xlsx", "departement"),
        say_otherwise,
        "+ message success Le fichier est importé. Enfin.",
        "grille",
    ),
    Faute(
        "the order of a list",
        (parts.page, "administration", POLITIQUES),
        lambda: patch(
            "spaser.site.diagnostic.politiques.views.COLONNES_INVENTAIRE",
            COLONNES_INVENTAIRE[::-1],
        ),
        "+ li ",
        POLITIQUES,
    ),
    Faute(
        "the level of a heading",
        (parts.page, "administration", POLITIQUES),
        lambda: gabarit(
            "commun/importer.html",
            '<h2 class="fr-mt-4w fr-h5">Colonnes reconnues</h2>',
            '<h3 class="fr-mt-4w fr-h5">Colonnes reconnues</h3>',
        ),
        "+ h3 Colonnes reconnues",
        POLITIQUES,
    ),
    Faute(
        "the format of a number",
        (parts.page, "administration", "/acheteurs/001010016/"),
        lambda: patch.object(francais, "FINE", "."),
        "2.",
        "/acheteurs/001010016/",
    ),
    Faute(
        "an entry of the journal that is not written",
        (parts.reprise, "politiques", "csv", "departement"),
        lambda: patch.object(politiques, "record", lambda *_, **__: None),
        "- + socle_evenement",
        "politiques",
    ),
    Faute(
        "a planned task that does nothing",
        (parts.tache, "agenda.oubli", 400),
        lambda: patch(
            "spaser.site.rencontres.agenda.services.forget_personnes", lambda _moment: None
        ),
        "- ~ agenda_inscription 1 courriel",
        "agenda.oubli",
    ),
    Faute(
        "the output of a command",
        (parts.commande, "indicateurs", "SOC-01"),
        lambda: patch("spaser.cli.commandes.chiffres.name_statut", lambda *_: "Sans statut"),
        "+ sortie Statut",
        "spaser indicateurs SOC-01",
    ),
    Faute(
        "a key of the open format",
        (parts.fiche,),
        lambda: patch.object(format_ouvert, "write_spaser", rename_key),
        '+ écrit   "acheteur": {',
        "fiche",
    ),
    Faute(
        "a hidden field",
        (parts.reprise, "politiques", "xlsx", "departement"),
        lambda: gabarit(
            "commun/import_relire.html", 'type="hidden" name="contenu"', 'name="contenu"'
        ),
        "- champ input name=contenu type=hidden",
        "politiques",
    ),
    Faute(
        "where a post leads",
        (parts.reprise, "grille", "xlsx", "departement"),
        lambda: patch.object(import_grille, "redirect", lambda *_: redirect("/")),
        "+ mène à /",
        "grille",
    ),
    Faute(
        "what separates the cells of a CSV file",
        (parts.page, "administration", f"{ESPACE}acteurs/export.csv"),
        lambda: patch.object(onglets, "csv", SimpleNamespace(writer=write_commas)),
        "séparé par ','",
        f"{ESPACE}acteurs/export.csv",
    ),
]


def test_there_are_twenty_of_them_on_twenty_places():
    assert len({faute.nom for faute in FAUTES}) == 20


@pytest.mark.longue
@pytest.mark.parametrize("faute", FAUTES, ids=lambda faute: faute.nom)
def test_a_fault_put_in_by_hand_is_told_where_it_is(faute, site, tmp_path):
    part, *arguments = faute.part
    avant = parts.record(tmp_path / "avant", part, site, *arguments)
    with faute.met():
        apres = parts.record(tmp_path / "apres", part, site, *arguments)
    ecarts = list(list_ecarts(avant, apres))

    assert [e.ligne for e in ecarts if faute.dit in e.ligne and faute.place in e.place] != []
    assert [e.place for e in ecarts if faute.place not in e.place] == []


@pytest.mark.longue
def test_without_a_fault_nothing_is_told(site, tmp_path):
    for faute in FAUTES:
        part, *arguments = faute.part
        avant = parts.record(tmp_path / faute.nom / "avant", part, site, *arguments)
        apres = parts.record(tmp_path / faute.nom / "apres", part, site, *arguments)

        assert list(list_ecarts(avant, apres)) == []
