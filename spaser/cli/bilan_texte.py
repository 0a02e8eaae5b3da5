"""The bilan in a terminal: the four legal lines first, the rest folded by theme."""

from collections.abc import Iterable
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from spaser.documents.comptes import tell_effectif
from spaser.documents.couverture import tell_fichiers
from spaser.documents.francais import (
    capitalize,
    format_date,
    pluriel,
    typographie,
)
from spaser.documents.lecture import TROP_PEU_COURT, Mesure, summarize
from spaser.documents.vue_bilan import (
    VARIANTES,
    FamilleIndicateurs,
    LigneBilan,
    VueBilan,
    count_raisons,
    describe_choix,
    describe_periode,
)
from spaser.faits.lecture import find_fait
from spaser.metier.loi import tell_lecture

_COULEURS: Final[dict[str, str]] = {
    "social": "magenta",
    "environnement": "green",
    "economie": "yellow",
    "volume": "blue",
}
_LOI: Final = "CCP-L2111-3.taux"
_LARGEUR_JAUGE: Final = 40
_SIGNES: Final = ("█", "▒", "·")
_SIGNES_PAUVRES: Final = ("#", "?", ".")  # a terminal that has no block letters


def print_bilan(console: Console, vue: VueBilan) -> None:
    print_essentiel(console, vue)
    for theme in vue.themes:
        console.print(_build_theme(vue, theme))
    console.print(_build_pied(vue))


def print_essentiel(console: Console, vue: VueBilan) -> None:
    console.print()
    titre = Text(vue.titre, style="bold")
    if vue.bilan.acheteur.nom:
        titre.append(f"  SIREN {vue.siren}", style="not bold dim")
    console.print(titre)
    console.print(vue.situation)
    for avertissement in vue.bilan.avertissements:
        console.print(Text(f"Attention : {avertissement}", style="yellow"))
    console.print()
    console.print(_build_legales(console, vue))


def _build_legales(console: Console, vue: VueBilan) -> RenderableType:
    if not vue.legales:
        return Text("Aucun des indicateurs demandés par la loi n’est calculé.")
    grille = Table.grid(padding=(0, 2, 0, 0))
    grille.add_column(justify="right", no_wrap=True)
    grille.add_column()
    for ligne in vue.legales:
        grille.add_row(_build_chiffre(ligne), _build_legale(console, vue, ligne))
    quand = f", en {vue.annee}" if vue.annee else ""
    titre = Text(f"Les quatre chiffres du schéma{quand}, {tell_lecture()}\n", style="bold")
    titre.append(f"{_tell_loi()}\n", style="not bold dim")
    sur, doute, _ = _signes(console)
    legende = f"{sur} part certaine   {doute} dépend des réponses manquantes\n"
    dessins = any(ligne.est_connue for ligne in vue.legales)
    return Group(titre, grille, Text(legende if dessins else "", style="dim"))


def _tell_loi() -> str:
    fait = find_fait(_LOI)
    return typographie(f"{fait.texte}, lu le {format_date(fait.lu_le)}" if fait.lu_le else "")


def _build_chiffre(ligne: LigneBilan) -> Text:
    mesure = ligne.principale
    if mesure is None or mesure.verdict == "absent":
        return Text("?", style="dim")
    fragile = mesure.verdict == "fragile"
    return Text(mesure.texte, style="dim" if fragile else f"bold {_COULEURS[ligne.fiche.theme]}")


def _build_legale(console: Console, vue: VueBilan, ligne: LigneBilan) -> RenderableType:
    texte = Text(typographie(ligne.fiche.libelle), style="bold")
    texte.append(f"  {ligne.fiche.code}", style="not bold dim")
    mesure = ligne.principale
    if mesure is None or mesure.verdict == "absent":
        raison = (mesure.raison if mesure else None) or vue.absence
        return Group(texte, Text(capitalize(raison), style="dim"), "")
    lignes = [texte, _draw_jauge(console, mesure, _COULEURS[ligne.fiche.theme])]
    if mesure.verdict == "fragile" and mesure.raison:
        lignes.append(Text(capitalize(mesure.raison), style="yellow"))
    lignes += [
        Text(f"{capitalize(VARIANTES[autre.valeur.variante])} : {_detail(autre)}")
        for autre in ligne.mesures
    ]
    annees = _tell_annees(ligne, vue)
    if annees:
        lignes.append(Text(annees, style="dim"))
    return Group(*lignes, "")


def _detail(mesure: Mesure) -> str:
    """Return « 31 %, entre 29 % et 35 % ; 63 sur 202 marchés ; 214 marchés, 12 sans réponse »."""
    if mesure.verdict == "absent":
        return mesure.raison or "non connu"
    bornes = f", {mesure.fourchette}" if mesure.fourchette else ""
    return typographie(f"{mesure.texte}{bornes} ; {_compte(mesure)}")


