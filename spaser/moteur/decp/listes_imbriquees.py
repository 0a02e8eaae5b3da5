"""Lists inside a record: holders, modifications, subcontracting, execution of concessions.

Each becomes a table of its own, keyed by the physical `ligne` of the record.
"""

from typing import Final

from spaser.elements import LA_POSTE
from spaser.moteur.decp.champs import FAMILLES, Champ, GenreChamp
from spaser.moteur.decp.conversion.regles import LISTE, MONTANT, MONTANT_BRUT, TITULAIRES_BRUTS
from spaser.moteur.decp.plausibilite import (
    ABERRANT_CONCESSION,
    ANNEE_MAX,
    ANNEE_MIN,
    FACTICE_MAX,
    RATIO_INCREMENT,
)
from spaser.moteur.decp.tables import SOUS_TRAITANCES
from spaser.moteur.sql import select_vide


def _forme(*listes: str, anciens: tuple[str, ...] = ()) -> str:
    """Return the fields of the elements of lists, of both families, as `from_json` takes them.

    Values are texts, lists inside are JSON; `anciens` are fields that only v1 has.
    """
    champs = [
        c
        for tous in FAMILLES.values()
        for liste in tous
        if liste.nom in listes
        for c in liste.champs
    ]
    formes = dict.fromkeys(anciens, '"VARCHAR"') | {c.nom: _forme_champ(c) for c in champs}
    return ",".join(f'"{nom}":{forme}' for nom, forme in formes.items())


def _forme_champ(champ: Champ) -> str:
    if champ.genre is GenreChamp.LISTE:
        return '"JSON"'
    dedans = ",".join(f'"{c.nom}":"VARCHAR"' for c in champ.champs)
    return f"{{{dedans}}}" if dedans else '"VARCHAR"'


_PERSONNE: Final = _forme("titulaires", anciens=("denominationSociale",))
_TITULAIRES: Final = (
    f'[{{"titulaire":{{{_PERSONNE}}},"concessionnaire":{{{_PERSONNE}}},{_PERSONNE}}}]'
)
_MODIFICATION: Final = _forme("modifications", anciens=("objetModification",))
_MODIFICATIONS: Final = f'[{{"modification":{{{_MODIFICATION}}},{_MODIFICATION}}}]'
_ACTE: Final = _forme("actesSousTraitance", "modificationsActesSousTraitance")
_EXECUTION: Final = _forme("donneesExecution")
_EXECUTIONS: Final = f'[{{"donneesAnnuelles":{{{_EXECUTION}}},{_EXECUTION}}}]'
_TARIFS: Final = (
    '[{"tarif":{"intituleTarif":"VARCHAR","tarif":"VARCHAR"},"intituleTarif":"VARCHAR"}]'
)


def _chiffre_cle(rang: int) -> str:
    """Return the SQL of a digit's share in the Luhn sum, counted from the right from 0.

    The sum is read modulo ten, so what stands on the left of the digit may stay. Doubled, a digit
    gives one more from 5 on: read off the two last digits at once, divisions being slow.
    """
    chiffre = f"n // {10**rang}"
    if rang % 2 == 0:
        return f"({chiffre})"
    return f"2 * ({chiffre}) + (n // {5 * 10**rang}) % 2"


def _luhn(longueur: int) -> str:
    return "(" + " + ".join(_chiffre_cle(r) for r in range(longueur)) + ") % 10 = 0"


_SOMME_POSTE: Final = " + ".join(f"(n // {10**r})" for r in range(14))  # read modulo five

