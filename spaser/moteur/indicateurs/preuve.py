"""The contracts behind a figure, each with its state, its file and its rank; what they sum up to.

Kept queries read the rows of one buyer and year under the names given here. A figure asked for must
not cost more in a larger store. DuckDB reads of the contracts only where those of the buyer are.
What hangs on them lies in the order of files: it is joined by line, by which its reading is pruned,
to the chosen contracts and never to all records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import duckdb

from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.vues import RECUS
from spaser.moteur.indicateurs.catalogue import DEFINITIONS
from spaser.moteur.indicateurs.colonnes import LUES
from spaser.moteur.indicateurs.definition import Indicateur, tell_absentes
from spaser.moteur.indicateurs.requetes import read_sql_preuve
from spaser.moteur.valeurs import LignePreuve, Valeur, Variante

# --- The rows of one buyer and year ---

MARCHES: Final = "marches_choisis"
SIENS: Final = "m.acheteur_siren = $siren AND m.annee IS NOT DISTINCT FROM $annee"
CONTRATS: Final = f"SELECT m.* FROM marches m WHERE {SIENS}"

_COLONNES: Final = {
    fille: ", ".join(f"{'m' if nom == 'cle' else 't'}.{nom}" for nom in LUES[fille])
    for fille in RECUS
}
_ETABLISSEMENTS: Final = "ref_sirene_etablissements"

# Of the lists of places, what the holders and the buyer need: the queries join them many times.
_LIEUX: Final = f"""
sirens AS (
    SELECT siren FROM titulaires_choisis WHERE siren IS NOT NULL UNION SELECT $siren
), ref_sirene_unites AS (
    SELECT u.* FROM main.ref_sirene_unites u SEMI JOIN sirens USING (siren)
), {_ETABLISSEMENTS} AS (
    SELECT e.* FROM main.{_ETABLISSEMENTS} e SEMI JOIN sirens USING (siren)
), ref_communes_anciennes AS (
    SELECT a.* FROM main.ref_communes_anciennes a
    WHERE a.code IN (SELECT commune FROM {_ETABLISSEMENTS})
), ref_communes AS (
    SELECT c.* FROM main.ref_communes c WHERE c.siren = $siren OR c.epci_siren = $siren
    OR c.code IN (SELECT commune FROM {_ETABLISSEMENTS})
    OR c.code IN (SELECT commune FROM ref_communes_anciennes)
)"""


def write_choisis(entrepot: Entrepot, requete: str, contrats: str = CONTRATS) -> str:
    """Return the `WITH` of a query: the rows of the buyer that it names.

    `contrats` gives those of `marches`.
    """
    return f"WITH {', '.join((f'{MARCHES} AS ({contrats})', *write_filles(entrepot, requete)))}"


def write_filles(entrepot: Entrepot, requete: str) -> list[str]:
    """Return what a query names beside the contracts; nothing for nothing."""
    tables = [
        f"{fille}_choisis AS (SELECT {colonnes} FROM {join_fille(entrepot, fille, MARCHES)})"
        for fille, colonnes in _COLONNES.items()
        if f"{fille}_choisis" in requete
    ]
    return [*tables, _LIEUX] if _ETABLISSEMENTS in requete else tables


def join_fille(entrepot: Entrepot, fille: str, contrats: str) -> str:
    """Return rows `t` of a table joined to their contracts `m`.

    A private record that names no holder has those of the published one: there, keys join.
    """
    if entrepot.figures_publiees:
        return f"{fille}_recus t JOIN {contrats} m USING (ligne)"
    return f"{fille} t JOIN {contrats} m USING (cle)"


# --- The contracts of a proof ---

_REQUETE: Final = """
{choisis}, preuve AS (
    SELECT cle, montant, CASE WHEN $en_euros AND NOT pese THEN 'ecarte' ELSE etat END AS etat
    FROM ({requete})
)
SELECT p.cle, p.etat, m.id, m.objet, m.date_notification, p.montant, s.nom, m.rang
FROM preuve p
JOIN marches_choisis m USING (cle)
LEFT JOIN sources s ON s.cle = m.source
ORDER BY CASE p.etat WHEN 'compte' THEN 0 WHEN 'non_compte' THEN 1 WHEN 'inconnu' THEN 2 ELSE 3 END,
         m.date_notification, m.source, m.rang
