"""Stores that several tests build from the same files: built once a process, then copied."""

import hashlib
import shutil
from copy import deepcopy
from pathlib import Path

import duckdb
import msgspec

from spaser.moteur.entrepot.dossier import MANIFESTE, REFERENTIELS, find_version
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers


class Moule:
    """Stands for `import_fichiers`: a store made of some contents is kept for those like it."""

    def __init__(self, reserve):
        self.reserve, self.rapports = reserve, {}

    def __call__(self, entrees, dossier):
        """Read files into a new store; what is read already is copied, with its report."""
        assert not dossier.exists(), "only new stores are alike"
        cle = _name(map(Path, entrees))
        if cle not in self.rapports:
            self.rapports[cle] = import_fichiers(entrees, self.reserve / cle)
        shutil.copytree(self.reserve / cle, dossier, symlinks=True)
        return deepcopy(self.rapports[cle])


class MouleAssises:
    """Stands for what writes the contracts of a buyer before corrections: once for like stores."""

    def __init__(self, reserve, write):
        self.reserve, self.write = reserve, write

    def __call__(self, demande, chemin):
        """Write the contracts, or copy those of stores with the same files of the same time."""
        gardee = self.reserve / _name_demande(demande)
        if not gardee.exists():
            self.write(demande, chemin)
            shutil.copy(_beside(chemin), _beside(gardee))
            shutil.copy(chemin, gardee)
        else:
            shutil.copy(_beside(gardee), _beside(chemin))
            shutil.copy(gardee, chemin)


def _beside(chemin):
    return chemin.with_name(f"{chemin.name}.somme")


def _name_demande(demande):
    """Name all that the contracts are made of, but not where the stores lie."""
    decisions = [sorted(paires) for paires in demande.decisions]
    lus = (demande.siren, decisions, _look(demande.entrepot), _look(demande.prive))
    return hashlib.sha256(repr(lus).encode()).hexdigest()


def _look(dossier):
    version = find_version(dossier) if dossier else None
    if version is None:
        return [dossier is None]  # none was asked for, or it is gone
    fichiers = [*version.rglob("*.parquet"), version / MANIFESTE, *_list_listes(dossier)]
    etats = [(fichier.name, fichier.stat()) for fichier in sorted(fichiers) if fichier.exists()]
    return [(nom, etat.st_size, etat.st_mtime_ns) for nom, etat in etats]


def _list_listes(dossier):
    return (dossier / REFERENTIELS).rglob("*.*")


def _name(fichiers):
    """Name contents and their names: reports tell both."""
    dits = [(f.name, hashlib.sha256(f.read_bytes()).hexdigest()) for f in fichiers]
    return hashlib.sha256(repr(dits).encode()).hexdigest()


def make_former(entrepot):
    """Write what the rule before evidence had written: one id is one contract, the last record.

    Return the key of each contract of several records.
    """
    version = find_version(entrepot)
    manifeste = msgspec.json.decode((version / MANIFESTE).read_bytes())
    manifeste.pop("identite", None)
    (version / MANIFESTE).write_bytes(msgspec.json.encode(manifeste))
    for table in ("fusions", "partages"):
        (version / f"{table}.parquet").unlink(missing_ok=True)
    with open_entrepot(entrepot) as ouvert:
        groupes = ouvert.connexion.execute(
            "SELECT groupe, list(ligne ORDER BY ligne) FROM records GROUP BY groupe"
        ).fetchall()
    lignes = [
        (ligne, groupe, "retenu" if ligne == rangs[-1] else "version", len(rangs))
        for groupe, rangs in groupes
        for ligne in rangs
    ]
    with duckdb.connect() as connexion:
        connexion.execute(
            "COPY (SELECT unnest($1::BIGINT[]) AS ligne, unnest($2::UBIGINT[]) AS cle, "
            "unnest($3::VARCHAR[]) AS statut, unnest($4::INTEGER[]) AS nb_versions, "
            f"false AS double_compte) TO '{version / 'retouches.parquet'}' (FORMAT parquet)",
            [list(colonne) for colonne in zip(*lignes, strict=True)],
        )
    return [groupe for groupe, rangs in groupes if len(rangs) > 1]
