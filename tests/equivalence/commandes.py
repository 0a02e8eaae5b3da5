"""What each command answers to right and wrong words: code, outputs, files written."""

import contextlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from functools import partial
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

import duckdb

from spaser.cli.application import spaser
from spaser.contenus.lecture import EXEMPLE_1_1, read_exemple
from spaser.demonstration.fichiers import write_mandats
from spaser.moteur.entrepot import construction
from spaser.moteur.indicateurs import fiches
from tests.equivalence.fichiers import describe_fichier
from tests.equivalence.figee import DE_GESTION, Reponse, run
from tests.transverses.arbre import RACINE, fichiers

ICI = "DOSSIER"  # stands for the folder where commands run
SIREN = "001010016"
FICHIERS = "val-fictif"
TUS = (".verrou", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".css.gz", ".js.gz", ".svg.gz")
D_AILLEURS = "/static/dsfr/"  # files of a library


class Poste:
    """A folder where commands are typed one after the other; each step is kept."""

    def __init__(self, recueil, dossier):
        self._recueil, self._dossier = recueil, dossier
        self._etat = self._list_etat()

    def type(self, *mots, entree=None, par=run, sous="spaser"):
        """Run a command and keep what came of it."""
        reponse = par(list(mots)) if entree is None else par(list(mots), entree)
        lignes = [f"code {reponse.code}"]
        lignes += [f"sortie {ligne}" for ligne in reponse.sortie.splitlines()]
        lignes += [f"erreur {ligne}" for ligne in reponse.erreurs.splitlines()]
        lignes += self._describe_ecrits()
        titre = " ".join([sous, *mots])
        self._recueil.note(titre, [x.replace(str(self._dossier), ICI).rstrip() for x in lignes])
        return reponse

    def _describe_ecrits(self):
        avant, self._etat = self._etat, self._list_etat()
        for nom in sorted(avant.keys() | self._etat.keys()):
            if nom not in self._etat:
                yield f"disparu {nom}"
            elif avant.get(nom) != self._etat[nom]:
                for ligne in describe_ecrit(self._dossier / nom):
                    yield f"fichier {nom} {ligne}"

    def _list_etat(self):
        return {
            str(f.relative_to(self._dossier)): (f.stat().st_size, f.stat().st_mtime_ns)
            for f in self._dossier.rglob("*")
            if f.is_file() and not f.name.endswith(TUS) and D_AILLEURS not in str(f)
        }


def describe_ecrit(chemin):
    """Return the lines of a file that a command wrote."""
    if chemin.suffix == ".parquet":
        return _describe_parquet(chemin)
    if chemin.suffix == ".tar":
        return _describe_sauvegarde(chemin)
    if FICHIERS in chemin.parts:  # the same to the byte, whoever writes them
        return [f"octets {chemin.stat().st_size} {crc32(chemin.read_bytes()):08x}"]
    return describe_fichier(chemin.name, chemin.read_bytes())


_SOMME = "SELECT count(*), sum(hash(lignes)::HUGEINT) FROM read_parquet(?) AS lignes"


def _describe_parquet(chemin):
    """Return columns, and what rows add up to in any order."""
    with duckdb.connect() as base:
        lignes = base.read_parquet(str(chemin))
        types = zip(lignes.columns, lignes.types, strict=True)
        lues = [f"colonne {nom} {genre}" for nom, genre in types]
        [(combien, somme)] = base.sql(_SOMME, params=[str(chemin)]).fetchall()
    return [*lues, f"lignes {combien} {somme}"]


def _describe_sauvegarde(chemin):
    """Return what a backup holds: its manifest counts the rows of the base."""
    with tarfile.open(chemin) as archive:
        for membre in archive:
            yield f"membre {membre.name} {oct(membre.mode)}"
            if membre.name == "manifeste.json":
                yield from _describe_manifeste(json.load(archive.extractfile(membre)))


def _describe_manifeste(manifeste):
    for nom, dit in sorted(manifeste.items()):
        parties = dit if isinstance(dit, dict) else {"": dit}
        for partie, valeur in sorted(parties.items()):
            yield f"manifeste {nom} {partie} {json.dumps(valeur, ensure_ascii=False)}"


@contextlib.contextmanager
def open_poste(recueil):
    """Give a folder, and stand in it; no setting is given, nothing lasts."""
    sans_duree = partial(construction.Chantier, debut=0.0)
    with contextlib.ExitStack() as pile:
        nom = pile.enter_context(tempfile.TemporaryDirectory(prefix="spaser-commandes-"))
        dossier = Path(nom).resolve()
        pile.enter_context(contextlib.chdir(dossier))
        pile.enter_context(patch.dict(os.environ))
        pile.enter_context(patch.object(construction, "Chantier", sans_duree))
        os.environ.pop("SPASER_ENTREPOT", None)
        yield Poste(recueil, dossier)


