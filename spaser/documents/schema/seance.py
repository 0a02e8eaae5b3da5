"""The papers of a sitting and the kit to start with: notes, letters, slides."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from spaser.documents import document
from spaser.documents.bilan.vue import NON_CONNU
from spaser.documents.corps import parse_saisie
from spaser.documents.francais import (
    capitalize,
    format_date,
    format_euros_courts,
    format_nombre,
    pluriel,
    typographie,
)
from spaser.documents.schema.cadre import is_adressee, own, write_loi
from spaser.regles.calendrier import JalonPropose

# --- The kit to start with: a note of two pages, a letter, a message, and the slides of a meeting
# ---
# What only the buyer knows is a field to fill in, between brackets: nothing is made up, above all
# not the time that the work takes.


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
class Depart:
    """What is known when the work starts.

    `devoir` and `chiffres` are blocks of the scheme: the answer on the duty, the four figures;
    `sources` tell where these come from; `voisins` are schemes of others, with their status and
    their years.
    """

    acheteur: str
    instance: str
    jour: date
    devoir: tuple[document.Bloc, ...]
    chiffres: tuple[document.Bloc, ...]
    sources: tuple[document.Bloc, ...]
    voisins: Sequence[tuple[document.Lien, str]]
    adoption: date
    jalons: Sequence[JalonPropose]
    reserve: str = ""


def write_kit(depart: Depart) -> document.Document:
    return document.Document(
        titre="Kit de lancement du SPASER",
        sous_titre=depart.acheteur,
        jour=depart.jour,
        mention=" – ".join(filter(None, (depart.acheteur, "kit de lancement", depart.reserve))),
        blocs=document.write_paragraphe(depart.reserve, en_avant=True),
        sections=(
            document.Section(
                "Note à la direction et à l’élue ou l’élu",
                (),
                tuple(_list_note(depart)),
                identifiant="kit_note",
            ),
            *document.write_section(
                "Lettre de mission (projet)",
                "kit_lettre",
                *_write_lettre(depart, _LETTRE),
                document.SautDePage(),
            ),
            *document.write_section(
                "Message aux chefs de service (projet)",
                "kit_message",
                *_write_lettre(depart, _MESSAGE),
                *((document.SautDePage(),) if depart.sources else ()),
            ),
            *document.write_section(
                "D’où viennent ces chiffres", document.SOURCES, *depart.sources
            ),
        ),
    )


def write_diapositives(depart: Depart) -> document.Document:
    jalons = tuple(
        (document.Texte(f"{format_date(jalon.jour)} : ", fort=True), document.Texte(jalon.titre))
        for jalon in depart.jalons
    )
    tableaux = tuple(bloc for bloc in depart.chiffres if isinstance(bloc, document.Tableau))[:1]
    return document.Document(
        titre="Préparer notre SPASER",
        sous_titre=depart.acheteur,
        jour=depart.jour,
        mention=depart.reserve,
        sections=(
            document.Section("Ce que la loi demande", _write_loi(depart)[:2]),
            document.Section(
                "Où nous en sommes",
                tuple(map(_shorten, tableaux)) or (document.Paragraphe(_SANS_CHIFFRE),),
            ),
            document.Section("Le calendrier proposé", (document.Liste(jalons),)),
            document.Section("Ce qui est demandé aujourd’hui", (_write_demande(depart),)),
        ),
    )


def _shorten(tableau: document.Tableau) -> document.Tableau:
    """Keep what a room reads: the name of each line and its figure."""
    return msgspec.structs.replace(
        tableau,
        entetes=tableau.entetes[:2],
        lignes=tuple(ligne[:2] for ligne in tableau.lignes),
        largeurs=(3, 2),
        identifiant="",
    )


def _list_note(depart: Depart) -> Iterator[document.Section]:
    yield from document.write_section("Ce que la loi demande", "kit_loi", *_write_loi(depart))
    yield from document.write_section("Nos chiffres", "kit_chiffres", *depart.chiffres)
    yield from document.write_section(
        "Ce que d’autres ont fait", "kit_voisins", *_list_voisins(depart)
    )
    yield from document.write_section("Le calendrier", "kit_calendrier", *_list_calendrier(depart))
    roles = document.write_tableau(
        "Qui fait quoi, et combien de temps cela lui prend",
        {"Rôle": 4, "Ce qu’il fait": 7, "Qui": 3, "Temps de travail": 3},
        ((role, fait, A_COMPLETER, A_COMPLETER) for role, fait in ROLES),
        "kit_qui",
    )
    yield from document.write_section("Qui est nécessaire", "kit_roles", *roles)
    demande = (_write_demande(depart), document.SautDePage())
    yield from document.write_section("Ce qui vous est demandé", "kit_demande", *demande)


def _write_loi(depart: Depart) -> tuple[document.Bloc, ...]:
    return (
        msgspec.structs.replace(write_loi(_ADOPTER), en_avant=True),
        *depart.devoir,
        write_loi(_INDICATEURS),
    )


def _list_voisins(depart: Depart) -> Iterator[document.Bloc]:
    if depart.voisins:
        phrase = "Ils nous ressemblent par le type, puis par la taille, puis par la région."
        yield document.Paragraphe(phrase)
        yield document.Liste(
            tuple(
                (lien, document.Texte(typographie(f" : {quoi}."))) for lien, quoi in depart.voisins
            )
        )


def _list_calendrier(depart: Depart) -> Iterator[document.Bloc]:
    debut = depart.jalons[0].jour
    fin = format_date(depart.adoption)
    if debut < depart.jour:
        phrase = f"Le travail a commencé le {format_date(debut)} ; le vote est visé le {fin}."
    else:
        phrase = (
            f"Si le travail commence le {format_date(debut)}, le vote peut avoir lieu le {fin}. "
            "Ces étapes sont usuelles : chacune peut être déplacée."
        )
    yield from document.write_paragraphe(phrase)
    yield from document.write_tableau(
        "Les étapes, du lancement au premier suivi",
        {"Étape": 3, "Pour le": 2},
        ((jalon.titre, format_date(jalon.jour)) for jalon in depart.jalons),
        "kit_etapes",
    )


def _write_demande(depart: Depart) -> document.Liste:
    return document.Liste(
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


# As one types them: what only the buyer knows stays between brackets.
_LETTRE: Final = (
    "À l’attention de [nom et fonction]. Le {jour}.\n\n"
    "Vous êtes chargé·e de conduire l’élaboration du schéma de promotion des achats publics "
    "socialement et écologiquement responsables de {acheteur}, jusqu’à son vote, visé le {fin}."
    "\n\nVotre mission comprend :\n\n"
    "- l’état des lieux : chiffres de départ, autodiagnostic, plans existants ;\n"
    "- l’animation des ateliers et des comités, et leurs comptes rendus ;\n"
    "- la rédaction du schéma, avec ses actions, ses indicateurs et leurs cibles ;\n"
    "- la préparation du vote, de la publication et du premier suivi.\n\n"
    "Vous y consacrez [nombre] jours par mois. Vous rendez compte à [nom et fonction] chaque "
    "[mois ou trimestre]. Les directions répondent à vos demandes de données et désignent chacune "
    "une personne référente.\n\n[Signature]"
)
_MESSAGE: Final = (
    "**Objet :** notre schéma d’achats responsables\n\nBonjour,\n\n"
    "{Acheteur} prépare son schéma d’achats responsables. [Nom] pilote ce travail, jusqu’au vote, "
    "visé le {fin}.\n\nNous avons besoin de vous pour trois choses :\n\n"
    "1. désigner dans votre service une personne référente, avant le [date] ;\n"
    "2. nous dire quels marchés se terminent bientôt et ce qui pourrait y changer ;\n"
    "3. participer à la première réunion, le [date].\n\n"
    "Rien n’est décidé : les actions seront choisies avec ceux qui auront à les mener.\n\n"
    "[Signature]"
)


def _write_lettre(depart: Depart, texte: str) -> tuple[document.Bloc, ...]:
    dits = {
        "jour": format_date(depart.jour),
        "fin": format_date(depart.adoption),
        "acheteur": depart.acheteur,
        "Acheteur": capitalize(depart.acheteur),
    }
    return parse_saisie(typographie(texte.format_map(dits)))


# --- What could be done, before there is a plan: kept proposals, or families where nothing shows
# ---


FAMILLES_MAX: Final = 12
RARES_MAX: Final = 5
_INTRO: Final = (
    "Ces pistes viennent de nos outils et ont été retenues pour être discutées : aucune n’est "
    "encore décidée."
)
_CE_QUE_CA_VEUT_DIRE: Final = (
    "Aucune considération relevée ne veut pas dire qu’il aurait fallu en mettre une : c’est une "
    "question à poser au prochain marché. Une réponse absente n’est comptée ni comme oui, ni comme "
    "non."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piste:
    nature: str
    libelle: str
    axe: str = ""
    raison: str = ""


@dataclass(frozen=True, slots=True)
class CompteConsideration:
    """How many contracts have a consideration, of those whose answer is known."""

    oui: int
    connus: int
    inconnus: int

    @property
    def aucune(self) -> bool:
        """Say whether some answers are known and none is a yes."""
        return self.connus > 0 and self.oui == 0

    @property
    def part(self) -> float:
        """Return the share of yes, to put the rarest first; what is not known comes last."""
        return self.oui / self.connus if self.connus else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilleLue:
    """A family of purchases of a year; `montant` is None when no amount is usable."""

    nom: str
    marches: int
    montant: float | None
    social: CompteConsideration
    environnement: CompteConsideration

    @property
    def manquantes(self) -> int:
        """Return how many of the two considerations are not seen in any contract."""
        return self.social.aucune + self.environnement.aucune

    @property
    def muette(self) -> bool:
        """Say whether no answer is known at all."""
        return not self.social.connus and not self.environnement.connus

    @property
    def part(self) -> float:
        """Return the lowest of its two shares."""
        return min(self.social.part, self.environnement.part)


def write_pistes(pistes: Sequence[Piste], rubrique: str) -> tuple[document.Bloc, ...]:
    if not pistes:
        return ()
    base = f"propositions_{rubrique}"
    axes = list(dict.fromkeys(piste.axe for piste in pistes))
    blocs: list[document.Bloc] = [*document.write_paragraphe(_INTRO, f"{base}_intro")]
    for rang, axe in enumerate(axes, start=1):
        titre = axe if len(axes) > 1 else ""
        blocs += document.write_paragraphe(titre, f"{base}_axe{rang}", fort=True)
        lignes = tuple(_write(piste) for piste in pistes if piste.axe == axe)
        blocs.append(document.Liste(lignes, identifiant=f"{base}_liste{rang}"))
    return tuple(blocs)


def _write(piste: Piste) -> document.Contenu:
    raison = own(piste.raison)
    suite = "" if is_adressee(raison) else f" {capitalize(raison)}"
    return (
        document.Texte(typographie(own(piste.libelle)), fort=True),
        document.Texte(typographie(f" ({piste.nature.lower()}).{suite.rstrip()}")),
    )


def write_familles_sans(
    familles: Sequence[FamilleLue], annee: int | None, source: str
) -> tuple[document.Bloc, ...]:
    if annee is None or not familles:
        return ()
    return tuple(_list_familles(familles, annee, source))


def _list_familles(
    familles: Sequence[FamilleLue], annee: int, source: str
) -> Iterator[document.Bloc]:
    connues = [f for f in familles if not f.muette]
    sans = sorted(
        (f for f in connues if f.manquantes),
        key=lambda f: (-f.manquantes, -(f.montant or 0.0), f.nom),
    )
    rares = sorted((f for f in connues if f.part < 1), key=lambda f: (f.part, f.nom))
    constat = _tell_familles(sans, connues, annee)
    yield from document.write_paragraphe(constat, "propositions_pistes_constat", en_avant=True)
    quoi = "à discuter" if sans else "où elles sont les plus rares"
    yield from document.write_tableau(
        f"Familles d’achats {quoi}, {annee} : marchés qui portent une considération",
        {"Famille": 5, "Marchés": 2, "Montant HT": 3, "Sociale": 4, "Environnementale": 4},
        map(_row, sans[:FAMILLES_MAX] or rares[:RARES_MAX]),
        "propositions_pistes_familles",
    )
    phrases = [_CE_QUE_CA_VEUT_DIRE] if sans else []
    if len(sans) > FAMILLES_MAX:
        reste = len(sans) - FAMILLES_MAX
        phrases.append(f"{pluriel(reste, 'autre famille', 'autres familles')}, plus petites.")
    if muettes := [f for f in familles if f.muette]:
        marches = pluriel(sum(f.marches for f in muettes), "marché")
        phrases.append(
            f"Pour {pluriel(len(muettes), 'famille')} ({marches}), aucune réponse n’est connue."
        )
    phrases.append(source)
    yield from document.write_paragraphe(" ".join(phrases), "propositions_pistes_source")


def _tell_familles(sans: Sequence[FamilleLue], connues: Sequence[FamilleLue], annee: int) -> str:
    if not connues:
        return (
            f"Aucun marché publié de {annee} ne dit s’il porte une considération sociale ou "
            "environnementale."
        )
    total = pluriel(len(connues), "famille d’achats", "familles d’achats")
    aucune = sum(f.manquantes == 2 for f in sans)  # noqa: PLR2004 - neither social nor environmental
    if not sans:
        return (
            f"En {annee}, la réponse est connue pour {total} : chaque considération connue, "
            "sociale ou environnementale, y apparaît dans au moins un marché."
        )
    une = len(sans) - aucune
    morceaux = []
    if aucune:
        morceaux.append(
            f"dans {aucune}, aucun marché ne porte de considération sociale ni environnementale"
        )
    if une:
        morceaux.append(
            f"dans {une}, une des deux considérations, sociale ou environnementale, n’apparaît "
            "dans aucun marché"
        )
    return f"En {annee}, sur {total} dont la réponse est connue : {' ; '.join(morceaux)}."


def _row(famille: FamilleLue) -> tuple[str, ...]:
    montant = famille.montant
    return (
        famille.nom,
        format_nombre(famille.marches),
        capitalize(NON_CONNU) if montant is None else format_euros_courts(montant),
        _tell_compte(famille.social),
        _tell_compte(famille.environnement),
    )


def _tell_compte(compte: CompteConsideration) -> str:
    """Say « aucun sur 12 (3 sans réponse) »."""
    if not compte.connus:
        return f"non connue : {compte.inconnus} sans réponse"
    oui = "aucun" if compte.oui == 0 else format_nombre(compte.oui)
    texte = f"{oui} sur {format_nombre(compte.connus)}"
    if compte.inconnus:
        texte += f" ({format_nombre(compte.inconnus)} sans réponse)"
    return texte


# --- The sections of a document as the text of a file in the open SPASER format ---


_CONTROLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADRESSE_MAX: Final = 2000
_ALLURES: Final = frozenset({"allure", "axe"})


def export_sections(sections: tuple[document.Section, ...]) -> tuple[dict[str, Any], ...]:
    """Return sections as plain JSON values.

    It is their own form, less what a file may not hold: signs that nobody sees, and links that lead
    nowhere, of which the words stay.
    """
    brut = msgspec.json.decode(msgspec.json.encode(sections))
    return tuple(_clean(section) for section in brut)


def _clean(valeur: Any) -> Any:  # noqa: ANN401 - any JSON value
    match valeur:
        case {"genre": "lien", "texte": texte, "adresse": adresse}:
            return _clean_lien(_clean(texte), adresse)
        case dict():  # 1.1 is closed: it does not know how a heading stands
            return {n: _clean(enfant) for n, enfant in valeur.items() if n not in _ALLURES}
        case list():
            return [_clean(enfant) for enfant in valeur]
        case str():
            return _CONTROLE.sub("", valeur)
        case _:
            return valeur


def _clean_lien(texte: str, adresse: str) -> dict[str, str]:
    if not 0 < len(adresse) <= _ADRESSE_MAX:
        return {"genre": "texte", "texte": texte}
    return {"genre": "lien", "texte": texte, "adresse": urlsplit(adresse).geturl()}