MACROS: Final[tuple[str, ...]] = (
    f"CREATE OR REPLACE MACRO cle_siren(n) AS n > 0 AND {_luhn(9)}",
    (
        f"CREATE OR REPLACE MACRO cle_siret(n) AS n > 0 AND ({_luhn(14)} "
        f"OR (n // 100000 = {LA_POSTE} AND ({_SOMME_POSTE}) % 5 = 0))"
    ),
    # 14 digits whose key is right, else NULL; `n` is their number, in a column: it is read once
    (
        "CREATE OR REPLACE MACRO siret_de(net, n) AS CASE WHEN length(net) = 14 AND cle_siret(n) "
        "THEN net END"
    ),
    # from a SIRET, a SIREN or a French VAT number
    (
        "CREATE OR REPLACE MACRO siren_de(siret, net) AS CASE "
        "WHEN siret IS NOT NULL THEN left(siret, 9) "
        "WHEN length(net) IN (9, 14) AND cle_siren(TRY_CAST(left(net, 9) AS BIGINT)) "
        "THEN left(net, 9) "
        "WHEN length(net) = 13 AND starts_with(net, 'FR') "
        "AND cle_siren(TRY_CAST(right(net, 9) AS BIGINT)) THEN right(net, 9) END"
    ),
    "CREATE OR REPLACE MACRO net_de(texte) AS upper(replace(replace(texte, ' ', ''), '.', ''))",
    (
        "CREATE OR REPLACE MACRO jour_de(texte) AS CASE "
        f"WHEN year(TRY_CAST(left(texte, 10) AS DATE)) BETWEEN {ANNEE_MIN} AND {ANNEE_MAX} "
        "THEN TRY_CAST(left(texte, 10) AS DATE) END"
    ),
    "CREATE OR REPLACE MACRO euros_de(texte) AS TRY_CAST(texte AS DECIMAL(18,2))",
)


def _source(brut: str, ligne: str, initial: str = "") -> str:
    """Return a subquery (ligne, liste, then `initial`) of the records whose list is not empty.

    A list of an odd shape was brought back to a flat one by its dictionary.
    """
    return (
        f"(SELECT {ligne} AS ligne, {initial} "
        f"coalesce(d.v0, CASE WHEN starts_with({brut}, '[{{') THEN {brut} END) AS liste "
        f"FROM lu LEFT JOIN d_{LISTE.nom} d ON d.brut = {brut} "
        f"WHERE {brut} IS NOT NULL AND {brut} NOT IN ('[]', '{{}}', ''))"
    )


_INITIAL: Final = (
    f"coalesce(euros_de({MONTANT_BRUT}), "
    f"(SELECT m.v0 FROM d_{MONTANT.nom} m WHERE m.brut = {MONTANT_BRUT})) AS initial, "
)


def create_mods_lues(ligne: str) -> str:
    """Return the query that makes `mods_lues`: one row a modification, every value still text."""

    def lu(*noms: str) -> str:
        choix = (f'm.modification."{nom}", m."{nom}"' for nom in noms)
        return f"coalesce({', '.join(choix)})"

    return f"""
        CREATE OR REPLACE TEMP TABLE mods_lues AS
        SELECT ligne, place::INTEGER AS place, initial,
               {lu("id")} AS id_modification,
               {lu("objetModification")} AS objet,
               {lu("dateNotificationModification", "dateSignatureModification")}
                   AS date_notification,
               {lu("datePublicationDonneesModification")} AS date_publication,
               {lu("dureeMois")} AS duree_mois,
               {lu("montant", "valeurGlobale")} AS montant,
               {lu("titulaires")}::VARCHAR AS titulaires
        FROM (
            SELECT ligne, initial, unnest(lues) AS m, generate_subscripts(lues, 1) AS place
            FROM (SELECT ligne, initial, from_json(liste, '{_MODIFICATIONS}') AS lues
                  FROM {_source('"modifications"', ligne, _INITIAL)})
        )
    """


