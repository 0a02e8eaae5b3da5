"""Part 2 of a scheme, once there is a plan: axes, actions, a sheet an action, their steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from spaser.documents.document import Bloc, Contenu, Fiche, Paragraphe, Tableau, Texte
from spaser.documents.francais import typographie
from spaser.documents.schema.textes import tell_cellule
from spaser.metier.dates import DatePartielle


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapeEcrite:
    """A step: its words, when it is due, whether it is done."""

    titre: str
    quand: DatePartielle | None = None
    faite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionEcrite:
    """An action as a document prints it; what is unknown is empty."""

    code: str
    titre: str
    axe: str = ""
    objectif: str = ""
    description: str = ""
    resultat: str = ""
    pilote: str = ""
    contributeurs: tuple[str, ...] = ()
    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    etat: str = ""
    avancement: str = ""
    etapes: tuple[EtapeEcrite, ...] = ()
    familles: tuple[str, ...] = ()
    moyens: tuple[str, ...] = ()
    politiques: tuple[str, ...] = ()
    indicateurs: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    preuves: tuple[str, ...] = ()
    commentaire: str = ""

    @property
    def quand(self) -> str:
        if self.debut and self.fin:
            return f"{self.debut.libelle} – {self.fin.libelle}"
        if self.fin:
            return self.fin.libelle
        return f"à partir de {self.debut.libelle}" if self.debut else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AxeEcrit:
    """An axis: its code, its words, its objectives, its actions in order."""

    code: str
    titre: str
    texte: str = ""
    actions: tuple[ActionEcrite, ...] = ()


def write_axes(axes: Sequence[AxeEcrit], rubrique: str) -> tuple[Bloc, ...]:
    """Return each axis with the table of its actions; `rubrique` names their blocks."""
    return tuple(bloc for axe in axes for bloc in _write_axe(axe, rubrique))


def write_fiches(actions: Sequence[ActionEcrite]) -> tuple[Bloc, ...]:
    return tuple(
        Fiche(
            typographie(f"{action.code} – {action.titre}"),
            tuple(_list_champs(action)),
            identifiant=f"plan_fiches_{_name(action.code)}",
        )
        for action in actions
    )


def write_etapes(actions: Sequence[ActionEcrite], jour: date) -> tuple[Bloc, ...]:
    lignes = sorted(_list_dates(actions), key=lambda ligne: ligne[0])
    if not lignes:
        return ()
    return (
        Tableau(
            "Calendrier des actions",
            ("Quand", "Ce qui est prévu", "Action", "Pilote"),
            tuple(
                (
                    typographie(quand.libelle + (" (passé)" if quand.fin < jour else "")),
                    typographie(quoi),
                    typographie(f"{action.code} – {action.titre}"),
                    tell_cellule(action.pilote),
                )
                for quand, quoi, action in lignes
            ),
            (3, 6, 6, 4),
            identifiant="plan_calendrier_actions",
        ),
    )


def _write_axe(axe: AxeEcrit, rubrique: str) -> Iterator[Bloc]:
    base = f"plan_{rubrique}_{_name(axe.code)}"
    if axe.texte:
        yield Paragraphe(typographie(axe.texte), identifiant=f"{base}_texte")
    if not axe.actions:
        return
    yield Tableau(
        typographie(f"{axe.titre} : les actions"),
        ("Action", "Objectif", "Pilote", "Échéance", "Indicateurs"),
        tuple(_write_action(action) for action in axe.actions),
        (6, 4, 3, 3, 5),
        ligne_nommee=True,
        identifiant=base,
    )


def _write_action(action: ActionEcrite) -> tuple[Contenu, ...]:
    return (
        typographie(f"{action.code} – {action.titre}"),
        tell_cellule(action.objectif),
        tell_cellule(action.pilote),
        tell_cellule(action.quand),
        tell_cellule(" ; ".join(action.indicateurs)),
    )


def _list_champs(action: ActionEcrite) -> Iterator[tuple[str, Contenu]]:
    etapes = " ; ".join(_tell_etape(etape) for etape in action.etapes)
    champs = (
        ("Axe", " › ".join(filter(None, [action.axe, action.objectif]))),
        ("Ce que l’on fait", action.description),
        ("Pourquoi", action.resultat),
        ("Pilote", action.pilote),
        ("Contributeurs", " ; ".join(action.contributeurs)),
        ("Calendrier", action.quand),
        ("Étapes", etapes),
        ("Où on en est", " ".join(filter(None, [action.etat, action.avancement]))),
        ("Preuves", " ; ".join(action.preuves)),
        ("Familles d’achat", " ; ".join(action.familles)),
        ("Moyens", " ; ".join(action.moyens)),
        ("Indicateurs", " ; ".join(action.indicateurs)),
        ("Politiques et plans liés", " ; ".join(action.politiques)),
        ("Obligations", " ; ".join(action.obligations)),
        ("Remarques", action.commentaire),
    )
    for titre, texte in champs:
        if texte:
            yield titre, (Texte(typographie(texte)),)


def _tell_etape(etape: EtapeEcrite) -> str:
    quand = f" ({etape.quand.libelle})" if etape.quand else ""
    return f"{etape.titre}{quand}{', faite' if etape.faite else ''}"


def _list_dates(
    actions: Sequence[ActionEcrite],
) -> Iterator[tuple[DatePartielle, str, ActionEcrite]]:
    for action in actions:
        for etape in action.etapes:
            if etape.quand and not etape.faite:
                yield etape.quand, etape.titre, action
        if action.fin:
            yield action.fin, "Fin de l’action", action


def _name(code: str) -> str:
    return code.replace("-", "_")
