"""The name of each SIREN: from Sirene, else from files; a natural person, from her own lines alone.

Without Sirene, nobody is known to be a natural person.
"""

from typing import Final

_PERSONNE: Final = "coalesce(categorie_juridique LIKE '1%', false)"  # in business on their own
OFFICIELS: Final = (
    f"CREATE OR REPLACE VIEW noms_officiels AS SELECT siren, CASE WHEN NOT {_PERSONNE} "
    f"THEN nom END AS nom, {_PERSONNE} AS personne FROM ref_sirene_unites"
)
SANS_OFFICIELS: Final = (
    "CREATE OR REPLACE VIEW noms_officiels AS SELECT NULL::VARCHAR AS siren, "
    "NULL::VARCHAR AS nom, false AS personne WHERE false"
)


def join_noms(table: str) -> str:
    """Return the join that `name` needs, for a table that has a column `siren`."""
    return (
        f"LEFT JOIN noms_officiels ON noms_officiels.siren = {table}.siren "
        f"LEFT JOIN noms ON noms.siren = {table}.siren"
    )


def name(ecrit: str) -> str:
    """Return the SQL of a name, given that of the one that the line itself writes."""
    return (
        f"CASE WHEN noms_officiels.personne THEN {ecrit} "
        f"ELSE coalesce(noms_officiels.nom, noms.nom, {ecrit}) END"
    )


def titulaires_nommes(table: str, cle: str) -> str:
    """Return the SQL of the names of the first holders by record, or contract, in their order."""
    return f"""
        SELECT {cle}, string_agg(coalesce(d.nom, {name("NULL")}, siret, identifiant), ', '
                                 ORDER BY ordre) AS noms
        FROM {table} d {join_noms("d")} WHERE modification = 0 GROUP BY {cle}
    """