def create_mods() -> list[str]:
    """Return the queries that make `mods` (one row a modification) and `mods_resume`.

    Order: by notification, then by number, then as published. A modification that says nothing is
    dropped. The current amount is the last total that is neither a placeholder nor a suspected
    increment.
    """
    return [
        f"""
        CREATE OR REPLACE TEMP TABLE mods AS
        SELECT ligne, row_number() OVER (
                   PARTITION BY ligne
                   ORDER BY date_notification NULLS LAST, TRY_CAST(id_modification AS BIGINT), place
               )::INTEGER AS ordre,
               id_modification, objet, date_notification, date_publication, duree_mois, montant,
               coalesce(montant < {RATIO_INCREMENT} * initial AND initial > {FACTICE_MAX}
                        AND montant > {FACTICE_MAX}, false) AS increment_suspect,
               titulaires
        FROM (
            SELECT ligne, place, initial, id_modification, nullif(trim(objet), '') AS objet,
                   jour_de(date_notification) AS date_notification,
                   jour_de(date_publication) AS date_publication,
                   nullif(TRY_CAST(duree_mois AS DOUBLE), 0) AS duree_mois,
                   euros_de(montant) AS montant, titulaires
            FROM mods_lues
        )
        WHERE coalesce(date_notification::VARCHAR, date_publication::VARCHAR, montant::VARCHAR,
                       duree_mois::VARCHAR, objet,
                       CASE WHEN starts_with(titulaires, '[{{') THEN titulaires END) IS NOT NULL
        """,
        f"""
        CREATE OR REPLACE TEMP TABLE mods_resume AS
        SELECT ligne, count(*)::INTEGER AS nb_modifications,
               arg_max(montant, ordre) FILTER (
                   montant > {FACTICE_MAX} AND montant <= {ABERRANT_CONCESSION}
                   AND NOT increment_suspect) AS dernier_montant,
               arg_max(duree_mois, ordre) FILTER (duree_mois IS NOT NULL) AS derniere_duree,
               bool_or(increment_suspect) AS increment_suspect,
               max(date_publication) AS publication
        FROM mods GROUP BY ligne
        """,
    ]


def _titulaires(source: str) -> str:
    """Return the SQL of the holders of a subquery (ligne, modification, liste)."""
    champs = {
        nom: f'coalesce(t.titulaire."{nom}", t.concessionnaire."{nom}", t."{nom}")'
        for nom in ("typeIdentifiant", "id", "denominationSociale")
    }
    return f"""
        SELECT ligne, modification, ordre, type_identifiant, identifiant, siret,
               siren_de(siret, net) AS siren, nom
        FROM (SELECT *, siret_de(net, n) AS siret FROM (
            SELECT *, TRY_CAST(net AS BIGINT) AS n FROM (
                SELECT ligne, modification, ordre, type_identifiant, identifiant,
                       net_de(identifiant) AS net, nom
                FROM (
                    SELECT ligne, modification, ordre::INTEGER AS ordre,
                           upper(trim({champs["typeIdentifiant"]})) AS type_identifiant,
                           nullif(trim({champs["id"]}), '') AS identifiant,
                           nullif(trim({champs["denominationSociale"]}), '') AS nom
                    FROM (
                        SELECT ligne, modification, unnest(lus) AS t,
                               generate_subscripts(lus, 1) AS ordre
                        FROM (SELECT ligne, modification, from_json(liste, '{_TITULAIRES}') AS lus
                              FROM {source})
                    )
                )
            )
        ))
    """


# The lists of holders that modifications give.
REMPLACEMENTS: Final = (
    "SELECT ligne, ordre AS modification, titulaires AS liste "
    "FROM mods WHERE starts_with(titulaires, '[{')"
)


