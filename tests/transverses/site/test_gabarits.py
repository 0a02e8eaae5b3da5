"""Templates, tags and static files: each is used, and the mails are whole."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.utils import get_app_template_dirs

from tests.transverses.arbre import RACINE, fichiers, read, sous

WEB = Path("spaser/site")
CITE = re.compile(r"[\"']([\w./-]+\.(?:html|txt|xml))[\"']")
CHARGE = re.compile(r"\{% load ([\w ]+?)(?: from (\w+))? ?%\}")
D_ERREUR = re.compile(r"\d{3}(?:_csrf)?\.html")  # chosen by the status of the answer
PARTIES = (".sujet.txt", ".txt", ".html")
# What the formatter holds, what a tag that it cannot cut may take, and how often.
COLONNES, COLONNES_AU_PLUS, PART_LARGE = 120, 300, 0.05


def _under(dossier):
    return [f for f in fichiers() if f.is_relative_to(WEB) and f.parts[3:4] == (dossier,)]


def _name(fichier):
    return "/".join(fichier.parts[4:])


GABARITS = {_name(f): f for f in _under("templates")}
COURRIELS = {nom: f for nom, f in GABARITS.items() if "/courriels/" in nom}
BASES = sorted({re.sub(r"(?:\.sujet\.txt|\.txt|\.html)$", "", nom) for nom in COURRIELS})
CODE = "\n".join(read(f) for f in sous("spaser"))
TEXTES = "\n".join(read(f) for f in GABARITS.values())


def _is_override(nom):
    """A template of a library that ours stands before."""
    ailleurs = [d for d in get_app_template_dirs("templates") if RACINE not in Path(d).parents]
    return any((Path(d) / nom).is_file() for d in ailleurs)


@pytest.mark.django_db
def test_every_template_is_used(visites):
    rendus = {nom for visite in visites for nom in visite.gabarits}
    servis = rendus | set(CITE.findall(CODE)) | set(CITE.findall(TEXTES)) | COURRIELS.keys()
    seuls = [
        nom
        for nom in GABARITS
        if nom not in servis and not D_ERREUR.fullmatch(nom) and not _is_override(nom)
    ]

    assert seuls == [], seuls


def test_every_template_can_be_read():
    for nom in GABARITS:
        engines["django"].get_template(nom)


def test_the_lines_of_templates_stay_short():
    largeurs = {
        f"{nom}:{numero}": len(ligne)
        for nom, fichier in GABARITS.items()
        if fichier.suffix == ".html"
        for numero, ligne in enumerate(read(fichier).splitlines(), 1)
    }
    larges = [ligne for ligne, largeur in largeurs.items() if largeur > COLONNES]

    assert [ligne for ligne in larges if largeurs[ligne] > COLONNES_AU_PLUS] == []
    assert len(larges) <= PART_LARGE * len(largeurs), larges


def test_every_library_of_tags_is_loaded():
    bibliotheques = {f.stem for f in _under("templatetags") if f.name != "__init__.py"}
    chargees = {nom for noms, depuis in CHARGE.findall(TEXTES) for nom in (depuis or noms).split()}
    integrees = {chemin.rpartition(".")[2] for chemin in engines["django"].engine.builtins}

    assert bibliotheques - chargees - integrees == set()


def test_every_tag_and_filter_is_used():
    declares = {
        (fichier, nom)
        for fichier in _under("templatetags")
        for nom in re.findall(
            r"@register\.(?:simple_tag|filter|inclusion_tag)[^\n]*\ndef (\w+)", read(fichier)
        )
    }
    servis = {nom for _, nom in declares if re.search(rf"(?:\{{%|\|) ?{nom}\b", TEXTES)}

    assert declares != set()
    assert {f"{fichier}: {nom}" for fichier, nom in declares if nom not in servis} == set()


def test_every_static_file_is_named_by_a_page_or_by_another():
    statiques = {_name(f): f for f in _under("static")}
    feuilles = [f for f in statiques.values() if f.suffix in {".css", ".js"}]
    autres = "\n".join(read(f) for f in (*feuilles, *sous("docs/guide", ".md")))
    seuls = [nom for nom in statiques if nom not in TEXTES + CODE and Path(nom).name not in autres]

    assert seuls == []


def test_every_static_file_that_a_page_names_exists():
    cites = set(re.findall(r"\{% static [\"']([^\"']+)[\"']", TEXTES))

    assert {nom for nom in cites if finders.find(nom) is None} == set()


@pytest.mark.parametrize("base", [b for b in BASES if not b.startswith("socle/")])
def test_a_mail_has_its_subject_its_text_and_its_page_if_the_text_does_not_make_it(base):
    assert [p for p in PARTIES if f"{base}{p}" not in COURRIELS] in ([], [".html"])
    page = COURRIELS.get(f"{base}.html", COURRIELS["socle/courriels/texte.html"])
    assert "socle/courriels/page.html" in read(page)
    assert len(read(COURRIELS[f"{base}.sujet.txt"]).splitlines()) == 1


@pytest.mark.parametrize("base", [b for b in BASES if not b.startswith("socle/")])
def test_a_mail_is_sent_by_its_app(base):
    app, nom = base.split("/courriels/")

    assert any(f'"{nom}"' in texte or f'"{base}"' in texte for texte in _code_of(app))


def _code_of(prefixe):
    """Return the code of the apps whose templates bear this prefix."""
    dossiers = {f.parts[2] for f in GABARITS.values() if f.parts[4] == prefixe}
    return [read(f) for dossier in dossiers for f in sous(f"spaser/site/{dossier}")]


def test_no_mail_writes_an_address_in_full():
    # Addresses are given by the site: in https wherever it is served on https.
    assert [nom for nom, f in COURRIELS.items() if re.search(r"https?://", read(f))] == []


def test_a_mail_that_comes_back_says_how_to_stop_it():
    for pied in ("page.html", "pied.txt"):  # under each mail
        assert "desabonnement" in read(GABARITS[f"socle/courriels/{pied}"])


def test_no_mail_writes_that_foot_itself():
    assert [
        nom
        for nom, f in COURRIELS.items()
        if "desabonn" in read(f) and not nom.startswith("socle/")
    ] == []
