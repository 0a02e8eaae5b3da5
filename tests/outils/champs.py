"""What a column may hold, drawn by its kind: one that a model gains is drawn too."""

import string
from datetime import date

from hypothesis import strategies as st

from spaser.elements import fold_mots
from spaser.regles.champs import GenreDit
from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.plan import EtapeSuivie, clean_titre

LETTRES = string.ascii_letters + string.digits + "éÉàœç'’=+-@\"«»,.()/*•%°| :;"
JOURS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
DATES = st.one_of(
    JOURS.map(lambda jour: DatePartielle(jour.isoformat())),
    JOURS.map(lambda jour: DatePartielle(f"{jour:%Y-%m}")),
)


def draw_dite(forme, marque="", **propres):
    """Draw a row that says something under each column, but those that are given."""
    autres = {c.nom: draw_champ(c, marque) for c in forme.champs if c.nom not in propres}
    return st.builds(forme, **autres | propres)


def draw_champ(champ, marque=""):
    """Draw what a column may hold; without a mark that parts two rows, it may be nothing."""
    ligne = st.text(LETTRES, max_size=40).map(lambda t: " ".join(f"{t} {marque}".split()))
    texte = draw_liste(ligne).map("\n".join).map(str.strip)
    etape = st.builds(EtapeSuivie, ligne.map(clean_titre), st.none() | DATES, st.none() | JOURS)
    rien = st.nothing() if marque else st.just(champ.genre.vide)
    return (
        rien
        | {
            GenreDit.LIGNE: lambda: ligne,
            GenreDit.ADRESSE: lambda: ligne,
            GenreDit.TEXTE: lambda: texte,
            GenreDit.NOTES: lambda: texte,
            GenreDit.JOUR: lambda: DATES,
            GenreDit.DATE: lambda: JOURS,
            GenreDit.ANNEE: lambda: st.integers(1990, 2100),
            GenreDit.MONTANT: lambda: st.decimals(0, 10**9, places=2),
            GenreDit.PART: lambda: st.integers(0, 100),
            GenreDit.OUI_NON: st.booleans,
            GenreDit.CHOIX: lambda: st.sampled_from(champ.valeurs),
            GenreDit.CODE: lambda: st.sampled_from(sorted(champ.mots)),
            GenreDit.CODES: lambda: draw_codes(champ.valeurs or sorted(champ.mots)),
            GenreDit.LIEN: lambda: ligne,
            GenreDit.NOMS: lambda: draw_liste(ligne),
            GenreDit.ETAPES: lambda: st.lists(
                etape, min_size=1, max_size=3, unique_by=fold_etape
            ).map(tuple),
        }[champ.genre]()
    )


def draw_liste(valeurs, au_plus=3):
    return st.lists(valeurs, min_size=1, max_size=au_plus, unique=True).map(tuple)


def draw_codes(codes):
    return draw_liste(st.sampled_from(list(codes)))


def fold_etape(etape):
    return fold_mots(etape.titre)
