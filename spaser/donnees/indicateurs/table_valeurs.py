"""From the wide group-by to the long table `valeurs`: a row an indicator and variant.

Counts and sums become numbers of the same type here, and only here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import ibis

from spaser.donnees.indicateurs.agregats import CLES, nom_sql

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.definition import Indicateur
    from spaser.donnees.valeurs import Variante

CHAMPS: Final = ("indicateur", "variante", "numerateur", "denominateur", "n", "inconnus", "total")
SANS: Final = None  # no such number: a total has no denominator, some measures have no bound


class _Comptes(NamedTuple):
    """What is known of one figure; `total` is what the bounds are measured against."""

    n: ir.IntegerValue
    connus: ir.IntegerValue
    numerateur: ir.NumericValue
    denominateur: ir.NumericValue | None
    total: ir.NumericValue | None


def unpivot(large: ir.Table, indicateurs: tuple[Indicateur, ...]) -> ir.Table:
    """Give a row an indicator and variant, in the order of the catalogue; none where n = 0."""
    lignes = [_ligne(large, i, variante) for i in indicateurs for variante in i.variantes]
    # Sorted while there are few rows: the long table then comes out sorted for nothing.
    t = large.select(*CLES, lignes=ibis.array(lignes)).order_by(*CLES)
    t = t.select(siren=t.acheteur_siren, annee=t.annee, ligne=t.lignes.unnest())
    t = t.select("siren", "annee", **{champ: t.ligne[champ] for champ in CHAMPS})
    return t.filter(t.n > 0)


def add_bornes(t: ir.Table) -> ir.Table:
    """Add the value and its bounds; nothing known gives no value and no bounds."""
    somme = t.variante == "total"
    tout = t.total.nullif(0)
    t = t.mutate(valeur=somme.ifelse(t.numerateur, t.numerateur / t.denominateur.nullif(0)))
    bas = somme.ifelse(t.numerateur, t.numerateur / tout)
    haut = somme.ifelse(t.total, (t.numerateur + (t.total - t.denominateur)) / tout)
    connu = t.valeur.notnull()
    return t.mutate(bas=connu.ifelse(bas, None), haut=connu.ifelse(haut, None))


def _ligne(t: ir.Table, i: Indicateur, variante: Variante) -> ir.StructValue:
    """Build one row; a numerator exists only where something is known."""
    c = _compte(t, i, variante)
    return ibis.struct(
        {
            "indicateur": ibis.literal(i.code),
            "variante": ibis.literal(variante),
            "numerateur": (c.connus > 0).ifelse(_reel(c.numerateur), None),
            "denominateur": _reel(c.denominateur),
            "n": c.n.cast("int32"),
            "inconnus": (c.n - c.connus).cast("int32"),
            "total": _reel(c.total),
        }
    )


def _reel(nombre: ir.NumericValue | None) -> ir.FloatingValue:
    return ibis.null("float64") if nombre is SANS else nombre.cast("float64")


def _compte(t: ir.Table, i: Indicateur, variante: Variante) -> _Comptes:
    if i.mesure is None:
        return _compte_part(t, i, variante)
    return _compte_moyenne(t, i) if variante == "moyenne" else _compte_somme(t, i)


def _compte_part(t: ir.Table, i: Indicateur, variante: Variante) -> _Comptes:
    k, p = nom_sql(i), i.population.nom
    if variante == "nombre":
        n, connus = t[f"n_{p}"], t[f"connus_{k}"]
        return _Comptes(n, connus, t[f"oui_{k}"], connus, n)
    n, connus = t[f"ne_{p}"], t[f"ne_connus_{k}"]
    oui, connu, tout = (t[nom].fill_null(0) for nom in (f"e_oui_{k}", f"e_connus_{k}", f"e_{p}"))
    if variante == "montant":
        return _Comptes(n, connus, oui, connu, tout)
    return _Comptes(n, connus, oui, SANS, oui + (tout - connu))


def _compte_moyenne(t: ir.Table, i: Indicateur) -> _Comptes:
    k = nom_sql(i)
    n, connus = t[f"n_{i.population.nom}"], t[f"connus_{k}"]
    return _Comptes(n, connus, t[f"somme_{k}"], connus, n if i.entre_0_et_1 else SANS)


def _compte_somme(t: ir.Table, i: Indicateur) -> _Comptes:
    k = nom_sql(i)
    n, connus, somme = t[f"n_{i.population.nom}"], t[f"connus_{k}"], t[f"somme_{k}"]
    maximum = somme + (n - connus) if i.entre_0_et_1 else (n == connus).ifelse(somme, None)
    return _Comptes(n, connus, somme, SANS, maximum)
