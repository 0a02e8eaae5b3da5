"""What leaves in an open form and comes back: the SPASER format, workbooks taken back, the API."""

import json
from difflib import unified_diff

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from spaser.contenus.lecture import EXEMPLES, read_exemple
from spaser.documents.classeur import FormatClasseur
from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import encode_spaser, read_spaser, widen
from spaser.site.organisations.models import Espace
from spaser.site.registre.models import Fiche
from spaser.site.schema.redaction.format_ouvert import gather_spaser
from tests.equivalence.fichiers import describe_fichier
from tests.equivalence.monde import TIRAGES, step
from tests.equivalence.pages import describe_page
from tests.equivalence.posts import record_post
from tests.outils.scenario import DEPARTEMENT, METROPOLE
from tests.transverses.site.demonstration import seat
from tests.transverses.site.formulaires import Formulaire, fill, list_formulaires
from tests.transverses.site.marche import ask
from tests.transverses.site.personnes import ANONYME

# The view that exports what the import of the same tool takes back.
REPRISES = {
    "acteurs": "export",
    "grille": "export",
    "plan": "export",
    "politiques": "inventaire_export",
}
# Who gives back the tables of the metropolis: herself, and the county, for which all is new.
REPRENEURS = {"administration": METROPOLE, "departement": DEPARTEMENT}


def record_format(recueil, _site=None):
    """Keep every sheet and scheme written in the open format, read back, written again."""
    for nom in EXEMPLES:
        recueil.note(f"exemple {nom}", describe_aller_retour(read_spaser(read_exemple(nom))))
    for fiche in Fiche.objects.order_by("pk"):
        recueil.note(f"fiche {fiche.pk}", describe_aller_retour(fiche.spaser))
    for espace in Espace.objects.order_by("pk"):
        TIRAGES.start(f"schéma {espace.pk}")
        recueil.note(f"schéma {espace.pk}", describe_aller_retour(gather_spaser(espace)))


def describe_aller_retour(fiche):
    """Return a sheet as it is written; then what differs read back, and widened to version 1.1."""
    ecrite = encode_spaser(fiche)
    lue = read_spaser(ecrite)
    lignes = [f"écrit {ligne}" for ligne in _split(ecrite)]
    if not isinstance(lue, Spaser):
        return lignes + [f"faute {f.lieu} · {f.message} {f.correction}" for f in lue]
    for nom, encore in (("relu", lue), ("élargi", widen(lue))):
        ecart = unified_diff(_split(ecrite), _split(encode_spaser(encore)), lineterm="", n=0)
        lignes += [f"{nom} {ligne}" for ligne in list(ecart)[2:]]
    return lignes


def _split(octets):
    return octets.decode().splitlines()


# --- Tables that leave the site and come back ----------------------------------------------------


def record_reprises(recueil, site):
    """Keep what the site makes of the tables that it gave: looked at, then written."""
    for outil, suffixe, qui in list_reprises():
        nom = f"{outil}.{suffixe} par {qui}"
        with step(nom):
            recueil.note(nom, take_back(outil, suffixe, qui, site, recueil.cadres))


def list_reprises():
    """Return each table that comes back: its tool, its kind of file, and who gives it."""
    return [
        (outil, str(s), qui) for outil in REPRISES for s in FormatClasseur for qui in REPRENEURS
    ]


def take_back(outil, suffixe, qui, site, cadres):
    """Export the table of the metropolis, and import it; return the lines of each step."""
    exporte = reverse(f"{outil}:{REPRISES[outil]}", args=[METROPOLE, suffixe])
    importe = reverse(f"{outil}:importer", args=[REPRENEURS[qui]])
    contenu = ask(seat("administration"), qui, exporte).contenu
    client = seat(qui)
    envoi = {"fichier": SimpleUploadedFile(f"{outil}.{suffixe}", contenu), "texte": [""]}
    lignes, reponse, page = record_post(client, make_envoi(importe), envoi, site, cadres)
    ici = reponse.headers.get("Location", "")
    if ici:
        page = client.get(ici).getvalue()
        lignes += ["page", *describe_page(page.decode(), cadres)]
    formes = list_formulaires(page.decode(), ici or importe)
    if forme := next((f for f in formes if f.libelle == "Importer"), None):
        donnees = dict(fill(forme, tout=False).lists())
        lignes += ["confirmé", *record_post(client, forme, donnees, site, cadres)[0]]
    return lignes


def make_envoi(adresse):
    """Return a form of which only the address is known."""
    return Formulaire(adresse, adresse, "post", None, "", ())


# --- The API -------------------------------------------------------------------------------------

DOCUMENT = "/api/v1/openapi.json"
FAUTES = ("?inconnu=1", "?page=999", "?type=inconnu", "?par_page=0", "?tri=x&region=zz")


def record_api(recueil, _site=None):
    """Keep the document of the API, and what each of its addresses answers."""
    client = seat(ANONYME)
    contrat = json.loads(_note(recueil, client, DOCUMENT))
    numeros = list(Fiche.objects.order_by("pk").values_list("pk", flat=True))
    for adresse in _list_adresses(contrat["paths"], [*numeros, numeros[-1] + 1]):
        _note(recueil, client, adresse)


def _list_adresses(chemins, numeros):
    """Yield each address, bare, with each parameter alone, and with what is wrong."""
    for chemin, operations in chemins.items():
        parametres = operations["get"].get("parameters", [])
        if "{" in chemin:
            for numero in numeros:
                yield chemin.replace("{numero}", str(numero)).replace("{version}", "1")
            continue
        yield chemin
        for parametre in parametres:
            for valeur in _list_valeurs(parametre):
                yield f"{chemin}?{parametre['name']}={valeur}"
        yield from (f"{chemin}{faute}" for faute in FAUTES if parametres)


def _list_valeurs(parametre):
    """Return the first two values that a parameter takes."""
    forme = parametre["schema"].get("items", parametre["schema"])
    return forme.get("enum", forme.get("examples", [1]))[:2]


def _note(recueil, client, adresse):
    pas = ask(client, ANONYME, adresse)
    lignes = [f"statut {pas.statut}", f"nature {pas.nature}", f"requêtes {pas.requetes}"]
    recueil.note(adresse, [*lignes, *describe_fichier(adresse.partition("?")[0], pas.contenu)])
    return pas.contenu