def record_aides(recueil, _site=None):
    """Keep what is said without any file: helps, versions, misspelt words."""
    with open_poste(recueil) as poste:
        for mots in ((), ("--help",), ("-h",), ("--version",), ("bilam",), ("--inconnue",)):
            poste.type(*mots)
        for commande in spaser.modules:
            poste.type(commande, "--help")
            poste.type(commande, "--inconnue")


def record_donnees(recueil, _site=None):
    """Keep what commands make of the fictitious territory."""
    with open_poste(recueil) as poste:
        _type_lectures(poste)
        _type_chiffres(poste)
        _type_bilans(poste)
        _type_controles(poste)
        _type_depenses(poste)
        for mots in ((), ("--format", "json")):
            poste.type("faits", *mots)
        poste.type("demarrer")
        poste.type("demarrer", f"{FICHIERS}/marches-hopital.xml", "--entrepot", "hopital")
        poste.type("demarrer", "absent.json")


def _type_lectures(poste):
    Path("fautif.json").write_text('{"marches": {"marche": [{"id": "1"}]}', "utf-8")
    Path("autre.txt").write_text("Rien d’un marché.\n", "utf-8")
    for mots in (
        ("acheteurs",),
        ("bilan", SIREN),
        ("demo", FICHIERS),
        ("importer", FICHIERS),
        ("importer", FICHIERS, "--format", "json"),
        ("importer", f"{FICHIERS}/marches-hopital.xml", "--entrepot", "un", "--format", "json"),
        ("importer", "fautif.json", "--entrepot", "deux"),
        ("editions", "--entrepot", "un"),
        ("editions", "000099", "--entrepot", "un"),
        ("importer", "autre.txt", "--entrepot", "deux"),
        ("importer", "absent.json"),
        ("importer",),
        ("importer", FICHIERS, "--annees", "2024"),
        ("importer", "--national", "--annees", "2024", "--tabulaire"),
        ("importer", "--national", "--annees", "2025-2024"),
    ):
        poste.type(*mots)


def _type_chiffres(poste):
    for mots in (
        ("acheteurs",),
        ("acheteurs", "--limite", "2"),
        ("acheteurs", "ville", "fictive"),
        ("acheteurs", "zzz"),
        ("acheteurs", "--limite", "-1"),
        ("acheteurs", "--entrepot", "absent"),
        ("indicateurs",),
        ("indicateurs", "--format", "json"),
        ("indicateurs", "SOC-99"),
        ("preuve", SIREN),
        ("preuve", SIREN, "SOC-99", "--annee", "2025"),
        ("preuve", SIREN, "SOC-01", "--annee", "2012"),
        ("preuve", SIREN, "SOC-01", "--annee", "2025", "--expression", "montant"),
        ("preuve", SIREN, "SOC-01", "--annee", "2025", "--sortie", "preuve.txt"),
        ("preuve", SIREN, "SOC-01", "--annee", "2025", "--sortie", "preuve.csv"),
        ("preuve", SIREN, "SOC-01", "--annee", "2025", "--sortie", "preuve.json"),
        ("preuve", SIREN, "ENV-01", "--annee", "2025", "--limite", "0"),
    ):
        poste.type(*mots)
    for fiche in fiches():
        poste.type("indicateurs", fiche.code)
        poste.type("preuve", SIREN, fiche.code, "--annee", "2025", "--limite", "3")


def _type_bilans(poste):
    connus = json.loads(poste.type("acheteurs", "--format", "json").sortie)["acheteurs"]
    for acheteur in connus:
        poste.type("bilan", acheteur["siren"], "--format", "csv")
    for forme in ("texte", "json", "html"):
        poste.type("bilan", SIREN, "--format", forme)
    for suffixe in ("txt", "json", "csv", "html", "pdf", "docx", "odt"):
        poste.type("bilan", SIREN, "--annee", "2024", "--sortie", f"sortie/bilan.{suffixe}")
    for mots in (
        ("001010017",),
        ("552100554",),
        ("12",),
        ("fictiveville",),
        ("fictiville",),
        (SIREN, "--annee", "2012"),
        (SIREN, "--annee", "12"),
        (SIREN, "--format", "xlsx"),
        (SIREN, "--sortie", "."),
        (SIREN, "--entrepot", FICHIERS),
    ):
        poste.type("bilan", *mots)


def _type_controles(poste):
    for nom in ("marches-2025.json", "marches-hopital.xml", "marches-2026.json.gz"):
        poste.type("controler", f"{FICHIERS}/{nom}")
    for mots in (
        (f"{FICHIERS}/marches-2024.json", "--format", "json"),
        (f"{FICHIERS}/marches-2024.json", "--corrige", "repare.json"),
        (f"{FICHIERS}/marches-2024.json", "--corrige", f"{FICHIERS}/marches-2024.json"),
        ("fautif.json",),
        ("autre.txt",),
        ("absent.json",),
    ):
        poste.type("controler", *mots)
    _type_formats(poste)


