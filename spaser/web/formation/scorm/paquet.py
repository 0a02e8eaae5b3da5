"""The package of a module: one page that holds every lesson, three scripts, the manifest.

The page is written from the same texts and templates as those of the site; its links lead back to
it. The same contents give the same file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from lxml import etree

from spaser.faits.lecture import cache_faits
from spaser.metier.apprentissage import print_module
from spaser.metier.formation import Lecon, Module
from spaser.web.editorial.images import read_images
from spaser.web.formation.poses import pose_questions
from spaser.web.formation.presentation import show_lecon, write_texte

MANIFESTE: Final = "imsmanifest.xml"
PAGE: Final = "index.html"
SCRIPTS: Final = ("plateforme.js", "suivi.js", "lecteur.js")
_STYLES: Final = ("module.css", "lecon.css")
_CP: Final = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADL: Final = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_VIDE: Final = f'<manifest xmlns="{_CP}" xmlns:adlcp="{_ADL}"/>'
_DEBUT: Final = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file may tell
_GARDES: Final = 4


def read_paquet_scorm(module: Module, lecons: tuple[Lecon, ...], jour: date) -> bytes:
    """Return the package, made once for what the module says on a day."""
    return _make(module, lecons, jour, read_images())


@cache_faits(_GARDES)
def _make(module: Module, lecons: tuple[Lecon, ...], jour: date, _images: str) -> bytes:
    fichiers: dict[str, bytes] = {
        PAGE: write_page(module, lecons, jour).encode(),
        **{nom: _read(nom) for nom in (*SCRIPTS, *_STYLES)},
    }
    return _zip({MANIFESTE: write_manifeste(module, tuple(fichiers)), **fichiers})


def write_page(module: Module, lecons: tuple[Lecon, ...], jour: date) -> str:
    montrees = [(lecon, show_lecon(lecon, jour, dehors=True)) for lecon in lecons]
    contexte = {
        "module": module,
        "regle": write_texte(module.regle, jour),
        "version": print_module(module, lecons),
        "scripts": SCRIPTS,
        "styles": _STYLES,
        "adresse": f"{settings.ADRESSE}{reverse('formation:module', args=[module.code])}",
        "lecons": [(montree, pose_questions(lecon, montree, {})) for lecon, montree in montrees],
    }
    return render_to_string("formation/scorm.html", contexte)


def write_manifeste(module: Module, fichiers: tuple[str, ...]) -> bytes:
    """Return the manifest: one organization, one page to open, all the files that it needs."""
    racine = etree.fromstring(_VIDE)
    racine.set("identifier", f"spaser-{module.code}")
    racine.set("version", "1.0")
    donnees = _add(racine, "metadata")
    _add(donnees, "schema", "ADL SCORM")
    _add(donnees, "schemaversion", "1.2")
    organisation = _add(
        _add(racine, "organizations", default="spaser"), "organization", identifier="spaser"
    )
    _add(organisation, "title", module.titre)
    page = _add(organisation, "item", identifier="module", identifierref="page", isvisible="true")
    _add(page, "title", module.titre)
    ressource = _add(
        _add(racine, "resources"), "resource", identifier="page", type="webcontent", href=PAGE
    )
    ressource.set(f"{{{_ADL}}}scormtype", "sco")
    for nom in fichiers:
        _add(ressource, "file", href=nom)
    return etree.tostring(racine, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add(parent: etree._Element, nom: str, texte: str | None = None, **noms: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_CP}}}{nom}", noms)
    element.text = texte
    return element


def _zip(fichiers: Mapping[str, bytes]) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in fichiers.items():
            entree = zipfile.ZipInfo(nom, _DEBUT)
            entree.compress_type = zipfile.ZIP_DEFLATED
            entree.external_attr = 0o644 << 16
            archive.writestr(entree, octets)
    return tampon.getvalue()


@cache
def _read(nom: str) -> bytes:
    app = resources.files("spaser.web.formation")
    dossier = app.joinpath("static", "formation")
    if nom != "lecon.css":
        dossier = app.joinpath("scorm", "fichiers")
    return dossier.joinpath(nom).read_bytes()
