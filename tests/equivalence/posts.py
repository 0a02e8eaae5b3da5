"""What posts do: what is sent, right and wrong, what is answered, and what is written."""

import os
from contextlib import contextmanager
from unittest.mock import patch
from zlib import crc32

from django.core import mail
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import override_settings

from spaser.site.chiffres.marches.entrepot import close_corriges
from spaser.site.organisations.premiers_contenus import FIGURANTS
from tests.equivalence.courriels import describe_courriel
from tests.equivalence.lignes import watch_lignes
from tests.equivalence.monde import JOUR, TIRAGES, keep_numeros, step
from tests.equivalence.pages import JETON, describe_page
from tests.transverses.site import formulaires, gestes
from tests.transverses.site.demonstration import seat
from tests.transverses.site.gestes import (
    Tournee,
    judge,
    list_dues,
    post,
    prepare,
    takes_posts,
    write_donnees,
)
from tests.transverses.site.marche import Bornes, ask, name_vue, undone, walk
from tests.transverses.site.personnes import ANONYME
from tests.transverses.site.vues import list_vues

CHACUN = 1  # addresses of each kind that are walked to find forms
TROP = "é" * 100_000
FAUX = {"date": "32/13/2026", "number": "abc", "email": "pas une adresse", "url": "pas un lien"}
PROSE = {"text", "search", "textarea"}
GARDES = {"hidden", "submit", "button", "file", "password"}
LONG, COURT = 2000, 200  # signs of a line: longer, it is cut


@contextmanager
def open_releve(nom, site):
    """Give a step where others did what somebody answers to; its files are put back after."""
    sans_perte = patch.object(gestes, "find_perte", lambda *_: "")
    with keep_fichiers(site), step(nom), override_settings(DOSSIER=site / "donnees"), sans_perte:
        close_corriges()
        (site / "donnees").mkdir()
        for fichier in site.rglob("*"):
            os.utime(fichier, (JOUR.timestamp(), JOUR.timestamp()))
        prepare(seat)
        yield
        close_corriges()


@contextmanager
def keep_fichiers(dossier):
    """Put the files of a folder back as they were."""
    avant = {lieu: lieu.read_bytes() if lieu.is_file() else None for lieu in dossier.rglob("*")}
    yield
    for lieu in sorted(set(dossier.rglob("*")) - avant.keys(), reverse=True):  # the deepest first
        lieu.rmdir() if lieu.is_dir() else lieu.unlink()
    for lieu, contenu in avant.items():
        if contenu is None:
            lieu.mkdir(exist_ok=True)
        elif not lieu.exists() or lieu.read_bytes() != contenu:
            lieu.write_bytes(contenu)
            os.utime(lieu, (JOUR.timestamp(), JOUR.timestamp()))


def record_gestes(recueil, qui, site):
    """Keep all that somebody may do, reached by clicking."""
    with open_releve(f"gestes {qui}", site):
        client = seat(qui)
        releve = Releve(recueil, client, qui, site)
        for pas in walk(client, qui, "/", releve.start):
            releve.note(pas)
        releve.do_all()


def find_dues(qui):
    """Return the views to post to: those of a role, or all that ask for none."""
    role = next((figurant.role for figurant in FIGURANTS if figurant.compte == qui), None)
    if role:
        return list_dues(role.value)
    portees = {"publique"} if qui == ANONYME else {"publique", "personne"}
    return [v.nom for v in list_vues() if v.portee in portees and takes_posts(v.callback)]


class Releve(Tournee):
    """A round whose every post is kept; each button is also tried with what is wrong."""

    def __init__(self, recueil, client, qui, site):
        super().__init__(client, find_dues(qui), site)
        self._recueil, self._qui = recueil, qui
        self._est_neuve = Bornes(CHACUN, toutes=False).start()
        self._essayes = set()

    def start(self, adresse):
        """Say whether an address is walked, and draw under its name."""
        TIRAGES.start(f"{self._qui} {adresse}")
        return self._est_neuve(adresse)

    @contextmanager
    def unbroken(self):
        biscuits = self.client.cookies.copy()
        with keep_numeros(), keep_fichiers(self.dossier):
            yield
        self.client.cookies = biscuits

    def ask(self, adresse):
        TIRAGES.start(f"{self._qui} {adresse}")
        return ask(self.client, self._qui, adresse)

    def send(self, formulaire, *, tout):
        titre = f"{name_vue(formulaire.action)} · {self._qui} · {formulaire.libelle}"
        donnees = write_donnees(self.client, formulaire, tout=tout)
        if titre not in self._essayes:
            self._essayes.add(titre)
            pleines = write_donnees(self.client, formulaire, tout=True)
            for genre, autres in list_autres(formulaire, donnees, pleines):
                with undone(), self.unbroken():
                    self._post(f"{titre} · {formulaire.page} · {genre}", formulaire, autres)
        return self._post(f"{titre} · {formulaire.page}", formulaire, donnees)

    def _post(self, titre, formulaire, donnees):
        TIRAGES.start(titre)
        lignes, reponse, contenu = record_post(
            self.client, formulaire, donnees, self.dossier, self._recueil.cadres
        )
        self._recueil.note(titre, lignes)
        return judge(formulaire, reponse, contenu)