def _compte(mesure: Mesure) -> str:
    """Return what a rate was divided from, how many were looked at, how many do not answer."""
    valeur = mesure.valeur
    effectif = tell_effectif(mesure.reference, valeur.n, valeur.inconnus)
    return f"{mesure.compte} ; {effectif}"


def _tell_annees(ligne: LigneBilan, vue: VueBilan) -> str | None:
    mesures = [
        mesure
        for mesure in ligne.historique.get("nombre", ())
        if mesure.annee != vue.annee and mesure.verdict != "absent"
    ]
    if not mesures:
        return None
    textes = []
    for mesure in mesures:
        incomplete = " (incomplète)" if mesure.annee in vue.annees_incompletes else ""
        textes.append(f"{mesure.annee} {mesure.texte}{incomplete} ; {_compte(mesure)}")
    return "Autres années : " + " / ".join(textes)


def _draw_jauge(console: Console, mesure: Mesure, couleur: str) -> Text:
    """Draw the certain part, the part that depends on missing answers, and the rest."""
    bas, haut = mesure.valeur.bas or 0.0, mesure.valeur.haut or 0.0
    plein = round(bas * _LARGEUR_JAUGE)
    bande = max(round(haut * _LARGEUR_JAUGE) - plein, 0)
    sur, doute, vide = _signes(console)
    jauge = Text(sur * plein, style=couleur)
    jauge.append(doute * bande, style=couleur)
    jauge.append(vide * (_LARGEUR_JAUGE - plein - bande), style="dim")
    return jauge


def _signes(console: Console) -> tuple[str, str, str]:
    riche = console.encoding.lower().replace("-", "").startswith("utf")
    return _SIGNES if riche else _SIGNES_PAUVRES


def _build_theme(vue: VueBilan, theme: FamilleIndicateurs) -> RenderableType:
    titre = Text(theme.nom, style=f"bold {_COULEURS[theme.code]}")
    titre.append(f" en {vue.annee}" if vue.annee else "", style="dim")
    connues = [ligne for ligne in theme.lignes if ligne.est_connue]
    muettes = [ligne for ligne in theme.lignes if not ligne.est_connue]
    morceaux: list[RenderableType] = [titre]
    if connues:
        morceaux.append(_build_lignes(connues))
    for raison, nombre in count_raisons(muettes, vue.absence).items():
        sans = typographie(f"{pluriel(nombre, 'indicateur')} sans chiffre : {raison}")
        morceaux.append(Text(sans, style="dim"))
    return Padding(Group(*morceaux), (0, 0, 1, 0))


def _build_lignes(lignes: Iterable[LigneBilan]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim", ratio=1)
    for ligne in lignes:
        for mesure in ligne.mesures:
            if mesure.verdict == "absent":
                continue
            premiere = mesure is ligne.principale
            table.add_row(
                mesure.fiche.code,
                typographie(ligne.fiche.libelle)
                if premiere
                else f"  {VARIANTES[mesure.valeur.variante]}",
                Text(mesure.texte, style="dim" if mesure.verdict == "fragile" else "bold"),
                _precise(mesure),
            )
    return table


def _precise(mesure: Mesure) -> str:
    if not mesure.est_part and mesure.valeur.variante != "moyenne":
        return summarize(mesure)
    suite = TROP_PEU_COURT if mesure.verdict == "fragile" else mesure.fourchette
    return typographie(" ; ".join(filter(None, (_compte(mesure), suite))))


def _build_pied(vue: VueBilan) -> RenderableType:
    bilan, lus = vue.bilan, tell_fichiers(vue)
    date_donnees = format_date(bilan.date_donnees) if bilan.date_donnees else "date inconnue"
    lignes = [
        f"Années connues : {describe_periode(vue)}. Données publiées jusqu’au {date_donnees}.",
        describe_choix(vue),
        lus.resume if lus else "",
        f"Sources : {_name_sources(vue)}.",
        *vue.limites,
    ]
    grille = Table.grid(padding=(0, 1, 0, 0))
    for ligne in filter(None, lignes):
        grille.add_row("-", Text(ligne, style="dim"))
    return Group(Text("Méthode et limites", style="bold"), grille)


def _name_sources(vue: VueBilan) -> str:
    """Name a few files; many are only counted."""
    noms = [source.nom for source in vue.sources]
    montres = 4
    if len(noms) <= montres + 1:
        return ", ".join(noms) or "aucune"
    return f"{', '.join(noms[:montres])} et {pluriel(len(noms) - montres, 'autre fichier')}"
