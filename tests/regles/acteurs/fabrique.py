"""Stakeholders of all sorts, for tests: every one is fictitious."""

import string
from datetime import date

from hypothesis import strategies as st

from spaser.moteur.tables.tableaux import read_feuille, read_tableaux
from spaser.regles.acteurs import (
    FormeSollicitation,
    RoleActeur,
    clean_nom,
    clean_texte,
    load_catalogue,
    sort_formes,
)
from spaser.site.diagnostic.acteurs.importation import RECHERCHE, read_acteurs_lus
from spaser.site.diagnostic.models import ContenuActeur

SIRENS = ("", "001010016", "001010024")
# Blanks, line breaks and signs that spreadsheets like to change.
_SIGNES = st.characters(blacklist_categories=("Cs",)) | st.sampled_from(
    " \t\n=-+@'\";,<&0123456789"
)
TEXTES = st.text(_SIGNES, max_size=40).map(clean_texte)
_LETTRES = st.sampled_from(string.ascii_letters + "éè")
NOMS = st.builds("{}{}".format, _LETTRES, st.text(_SIGNES, max_size=20)).map(clean_nom)

ACTEURS = st.builds(
    ContenuActeur,
    nom=NOMS,
    typologie=st.sampled_from(["", *(t.code for t in load_catalogue().typologies)]),
    description=TEXTES,
    contact=TEXTES,
    commentaire=TEXTES,
    role=st.sampled_from([None, *RoleActeur]),
    contribution=TEXTES,
    formes=st.sets(st.sampled_from(FormeSollicitation)).map(sort_formes),
    nature=TEXTES,
    siren=st.sampled_from(SIRENS),
    source=TEXTES,
    verifie_le=st.none() | st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    cle=st.uuids(version=4).map(str),
)


def read_feuille_acteurs(feuille):
    """Read a sheet, as a file that holds it is; None for one that holds no table."""
    lue = read_feuille(feuille, RECHERCHE)
    return read_acteurs_lus([lue]) if lue.trouvee else None


def read_fichier_acteurs(chemin):
    return read_acteurs_lus(read_tableaux(chemin, RECHERCHE))
