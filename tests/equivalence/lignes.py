"""The rows and the files that a step writes, as lines: what was there before, what is after."""

import json
import re
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib import import_module
from zlib import crc32

import duckdb
from django.apps import apps
from django.conf import settings
from django.db import connection

ECRIT = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
LONG = 1000  # signs of a value that are kept whole
# What Django names after apps and classes.
NOMMEES = {"django_content_type", "django_migrations", "auth_permission"}
# What is named after them in rows: an object of the journal, the function that writes a mail.
OBJET, CODE = "objet_type", re.compile(r"spaser(\.\w+)+")
SESSION = "session_data"
DUREES = re.compile(rb'"durees": \{[^}]*\}')
PORTE = "_auth_user_backend"  # the class that let somebody in


@contextmanager
def watch_lignes(*dossiers):
    """Give a list that holds the lines of what was written, once the block is left.

    A table is read before its first write: nothing has to be undone to know what changed.
    """
    lignes, avant, fichiers = [], {}, _read_fichiers(dossiers)

    def look(execute, sql, params, many, context):
        ecrit = ECRIT.match(sql) if isinstance(sql, str) else None
        if ecrit and ecrit[1] not in avant:
            avant[ecrit[1]] = None  # reading it is no write
            avant[ecrit[1]] = _read_table(ecrit[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield lignes
    for table in sorted(avant):
        lignes += _diff_table(table, avant[table], _read_table(table))
    lignes += _diff_fichiers(fichiers, _read_fichiers(dossiers))


def list_tables():
    """Return the tables of the site by name."""
    return sorted(set(_find_cles()) - NOMMEES)


def dump_table(table):
    """Return a line for each row."""
    colonnes, lues = _read_table(table)
    return [_write_ligne("", table, colonnes, lues[cle]) for cle in _sort(lues)]


def _find_cles():
    modeles = apps.get_models(include_auto_created=True)
    return {m._meta.db_table: m._meta.pk.column for m in modeles if m._meta.managed}


def _read_table(table):
    """Return the names of columns, and the rows by key."""
    with connection.cursor() as curseur:
        curseur.execute(f'SELECT * FROM "{table}"')
        colonnes = [colonne[0] for colonne in curseur.description]
        rang = colonnes.index(_find_cles().get(table, colonnes[0]))
        return colonnes, {ligne[rang]: ligne for ligne in curseur.fetchall()}


def _diff_table(table, avant, apres):
    (colonnes, avant), (_, apres) = avant, apres
    for cle in _sort(avant.keys() | apres.keys()):
        if cle not in apres:
            yield _write_ligne("- ", table, colonnes, avant[cle])
        elif cle not in avant:
            yield _write_ligne("+ ", table, colonnes, apres[cle])
        elif avant[cle] != apres[cle]:
            for colonne, *valeurs in zip(colonnes, avant[cle], apres[cle], strict=True):
                avant_apres = [_write(colonne, valeur) for valeur in valeurs]
                if len(set(avant_apres)) > 1:
                    yield f"~ {table} {cle} {colonne}: {' → '.join(avant_apres)}"


def _sort(cles):
    return sorted(cles, key=lambda cle: (isinstance(cle, str), cle))


def _write_ligne(signe, table, colonnes, ligne):
    cle = _find_cles().get(table, colonnes[0])
    dites = [
        f"{colonne}={_write(colonne, valeur)}"
        for colonne, valeur in zip(colonnes, ligne, strict=True)
        if colonne != cle and valeur is not None
    ]
    return " ".join([f"{signe}{table} {ligne[colonnes.index(cle)]}", *sorted(dites)])


def _write(colonne, valeur):
    if colonne == OBJET and valeur:
        valeur = _name_table(valeur)
    if valeur and colonne == SESSION:
        lue = import_module(settings.SESSION_ENGINE).SessionStore().decode(valeur)
        valeur = {nom: dite for nom, dite in lue.items() if nom != PORTE}
    if isinstance(valeur, str) and valeur[:1] in {"{", "["}:
        with suppress(ValueError):
            valeur = json.loads(valeur)
    if isinstance(valeur, bytes | memoryview):
        return f"octets {len(valeur)} {crc32(valeur):08x}"
    if isinstance(valeur, str) and CODE.fullmatch(valeur):
        return "(nom du code)"
    texte = valeur if isinstance(valeur, str) else _write_json(valeur)
    if len(texte) > LONG:
        return f"{texte[:LONG]}… {len(texte)} signes {crc32(texte.encode()):08x}"
    return texte


def _name_table(modele):
    with suppress(LookupError):
        return apps.get_model(modele)._meta.db_table
    return modele  # of a former version


def _write_json(valeur):
    return json.dumps(valeur, ensure_ascii=False, sort_keys=True, default=str)


def _read_fichiers(dossiers):
    """Return the print of each file, by its path."""
    lus = {f: dossier for dossier in dossiers for f in dossier.rglob("*") if f.is_file()}
    etats = {fichier: fichier.stat() for fichier in lus}
    return {
        str(fichier.relative_to(lus[fichier])): _print(fichier, etat.st_size, etat.st_mtime_ns)
        for fichier, etat in etats.items()
    }


@lru_cache(1000)
def _print(fichier, _taille, _instant):
    """Return a number for what a file says: rows in any order, without how long it took."""
    contenu = fichier.read_bytes()
    if fichier.suffix == ".parquet":
        texte = "SELECT lue::VARCHAR FROM read_parquet(?) lue ORDER BY 1"
        with duckdb.connect() as base:  # of its own: others leave theirs unread
            contenu = repr(base.execute(texte, [str(fichier)]).fetchall()).encode()
    elif fichier.suffix == ".json":
        contenu = DUREES.sub(b"", contenu)
    return f"{crc32(contenu):08x}"


def _diff_fichiers(avant, apres):
    for nom in sorted(avant.keys() | apres.keys()):
        if nom not in apres:
            yield f"- fichier {nom} {avant[nom]}"
        elif nom not in avant:
            yield f"+ fichier {nom} {apres[nom]}"
        elif avant[nom] != apres[nom]:
            yield f"~ fichier {nom}: {avant[nom]} → {apres[nom]}"