def list_autres(formulaire, donnees, pleines):
    """Yield what else may be sent: all that may be typed, nothing, what is wrong, far too much."""
    fichiers = _list_fichiers(donnees)
    if donnees | pleines | fichiers != donnees:
        yield "tout rempli", pleines
    genres = {champ.get("name"): _find_genre(champ) for champ in formulaire.champs}
    genres = {nom: g for nom, g in genres.items() if nom in donnees and g not in GARDES}
    vides = {nom: [""] for nom in genres}
    faux = {nom: SimpleUploadedFile(f.name, b"\0") for nom, f in fichiers.items()}
    faux |= {nom: [FAUX.get(g, "inconnu")] for nom, g in genres.items() if g not in PROSE}
    longs = {nom: [TROP] for nom, g in genres.items() if g in PROSE}
    for genre, remplaces in (("vide", vides), ("mal formé", faux), ("trop long", longs)):
        if remplaces:
            yield genre, donnees | remplaces


def _list_fichiers(donnees):
    return {nom: valeur for nom, valeur in donnees.items() if hasattr(valeur, "seek")}


def _find_genre(champ):
    genre = champ.get("type", "text").lower() if champ.tag == "input" else champ.tag
    if champ.get("tabindex") == "-1":
        return "hidden"
    etiquette = champ.xpath("string(//label[@for=$nom])", nom=champ.get("id", ""))
    return "date" if formulaires.JOUR.search(etiquette) else genre


def record_post(client, formulaire, donnees, site, cadres):
    """Send a form; return what is said of it, the answer, and what it holds."""
    envoyes = [ligne for nom in sorted(donnees) for ligne in _say_champ(nom, donnees[nom])]
    for fichier in _list_fichiers(donnees).values():
        fichier.seek(0)
    with watch_effets(site) as effets:
        reponse, contenu = post(client, formulaire.action, donnees)
    lignes = [f"vers {formulaire.action}", *envoyes, f"statut {reponse.status_code}"]
    if "Location" in reponse.headers:
        lignes.append(f"mène à {reponse.headers['Location']}")
    gardes = getattr(reponse.wsgi_request, "_messages", None)
    messages = getattr(gardes, "_queued_messages", ())
    lignes += [f"message {message.level_tag} {message.message}" for message in messages]
    lignes += effets
    if contenu and reponse.headers.get("Content-Type", "").startswith("text/html"):
        lignes += describe_page(contenu.decode(), cadres)
    return [_cut(ligne) for ligne in lignes], reponse, contenu


def _say_champ(nom, valeur):
    if hasattr(valeur, "seek"):
        yield f"envoi {nom}=fichier {valeur.name} {valeur.size}"
    elif nom != JETON:
        yield from (f"envoi {nom}={une}" for une in valeur)


def _cut(ligne):
    if len(ligne) <= LONG:
        return ligne
    return f"{ligne[:COURT]}… {len(ligne)} signes {crc32(ligne.encode()):08x}"


@contextmanager
def watch_effets(site):
    """Give a list that holds what a block wrote and sent, once it is left.

    Files that the site drops are named, and stay for the step that is next.
    """
    effets, retires = [], []
    mail.outbox.clear()
    garde = patch.object(FileSystemStorage, "delete", lambda _, nom: retires.append(nom))
    with garde, watch_lignes(site) as ecrites:
        yield effets
    effets += ecrites
    effets += [f"- fichier {nom}" for nom in sorted(retires)]
    for courriel in mail.outbox:
        effets += describe_courriel(courriel)
