"""Places the holders at award inside or outside the buyer's own territory.

The territory is the buyer's, never the place of execution. A commune has four scales, an EPCI
three (its members, their départements, their régions), a département two, a région one. Any other
buyer has none: nothing is guessed from the address of its offices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from spaser.moteur.indicateurs.tables import FAUX, INDETERMINE, drop_columns

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from spaser.moteur.indicateurs.tables import Tables


ECHELLES: Final = ("commune", "epci", "departement", "region")
LIEUX: Final = ("siege", "etablissement")
TERRITOIRES: Final = tuple(f"territoire_{echelle}" for echelle in ECHELLES)
REFERENTIELS: Final = frozenset(
    {
        "ref_communes",
        "ref_communes_anciennes",
        "ref_sirene_etablissements",
        "ref_sirene_unites",
    }
)

# INSEE legal categories.
DEPARTEMENT: Final = "7220"
REGION: Final = "7230"


def _liste(code: ir.StringValue) -> ir.ArrayValue:
    return ibis.array([code])


def _communes(tables: Tables) -> ir.Table:
    t = tables["ref_communes"].filter(lambda t: t.siren.notnull())
    return t.select(
        acheteur=t.siren,
        commune=t.code,
        epci=t.epci_siren,
        departements=_liste(t.departement),
        regions=_liste(t.region),
    )


def _epci(tables: Tables) -> ir.Table:
    t = tables["ref_communes"].filter(lambda t: t.epci_siren.notnull())
    membres = t.group_by(acheteur=t.epci_siren).aggregate(
        departements=t.departement.collect(distinct=True), regions=t.region.collect(distinct=True)
    )
    return membres.select(
        "acheteur",
        commune=ibis.null("string"),
        epci=membres.acheteur,
        departements=membres.departements,
        regions=membres.regions,
    )


def _conseils(tables: Tables) -> ir.Table:
    """Give the départements and régions, placed by the commune of their head office."""
    unites = tables["ref_sirene_unites"]
    conseils = unites.filter(unites.categorie_juridique.isin([DEPARTEMENT, REGION]))
    places = _place(conseils.select("siren", "categorie_juridique"), tables, "siege")
    departement = places.categorie_juridique == DEPARTEMENT
    codes = places.group_by(acheteur=places.siren).aggregate(
        departement=places.siege_departement.max(where=departement),
        region=places.siege_region.max(),
    )
    return codes.select(
        "acheteur",
        commune=ibis.null("string"),
        epci=ibis.null("string"),
        departements=_liste(codes.departement),
        regions=_liste(codes.region),
    )


def _acheteurs(tables: Tables) -> ir.Table:
    return ibis.union(_communes(tables), _epci(tables), _conseils(tables))


def _places(tables: Tables, lieu: str) -> ir.Table:
    """Give what a commune code of Sirene stands for, past arrondissements and mergers."""
    communes = tables["ref_communes"]
    anciennes = tables["ref_communes_anciennes"]
    codes = ibis.union(
        communes.select(ancien="code", commune="code"),
        anciennes.select(ancien="code", commune="commune"),
    )
    t = codes.join(communes, codes.commune == communes.code)
    return t.select(
        place_code=t.ancien,
        **{
            f"{lieu}_commune": t.code,
            f"{lieu}_epci": t.epci_siren,
            f"{lieu}_departement": t.departement,
            f"{lieu}_region": t.region,
        },
    )


def _place(t: ir.Table, tables: Tables, lieu: str) -> ir.Table:
    """Add the commune, EPCI, département and région of a head office or establishment."""
    sites = tables["ref_sirene_etablissements"]
    if lieu == "siege":
        sites = sites.filter(sites.est_siege)
    cle = "siren" if lieu == "siege" else "siret"
    sites = sites.select(site_cle=cle, site_code="commune")
    places = _places(tables, lieu)
    t = t.left_join(sites, t[cle] == sites.site_cle)
    t = t.left_join(places, t.site_code == places.place_code)
    return drop_columns(t, "site_cle", "site_code", "place_code")


def _is_inside(t: ir.Table, echelle: str, lieu: str) -> ir.BooleanValue:
    code = t[f"{lieu}_{echelle}"]
    un_seul = echelle in {"commune", "epci"}
    dedans = code == t[echelle] if un_seul else t[f"{echelle}s"].contains(code)
    return t[f"{lieu}_commune"].isnull().ifelse(INDETERMINE, dedans.fill_null(FAUX))


def _add_territoire(t: ir.Table, tables: Tables) -> ir.Table:
    """Add to each holder the territory of the buyer of its contract, once for both places."""
    if "acheteur" in t.columns:
        return t
    marches = tables["marches"].select(cle_marche="cle", acheteur_marche="acheteur_siren")
    t = t.join(marches, t.cle == marches.cle_marche)
    acheteurs = _acheteurs(tables)
    return t.left_join(acheteurs, t.acheteur_marche == acheteurs.acheteur)


def locate(titulaires: ir.Table, tables: Tables, lieu: str) -> ir.Table:
    return _add_territoire(_place(titulaires, tables, lieu), tables)


def tell_locaux(t: ir.Table, lieu: str) -> dict[str, ir.BooleanValue]:
    """Tell of each holder whether this place is inside, at each scale; unknown without a place."""
    return {f"local_{echelle}_{lieu}": _is_inside(t, echelle, lieu) for echelle in ECHELLES}


def add_territoires(marches: ir.Table, tables: Tables) -> ir.Table:
    """Tell for each contract which scales its buyer's territory has."""
    t = _acheteurs(tables)
    connus = t.group_by("acheteur").aggregate(
        territoire_commune=t.commune.notnull().any(),
        territoire_epci=t.epci.notnull().any(),
        territoire_departement=t.departements[0].notnull().any(),
        territoire_region=t.regions[0].notnull().any(),
    )
    return marches.left_join(connus, marches.acheteur_siren == connus.acheteur).drop("acheteur")