def _type_formats(poste):
    exemples = ("minimal.json", "complet.json", EXEMPLE_1_1)
    for nom in exemples:
        Path(nom).write_bytes(read_exemple(nom))
    faux = json.loads(read_exemple(EXEMPLE_1_1))
    faux["schema"]["actions"][0]["code_axe"] = "A9"
    faux["structure"] |= {"nom": "[bold]x[/]", "siren": "12"}
    Path("faux.json").write_text(json.dumps(faux), "utf-8")
    for nom in (*exemples, "faux.json", "fautif.json", "autre.txt", "absent.json"):
        poste.type("verifier", nom)
        poste.type("verifier", nom, "--format", "json")
    poste.type("verifier", "-", entree=read_exemple("minimal.json"))


def _type_depenses(poste):
    Path("mandats.csv").write_bytes(write_mandats())
    Path("sans.csv").write_text("Nom;Ville\r\nAtelier;Rennes\r\n", "utf-8")
    for mots in (
        ("mandats.csv",),
        ("mandats.csv", "--format", "json", "--siren", SIREN),
        ("mandats.csv", "--correspondance", "colonnes.json", "--montant", "ttc"),
        ("mandats.csv", "--siren", "123"),
        ("sans.csv",),
        ("absent.csv",),
        (),
    ):
        poste.type("depenses", *mots)


# --- The site, in a folder of its own ------------------------------------------------------------


class Serie:
    """A process that runs the commands of one site, as its environment says where it is."""

    def __init__(self, dossier, **reglages):
        propre = {c: v for c, v in os.environ.items() if not c.startswith(("SPASER_", "DJANGO_"))}
        reglages["SPASER_DOSSIER"] = str(dossier)
        reglages["SPASER_ENTREPOT"] = f"{dossier}-entrepot"
        self._processus = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.equivalence.figee"],
            env=propre | reglages | {"PYTHONPATH": str(RACINE)},
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, mots):
        self._processus.stdin.write(json.dumps(mots) + "\n")
        self._processus.stdin.flush()
        return Reponse(*json.loads(self._processus.stdout.readline()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._processus.communicate()  # ends its input, waits, and closes


FAUX = {"SPASER_ADRESSE": "http://exemple.fr", "SPASER_MANDATAIRES": "deux", "SPASER_HOTE": "x"}


def record_site(recueil, _site=None):
    """Keep what the commands of the site do to a small one: refused, prepared, saved, put back."""
    with open_poste(recueil) as poste, contextlib.ExitStack() as pile:
        ici = Path.cwd()
        Path("vide").touch()
        faux = pile.enter_context(Serie(ici / "faux", **FAUX))
        for mots in (("preparer", "--reglages"), ("travailler",), ("eprouver", ".")):
            poste.type(*mots, par=faux, sous="réglages faux")
        site = pile.enter_context(Serie(ici / "site"))
        for mots in _list_du_site():
            poste.type(*mots, par=site)
        [sauvegarde] = Path("sauvegardes").glob("*.tar")
        for nom, fichier in (("autre", "vide"), ("troisième", str(sauvegarde)), ("site", "vide")):
            with Serie(ici / nom) as serie:
                poste.type("restaurer", fichier, par=serie, sous=nom)


def _list_du_site():
    yield from (("travailler",), ("sauvegarder", "sauvegardes"), ("preparer",), ("preparer",))
    yield from (("sauvegarder", "sauvegardes", "--chiffrer", "x"), ("sauvegarder", "site/ici"))
    yield ("sauvegarder", "sauvegardes", "--eprouver", "--garder", "1")
    yield from (("eprouver", "sauvegardes"), ("eprouver", "vide"))
    yield from (("travailler", "inconnu"), ("serve", "--port", "0"), ("eprouver", "absent.tar"))
    for commande in list_de_gestion():
        yield DE_GESTION, commande, "--help"
    yield DE_GESTION, "reindexer", "--skip-checks"
    yield DE_GESTION, "nommer_equipe", "ada@exemple.fr", "animation", "--skip-checks"
    yield DE_GESTION, "nommer_equipe", "ada@exemple.fr", "personne"
    yield DE_GESTION, "retirer_second_facteur", "ada@exemple.fr", "--skip-checks"
    yield DE_GESTION, "planifier", "--une-fois"
    yield DE_GESTION, "travailler", "--une-fois"


def list_de_gestion():
    """Return the names of the site's own commands."""
    return sorted(
        f.stem
        for f in fichiers()
        if f.parts[:2] == ("spaser", "site") and f.parts[-3:-1] == ("management", "commands")
        if f.stem != "__init__"
    )
