"""The demonstration's diagnoses: one frozen last year, one under way; all of it fictitious."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, cast

from django.utils import timezone

from spaser.regles import acteurs
from spaser.regles.autodiagnostic import load_questionnaires, read_code
from spaser.regles.nomenclatures import Approche
from spaser.regles.politiques import EtatPlan, Plan, find_plan
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic import models
from spaser.site.diagnostic.acteurs.services import create_acteur
from spaser.site.diagnostic.acteurs.suivi_acteurs import create_echange, create_personne
from spaser.site.diagnostic.approche import save_approche
from spaser.site.diagnostic.campagnes import services
from spaser.site.organisations.models import Espace
from spaser.site.organisations.premiers_contenus import DOMAINE, FIGURANTS, find_metropole

# --- The stakeholders of the demonstration's buyer, all of them fictitious ---


_ACTEURS: Final = (
    models.ContenuActeur(
        nom="Direction générale de Val-Fictif",
        typologie="internes",
        description="Elle arbitre les axes et les moyens du schéma.",
        role=acteurs.RoleActeur.DECISION,
        formes=(acteurs.FormeSollicitation.COMITE,),
        nature="Comité de pilotage, deux fois par an",
    ),
    models.ContenuActeur(
        nom="Conseil de développement de Val-Fictif",
        typologie="citoyens",
        description="Habitants et associations, consultés sur les priorités.",
        role=acteurs.RoleActeur.CONSULTATION,
        contribution="Avis sur les axes avant la délibération",
        formes=(acteurs.FormeSollicitation.ATELIER,),
    ),
    models.ContenuActeur(
        nom="Maison de l’emploi de Fictiville",
        typologie="insertion",
        description="Emploie la facilitatrice de la clause sociale du bassin.",
        contact="Accueil de la maison de l’emploi",
        role=acteurs.RoleActeur.CO_CONSTRUCTION,
        contribution="Objectifs d’heures d’insertion par famille d’achat",
        formes=(acteurs.FormeSollicitation.COMITE, acteurs.FormeSollicitation.ATELIER),
        nature="Comité technique chaque trimestre",
    ),
    models.ContenuActeur(
        nom="Chambre de métiers de Val-Fictif",
        typologie="tetes_de_reseaux",
        description="Relais auprès des artisans.",
        role=acteurs.RoleActeur.PARTENARIAT,
        contribution="Faire connaître les marchés à venir",
        formes=(acteurs.FormeSollicitation.RENCONTRE, acteurs.FormeSollicitation.ENVOI),
    ),
    models.ContenuActeur(
        nom="Fédération fictive du bâtiment",
        typologie="federations",
        description="Entreprises du bâtiment du territoire.",
        role=acteurs.RoleActeur.CONSULTATION,
        contribution="Tester les clauses sur les matériaux biosourcés",
        formes=(acteurs.FormeSollicitation.ENTRETIEN,),
    ),
    models.ContenuActeur(
        nom="Agence Développer Val-Fictif",
        typologie="agences",
        description="Développement économique et innovation.",
        role=acteurs.RoleActeur.INFORMATION,
        formes=(acteurs.FormeSollicitation.ENVOI,),
    ),
    models.ContenuActeur(nom="Réseau fictif du réemploi", typologie="thematiques"),
)


def load_demonstration_acteurs() -> None:
    """Fill the space of the demonstration once: what visitors change stays."""
    espace = find_metropole()
    auteur = Utilisateur.objects.filter(courriel=f"contribution@{DOMAINE}").first()
    if espace is None or auteur is None:
        return
    if models.Acteur.objects.filter(espace=espace).exists():
        return
    acteurs = {v.nom: create_acteur(espace, v, auteur) for v in _ACTEURS}
    _meet(acteurs["Maison de l’emploi de Fictiville"], auteur)


def _meet(acteur: models.Acteur, auteur: Utilisateur) -> None:
    aujourdhui = timezone.localdate()
    personne = create_personne(
        acteur,
        {
            "nom": "Claude Fictif",
            "fonction": "Facilitatrice de la clause sociale",
            "courriel": "facilitatrice@exemple.fr",
            "dernier_contact": aujourdhui - timedelta(days=20),
        },
        auteur,
    )
    create_echange(
        acteur,
        {
            "jour": aujourdhui - timedelta(days=20),
            "moyen": acteurs.Moyen.REUNION.value,
            "personne": personne,
            "dit": "Accord pour participer au comité technique. Elle prépare une liste de familles "
            "d’achat propices à l’insertion.",
            "relance_le": aujourdhui + timedelta(days=5),
        },
        auteur,
    )


type Reponses = tuple[tuple[str, str], ...]

_DEBUT: Final = (
    ("Direction des achats", "2-0100-0100-1000-0100-1000"),
    ("Direction de l’environnement", "2-0110-0000-1000-0110-1000"),
)
_AVANT: Final = (
    ("Direction des achats", "2-1210-1110-1101-1101-1000"),
    ("Direction de l’environnement", "2-1210-0110-1101-1111-1000"),
    ("Élue aux achats responsables", "2-1210-1110-1101-1x01-1000"),
)
_PASSEES: Final = (
    ("Premier état des lieux", timedelta(days=730), _DEBUT),
    ("Un an après", timedelta(days=365), _AVANT),
)
_MAINTENANT: Final = (
    (models.Mode.COMPTE, "administration", "2-3221-2221-2212-2222-2111"),
    (models.Mode.COMPTE, "contribution", "2-2221-2121-2112-2312-2111"),
    (models.Mode.ATELIER, "Atelier des directions, groupe 1", "2-2311-2221-1212-2222-2x11"),
    (models.Mode.ATELIER, "Atelier des directions, groupe 2", "2-2221-2221-2222-1222-2101"),
)
_APPROCHE: Final = {"porteur": "achats", "experience": "pratique", "delai": "moyen"}


def load_demonstration_diagnostic() -> None:
    espace = find_metropole()
    if espace is None or models.Campagne.objects.filter(espace=espace).exists():
        return
    comptes = {figurant.courriel: figurant.compte for figurant in FIGURANTS}
    personnes = {comptes[u.courriel]: u for u in Utilisateur.objects.filter(courriel__in=comptes)}
    aujourdhui = timezone.localdate()
    for titre, recul, reponses in _PASSEES:
        campagne = _type(espace, titre, aujourdhui - recul, reponses, personnes["administration"])
        services.freeze(espace, campagne, personnes["administration"])
    _load_ouverte(espace, aujourdhui, personnes)
    save_approche(
        espace,
        Approche.OPERATIONNELLE,
        "La direction des achats porte le projet, et nous voulons des actions dès cette année.",
        _APPROCHE,
        personnes["redaction"],
    )


def _type(
    espace: Espace, titre: str, jour: date, reponses: Reponses, auteur: Utilisateur
) -> models.Campagne:
    campagne = services.open_campagne(espace, titre, jour, nominative=True, auteur=auteur)
    for nom, code in reponses:
        services.type_papier(campagne, nom, _read(code), auteur)
    services.settle(
        campagne,
        services.Reglement(
            "plan-action", 1, "Des essais existent, mais rien n’est écrit ni suivi.", 0
        ),
        auteur,
    )
    return campagne


def _load_ouverte(espace: Espace, jour: date, personnes: Mapping[str, Utilisateur]) -> None:
    auteur = personnes["redaction"]
    campagne = services.open_campagne(
        espace, "Avant le schéma", jour, nominative=False, auteur=auteur
    )
    for mode, nom, code in _MAINTENANT:
        if mode is models.Mode.COMPTE:
            sienne = services.start(campagne, personnes[nom])
            services.save_reponses(sienne, _read(code), {})
            services.send(sienne)
        else:
            services.type_papier(campagne, nom, _read(code), auteur)
    models.Participation.objects.create(
        campagne=campagne, mode=models.Mode.LIEN, nom="Réseau des entreprises d’insertion"
    )
    services.settle(
        campagne,
        services.Reglement(
            "politique-ecrite",
            2,
            "Des orientations sont écrites dans plusieurs documents, sans politique validée.",
            0,
        ),
        auteur,
    )


def _read(code: str) -> dict[str, int]:
    return read_code(code, load_questionnaires())[1]


# --- The demonstration's plans, all of them plainly fictitious ---


_PLANS: Final[dict[str, dict[str, Any]]] = {
    "PCAET": {
        "debut": 2022,
        "fin": 2027,
        "service": "direction de la transition écologique",
        "document": "délibération 2022-045 (fictive)",
        "objectifs": [
            ("Réduire de 30 % les émissions de nos achats de travaux", "climat", "ENV-17"),
            ("Interroger chaque besoin sur l’énergie", "climat", "ENV-19"),
            ("Passer la moitié du parc en faibles émissions", "mobilite", "ENV-13"),
        ],
    },
    "PLPDMA": {
        "debut": 2021,
        "fin": 2026,
        "service": "direction des déchets",
        "objectifs": [("Acheter un meuble sur quatre d’occasion", "dechets", "ENV-07")],
    },
    "INSERTION": {
        "debut": 2024,
        "fin": 2026,
        "service": "direction de l’emploi",
        "objectifs": [("Atteindre 60 000 heures d’insertion par an", "insertion", "SOC-07")],
    },
    "EGALITE": {"debut": 2023, "fin": 2025, "service": "direction des ressources humaines"},
    "NUMERIQUE": {"etat": EtatPlan.PREPARATION, "service": "direction du numérique"},
    "PAT": {"etat": EtatPlan.ABSENT},
}


def load_demonstration_politiques() -> None:
    espace = find_metropole()
    if espace is None:
        return
    for code, champs in _PLANS.items():
        models.Politique.objects.get_or_create(
            espace=espace, code_plan=code, defaults=_write(code, champs)
        )


def _write(code: str, champs: dict[str, Any]) -> dict[str, Any]:
    plan = cast("Plan", find_plan(code))  # of the catalogue
    objectifs = [
        {"texte": texte, "sous_theme": theme, "indicateur": indicateur}
        for texte, theme, indicateur in champs.get("objectifs", [])
    ]
    themes = [theme.value for theme in plan.sous_themes]
    return {"nom": plan.nom, "sous_themes": themes, **champs, "objectifs": objectifs}


# In the order in which each builds on those before.
CHARGEURS: Final = (
    ("Autodiagnostic", "load_demonstration", load_demonstration_diagnostic),
    ("Politiques et plans", "load_demonstration", load_demonstration_politiques),
    ("Acteurs du territoire", "load_demonstration", load_demonstration_acteurs),
)
