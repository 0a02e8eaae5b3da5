"""SOC-13 to SOC-17, SOC-IN and ECO-03 in paid euros before tax.

The reference lists say of each line's supplier: yes, no, or unknown. ESUS and inclusive spend
stand side by side and are never added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from spaser.moteur.depenses.base import Connexion, list_tables_vues
from spaser.moteur.referentiels.depot import COLONNES
from spaser.moteur.referentiels.modele import list_types
from spaser.moteur.sql import litteral, select_vide
from spaser.moteur.valeurs import LISTE_ABSENTE

_FAITS: Final = f"""
CREATE OR REPLACE TEMP TABLE depenses_faits AS
WITH esus AS (
    SELECT siren, max(coalesce(date_fin, DATE '9999-12-31')) AS fin FROM ref_esus GROUP BY siren),
siae AS (
    SELECT siret, bool_or(type IN ({list_types("insertion")})) AS siae,
           bool_or(type IN ({list_types("handicap")})) AS handicap
    FROM ref_inclusion GROUP BY siret),
siae_siren AS (SELECT DISTINCT siren FROM ref_inclusion),
unites AS (SELECT siren, bool_or(ess) AS ess FROM ref_sirene_unites GROUP BY siren),
communes AS (
    SELECT code, departement, region FROM ref_communes
    UNION ALL SELECT a.code, c.departement, c.region FROM ref_communes_anciennes a
    JOIN ref_communes c ON c.code = a.commune WHERE a.code NOT IN (SELECT code FROM ref_communes)),
sites AS (
    SELECT e.siret, any_value(c.departement) AS departement, any_value(c.region) AS region
    FROM ref_sirene_etablissements e JOIN communes c ON c.code = e.commune GROUP BY e.siret),
postaux AS (
    SELECT p.code_postal, any_value(c.departement) AS departement, any_value(c.region) AS region
    FROM ref_codes_postaux p JOIN communes c ON c.code = p.commune
    GROUP BY p.code_postal HAVING count(DISTINCT c.departement) = 1)
SELECT d.fichier, d.feuille, d.ligne, d.annee, d.etat, d.ht, d.lu, d.bas, d.haut, d.siren, d.siret,
    coalesce(d.siret, d.siren, nullif(d.tiers_plie || '|' || coalesce(d.code_postal, ''), '|'))
        AS cle_tiers,
    CASE WHEN d.siren IS NULL THEN NULL
         WHEN e.fin IS NULL THEN false
         WHEN d.jour IS NOT NULL THEN e.fin >= d.jour
         WHEN e.fin >= make_date(d.annee::BIGINT, 12, 31) THEN true
         WHEN e.fin < make_date(d.annee::BIGINT, 1, 1) THEN false END AS esus,
    CASE WHEN d.siret IS NOT NULL THEN coalesce(i.siae, false)
         WHEN d.siren IS NOT NULL AND ss.siren IS NULL THEN false END AS siae,
    CASE WHEN d.siret IS NOT NULL THEN coalesce(i.handicap, false)
         WHEN d.siren IS NOT NULL AND ss.siren IS NULL THEN false END AS handicap,
    u.ess AS ess,
    coalesce(s.departement, p.departement) AS departement,
    coalesce(s.region, p.region) AS region
FROM depenses d
LEFT JOIN esus e ON e.siren = d.siren
LEFT JOIN siae i ON i.siret = d.siret
LEFT JOIN siae_siren ss ON ss.siren = d.siren
LEFT JOIN unites u ON u.siren = d.siren
LEFT JOIN sites s ON s.siret = d.siret
LEFT JOIN postaux p ON p.code_postal = d.code_postal
WHERE d.etat IN ('comptee', 'a_verifier')
"""


def make_faits(connexion: Connexion) -> frozenset[str]:
    """Make the table `depenses_faits`; return the lists that are missing.

    A missing list is stood for by an empty one for the time of the query, so that it compiles:
    the figures that need it are refused by whoever reads the returned names.
    """
    absentes = frozenset(f"ref_{nom}" for nom in COLONNES) - list_tables_vues(connexion)
    for nom in sorted(absentes):
        vide = select_vide(COLONNES[nom.removeprefix("ref_")])
        connexion.execute(f"CREATE TEMP TABLE {nom} AS {vide}")
    try:
        connexion.execute(_FAITS)
    finally:
        for nom in sorted(absentes):
            connexion.execute(f"DROP TABLE {nom}")
    return absentes


type VarianteDepense = Literal["montant", "nombre", "total"]


@dataclass(frozen=True, slots=True)
class ValeurDepense:
    """One rate of one year, in paid euros before tax or in suppliers.

    `denominateur` is what is known: yes + no. Unknowns all no give `bas`, all yes `haut`. Without
    anything known, `valeur` is None and `absence` says why, in French.
    """

    annee: int
    indicateur: str
    variante: VarianteDepense
    numerateur: Decimal
    denominateur: Decimal
    inconnu: Decimal
    n: int  # lines, or suppliers
    inconnus: int
    ecartes: int  # lines whose HT is unknown
    valeur: float | None
    bas: float | None
    haut: float | None
    absence: str | None = None


_SANS_TERRITOIRE: Final = "le territoire de l’acheteur n’est pas connu"
_SANS_FOURNISSEUR: Final = "aucun fournisseur de l’année n’est identifié"
_SANS_MONTANT: Final = "le total payé de l’année, avoirs déduits, n’est pas positif"
_INCLUSIF: Final = "siae OR handicap"
_INCONNU: Final = "CAST(NULL AS BOOLEAN)"
_LOCAL: Final = "ECO-03"

# What is asked of each line, and the lists that it needs: true, false, or NULL when the supplier
# does not tell.
_QUESTIONS: Final = {
    "SOC-13": ("esus", ("ref_esus",)),
    "SOC-14": ("siae", ("ref_inclusion",)),
    "SOC-15": ("handicap", ("ref_inclusion",)),
    "SOC-IN": (_INCLUSIF, ("ref_inclusion",)),
    "SOC-17": ("ess AND NOT esus", ("ref_sirene_unites", "ref_esus")),
}

# In cents, then in suppliers: the year; lines or suppliers, those left out for want of an amount;
# yes, no, unknown; the least and the most that unknowns add; how many they are.
_MONTANTS: Final = """
SELECT annee, count(*) FILTER (ht IS NOT NULL), count(*) FILTER (ht IS NULL),
    sum(ht) FILTER (({reponse}) = true), sum(ht) FILTER (({reponse}) = false),
    sum(ht) FILTER (({reponse}) IS NULL),
    sum(least(ht, 0)) FILTER (({reponse}) IS NULL),
    sum(greatest(ht, 0)) FILTER (({reponse}) IS NULL),
    count(*) FILTER (ht IS NOT NULL AND ({reponse}) IS NULL)
