"""The one walker: who asks for which address, found where, what was answered, where it leads."""

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import heappop, heappush
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from spaser.site.socle.requetes import LECTURES
from tests.transverses.site.documents import list_links
from tests.transverses.site.formulaires import list_formulaires

# But that somebody is there, noted once a minute: a base that is held does without.
ECRITURE = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (?!.comptes_sessionouverte)")


@dataclass(frozen=True)
class Pas:
    """One step: an address asked for by somebody, from the page that shows it."""

    role: str
    adresse: str
    depuis: str
    statut: int
    nature: str
    vers: str = ""  # where the answer sends
    ecrites: tuple[str, ...] = ()  # what it wrote in the base
    contenu: bytes = field(default=b"", repr=False)
    requetes: int = 0

    def __str__(self):
        return f"{self.statut} {self.adresse} ({self.role}, on {self.depuis or 'the first page'})"

    @property
    def vue(self):
        return name_vue(self.adresse)

    def forget(self):
        """Let go of the page: a long walk would fill the memory."""
        return replace(self, contenu=b"")

    @property
    def texte(self):
        """Return the page; nothing of a file."""
        return self.contenu.decode() if self.nature == "text/html" else ""

    @cached_property
    def liens(self):
        """Return the addresses that it leads to, forms that only ask sent as they stand."""
        suite = {self.vers} if self.vers.startswith("/") else set()
        if not self.texte:
            return suite
        demandes = {f.as_adresse() for f in self.formulaires if f.est_lien}
        return suite | demandes | list_links(self.texte, self.adresse)

    @cached_property
    def formulaires(self):
        return list_formulaires(self.texte, self.adresse) if self.texte else []


def walk(client, role, depart, is_new, tirage=""):
    """Follow links from a first page; `is_new` says which are worth a step.

    The nearest come first; with the number of a draw, any of those that are known by then.
    """
    attendent, connues = [("", 0, depart, "")], {depart}
    while attendent:
        *_, adresse, depuis = heappop(attendent)
        if not is_new(adresse):
            continue
        pas = ask(client, role, adresse, depuis)
        yield pas
        for lien in sorted(pas.liens - connues):
            rang = crc32(f"{tirage} {lien}".encode()) if tirage else 0
            heappush(attendent, (f"{rang:010}", len(connues), lien, adresse))
            connues.add(lien)


def ask(client, role, adresse, depuis=""):
    """Read an address; the base is left as it was."""
    connection.queries_log.clear()  # it keeps 9,000 queries, and a walk asks more
    with undone(), CaptureQueriesContext(connection) as requetes:
        reponse = client.get(adresse)
        contenu = reponse.getvalue()
    nature = reponse.headers.get("Content-Type", "").partition(";")[0]
    return Pas(
        role, adresse, depuis, reponse.status_code, nature, reponse.headers.get("Location", ""),
        tuple(r["sql"][:200] for r in requetes.captured_queries if ECRITURE.match(r["sql"])),
        contenu, len(requetes),
    )  # fmt: skip


@contextmanager
def undone():
    """Give each step the same world."""
    LECTURES.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def uncopied():
    """Spare a copy of what each template was given: nobody reads it."""
    return patch("django.test.client.store_rendered_templates", lambda *_args, **_reste: None)


def name_vue(adresse):
    """Name the view of an address; nothing where none answers."""
    try:
        return resolve(urlsplit(adresse).path).view_name
    except Resolver404:
        return ""


class Bornes:
    """Which addresses are walked: each one without a query by somebody, and some by everybody.

    Addresses of one view whose queries bear the same names differ by a filter, an order or a
    page: each role takes `chacun` of them, and every heading of a scheme, as each has its tool.
    """

    ENTIERES = frozenset({"redaction:rubrique"})

    def __init__(self, chacun, *, toutes):
        self.chacun, self.toutes = chacun, toutes
        self.deja, self.fois = set(), Counter()

    def start(self):
        """Begin the walk of somebody else."""
        self.fois.clear()
        return self.is_new

    def is_new(self, adresse):
        morceaux = urlsplit(adresse)
        noms = frozenset(nom for nom, _ in parse_qsl(morceaux.query, keep_blank_values=True))
        patron = name_vue(adresse) or adresse, noms
        self.fois[patron] += 1
        entiere = patron[0] in self.ENTIERES
        premiere = entiere or (self.toutes and not noms and adresse not in self.deja)
        self.deja.add(adresse)
        return premiere or self.fois[patron] <= self.chacun
