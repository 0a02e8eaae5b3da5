"""The kinds of buyers that the texts tell apart."""

from __future__ import annotations

from typing import Final

from spaser.metier.registre.nomenclatures import Nomenclature, TypeStructure


class NatureAcheteur(Nomenclature):
    REGION = "region", "Région"
    DEPARTEMENT = "departement", "Département"
    COMMUNE = "commune", "Commune"
    COLLECTIVITE = "collectivite", "Autre collectivité territoriale (à statut particulier)"
    METROPOLE = "metropole", "Métropole ou communauté urbaine"
    AGGLOMERATION = "agglomeration", "Communauté d’agglomération"
    COMMUNAUTE_COMMUNES = "communaute_communes", "Communauté de communes"
    SYNDICAT = "syndicat", "Syndicat ou autre groupement de collectivités"
    ETABLISSEMENT_LOCAL = "etablissement_local", "Établissement public local (CCAS, SDIS…)"
    ETAT = "etat", "État (ministère, préfecture, service national…)"
    ETABLISSEMENT_ETAT = (
        "etablissement_etat",
        "Établissement public de l’État (agence, université…)",
    )
    EPIC_ETAT = "epic_etat", "Établissement public industriel et commercial de l’État"
    HOPITAL = "hopital", "Établissement public de santé"
    BAILLEUR = "bailleur", "Bailleur social soumis au code de la commande publique"
    ENTREPRISE_PUBLIQUE = (
        "entreprise_publique",
        "Entreprise publique (SEM, SPL, société nationale…)",
    )
    ENTITE_RESEAU = (
        "entite_reseau",
        "Entreprise privée à droits exclusifs (eau, énergie, transport…)",
    )
    ORGANISME = "organisme", "Autre organisme soumis au code (GIP, sécurité sociale…)"
    HORS_CODE = "hors_code", "Entreprise ou association non soumise au code"
    INCONNUE = "inconnue", "Je ne sais pas"


class Territoire(Nomenclature):
    """Where the buyer is, when the law is not the same everywhere."""

    METROPOLE = "metropole", "France métropolitaine"
    OUTRE_MER = "outre_mer", "Guadeloupe, Guyane, Martinique ou La Réunion"
    MAYOTTE = "mayotte", "Mayotte"
    AUTRE_OUTRE_MER = (
        "autre_outre_mer",
        "Saint-Barthélemy, Saint-Martin ou Saint-Pierre-et-Miquelon",
    )
    PACIFIQUE = "pacifique", "Nouvelle-Calédonie, Polynésie française ou Wallis-et-Futuna"


_N: Final = NatureAcheteur
COLLECTIVITES: Final = frozenset({_N.REGION, _N.DEPARTEMENT, _N.COMMUNE, _N.COLLECTIVITE})
GROUPEMENTS: Final = frozenset(
    {_N.METROPOLE, _N.AGGLOMERATION, _N.COMMUNAUTE_COMMUNES, _N.SYNDICAT}
)

_TYPES: Final[dict[NatureAcheteur, tuple[TypeStructure, ...]]] = {
    _N.REGION: (TypeStructure.REGION,),
    _N.DEPARTEMENT: (TypeStructure.DEPARTEMENT,),
    _N.COMMUNE: (TypeStructure.COMMUNE,),
    _N.COLLECTIVITE: (TypeStructure.COLLECTIVITE,),
    _N.METROPOLE: (TypeStructure.METROPOLE, TypeStructure.EPCI),
    _N.AGGLOMERATION: (TypeStructure.EPCI,),
    _N.COMMUNAUTE_COMMUNES: (TypeStructure.EPCI,),
    _N.SYNDICAT: (TypeStructure.SYNDICAT, TypeStructure.EPT),
    _N.ETABLISSEMENT_LOCAL: (TypeStructure.ETABLISSEMENT_PUBLIC,),
    _N.ETAT: (TypeStructure.ETAT,),
    _N.ETABLISSEMENT_ETAT: (TypeStructure.ETABLISSEMENT_PUBLIC, TypeStructure.UNIVERSITE),
    _N.EPIC_ETAT: (TypeStructure.EPIC,),
    _N.HOPITAL: (TypeStructure.ETABLISSEMENT_SANTE,),
    _N.BAILLEUR: (TypeStructure.BAILLEUR,),
}


def types_voisins(nature: NatureAcheteur) -> tuple[TypeStructure, ...]:
    """Return the types of the register that are nearest to this kind; none when none is near."""
    return _TYPES.get(nature, ())
