"""The eight shares of ECO-02: four scales of the buyer's territory, two places of the holder."""

from typing import Final, Literal

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, Attendu, Exemple, Indicateur, Population

type Echelle = Literal["commune", "epci", "departement", "region"]
type Lieu = Literal["siege", "etablissement"]

_TERRITOIRES: Final[dict[Echelle, str]] = {
    "commune": "la commune de l'acheteur",
    "epci": "l'intercommunalité de l'acheteur",
    "departement": "le département de l'acheteur",
    "region": "la région de l'acheteur",
}
_ACHETEURS: Final[dict[Echelle, str]] = {
    "commune": "les communes",
    "epci": "les communes et les EPCI à fiscalité propre",
    "departement": "les communes, les EPCI à fiscalité propre et les départements",
    "region": "les communes, les EPCI à fiscalité propre, les départements et les régions",
}
_LIEUX: Final[dict[Lieu, str]] = {
    "siege": "son siège social",
    "etablissement": "son établissement",
}

# The buyer's commune, then one further away at each scale.
_COMMUNES: Final = (
    {
        "code": "35238",
        "siren": "213502388",
        "epci_siren": "243500139",
        "departement": "35",
        "region": "53",
    },
    {"code": "35051", "epci_siren": "243500139", "departement": "35", "region": "53"},
    {"code": "35288", "epci_siren": "243500782", "departement": "35", "region": "53"},
    {"code": "29232", "epci_siren": "200068120", "departement": "29", "region": "53"},
    {"code": "75056", "epci_siren": "200054781", "departement": "75", "region": "11"},
)
_RANGS: Final[dict[Echelle, int]] = {"commune": 1, "epci": 2, "departement": 3, "region": 4}


def _etablissements(lieu: Lieu) -> tuple[dict[str, object], ...]:
    """Place five holders in the five communes; the other place of each is in Paris."""
    autre = "etablissement" if lieu == "siege" else "siege"
    sites: list[dict[str, object]] = []
    for rang, commune in enumerate(_COMMUNES, start=1):
        siren = str(rang) * 9
        places = {lieu: commune["code"], autre: "75108"}
        sites += [
            {
                "siret": f"{siren}00011",
                "siren": siren,
                "commune": places["siege"],
                "est_siege": True,
            },
            {
                "siret": f"{siren}00022",
                "siren": siren,
                "commune": places["etablissement"],
                "est_siege": False,
            },
        ]
    return tuple(sites)


def _exemple(echelle: Echelle, lieu: Lieu) -> Exemple:
    oui = _RANGS[echelle]
    return Exemple(
        colonnes=("acheteur_siren", "montant_utile", "titulaires"),
        marches=(
            *(("213502388", 100_000, (f"{str(rang) * 9}00022",)) for rang in range(1, 6)),
            ("213502388", 300_000, ("inconnu",)),
        ),
        attendus=(
            Attendu("nombre", oui, 5, 6, 1, oui / 5, oui / 6, (oui + 1) / 6),
            Attendu("montant", oui * 1e5, 5e5, 6, 1, oui / 5, oui / 8, (oui + 3) / 8),
        ),
        listes={
            "ref_communes": _COMMUNES,
            "ref_communes_anciennes": ({"code": "75108", "commune": "75056"},),
            "ref_sirene_etablissements": _etablissements(lieu),
        },
    )


def _population(echelle: Echelle) -> Population:
    return Population(
        nom=f"territoire_{echelle}",
        texte="Tous les marchés notifiés dans l'année par un acheteur dont le territoire est connu "
        f"à cette échelle : {_ACHETEURS[echelle]}.",
        vide="le territoire de l'acheteur n'est pas connu à cette échelle : ce calcul ne vaut que "
        f"pour {_ACHETEURS[echelle]}",
        condition=f"famille = 'marche' AND territoire_{echelle}",
    )


_POPULATIONS: Final[dict[Echelle, Population]] = {c: _population(c) for c in _TERRITOIRES}


def _indicateur(echelle: Echelle, lieu: Lieu) -> Indicateur:
    ou = f"{_LIEUX[lieu]} dans {_TERRITOIRES[echelle]}"
    return Indicateur(
        code=f"ECO-02-{echelle}-{lieu}",
        libelle=f"Marchés dont un titulaire a {ou}",
        statut="suivi",
        unite="%",
        population=_POPULATIONS[echelle],
        variantes=("nombre", "montant"),
        reponse=f"local_{echelle}_{lieu}",
        inconnu=textes.SANS_SIRENE,
        methode=f"Un marché compte si au moins un titulaire a {ou}. Il ne compte pas si tous ses "
        "titulaires sont situés et qu'aucun ne l'est là ; il est inconnu sinon. Un arrondissement "
        "municipal ou une commune fusionnée est ramené à la commune actuelle.",
        limites=(
            "C'est une observation faite après coup, non un critère de choix des offres.",
            (
                "Le territoire est celui de l'acheteur, non le lieu d'exécution. Celui d'un EPCI "
                "qui s'étend sur plusieurs départements ou régions les comprend tous."
            ),
            (
                "Sirene donne l'adresse d'aujourd'hui, appliquée aux marchés passés ; un siège "
                "n'est pas toujours le lieu du travail, ni l'établissement du SIRET publié "
                "toujours celui qui exécute."
            ),
            textes.GROUPEMENT,
            textes.TITULAIRES,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        source=f"{DECP} ; Sirene ; code officiel géographique",
        exemple=_exemple(echelle, lieu),
    )


INDICATEURS: Final = tuple(
    _indicateur(echelle, lieu) for echelle in _TERRITOIRES for lieu in _LIEUX
)
