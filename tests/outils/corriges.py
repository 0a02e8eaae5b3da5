"""A buyer's contracts with her corrections, every figure computed again: what is kept equals it."""

from contextlib import contextmanager

from spaser.moteur.corrige.lecture import open_corrige
from spaser.moteur.decp.identite import SANS_DECISION
from spaser.moteur.entrepot.corrections import CORRIGES, lay_corrections
from spaser.moteur.indicateurs.requetes import read_sql_valeurs


@contextmanager
def open_entier(dossier, siren, prive=None, corrections=(), decisions=SANS_DECISION):
    with open_corrige(dossier, siren, prive, decisions) as entrepot:
        connexion = entrepot.connexion
        connexion.execute("DROP TABLE main.familles_corrigees")
        lay_corrections(connexion, corrections)
        connexion.execute(f"CREATE OR REPLACE TABLE main.marches AS {CORRIGES}")
        requete = read_sql_valeurs(entrepot.version, entrepot.listes_absentes)
        connexion.execute(f"CREATE OR REPLACE TABLE main.valeurs AS {requete}")
        yield entrepot
