"""Computing `valeurs` inside a build, for the buyers that the build touched."""

from __future__ import annotations

from spaser.donnees.entrepot.construction import Chantier
from spaser.donnees.entrepot.dossier import REFERENTIELS
from spaser.donnees.entrepot.schema import VALEURS_ECRITES
from spaser.donnees.entrepot.vues import list_vues
from spaser.donnees.indicateurs.catalogue import INDICATEURS
from spaser.donnees.indicateurs.requetes import compose_requetes, write_requetes
from spaser.donnees.referentiels import depot, embarques
from spaser.donnees.sql import litteral


def write(chantier: Chantier, *, tout: bool) -> None:
    """Write `valeurs.parquet` in the last part, for the touched buyers or for all of them.

    The queries are kept in the version, since those who read it run them too.

    All buyers are computed again when a reference list or a method changed.
    """
    connexion, manifeste = chantier.connexion, chantier.manifeste
    embarques.load_embarques(connexion)
    presentes = depot.attach(connexion, chantier.racine / REFERENTIELS)
    absents = frozenset(f"ref_{nom}" for nom in depot.COLONNES if nom not in presentes)
    methode = " ".join(f"{i.code}:{i.version}" for i in INDICATEURS)
    datees = {nom: liste.date.isoformat() for nom, liste in presentes.items()}
    # A list may have come with an import that failed afterwards: it is new all the same.
    tout = tout or manifeste.methode != methode or manifeste.referentiels != datees
    part = manifeste.parts[-1]
    if tout:
        _assign_all(chantier, part)
    else:
        _restrict_to_touches(chantier)
    requetes = compose_requetes(absents)
    write_requetes(chantier.version, requetes)
    cible = chantier.derniere_part / "valeurs.parquet"
    connexion.execute(
        f"COPY (SELECT {', '.join(VALEURS_ECRITES)} FROM ({requetes.valeurs})) "
        f"TO {litteral(str(cible))} (FORMAT parquet, COMPRESSION lz4_raw)"
    )
    connexion.execute("SET schema = 'main'")
    manifeste.methode = methode
    manifeste.referentiels = datees
    for vue in list_vues(chantier.version, manifeste.parts):
        connexion.execute(vue)


def _assign_all(chantier: Chantier, part: int) -> None:
    """Make every buyer's figures come from this part."""
    fichier = chantier.version / "acheteurs.parquet"
    provisoire = chantier.version / "acheteurs.nouveau.parquet"
    chantier.connexion.execute(
        f"COPY (SELECT * REPLACE (CAST({part} AS INTEGER) AS part) FROM acheteurs) "
        f"TO {litteral(str(provisoire))} (FORMAT parquet)"
    )
    provisoire.replace(fichier)


def _restrict_to_touches(chantier: Chantier) -> None:
    """Show the query only the contracts of the buyers met in the new records."""
    connexion = chantier.connexion
    connexion.execute("CREATE SCHEMA IF NOT EXISTS calcul")
    connexion.execute(
        "CREATE OR REPLACE TABLE calcul.marches AS SELECT m.* FROM main.marches m "
        "SEMI JOIN touches ON m.acheteur_siren = touches.siren"
    )
    for table in ("titulaires", "sous_traitances"):
        connexion.execute(
            f"CREATE OR REPLACE TABLE calcul.{table} AS SELECT t.* FROM main.{table} t "
            "SEMI JOIN calcul.marches USING (cle)"
        )
    connexion.execute("SET search_path = 'calcul,main'")