FROM depenses_faits WHERE etat = 'comptee' GROUP BY annee ORDER BY annee
"""
_SUPPLIERS: Final = """
WITH tiers AS (
    SELECT annee, cle_tiers, bool_or({reponse}) AS oui
    FROM depenses_faits WHERE etat = 'comptee' AND cle_tiers IS NOT NULL GROUP BY ALL)
SELECT annee, count(*), 0, count(*) FILTER (oui), count(*) FILTER (oui = false),
    count(*) FILTER (oui IS NULL) AS inconnus, 0, inconnus, inconnus
FROM tiers GROUP BY annee ORDER BY annee
"""
_INCLUSIFS: Final = f"""
SELECT annee, count(DISTINCT siret) FILTER ({_INCLUSIF}), count(DISTINCT siret),
    count(DISTINCT cle_tiers) FILTER (({_INCLUSIF}) IS NULL), count(DISTINCT cle_tiers)
FROM depenses_faits WHERE etat = 'comptee' GROUP BY annee ORDER BY annee
"""


def compute_taux(
    connexion: Connexion, absentes: frozenset[str], departements: Sequence[str] = ()
) -> list[ValeurDepense]:
    """Return the rates of each year, from the table of facts; `departements` are the buyer's."""
    valeurs = _count_inclusifs(connexion, absentes)
    demandes: list[tuple[str, VarianteDepense, str, int]] = [
        *((code, "montant", _MONTANTS, 100) for code in (*_QUESTIONS, _LOCAL)),
        (_LOCAL, "nombre", _SUPPLIERS, 1),
    ]
    reponses = list_reponses(absentes, departements)
    for code, variante, requete, unite in demandes:
        absence = _explain_absence(code, absentes, departements)
        for ligne in connexion.execute(requete.format(reponse=reponses[code])).fetchall():
            nombres = [x or 0 for x in ligne]
            valeurs.append(_conclude_taux(code, variante, nombres, absence, unite))
    return sorted(valeurs, key=lambda v: (v.annee, v.indicateur, v.variante))


def list_reponses(absentes: frozenset[str], departements: Sequence[str]) -> dict[str, str]:
    """Return, for each indicator, what a line answers; unknown when a list is missing."""
    reponses = {
        code: _INCONNU if absentes.intersection(listes) else reponse
        for code, (reponse, listes) in _QUESTIONS.items()
    }
    places = ", ".join(map(litteral, departements))
    return reponses | {_LOCAL: f"departement IN ({places})" if departements else _INCONNU}


def _explain_absence(
    code: str, absentes: frozenset[str], departements: Sequence[str]
) -> str | None:
    if code == _LOCAL:
        return None if departements else _SANS_TERRITOIRE
    return LISTE_ABSENTE if absentes.intersection(_QUESTIONS[code][1]) else None


def _conclude_taux(
    code: str, variante: VarianteDepense, ligne: list[int], absence: str | None, unite: int
) -> ValeurDepense:
    annee, n, ecartes, oui, non, inconnu, moins, plus, inconnus = ligne
    connu, total = oui + non, oui + non + inconnu
    if absence is None and n and inconnus == n:
        absence = _SANS_FOURNISSEUR
    elif absence is None and (connu <= 0 or total <= 0):
        absence = _SANS_MONTANT
    tue = absence is not None
    return ValeurDepense(
        annee=annee,
        indicateur=code,
        variante=variante,
        numerateur=Decimal(0 if tue else oui) / unite,
        denominateur=Decimal(0 if tue else connu) / unite,
        inconnu=Decimal(total if tue else inconnu) / unite,
        n=n,
        inconnus=n if tue else inconnus,
        ecartes=ecartes,
        valeur=None if tue else oui / connu,
        bas=None if tue else (oui + moins) / total,
        haut=None if tue else (oui + plus) / total,
        absence=absence,
    )


def _count_inclusifs(connexion: Connexion, absentes: frozenset[str]) -> list[ValeurDepense]:
    absence = LISTE_ABSENTE if "ref_inclusion" in absentes else None
    return [
        ValeurDepense(
            annee=annee,
            indicateur="SOC-16",
            variante="total",
            numerateur=Decimal(0 if absence else oui),
            denominateur=Decimal(0 if absence else connus),
            inconnu=Decimal(n if absence else inconnus),
            n=n,
            inconnus=n if absence else inconnus,
            ecartes=0,
            valeur=None if absence or not connus else float(oui),
            bas=None if absence else float(oui),
            haut=None if absence else float(oui + inconnus),
            absence=absence or (None if connus else _SANS_FOURNISSEUR),
        )
        for annee, oui, connus, inconnus, n in connexion.execute(_INCLUSIFS).fetchall()
    ]
