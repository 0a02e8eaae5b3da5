"""The family of purchases of a contract: the buyer's word, else what its CPV code says."""

from typing import Final

INCONNUE: Final = "Famille non connue"

# Of the contracts `m`: their family is `f`. What the buyer said is there when her store is open.
CORRIGEES: Final = "CREATE TABLE main.familles_corrigees (cle UBIGINT, famille VARCHAR)"
JOINTURE: Final = """
LEFT JOIN familles_corrigees fc ON fc.cle = m.cle
LEFT JOIN ref_segments fs ON fs.prefixe = prefixe_cpv(m.cpv)
LEFT JOIN (SELECT DISTINCT famille, famille_libelle AS libelle FROM ref_segments) f
ON f.famille = coalesce(fc.famille, fs.famille)
"""
LIBELLE: Final = f"coalesce(f.libelle, '{INCONNUE}')"
