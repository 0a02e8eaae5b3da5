"""The package of a module: its manifest, its files, the same ones each time."""

import io
import re
import zipfile
from datetime import date

import msgspec
import pytest
from django.conf import settings
from lxml import etree

from spaser.site.rencontres.formation.views import read_paquet_scorm
from tests.site.rencontres.formation.fabrique import MODULE, PREMIERE, TOUTES

pytestmark = pytest.mark.django_db

JOUR = date(2026, 11, 27)
NOMS = {
    "cp": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
}


def open_paquet(module=MODULE, lecons=TOUTES):
    return zipfile.ZipFile(io.BytesIO(read_paquet_scorm(module, lecons, JOUR)))


def test_the_manifest_is_that_of_scorm_1_2_and_names_every_file():
    archive = open_paquet()
    racine = etree.fromstring(archive.read("imsmanifest.xml"))

    def find(chemin):
        return racine.xpath(chemin, namespaces=NOMS)

    assert archive.testzip() is None
    assert archive.namelist()[0] == "imsmanifest.xml"
    assert racine.tag == f"{{{NOMS['cp']}}}manifest"
    assert [etree.QName(e).localname for e in racine] == ["metadata", "organizations", "resources"]
    assert find("cp:metadata/cp:schema/text()") == ["ADL SCORM"]
    assert find("cp:metadata/cp:schemaversion/text()") == ["1.2"]
    assert find("cp:organizations/@default") == find("//cp:organization/@identifier")
    assert [etree.QName(e).localname for e in find("//cp:organization/*")] == ["title", "item"]
    assert find("//cp:item/@identifierref") == find("//cp:resource/@identifier")
    assert find("//cp:resource/@adlcp:scormtype") == ["sco"]
    assert find("//cp:resource/@type") == ["webcontent"]
    assert find("//cp:resource/@href") == ["index.html"]
    assert find("//cp:title/text()") == ["Un module d’essai"] * 2
    identifiants = find("//@identifier")
    assert len(identifiants) == len(set(identifiants))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", nom) for nom in identifiants)
    assert sorted(find("//cp:file/@href")) == sorted(archive.namelist()[1:])


def test_the_page_needs_nothing_else_and_leads_back_to_the_site():
    archive = open_paquet()
    page = archive.read("index.html").decode()
    ancres = re.findall(r' id="([^"]+)"', page)
    autour = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', page)

    assert page.count("<h1") == 1
    assert len(ancres) == len(set(ancres))
    assert set(autour) <= set(archive.namelist())
    assert f'href="{settings.ADRESSE}/faq/"' in page
    assert 'href="/' not in page
    assert "csrf" not in page


def test_the_same_contents_give_the_same_file_and_others_another():
    premier = read_paquet_scorm(MODULE, TOUTES, JOUR)
    autre = msgspec.structs.replace(PREMIERE, titre="Un autre titre")

    assert read_paquet_scorm(MODULE, TOUTES, JOUR) is premier
    assert read_paquet_scorm(MODULE, (autre, TOUTES[1]), JOUR) != premier


@pytest.mark.usefixtures("lecons")
def test_anybody_takes_it(client):
    reponse = client.get("/formation/essai/scorm.zip")

    assert reponse["Content-Disposition"] == 'attachment; filename="essai-scorm-1.2.zip"'
    assert zipfile.ZipFile(io.BytesIO(reponse.content)).testzip() is None
