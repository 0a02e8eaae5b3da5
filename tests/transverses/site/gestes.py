"""What somebody would type in a form, and what comes of sending it."""

import re
import shutil
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from unittest.mock import patch

from django.contrib.messages import constants
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import TestCase
from lxml import html

from tests.transverses.site.marche import ask, name_vue, undone
from tests.transverses.site.saisies import DITS, FICHIERS, PREALABLES

MUETS = {"submit", "button", "image", "reset", "file"}
DEMAIN = date.today() + timedelta(days=30)  # noqa: DTZ011 - any day to come
JOUR = re.compile(r"\d{2}/\d{2}/\d{4}")  # how a field says that it takes a day
PLEINES = {
    "email": "essai@exemple.fr",
    "url": "https://exemple.fr/page",
    "date": f"{DEMAIN}",
    "time": "10:30",
    "datetime-local": f"{DEMAIN}T10:30",
    "month": f"{DEMAIN:%Y-%m}",
    "tel": "01 02 03 04 05",
    "color": "#000091",
}
ESSAIS = 3  # forms of one button that are tried, each on another page
PROFONDEUR = 3  # gestures that follow one another


@dataclass(frozen=True)
class Geste:
    """A form sent by somebody: where it was found, and what went wrong if something did."""

    vue: str
    page: str
    bouton: str
    faute: str
    vers: str

    def __str__(self):
        return f"{self.vue}: « {self.bouton} » of {self.page}: {self.faute}"


class Tournee:
    """All that somebody may do, reached by clicking: each gesture is done once, then undone.

    `dues` are the views to post to. What follows a gesture is looked for on the page where it
    leads and on those that this page links to.
    """

    def __init__(self, client, dues, dossier):
        self.client, self.dues, self.dossier = client, frozenset(dues), dossier
        self.formes = defaultdict(dict)  # view -> button -> forms
        self.faits, self.fautes = set(), {}

    def note(self, pas, formes=None):
        """Keep the forms of a page that lead to a gesture still to be done."""
        for formulaire in pas.formulaires:
            vue = name_vue(formulaire.action)
            if formulaire.methode == "post" and vue in self.dues - self.faits:
                boutons = (self.formes if formes is None else formes)[vue]
                semblables = boutons.setdefault((formulaire.libelle, formulaire.bouton), [])
                if len(semblables) < ESSAIS:
                    semblables.append(formulaire)

    def do_all(self):
        """Do each gesture that was met while walking, and those that it opens."""
        self._do(self.formes, PROFONDEUR)

    def _do(self, formes, reste):
        for vue in list(formes):
            for formulaire, tout in _list_essais(formes[vue]):
                if vue in self.faits:
                    break
                self._try(vue, formulaire, reste, tout=tout)

    def _try(self, vue, formulaire, reste, *, tout):
        with undone(), self._unbroken():
            geste = send(self.client, formulaire, tout=tout)
            if geste.faute:
                self.fautes[vue] = str(geste)
                return
            self.faits.add(vue)
            self.fautes.pop(vue, None)
            if reste and self.dues - self.faits:
                self._follow(geste, reste)

    def _follow(self, geste, reste):
        formes = defaultdict(dict)
        ici = ask(self.client, "", geste.vers) if geste.vers.startswith("/") else None
        if ici is None:
            return
        self.note(ici, formes)
        attendues = self.dues - self.faits - formes.keys()
        for lien in sorted(ici.liens):
            if name_vue(lien) in attendues:
                attendues -= {name_vue(lien)}
                self.note(ask(self.client, "", lien), formes)
        self._do(formes, reste - 1)

    @contextmanager
    def _unbroken(self):
        """Give each gesture the same browser and the same files."""
        biscuits = self.client.cookies.copy()
        copie = self.dossier.with_name(f"{self.dossier.name}-copie")
        avant = _list_etat(self.dossier)
        if not copie.exists():
            shutil.copytree(self.dossier, copie)
        with patch.object(FileSystemStorage, "delete", lambda *_: None):
            yield
        self.client.cookies = biscuits
        if _list_etat(self.dossier) != avant:
            shutil.rmtree(self.dossier)
            shutil.copytree(copie, self.dossier, copy_function=shutil.copy2)


def prepare(seat):
    """Have others do what somebody answers to; it stays."""
    for qui, page, vue in PREALABLES:
        client = seat(qui)
        formulaires = ask(client, qui, page).formulaires
        formulaire = next(f for f in formulaires if name_vue(f.action) == vue)
        geste = send(client, formulaire, tout=True)
        assert not geste.faute, geste


