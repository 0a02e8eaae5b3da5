"""One module signs addresses; each purpose of a link is declared where links are listed."""

import re

from spaser.site.organisations.outils import list_usages
from tests.transverses.arbre import read, sous

SIGNE = re.compile(r"\bSigner\b|\bsigning\.(?:dumps|loads)\b|\bTimestampSigner\b")
# What signs, and why it may: a link to what is somebody’s is a row of the one table (ADR 72).
SIGNENT = {
    "spaser/site/espace/discussions.py": "what a form carries to the page that takes it",
    "spaser/site/comptes/sessions.py": "a cookie of the browser that gave a second factor",
    "spaser/site/socle/courriels/natures.py": "it only stops mails: nobody may take it back",
    "spaser/site/socle/apercu.py": "the words of a public page, drawn",
    "spaser/site/socle/jetons.py": "every link that opens something",
}
# Pages that are not listed, and why.
SANS_LISTE = {
    "agenda:confirmer": "the link of a registration, until it is confirmed",
    "registre:alerte_desabonner": "it only stops mails: nobody may take it back",
}


def test_nothing_signs_an_address_but_the_module_of_links():
    assert {str(f) for f in sous("spaser") if SIGNE.search(read(f))} == {*SIGNENT}


def test_every_page_that_a_link_opens_is_listed_or_said_why_not():
    declaree = re.compile(r"(?:SignedPage|make_page_demande)\(\s*\"([^\"]+)\"")
    pages = {vue for f in sous("spaser") for vue in declaree.findall(read(f))}

    assert pages == {page.vue for page in list_usages()} | {*SANS_LISTE}
    assert all(page.nom for page in list_usages())
