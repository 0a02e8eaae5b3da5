"""What somebody would type in a form, and what comes of sending it."""

import inspect
import shutil
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from django.contrib.messages import constants
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from lxml import html

from spaser.regles.droits import ROLES_PROGRAMME, Role, can
from spaser.site.socle import requetes
from tests.outils.base_tenue import refused_writes
from tests.transverses.site.formulaires import fill, list_formulaires
from tests.transverses.site.marche import ask, name_vue, undone
from tests.transverses.site.saisies import ESPACE, FICHIERS, PREALABLES, find_dits
from tests.transverses.site.vues import list_vues

BOUTONS = 4  # of one view that are pressed: each leads on its own way
ESSAIS = 3  # forms of one button that are tried, each on another page
RELAIS = frozenset({"acteurs:corbeille", "redaction:versions"})  # what was undone waits there
PROFONDEUR = 6  # gestures that follow one another
ESSAYEES = set()  # views whose form was sent to a base that somebody holds: once each


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
        self.fautes = {vue: dite for vue, dite in self.fautes.items() if vue not in self.faits}

    def _do(self, formes, reste):
        for vue, boutons in list(formes.items()):
            if vue not in self.faits:
                for semblables in list(boutons.values())[:BOUTONS]:
                    self._press(vue, semblables, reste)

    def _press(self, vue, semblables, reste):
        """Send a form with what must be typed, else with everything, until one is taken."""
        for formulaire in semblables:
            for tout in (False, True):
                if self._try(vue, formulaire, reste, tout=tout):
                    return

    def _try(self, vue, formulaire, reste, *, tout):
        with undone(), self.unbroken():
            geste = self.send(formulaire, tout=tout)
            if geste.faute:
                self.fautes.setdefault(vue, str(geste))
                return False
            self.faits.add(vue)
            if reste and self.dues - self.faits:
                self._follow(geste, reste)
        return True

    def send(self, formulaire, *, tout):
        return send(self.client, formulaire, tout=tout)

    def ask(self, adresse):
        return ask(self.client, "", adresse)

    def _follow(self, geste, reste):
        formes = defaultdict(dict)
        ici = self.ask(geste.vers) if geste.vers.startswith("/") else None
        if ici is None:
            return
        self.note(ici, formes)
        if "supprimer" in geste.vue:
            self.note(self.ask(f"{ESPACE}corbeille/"), formes)
        attendues = (self.dues - self.faits - formes.keys()) | RELAIS
        for lien in sorted(ici.liens):
            if name_vue(lien) in attendues:
                attendues -= {name_vue(lien)}
                self.note(self.ask(lien), formes)
        self._do(formes, reste - 1)

    @contextmanager
    def unbroken(self):
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


def list_dues(compte):
    """Return the views that the rights matrix lets somebody of the demonstration post to."""
    if compte not in {role.value for role in Role}:
        return []
    portee = "site" if Role(compte) in ROLES_PROGRAMME else "organisation"
    return [
        vue.nom
        for vue in list_vues()
        if vue.portee == portee and can([Role(compte)], vue.operation) and takes_posts(vue.callback)
    ]


def takes_posts(vue):
    """Say whether a view lets itself be posted to."""
    methodes = inspect.getclosurevars(vue).nonlocals.get("request_method_list")
    if methodes is None and hasattr(vue, "__wrapped__"):
        return takes_posts(vue.__wrapped__)
    return methodes is None or "POST" in methodes


def prepare(seat):
    """Have others do what somebody answers to; it stays."""
    for qui, page, vue in PREALABLES:
        client = seat(qui)
        formulaires = ask(client, qui, page).formulaires
        formulaire = next(f for f in formulaires if name_vue(f.action) == vue)
        geste = send(client, formulaire, tout=False)
        assert not geste.faute, geste


def send(client, formulaire, *, tout):
    """Send a form as somebody fills it; return what came of it."""
    vue = name_vue(formulaire.action)
    donnees = write_donnees(client, formulaire, tout=tout)
    if vue not in ESSAYEES:
        perte = find_perte(client, formulaire, donnees)
        assert not perte, f"{vue}, on {formulaire.page}: {perte}"
    return judge(formulaire, *post(client, formulaire.action, donnees))


def write_donnees(client, formulaire, dits=(), *, tout):
    """Return the fields that somebody sends, by name."""
    vue = name_vue(formulaire.action)
    donnees = dict(fill(formulaire, find_dits(vue) | dict(dits), tout=tout).lists())
    return donnees | {c: _find_fichier(client, vue) for c in _list_fichiers(formulaire, vue)}


def post(client, adresse, donnees):
    """Return the answer, its tasks done, and what it holds."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        reponse = client.post(adresse, donnees)
        return reponse, reponse.getvalue()


def judge(formulaire, reponse, contenu):
    """Return what came of a form."""
    est_html = reponse.headers.get("Content-Type", "").startswith("text/html")
    faute = find_faute(reponse, contenu.decode() if contenu and est_html else "")
    vers = reponse.headers.get("Location", "")
    return Geste(name_vue(formulaire.action), formulaire.page, formulaire.libelle, faute, vers)


def find_perte(client, formulaire, donnees):
    """Say what a locked base would lose of a form: nothing, once the page gives it all back."""
    sans_place = patch.object(requetes, "list_essais", lambda: (_ for _ in ()))
    ESSAYEES.add(name_vue(formulaire.action))
    with undone(), refused_writes(), sans_place:
        reponse = client.post(formulaire.action, donnees)
        texte = reponse.getvalue().decode() if reponse.status_code == 503 else ""
    for valeur in donnees.values():
        if hasattr(valeur, "seek"):
            valeur.seek(0)
    if not texte:  # it writes nothing, or is refused
        return f"{reponse.status_code} of a locked base" if reponse.status_code >= 500 else ""
    rendu = list_formulaires(texte, formulaire.action)[0]
    gardes = fill(rendu, tout=False)
    perdus = [
        nom
        for nom, valeurs in donnees.items()
        if nom != "csrfmiddlewaretoken"
        and "mot_de_passe" not in nom
        and not hasattr(valeurs, "seek")
        and gardes.getlist(nom) != [valeur.replace("\r\n", "\n") for valeur in valeurs]
    ]
    ailleurs = rendu.action != formulaire.action
    return f"lost by a locked base: {perdus} {rendu.action}" if perdus or ailleurs else ""


def _find_fichier(client, vue):
    nom, contenu = FICHIERS[vue]
    if isinstance(contenu, str):
        contenu = client.get(contenu).getvalue()
    return SimpleUploadedFile(nom, contenu)


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


def _list_fichiers(formulaire, vue):
    champs = [c.get("name") for c in formulaire.champs if c.get("type") == "file"]
    return champs if vue in FICHIERS else []


def _list_etat(dossier):
    return {f: (f.stat().st_size, f.stat().st_mtime_ns) for f in dossier.rglob("*") if f.is_file()}