"""


def list_preuve(
    entrepot: Entrepot,
    siren: str,
    indicateur: str,
    annee: int | None,
    variante: Variante | None = None,
) -> list[LignePreuve]:
    """Return the contracts behind the figures of a buyer for a year (None: year unknown).

    Without `variante`, the first one of the indicator. States count exactly as in `valeurs`:
    `n` is every line but those set aside, `inconnus` those without an answer.
    """
    definition = find_definition(indicateur)
    variante = variante or definition.variantes[0]
    requete = read_sql_preuve(entrepot.version, definition.code)
    choix: dict[str, object] = {"siren": siren, "annee": annee}
    try:
        choisis = write_choisis(entrepot, requete)
        lignes = entrepot.connexion.execute(
            _REQUETE.format(choisis=choisis, requete=requete),
            choix | {"en_euros": definition.pese_en_euros(variante)},
        ).fetchall()
    except duckdb.CatalogException as cause:
        raise tell_sans_preuve([definition], cause) from cause
    return [LignePreuve(*ligne) for ligne in lignes]


def find_definition(code: str) -> Indicateur:
    try:
        return DEFINITIONS[code]
    except KeyError:
        raise ErreurSpaser(f"Aucun indicateur n’a le code « {code} ».") from None


def tell_sans_preuve(definitions: Sequence[Indicateur], cause: Exception) -> Exception:
    """Return what names the lists that are gone; what they do not explain is left as it is."""
    requis = frozenset[str]().union(*(d.referentiels_requis for d in definitions))
    if not requis:
        return cause
    codes = ", ".join(d.code for d in definitions)
    return ErreurSpaser(f"Le chiffre {codes} n’a pas de preuve. {tell_absentes(requis)}")


# --- Shares summed up from the contracts of a proof, counted by state ---

ETATS: Final = ("compte", "non_compte", "inconnu")


class SommeMarches(NamedTuple):
    """Contracts in one state, those of a usable amount, their euros."""

    contrats: int = 0
    peses: int = 0
    euros: float = 0.0


type Etats = Mapping[str, SommeMarches]

SOMME: Final = """count(*), count(*) FILTER (pese),
       CAST(coalesce(sum(CAST(montant AS DECIMAL(18, 2))) FILTER (pese), 0) AS DOUBLE)"""
"""The SQL of a `Somme`, over the rows of a proof."""


def weigh_etats(
    code: str, variante: Variante, etats: Etats
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Return what the contracts of each state weigh, and how many they are.

    Those set aside for want of an amount do not count.
    """
    en_euros = DEFINITIONS[code].pese_en_euros(variante)
    sommes = [etats.get(etat, SommeMarches()) for etat in ETATS]
    comptes = tuple(somme.peses if en_euros else somme.contrats for somme in sommes)
    if variante == "montant":
        return tuple(somme.euros for somme in sommes), comptes
    return tuple(map(float, comptes)), comptes


def sum_part(siren: str, annee: int | None, code: str, variante: Variante, etats: Etats) -> Valeur:
    (oui, non, inconnu), comptes = weigh_etats(code, variante, etats)
    return make_part(
        (siren, annee, code, variante), (oui, non, inconnu), (sum(comptes), comptes[2])
    )


def make_part(
    cle: tuple[str, int | None, str, Variante],
    pesees: tuple[float, float, float],
    comptes: tuple[int, int],
) -> Valeur:
    """Return a share from what counts, does not, and is unknown; n, then the unknown contracts."""
    oui, non, inconnu = pesees
    n, inconnus = comptes
    connus, total = oui + non, oui + non + inconnu
    sait = connus > 0
    return Valeur(
        *cle,
        numerateur=oui if sait else None,
        denominateur=connus,
        n=n,
        inconnus=inconnus,
        valeur=oui / connus if sait else None,
        bas=oui / total if sait else None,
        haut=(oui + inconnu) / total if sait else None,
    )


def explain_absence(valeur: Valeur) -> Valeur:
    """Add why there is no figure, when there is none."""
    if valeur.valeur is not None:
        return valeur
    definition = DEFINITIONS[valeur.indicateur]
    absence = definition.explain_inconnu(valeur.annee) if valeur.n else definition.population.vide
    return replace(valeur, absence=absence)