def send(client, formulaire, *, tout):
    """Send a form as somebody fills it; return what came of it."""
    vue = name_vue(formulaire.action)
    donnees = dict(fill(formulaire, DITS.get(vue, {}), tout=tout).lists())
    donnees |= {champ: _find_fichier(client, vue) for champ in _list_fichiers(formulaire, vue)}
    with TestCase.captureOnCommitCallbacks(execute=True):
        reponse = client.post(formulaire.action, donnees)
        contenu = reponse.getvalue()
    est_html = reponse.headers.get("Content-Type", "").startswith("text/html")
    faute = find_faute(reponse, contenu.decode() if contenu and est_html else "")
    vers = reponse.headers.get("Location", "")
    return Geste(vue, formulaire.page, formulaire.libelle, faute, vers)


def _find_fichier(client, vue):
    nom, contenu = FICHIERS[vue]
    if isinstance(contenu, str):
        contenu = client.get(contenu).getvalue()
    return SimpleUploadedFile(nom, contenu)


def fill(formulaire, dits=(), *, tout):
    """Return what a browser sends: as it stands, with what must be typed, or with everything."""
    envoi, vus, dits = QueryDict(mutable=True), set(), dict(dits)
    for champ in formulaire.champs:
        nom = champ.get("name")
        if nom in dits:
            envoi[nom] = dits[nom]
        elif champ.get("disabled") is None:
            for valeur in _read(champ, formulaire, deja=nom in vus, tout=tout):
                envoi.appendlist(nom, valeur)
                vus.add(nom)
    if formulaire.bouton:
        envoi[formulaire.bouton[0]] = formulaire.bouton[1]
    return envoi


def find_faute(reponse, texte):
    """Say in a word what is wrong with an answer; nothing when the gesture is done."""
    if reponse.status_code >= 400:
        return f"{reponse.status_code}"
    if "/connexion/" in reponse.headers.get("Location", ""):
        return "sent to sign in"
    gardes = getattr(reponse.wsgi_request, "_messages", None)
    for message in getattr(gardes, "_queued_messages", ()):
        if message.level >= constants.ERROR:
            return f"message: {message.message}"
    if texte:
        erreurs = html.document_fromstring(texte).xpath(
            "//main//*[@id='erreurs'] | //main//*[contains(@class, 'fr-error-text')]"
        )
        return " | ".join(" ".join(e.text_content().split()) for e in erreurs)[:300]
    return ""


def _list_essais(boutons):
    """Give what to send, the plainest first: what must be typed, then everything."""
    for tout in (False, True):
        for semblables in boutons.values():
            for formulaire in semblables:
                yield formulaire, tout


def _list_fichiers(formulaire, vue):
    champs = [c.get("name") for c in formulaire.champs if c.get("type") == "file"]
    return champs if vue in FICHIERS else []


def _list_etat(dossier):
    return {f: (f.stat().st_size, f.stat().st_mtime_ns) for f in dossier.rglob("*") if f.is_file()}


def _read(champ, formulaire, *, deja, tout):
    genre = (champ.get("type") or "text").lower()
    voulu = tout or champ.get("required") is not None
    if champ.tag == "select":
        return _read_choix(champ, voulu=voulu)
    if champ.tag == "textarea":
        return [(champ.text or "").strip() or (_write(champ, "text") if voulu else "")]
    if genre in MUETS:
        return []
    if genre in {"checkbox", "radio"}:
        semblables = [c for c in formulaire.champs if c.get("name") == champ.get("name")]
        return _read_case(champ, semblables, deja=deja, voulu=voulu or genre == "radio")
    if genre == "hidden":
        return [champ.get("value", "")]
    return [champ.get("value") or (_write(champ, genre) if voulu else "")]


def _read_choix(champ, *, voulu):
    options = champ.xpath(".//option[not(@disabled)]")
    choisies = [_value(o) for o in options if o.get("selected") is not None]
    if champ.get("multiple") is None and not choisies:
        choisies = [_value(o) for o in options[:1]]
    pleines = [_value(o) for o in options if _value(o)]
    return pleines[:1] or choisies if voulu and not any(choisies) else choisies


def _value(option):
    return option.get("value", option.text)


def _read_case(champ, semblables, *, deja, voulu):
    valeur = champ.get("value", "on")
    if any(c.get("checked") is not None for c in semblables):
        return [valeur] if champ.get("checked") is not None else []
    return [valeur] if voulu and not deja else []


def _write(champ, genre):
    if genre in PLEINES:
        return PLEINES[genre]
    if genre == "number":
        return champ.get("min") or "1"
    etiquette = champ.xpath("string(//label[@for=$nom])", nom=champ.get("id", ""))
    if JOUR.search(etiquette):
        return f"{DEMAIN:%d/%m/%Y}"
    return f"Essai de {champ.get('name')}"[: int(champ.get("maxlength") or 80)]
