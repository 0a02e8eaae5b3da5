"""The kit to start with: a note of two pages, a letter, a message, and the slides of a meeting.

What only the buyer knows is a field to fill in, between brackets: nothing is made up, above all not
the time that the work takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from spaser.documents.document import (
    SOURCES,
    Bloc,
    Document,
    Lien,
    Liste,
    Paragraphe,
    SautDePage,
    Section,
    Tableau,
    Texte,
)
from spaser.documents.francais import capitalize, format_date, typographie
from spaser.documents.schema.textes import write_loi
from spaser.metier.calendrier import JalonPropose

_ADOPTER: Final = "CCP-L2111-3.adopter"
_INDICATEURS: Final = "CCP-L2111-3.indicateurs"
_SANS_CHIFFRE: Final = (
    "Aucun marché publié n’est connu sous notre SIREN : les chiffres de départ restent à établir."
)
A_COMPLETER: Final = "[à compléter]"

# Who is needed: the role, what it does. The days that it takes are asked, never guessed.
ROLES: Final = (
    ("Portage politique", "Donne le cap, tranche, présente le schéma."),
    ("Direction générale", "Nomme qui pilote, mobilise, arbitre."),
    ("Chef·fe de projet", "Tient le calendrier, réunit, écrit."),
    ("Achats", "Apportent les données, disent ce qui est faisable."),
    ("Finances", "Donnent les dépenses payées de l’année."),
    ("Directions qui achètent", "Disent leurs besoins, choisissent leurs actions."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVoisin:
    nom: str
    quoi: str  # its status and its years
    adresse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Depart:
    """What is known when the work starts.

    `devoir` and `chiffres` are blocks of the scheme: the answer on the duty, the four figures;
    `sources` tell where these come from.
    """

    acheteur: str
    instance: str
    jour: date
    devoir: tuple[Bloc, ...]
    chiffres: tuple[Bloc, ...]
    sources: tuple[Bloc, ...]
    voisins: Sequence[SchemaVoisin]
    adoption: date
    jalons: Sequence[JalonPropose]
    reserve: str = ""


def write_kit(depart: Depart) -> Document:
    return Document(
        titre="Kit de lancement du SPASER",
        sous_titre=depart.acheteur,
        jour=depart.jour,
        mention=" – ".join(filter(None, (depart.acheteur, "kit de lancement", depart.reserve))),
        blocs=(Paragraphe(depart.reserve, en_avant=True),) if depart.reserve else (),
        sections=(
            _write_note(depart),
            _write_lettre(depart),
            _write_message(depart),
            *_list_sources(depart),
        ),
    )


def write_diapositives(depart: Depart) -> Document:
    jalons = tuple(
        (Texte(f"{format_date(jalon.jour)} : ", fort=True), Texte(jalon.titre))
        for jalon in depart.jalons
    )
    tableaux = tuple(bloc for bloc in depart.chiffres if isinstance(bloc, Tableau))[:1]
    return Document(
        titre="Préparer notre SPASER",
        sous_titre=depart.acheteur,
        jour=depart.jour,
        mention=depart.reserve,
        sections=(
            Section("Ce que la loi demande", _write_loi(depart)[:2]),
            Section(
                "Où nous en sommes", tuple(map(_shorten, tableaux)) or (Paragraphe(_SANS_CHIFFRE),)
            ),
            Section("Le calendrier proposé", (Liste(jalons),)),
            Section("Ce qui est demandé aujourd’hui", (_write_demande(depart),)),
        ),
    )


def _shorten(tableau: Tableau) -> Tableau:
    """Keep what a room reads: the name of each line and its figure."""
    return Tableau(
        tableau.legende,
        tableau.entetes[:2],
        tuple(ligne[:2] for ligne in tableau.lignes),
        (3, 2),
        ligne_nommee=tableau.ligne_nommee,
    )


def _write_note(depart: Depart) -> Section:
    return Section(
        "Note à la direction et à l’élue ou l’élu",
        (),
        (
            Section("Ce que la loi demande", _write_loi(depart), identifiant="kit_loi"),
            *_list_chiffres(depart),
            *_list_voisins(depart),
            Section("Le calendrier", _write_calendrier(depart), identifiant="kit_calendrier"),
            Section("Qui est nécessaire", (_write_roles(),), identifiant="kit_roles"),
            Section(
                "Ce qui vous est demandé",
                (_write_demande(depart), SautDePage()),
                identifiant="kit_demande",
            ),
        ),
        identifiant="kit_note",
    )


def _write_loi(depart: Depart) -> tuple[Bloc, ...]:
    return (
        msgspec.structs.replace(write_loi(_ADOPTER), en_avant=True),
        *depart.devoir,
        write_loi(_INDICATEURS),
    )


def _list_chiffres(depart: Depart) -> tuple[Section, ...]:
    if not depart.chiffres:
        return ()
    return (Section("Nos chiffres", depart.chiffres, identifiant="kit_chiffres"),)


def _list_sources(depart: Depart) -> tuple[Section, ...]:
    if not depart.sources:
        return ()
    return (Section("D’où viennent ces chiffres", depart.sources, identifiant=SOURCES),)


def _list_voisins(depart: Depart) -> tuple[Section, ...]:
    if not depart.voisins:
        return ()
    lignes = tuple(
        (Lien(v.nom, v.adresse), Texte(typographie(f" : {v.quoi}."))) for v in depart.voisins
    )
    phrase = "Ils nous ressemblent par le type, puis par la taille, puis par la région."
    return (
        Section(
            "Ce que d’autres ont fait",
            (Paragraphe(phrase), Liste(lignes)),
            identifiant="kit_voisins",
        ),
    )


def _write_calendrier(depart: Depart) -> tuple[Bloc, ...]:
    debut = depart.jalons[0].jour
    fin = format_date(depart.adoption)
    if debut < depart.jour:
        phrase = f"Le travail a commencé le {format_date(debut)} ; le vote est visé le {fin}."
    else:
        phrase = (
            f"Si le travail commence le {format_date(debut)}, le vote peut avoir lieu le {fin}. "
            "Ces étapes sont usuelles : chacune peut être déplacée."
        )
    tableau = Tableau(
        "Les étapes, du lancement au premier suivi",
        ("Étape", "Pour le"),
        tuple((jalon.titre, format_date(jalon.jour)) for jalon in depart.jalons),
        (3, 2),
        ligne_nommee=True,
        identifiant="kit_etapes",
    )
    return (Paragraphe(typographie(phrase)), tableau)


def _write_roles() -> Tableau:
    return Tableau(
        "Qui fait quoi, et combien de temps cela lui prend",
        ("Rôle", "Ce qu’il fait", "Qui", "Temps de travail"),
        tuple((role, fait, A_COMPLETER, A_COMPLETER) for role, fait in ROLES),
        (4, 7, 3, 3),
        ligne_nommee=True,
        identifiant="kit_qui",
    )


def _write_demande(depart: Depart) -> Liste:
    return Liste(
        (
            "Nommer la personne qui pilote le projet, et le temps dont elle dispose.",
            "Désigner l’élue ou l’élu, ou la personne de la direction, qui le porte.",
            typographie(
                f"Retenir la date du {format_date(depart.adoption)} pour le vote "
                f"({depart.instance}), ou une autre."
            ),
            "Réunir une première fois les directions qui achètent.",
        ),
        identifiant="kit_decisions",
    )


def _write_lettre(depart: Depart) -> Section:
    fin = format_date(depart.adoption)
    return Section(
        "Lettre de mission (projet)",
        (
            Paragraphe(f"À l’attention de [nom et fonction]. Le {format_date(depart.jour)}."),
            Paragraphe(
                typographie(
                    f"Vous êtes chargé·e de conduire l’élaboration du schéma de promotion des "
                    f"achats publics socialement et écologiquement responsables de "
                    f"{depart.acheteur}, jusqu’à son vote, visé le {fin}."
                )
            ),
            Paragraphe("Votre mission comprend :"),
            Liste(
                (
                    "l’état des lieux : chiffres de départ, autodiagnostic, plans existants ;",
                    "l’animation des ateliers et des comités, et leurs comptes rendus ;",
                    "la rédaction du schéma, avec ses actions, ses indicateurs et leurs cibles ;",
                    "la préparation du vote, de la publication et du premier suivi.",
                )
            ),
            Paragraphe(
                "Vous y consacrez [nombre] jours par mois. Vous rendez compte à [nom et fonction] "
                "chaque [mois ou trimestre]. Les directions répondent à vos demandes de données et "
                "désignent chacune une personne référente."
            ),
            Paragraphe("[Signature]"),
            SautDePage(),
        ),
        identifiant="kit_lettre",
    )


def _write_message(depart: Depart) -> Section:
    fin = format_date(depart.adoption)
    return Section(
        "Message aux chefs de service (projet)",
        (
            Paragraphe((Texte("Objet : ", fort=True), Texte("notre schéma d’achats responsables"))),
            Paragraphe("Bonjour,"),
            Paragraphe(
                typographie(
                    f"{capitalize(depart.acheteur)} prépare son schéma d’achats responsables. "
                    f"[Nom] pilote ce travail, jusqu’au vote, visé le {fin}."
                )
            ),
            Paragraphe("Nous avons besoin de vous pour trois choses :"),
            Liste(
                (
                    "désigner dans votre service une personne référente, avant le [date] ;",
                    "nous dire quels marchés se terminent bientôt et ce qui pourrait y changer ;",
                    "participer à la première réunion, le [date].",
                ),
                ordonnee=True,
            ),
            Paragraphe(
                "Rien n’est décidé : les actions seront choisies avec ceux qui auront à les mener."
            ),
            Paragraphe("[Signature]"),
            *((SautDePage(),) if depart.sources else ()),
        ),
        identifiant="kit_message",
    )
