"""What the tables know of a buyer, proposed to be checked."""

from __future__ import annotations

from typing import Any

from spaser.metier.registre.nomenclatures import tranche_habitants
from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.siren import SirenRefuse, read_siren


def prefill(siren: str) -> dict[str, Any]:
    """Return what the tables know of a SIREN, to be checked."""
    try:
        identite = describe_siren(read_siren(siren))
    except SirenRefuse:
        return {}
    if identite is None:
        return {"siren": read_siren(siren)}
    tranche = None if identite.population is None else tranche_habitants(identite.population)
    connus = {
        "nom": identite.nom,
        "siren": identite.siren,
        "type": identite.type,
        "code_region": identite.code_region,
        "codes_departement": list(identite.codes_departement),
        "tranche_habitants": tranche and tranche.value,
    }
    return {nom: valeur for nom, valeur in connus.items() if valeur}