def create_titulaires(ligne: str, *, remplaces: bool) -> list[str]:
    """Return the queries that make `titulaires_lus`, `titulaires_repetes`, `titulaires_resume`.

    `remplaces` tells whether `REMPLACEMENTS` has a row: without any, its holders need no planning.
    A modification that gives holders replaces the whole list: the list in force is the last one.
    A holder given twice in a list is kept once: same SIRET and no other name, or else the same in
    everything. Two names under one SIRET are two holders, one of them badly told.
    """
    attribution = f"(SELECT 0 AS modification, * FROM {_source(TITULAIRES_BRUTS, ligne)})"
    return [
        f"CREATE OR REPLACE TEMP TABLE titulaires_lus AS {_titulaires(attribution)}",
        *([f"INSERT INTO titulaires_lus {_titulaires(f'({REMPLACEMENTS})')}"] if remplaces else []),
        # Deleted afterwards: as a condition, DuckDB would trim each text twice, still in its list.
        "DELETE FROM titulaires_lus WHERE coalesce(identifiant, nom) IS NULL",
        """
        CREATE OR REPLACE TEMP TABLE titulaires_repetes AS
        SELECT DISTINCT ligne, modification, t.ordre, t.identifiant, t.nom
        FROM titulaires_lus t JOIN titulaires_lus u USING (ligne, modification)
        WHERE t.ordre > 1 AND u.ordre < t.ordre AND CASE
            WHEN t.siret IS NOT NULL
                THEN t.siret = u.siret AND coalesce(upper(t.nom) = upper(u.nom), true)
            ELSE t.type_identifiant IS NOT DISTINCT FROM u.type_identifiant
                 AND t.identifiant IS NOT DISTINCT FROM u.identifiant
                 AND t.nom IS NOT DISTINCT FROM u.nom END
        """,
        """
        DELETE FROM titulaires_lus t USING titulaires_repetes r
        WHERE t.ligne = r.ligne AND t.modification = r.modification AND t.ordre = r.ordre
        """,
        """
        CREATE OR REPLACE TEMP TABLE titulaires_resume AS
        SELECT ligne, max(modification) AS derniere,
               arg_max(nb, modification)::INTEGER AS nb_titulaires
        FROM (SELECT ligne, modification, count(*) AS nb FROM titulaires_lus GROUP BY ALL)
        GROUP BY ligne
        """,
    ]


TITULAIRES: Final = """
    SELECT ligne, modification, ordre, modification = derniere AS courant, type_identifiant,
           identifiant, siret, siren, nom
    FROM titulaires_lus JOIN titulaires_resume USING (ligne)
"""

MODIFICATIONS: Final = """
    SELECT mods.ligne, mods.ordre, id_modification, objet, date_notification, date_publication,
           duree_mois, montant, increment_suspect, coalesce(nb, 0)::INTEGER AS nb_titulaires
    FROM mods LEFT JOIN (
        SELECT ligne, modification, count(*) AS nb FROM titulaires_lus GROUP BY ALL
    ) t ON t.ligne = mods.ligne AND t.modification = mods.ordre
"""


def create_actes_lus(ligne: str) -> str:
    """Return the query that makes `actes_lus`: subcontracts and their modifications, as text."""
    actes = _actes("actesSousTraitance", "acte", ("acteSousTraitance",), ligne)
    # Both spellings are official: one in the JSON schemas, the other in the XML ones.
    modifications = _actes(
        "modificationsActesSousTraitance",
        "modification",
        ("modificationActeSousTraitance", "modificationActesSousTraitance"),
        ligne,
    )
    return f"CREATE OR REPLACE TEMP TABLE actes_lus AS {actes} UNION ALL {modifications}"


# What the batches hold whose records have none of these lists: to plan their queries takes longer.
_VIDES: Final = {
    "actes_lus": {
        "ligne": "BIGINT",
        "genre": "VARCHAR",
        "ordre": "INTEGER",
        **dict.fromkeys(
            (
                *("id_acte", "type_identifiant", "identifiant", "net", "duree_mois"),
                *("date_notification", "date_publication", "montant", "variation_prix"),
            ),
            "VARCHAR",
        ),
    },
    "actes": SOUS_TRAITANCES,
    "executions_lues": {
        "ligne": "BIGINT",
        "ordre": "INTEGER",
        **dict.fromkeys(
            ("date_publication", "depenses_investissement", "intitule_tarif", "tarif"), "VARCHAR"
        ),
    },
}


def create_vide(table: str) -> str:
    """Return the query that makes an empty `actes_lus`, `actes` or `executions_lues`."""
    return f"CREATE OR REPLACE TEMP TABLE {table} AS {select_vide(_VIDES[table])}"


