"""One address of each view: asked for by everybody, it says who is let in, and where others go.

`portes.txt` keeps them, so that a view that has gone is missed; `ecrire_portes` writes it anew.
"""

from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from django.core.files.storage import FileSystemStorage
from django.urls import NoReverseMatch, resolve

from tests.equivalence.monde import TIRAGES, keep_numeros
from tests.equivalence.recueil import read_recueil
from tests.transverses.site.demonstration import QUI, seat
from tests.transverses.site.marche import name_vue, undone
from tests.transverses.site.vues import list_vues

LISTE = Path(__file__).with_name("portes.txt")
MENENT = ("lien ", "formulaire post ", "formulaire get ", "vers ")


def read_portes():
    """Return the address of each view, by its name."""
    lignes = LISTE.read_text(encoding="utf-8").splitlines()
    return dict(ligne.split(" ", 1) for ligne in lignes)


def record_portes(recueil, methode, portes):
    """Keep what everybody is answered at each address."""
    clients = {qui: seat(qui) for qui in QUI}
    for vue, adresse in portes.items():
        lignes = [f"porte {qui} {knock(clients[qui], methode, adresse)}" for qui in QUI]
        recueil.note(f"{vue} {adresse}", lignes)


def knock(client, methode, adresse):
    """Ask for an address, or send it an empty form; return the status and where it leads."""
    TIRAGES.start(adresse)
    biscuits = client.cookies.copy()
    gardes = patch.object(FileSystemStorage, "delete", lambda *_: None)
    with gardes, keep_numeros(), undone():
        reponse = getattr(client, methode)(adresse)
        reponse.getvalue()
    client.cookies = biscuits
    return f"{reponse.status_code} {reponse.headers.get('Location', '')}".rstrip()


def find_portes(adresses):
    """Return an address of each view: one of these, else made of what these are made of."""
    portes, valeurs = {}, {}
    for adresse in sorted(adresses, key=lambda adresse: (len(adresse), adresse), reverse=True):
        if vue := name_vue(adresse):
            portes[vue] = adresse
            for nom, valeur in resolve(adresse).kwargs.items():
                valeurs[nom] = valeurs[vue.partition(":")[0], nom] = valeur
    for vue in list_vues():
        app = vue.nom.partition(":")[0]
        arguments = {nom: valeurs.get((app, nom), valeurs.get(nom)) for nom in vue.parametres}
        if vue.nom not in portes and None not in arguments.values():
            try:
                portes[vue.nom] = vue.address(arguments)
            except NoReverseMatch:
                continue
    return dict(sorted(portes.items()))


def list_adresses(releve):
    """Return the addresses that the pages of a recording are at, or lead to."""
    trouvees = set()
    for fichier in (releve / "pages").glob("*.txt"):
        for titre, lignes in read_recueil(fichier).items():
            trouvees.add(titre)
            trouvees |= {mene for ligne in lignes for mene in _list_menes(ligne)}
    ici = (trouvee for trouvee in trouvees if trouvee.startswith("/"))
    return {urlsplit(adresse.partition(" [")[0]).path for adresse in ici}


def _list_menes(ligne):
    return [ligne.removeprefix(debut).split(" ")[0] for debut in MENENT if ligne.startswith(debut)]
