"""Stakeholders of all sorts, for tests: every one is fictitious."""

import string

from hypothesis import strategies as st

from spaser.moteur.tables.tableaux import read_feuille, read_tableaux
from spaser.regles.acteurs import (
    FormeSollicitation,
    clean_nom,
    clean_texte,
    sort_formes,
)
from spaser.regles.champs import GenreDit
from spaser.site.diagnostic.acteurs.importation import RECHERCHE, read_acteurs_lus
from spaser.site.diagnostic.models import ACTEUR, ContenuActeur
from tests.outils.champs import draw_dite

SIRENS = ("", "001010016", "001010024")
# Blanks, line breaks and signs that spreadsheets like to change.
_SIGNES = st.characters(blacklist_categories=("Cs",)) | st.sampled_from(
    " \t\n=-+@'\";,<&0123456789"
)
TEXTES = st.text(_SIGNES, max_size=40).map(clean_texte)
_LETTRES = st.sampled_from(string.ascii_letters + "éè")
NOMS = st.builds("{}{}".format, _LETTRES, st.text(_SIGNES, max_size=20)).map(clean_nom)

ACTEURS = draw_dite(
    ContenuActeur,
    nom=NOMS,
    siren=st.sampled_from(SIRENS),
    formes=st.sets(st.sampled_from(FormeSollicitation)).map(sort_formes),
    cle=st.uuids(version=4).map(str),
    **{champ.nom: TEXTES for champ in ACTEUR if champ.genre is GenreDit.TEXTE},
)


def read_feuille_acteurs(feuille):
    """Read a sheet, as a file that holds it is; None for one that holds no table."""
    lue = read_feuille(feuille, RECHERCHE)
    return read_acteurs_lus([lue]) if lue.trouvee else None


def read_fichier_acteurs(chemin):
    return read_acteurs_lus(read_tableaux(chemin, RECHERCHE))