def create_actes() -> str:
    return """
        CREATE OR REPLACE TEMP TABLE actes AS
        SELECT ligne, genre, ordre, id_acte, type_identifiant, identifiant, siret,
               siren_de(siret, net) AS siren, TRY_CAST(duree_mois AS DOUBLE) AS duree_mois,
               jour_de(date_notification) AS date_notification,
               jour_de(date_publication) AS date_publication,
               euros_de(montant) AS montant, variation_prix
        FROM (
            SELECT *, siret_de(net, n) AS siret
            FROM (SELECT *, TRY_CAST(net AS BIGINT) AS n FROM actes_lus)
        )
    """


ACTES_RESUME: Final = (
    "CREATE OR REPLACE TEMP TABLE actes_resume AS "
    "SELECT ligne, max(date_publication) AS publication FROM actes GROUP BY ligne"
)


def _actes(champ: str, genre: str, enveloppes: tuple[str, ...], ligne: str) -> str:
    forme = ",".join(f'"{e}":{{{_ACTE}}}' for e in enveloppes)
    dedans = ", ".join(f'x."{e}"' for e in enveloppes)
    return f"""
        SELECT ligne, '{genre}' AS genre, ordre, a.id AS id_acte,
               upper(trim(a."sousTraitant"."typeIdentifiant")) AS type_identifiant,
               nullif(trim(a."sousTraitant".id), '') AS identifiant,
               net_de(a."sousTraitant".id) AS net, a."dureeMois" AS duree_mois,
               coalesce(a."dateNotification", a."dateNotificationModificationSousTraitance")
                   AS date_notification,
               a."datePublicationDonnees" AS date_publication,
               a.montant AS montant, a."variationPrix" AS variation_prix
        FROM (
            SELECT ligne, ordre::INTEGER AS ordre, coalesce({dedans}, plat) AS a
            FROM (SELECT ligne, unnest(emballes) AS x, unnest(plats) AS plat,
                         generate_subscripts(emballes, 1) AS ordre
                  FROM (SELECT ligne, from_json(liste, '[{{{forme}}}]') AS emballes,
                               from_json(liste, '[{{{_ACTE}}}]') AS plats
                        FROM {_source(f'"{champ}"', ligne)}))
        )
    """


EXECUTIONS: Final = """
    SELECT ligne, ordre, jour_de(date_publication) AS date_publication,
           euros_de(depenses_investissement) AS depenses_investissement, intitule_tarif,
           euros_de(tarif) AS tarif
    FROM executions_lues ORDER BY ligne, ordre
"""


def create_executions_lues(ligne: str) -> str:
    """Return the query of what concessions report: a row a tariff, at least one a year."""
    return f"""
        CREATE OR REPLACE TEMP TABLE executions_lues AS
        SELECT ligne, ordre::INTEGER AS ordre, publication AS date_publication,
               depenses AS depenses_investissement,
               coalesce(t.tarif."intituleTarif", t."intituleTarif") AS intitule_tarif,
               t.tarif.tarif AS tarif
        FROM (
            SELECT ligne, ordre, publication, depenses,
                   unnest(coalesce(nullif(from_json(tarifs, '{_TARIFS}'), []), [NULL])) AS t
            FROM (
                SELECT ligne, ordre,
                       coalesce(e."donneesAnnuelles"."datePublicationDonneesExecution",
                                e."datePublicationDonneesExecution") AS publication,
                       coalesce(e."donneesAnnuelles"."depensesInvestissement",
                                e."depensesInvestissement") AS depenses,
                       coalesce(e."donneesAnnuelles".tarifs, e.tarifs) AS tarifs
                FROM (SELECT ligne, unnest(executions) AS e,
                             generate_subscripts(executions, 1) AS ordre
                      FROM (SELECT ligne, from_json(liste, '{_EXECUTIONS}') AS executions
                            FROM {_source('"donneesExecution"', ligne)}))
            )
        )
    """
