"""What other tables tell of a contract: facts that expressions read beside its columns.

The holders at award are matched with the reference lists; those set by a modification are not
looked at. Questions are asked of each holder and summed up for the contract: yes = 2, unknown = 1,
no = 0. The greatest makes it a yes as soon as one holder is, a no when every holder is known not to
be, and unknown otherwise. Repeated rows of a list are harmless: only maxima and "at least one" are
taken.

The territory is the buyer's, never the place of execution. A commune has four scales, an EPCI three
(its members, their départements, their régions), a département two, a région one. Any other buyer
has none: nothing is guessed from the address of its offices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from spaser.moteur.referentiels.modele import list_types

ECHELLES: Final = ("commune", "epci", "departement", "region")
SITES: Final = {
    "siege": "s_siege.siren = t.siren AND s_siege.est_siege",
    "etablissement": "s_etablissement.siret = t.siret",
}
REFERENTIELS: Final = frozenset(
    {"ref_communes", "ref_communes_anciennes", "ref_sirene_etablissements", "ref_sirene_unites"}
)

SIAE: Final = list_types("insertion")
HANDICAP: Final = list_types("handicap")
SANS_FIN: Final = "DATE '9999-12-31'"

_SIRETS: Final = {"nb_siret": "count(t.siret)"}
_UNITES: Final = frozenset({"ref_sirene_unites"})
_JOIN_UNITES: Final = "LEFT JOIN ref_sirene_unites u ON u.siren = t.siren"

# Who a holder is: its SIREN, else its identifier as published.
_QUI: Final = "coalesce(t.siren, t.type_identifiant || ':' || t.identifiant)"


@dataclass(frozen=True, slots=True)
class ApportFaits:
    """Facts told together, in SQL, and the lists they need.

    `titulaires` joins rows to each holder `t`; `resumes` are aggregates of the holders of a
    contract, `jointure` brings other rows of contract `m`; `faits` are made of all of these.
    """

    faits: Mapping[str, str]
    referentiels: frozenset[str] = frozenset()
    titulaires: tuple[str, ...] = ()
    resumes: Mapping[str, str] = field(default_factory=dict)
    jointure: str = ""


def _ask(fait: str, question: str, referentiels: frozenset[str], *titulaires: str) -> ApportFaits:
    """Bring the answer to a question asked of each holder."""
    etat = f"max(CASE WHEN {question} IS NULL THEN 1 WHEN {question} THEN 2 ELSE 0 END)"
    return ApportFaits(
        {fait: f"nullif(etat_{fait}, 1) = 2"}, referentiels, titulaires, {f"etat_{fait}": etat}
    )


def _find(fait: str, types: str) -> ApportFaits:
    """Tell whether one of the holders identified by a SIRET is listed under these types."""
    return ApportFaits(
        {fait: f"CASE WHEN nb_siret > 0 THEN coalesce(avec_{fait}, FALSE) END"},
        frozenset({"ref_inclusion"}),
        ("LEFT JOIN ref_inclusion i ON i.siret = t.siret",),
        {**_SIRETS, f"avec_{fait}": f"bool_or(i.type IN ({types}))"},
    )


def _locate(echelle: str, lieu: str, site: str) -> ApportFaits:
    """Tell whether a place of the holders is inside; unknown without a place."""
    return _ask(
        f"local_{echelle}_{lieu}",
        f"(CASE WHEN {lieu}.commune IS NOT NULL "
        f"THEN coalesce(array_contains(b.{echelle}s, {lieu}.{echelle}), FALSE) END)",
        REFERENTIELS,
        "JOIN marches c ON c.cle = t.cle LEFT JOIN territoires b ON b.acheteur = c.acheteur_siren",
        f"LEFT JOIN ref_sirene_etablissements s_{lieu} ON {site} "
        f"LEFT JOIN places {lieu} ON {lieu}.ancien = s_{lieu}.commune",
    )


def _count_premiers(nom: str, qui: str, choix: str) -> str:
    """Count the holders met for the first time by this buyer this year: they add up."""
    return f"""LEFT JOIN (
    SELECT cle, count(*) AS premiers_{nom} FROM (
        SELECT min(c.cle) AS cle FROM titulaires t JOIN marches c ON c.cle = t.cle
        WHERE t.modification = 0 AND c.famille = 'marche' AND {choix}
        GROUP BY c.acheteur_siren, c.annee, {qui}
    ) premiers GROUP BY cle
) vus_{nom} ON vus_{nom}.cle = m.cle"""


APPORTS: Final = (
    ApportFaits(
        {
            "esus": "CASE WHEN coalesce(nb_siret, 0) = 0 THEN NULL WHEN esus_fin IS NULL THEN FALSE"
            f" ELSE esus_fin = {SANS_FIN} OR esus_fin >= m.date_notification END"
        },
        frozenset({"ref_esus"}),
        ("LEFT JOIN ref_esus e ON e.siren = t.siren AND t.siret IS NOT NULL",),
        {
            **_SIRETS,
            "esus_fin": "max(CASE WHEN e.siren IS NOT NULL "
            f"THEN coalesce(e.date_fin, {SANS_FIN}) END)",
        },
    ),
    _find("siae", SIAE),
    _find("handicap", HANDICAP),
    _ask("pme", "(u.categorie_entreprise = 'PME')", _UNITES, _JOIN_UNITES),
    _ask("ess", "u.ess", _UNITES, _JOIN_UNITES),
    *(_locate(echelle, lieu, site) for lieu, site in SITES.items() for echelle in ECHELLES),
    ApportFaits(
        {
            "nouveaux_titulaires": "CASE WHEN nb_identifies > 0 "
            "THEN coalesce(premiers_titulaires, 0) END"
        },
        resumes={"nb_identifies": f"count({_QUI})"},
        jointure=_count_premiers("titulaires", _QUI, f"{_QUI} IS NOT NULL"),
    ),
    ApportFaits(
        {"nouveaux_inclusifs": "CASE WHEN nb_siret > 0 THEN coalesce(premiers_inclusifs, 0) END"},
        frozenset({"ref_inclusion"}),
        resumes=_SIRETS,
        jointure=_count_premiers(
            "inclusifs",
            "t.siret",
            f"t.siret IN (SELECT siret FROM ref_inclusion WHERE type IN ({SIAE}, {HANDICAP}))",
        ),
    ),
    ApportFaits(
        {f"territoire_{echelle}": f"territoire_{echelle}" for echelle in ECHELLES},
        REFERENTIELS,
        jointure="LEFT JOIN territoires b ON b.acheteur = m.acheteur_siren",
    ),
    # Maxima, so that overlapping rows never repeat a contract.
    ApportFaits(
        {
            "seuil_ue": "CASE WHEN m.categorie = 'travaux' THEN seuil_travaux "
            "WHEN m.categorie IN ('fournitures', 'services') THEN seuil_autres END"
        },
        frozenset({"ref_seuils"}),
        jointure="""LEFT JOIN (
    SELECT jour, max(CASE WHEN nature = 'travaux' THEN montant END) AS seuil_travaux,
           max(CASE WHEN nature = 'fournitures_services' THEN montant END) AS seuil_autres
    FROM (SELECT DISTINCT date_notification AS jour FROM marches) j JOIN ref_seuils s
    ON s.debut <= j.jour AND (s.fin IS NULL OR s.fin >= j.jour)
    WHERE s.type_acheteur = 'pouvoir_adjudicateur' GROUP BY jour
) seuils ON seuils.jour = m.date_notification""",
    ),
    # The amount is unknown when one act has none, or when the acts exceed the contract itself.
    ApportFaits(
        {
            "nb_actes": "coalesce(actes.nombre, 0)",
            "montant_actes": "CASE WHEN actes.chiffres = actes.nombre AND actes.somme <= "
            "greatest(m.montant_initial, m.montant) THEN actes.somme END",
        },
        jointure="""LEFT JOIN (
    SELECT cle, count(*) AS nombre, count(montant) AS chiffres, sum(montant) AS somme
    FROM sous_traitances WHERE genre = 'acte' GROUP BY cle
) actes ON actes.cle = m.cle""",
    ),
)

# `places` gives what a commune code of Sirene stands for, past arrondissements and mergers. The
# legal categories 7220 and 7230 are those of départements and régions.
_TERRITOIRES: Final = f"""WITH places AS (
    SELECT n.ancien, c.code AS commune, c.epci_siren AS epci, c.departement, c.region
    FROM (
        SELECT code AS ancien, code AS actuel FROM ref_communes
        UNION ALL SELECT code, commune FROM ref_communes_anciennes
    ) n JOIN ref_communes c ON c.code = n.actuel
), territoires AS (
    SELECT acheteur, {
    ", ".join(
        f"array_agg(DISTINCT {e}) FILTER (WHERE {e} IS NOT NULL) AS {e}s, "
        f"bool_or({e} IS NOT NULL) AS territoire_{e}"
        for e in ECHELLES
    )
} FROM (
        SELECT siren AS acheteur, code AS commune, epci_siren AS epci, departement, region
        FROM ref_communes
        UNION ALL SELECT epci_siren, NULL, epci_siren, departement, region FROM ref_communes
        UNION ALL SELECT u.siren, NULL, NULL,
            max(CASE WHEN u.categorie_juridique = '7220' THEN p.departement END), max(p.region)
        FROM ref_sirene_unites u
        LEFT JOIN ref_sirene_etablissements s ON s.siren = u.siren AND s.est_siege
        LEFT JOIN places p ON p.ancien = s.commune
        WHERE u.categorie_juridique IN ('7220', '7230') GROUP BY u.siren
    ) lieux WHERE acheteur IS NOT NULL GROUP BY acheteur
)
"""


def list_referentiels(faits: frozenset[str]) -> frozenset[str]:
    return frozenset(liste for a in _choose(faits) for liste in a.referentiels)


def reads_titulaires(faits: frozenset[str]) -> bool:
    """Tell whether facts are made of the holders of a contract."""
    return any(a.resumes for a in _choose(faits))


def enrich(faits: frozenset[str]) -> str:
    """Return the query of `marches` with the facts asked for; the number of rows never changes."""
    apports = _choose(faits)
    dits = ["m.*", *(f"{sql} AS {nom}" for a in apports for nom, sql in a.faits.items())]
    resumes = {nom: sql for a in apports for nom, sql in a.resumes.items()}
    jointures = [_sum_up(apports, resumes)] if resumes else []
    jointures += [a.jointure for a in apports]
    avec = _TERRITOIRES if any(a.referentiels >= REFERENTIELS for a in apports) else ""
    return f"{avec}SELECT {', '.join(dits)} FROM marches m\n{'\n'.join(filter(None, jointures))}"


def _choose(faits: frozenset[str]) -> list[ApportFaits]:
    return [a for a in APPORTS if a.faits.keys() & faits]


def _sum_up(apports: list[ApportFaits], resumes: Mapping[str, str]) -> str:
    jointures = dict.fromkeys(jointure for a in apports for jointure in a.titulaires)
    aggregats = ", ".join(f"{sql} AS {nom}" for nom, sql in resumes.items())
    return (
        f"LEFT JOIN (\n    SELECT t.cle, {aggregats}\n    FROM titulaires t {' '.join(jointures)}\n"
        "    WHERE t.modification = 0 GROUP BY t.cle\n) h ON h.cle = m.cle"
    )
