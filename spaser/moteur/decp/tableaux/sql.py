"""SQL text for the readers of tables: paths, cells as text, JSON without nulls.

Headers, paths and constants reach SQL only through `identifiant`, `litteral` and `chemin_sql`.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from spaser.moteur.decp.brut import COLONNE_FAMILLE, COLONNE_RANG, COLONNES
from spaser.moteur.decp.champs import LISTES
from spaser.moteur.sql import identifiant, litteral

_JOKERS: Final = re.compile(r"[\[*?]")
_HORS_NOM: Final = re.compile(r"[^a-z0-9]")
_BLANCS: Final = ("' '", "chr(9)", "chr(10)", "chr(13)", "chr(160)")


def chemin_sql(chemin: Path) -> str:
    """Quote a local path for a function that expands wildcards: here none is one."""
    return litteral(_JOKERS.sub(lambda j: f"[{j[0]}]", str(chemin.resolve())))


def fold_entete(entete: str) -> str:
    """Reduce a header to what its spellings share: `Acheteur.ID`, `acheteur_id` → `acheteurid`."""
    sans_accent = unicodedata.normalize("NFKD", entete.replace("œ", "oe")).encode("ascii", "ignore")
    return _HORS_NOM.sub("", sans_accent.decode().lower())


def texte_sql(colonne: str, *, liste: bool = False) -> str:
    """Return the SQL of a cell as text: blanks trimmed, NULL when nothing is left."""
    texte = f"array_to_string({colonne}, ', ')" if liste else f"CAST({colonne} AS VARCHAR)"
    bords = " OR ".join(f"prefix({texte}, {b}) OR suffix({texte}, {b})" for b in _BLANCS)
    return (
        f"CASE WHEN {bords} THEN nullif(trim({texte}, {' || '.join(_BLANCS)}), '') "
        f"ELSE nullif({texte}, '') END"
    )


def chaine_json(valeur: str) -> str:
    """Return the SQL of a text written as a JSON string; NULL stays NULL."""
    return f"CAST(to_json({valeur}) AS VARCHAR)"


def objet_json(textes: Mapping[str, str], **autres: str) -> str:
    """Return the SQL of a JSON object; NULL values leave no key, and NULL when none is left.

    Of each key, the SQL of its value: a text, or for `autres` what is JSON already.
    """
    valeurs = {cle: chaine_json(texte) for cle, texte in textes.items()} | autres
    membres = ", ".join(f"{litteral(f'"{cle}":')} || {valeur}" for cle, valeur in valeurs.items())
    return f"nullif('{{' || concat_ws(',', {membres}) || '}}', '{{}}')"


def liste_json(elements: Sequence[str]) -> str:
    """Return the SQL of a JSON array; NULL elements are left out, and NULL when none is left."""
    return f"nullif('[' || concat_ws(',', {', '.join(elements)}) || ']', '[]')"


def enveloppe_json(cle: str, valeur: str) -> str:
    """Return the SQL of an object of one key, NULL when its value is NULL."""
    return f"({litteral(f'{{"{cle}":')} || {valeur} || '}}')"


def valeur_json(chemin: str, chemins: Collection[str], valeur: Callable[[str], str]) -> str:
    """Return the SQL of a field as JSON, in the shape of v2.

    `chemins` are the fields that a source may fill, in the order in which JSON holds them;
    `valeur` gives the SQL of the text of each.
    """
    if chemin in chemins:
        return chaine_json(valeur(chemin))
    debut = f"{chemin}."
    noms = dict.fromkeys(c[len(debut) :].partition(".")[0] for c in chemins if c.startswith(debut))
    objet = objet_json({}, **{nom: valeur_json(debut + nom, chemins, valeur) for nom in noms})
    enveloppe = LISTES.get(chemin.rpartition(".")[2])
    return liste_json([enveloppe_json(enveloppe, objet)]) if enveloppe else objet


def select_brut(champs: Mapping[str, str], rang: str, famille: str, anomalies: str) -> str:
    """Return the SQL of the columns of `brut`; `champs` are those that a source can fill."""
    colonnes = ", ".join(
        f"{champs.get(c, 'CAST(NULL AS VARCHAR)')} AS {identifiant(c)}" for c in COLONNES
    )
    return (
        f"{colonnes}, CAST({rang} AS INTEGER) AS {identifiant(COLONNE_RANG)}, "
        f"{famille} AS {identifiant(COLONNE_FAMILLE)}, {anomalies} AS _anomalies"
    )


def anomalie_json(condition: str, code: str, champ: str | None, valeur: str) -> str:
    """Return the SQL of an anomaly as a JSON object, NULL unless `condition` holds."""
    debut = f'{{"code":"{code}","champ":' + (f'"{champ}"' if champ else "null") + ',"valeur":'
    ecrite = f"coalesce({chaine_json(valeur)}, 'null')"
    return f"CASE WHEN {condition} THEN {litteral(debut)} || {ecrite} || '}}' END"
