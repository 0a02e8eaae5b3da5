"""What commands show in a terminal: a bilan, the spend of a year, the proof of a figure."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from spaser.cli.terminal import TITREE
from spaser.contenus.faits import find_fait
from spaser.documents.bilan.donnees import tell_effectif
from spaser.documents.bilan.preuve import EXPLICATIONS, Preuve, name_etat, tell_calcul
from spaser.documents.bilan.vue import (
    TROP_PEU_COURT,
    VARIANTES,
    FamilleIndicateurs,
    LigneBilan,
    Mesure,
    VueBilan,
    count_raisons,
    describe_choix,
    describe_periode,
    summarize,
    tell_fichiers,
)
from spaser.documents.francais import (
    capitalize,
    format_date,
    format_date_courte,
    format_euros,
    format_euros_courts,
    format_euros_lus,
    format_nombre,
    format_pourcent,
    format_siren,
    pluriel,
    typographie,
)
from spaser.moteur.depenses import modele
from spaser.moteur.depenses.achats import read_provenance
from spaser.moteur.depenses.lecture import ExtraitsLus
from spaser.moteur.depenses.resultats.synthese import Synthese
from spaser.moteur.depenses.resultats.taux import ValeurDepense
from spaser.moteur.depenses.resultats.totaux import CE_QUI_COMPTE, TotalAnnee
from spaser.moteur.tables.modele import Remarque
from spaser.moteur.valeurs import LignePreuve
from spaser.regles.indicateurs import name_indicateur
from spaser.regles.reperes import tell_lecture

# --- The bilan in a terminal: the four legal lines first, the rest folded by theme ---


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
    grille = Table.grid(Column(justify="right", no_wrap=True), Column(), padding=(0, 2, 0, 0))
    for ligne in vue.legales:
        grille.add_row(_build_chiffre(ligne), _build_legale(console, vue, ligne))
    quand = f", en {vue.annee}" if vue.annee else ""
    titre = Text(f"Les quatre chiffres du schéma{quand}, {tell_lecture()}\n", style="bold")
    fait = find_fait(_LOI)
    lu = typographie(f"{fait.texte}, lu le {format_date(fait.lu_le)}" if fait.lu_le else "")
    titre.append(f"{lu}\n", style="not bold dim")
    sur, doute, _ = _signes(console)
    legende = f"{sur} part certaine   {doute} dépend des réponses manquantes\n"
    dessins = any(ligne.est_connue for ligne in vue.legales)
    return Group(titre, grille, Text(legende if dessins else "", style="dim"))


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
    textes = []
    for mesure in ligne.historique.get("nombre", ()):
        if mesure.annee != vue.annee and mesure.verdict != "absent":
            incomplete = " (incomplète)" if mesure.annee in vue.annees_incompletes else ""
            textes.append(f"{mesure.annee} {mesure.texte}{incomplete} ; {_compte(mesure)}")
    return "Autres années : " + " / ".join(textes) if textes else None


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
    chiffre = Column(justify="right", no_wrap=True)
    colonnes = (Column(style="dim", no_wrap=True), Column(ratio=1), chiffre)
    table = Table.grid(*colonnes, Column(style="dim", ratio=1), padding=(0, 2, 0, 0))
    for ligne in lignes:
        for mesure in ligne.mesures:
            if mesure.verdict == "absent":
                continue
            nom = f"  {VARIANTES[mesure.valeur.variante]}"
            if mesure is ligne.principale:
                nom = typographie(ligne.fiche.libelle)
            texte = Text(mesure.texte, style="dim" if mesure.verdict == "fragile" else "bold")
            table.add_row(mesure.fiche.code, nom, texte, _precise(mesure))
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
    noms = [source.nom for source in vue.bilan.sources]
    montres = 4
    if len(noms) <= montres + 1:
        return ", ".join(noms) or "aucune"
    return f"{', '.join(noms[:montres])} et {pluriel(len(noms) - montres, 'autre fichier')}"


# --- The reading of spend in a terminal: the account, the year, the rates, what to do next ---


_ETATS: Final = {
    modele.EtatLigne.COMPTEE: "comptées",
    modele.EtatLigne.A_VERIFIER: "à vérifier, dans la borne haute",
    modele.EtatLigne.ECARTEE: "mises à part",
    modele.EtatLigne.QUARANTAINE: "illisibles",
}
_MONTRES: Final = 10


def print_depenses(console: Console, lecture: ExtraitsLus, synthese: Synthese) -> None:
    rendu = lecture.compte_rendu
    _print_compte(console, rendu)
    for correspondance in lecture.correspondances:
        colonnes = ", ".join(f"{c.value} ← {t}" for c, t in correspondance.colonnes.items())
        console.print(Text(typographie(f"Colonnes lues : {colonnes}"), style="dim"))
        if laissees := ", ".join(correspondance.inutilisees):
            console.print(Text(typographie(f"Colonnes laissées : {laissees}"), style="dim"))
    _print_remarques(console, rendu.remarques)
    for total in synthese.totaux:
        _print_total(console, total)
        _print_valeurs(console, [v for v in synthese.valeurs if v.annee == total.annee])
    _print_inconnus(console, synthese)
    _print_paires(console, synthese)
    console.print(Text(f"\n{typographie(CE_QUI_COMPTE)}", style="dim"))
    console.print(Text(typographie(read_provenance().reserve), style="dim"))


def _print_compte(console: Console, rendu: modele.CompteRendu) -> None:
    motifs = sorted(rendu.par_motif.items(), key=lambda m: -abs(m[1].centimes))
    table = Table.grid("", Column(justify="right"), Column(justify="right"), padding=(0, 2, 0, 0))
    for libelle, somme in (
        ("Lignes lues", rendu.lues),
        *((f"  {libelle}", rendu.par_etat[etat]) for etat, libelle in _ETATS.items()),
        *((f"    {modele.MOTIFS[motif]}", somme) for motif, somme in motifs),
    ):
        euros = format_euros_lus(float(somme.euros))
        table.add_row(typographie(libelle), format_nombre(somme.lignes), euros)
    console.print(table)
    for motif, nombre in sorted(rendu.alertes.items(), key=lambda a: -a[1]):
        console.print(Text(typographie(f"{pluriel(nombre, 'ligne')} : {modele.MOTIFS[motif]}.")))


def _print_remarques(console: Console, remarques: list[Remarque]) -> None:
    for r in remarques[:_MONTRES]:
        lieu = f"{r.fichier}, ligne {r.ligne}" + (f", colonne « {r.colonne} »" if r.colonne else "")
        suite = f" : {r.remede}" if r.remede else ""
        dit = f"{lieu} : {modele.MOTIFS[r.motif]} « {r.valeur} »{suite}."
        console.print(Text(typographie(dit)))


def _print_total(console: Console, total: TotalAnnee) -> None:
    bas, haut = format_euros_lus(float(total.bas)), format_euros_lus(float(total.haut))
    montant = bas if total.bas == total.haut else f"entre {bas} et {haut}"
    lignes = pluriel(total.lignes, "ligne comptée", "lignes comptées")
    console.print(Text(typographie(f"\n{total.annee} : {montant} HT"), style="bold"))
    detail = f"{lignes}, dont {format_nombre(total.lignes_sans_ht)} sans HT connu"
    console.print(Text(typographie(detail), style="dim"))


def _print_valeurs(console: Console, valeurs: list[ValeurDepense]) -> None:
    titres = ("Part", "En", "Valeur", "Entre", "Numérateur", "Dénominateur", "n", "Sans réponse")
    table = Table(*titres, box=box.SIMPLE_HEAD, pad_edge=False)
    for v in valeurs:
        en_euros = v.variante == "montant"
        divises = (
            format_euros_lus(float(nombre)) if en_euros else f"{nombre:.0f}"
            for nombre in (v.numerateur, v.denominateur)
        )
        table.add_row(
            f"{v.indicateur} {name_indicateur(v.indicateur)}",
            "euros HT" if en_euros else "fournisseurs",
            _value(v, v.valeur) if v.absence is None else typographie(v.absence),
            f"{_value(v, v.bas)} – {_value(v, v.haut)}" if v.absence is None else "",
            *(compte if v.absence is None else "" for compte in divises),
            format_nombre(v.n),
            format_nombre(v.inconnus),
        )
    console.print(table)


def _value(valeur: ValeurDepense, nombre: float | None) -> str:
    if nombre is None:
        return ""
    return format_nombre(nombre) if valeur.variante == "total" else format_pourcent(nombre)


def _print_inconnus(console: Console, synthese: Synthese) -> None:
    if not synthese.inconnus:
        return
    montant = format_euros_lus(float(synthese.montant_inconnus))
    titre = f"Fournisseurs sans SIREN utilisable : {montant}. Les plus gros :"
    console.print(Text(typographie(titre), style="bold"))
    for inconnu in synthese.inconnus[:_MONTRES]:
        pistes = " ; ".join(f"{c.nom} ({c.siren}, {c.raison})" for c in inconnu.candidats)
        suite = f" — peut-être {pistes}" if pistes else ""
        lieu = f" ({inconnu.code_postal})" if inconnu.code_postal else ""
        euros = format_euros_lus(float(inconnu.montant))
        console.print(Text(typographie(f"  {inconnu.nom}{lieu} : {euros}{suite}")))


def _print_paires(console: Console, synthese: Synthese) -> None:
    avoirs = synthese.avoirs
    if avoirs.lignes:
        euros = format_euros_lus(float(avoirs.montant))
        texte = f"Avoirs et montants négatifs : {avoirs.lignes}, {euros}, déduits du total ; "
        console.print(Text(typographie(f"{texte}{avoirs.nb_rapproches} rapprochés d’une facture.")))
    if synthese.nb_semblables:
        texte = "même fournisseur, même jour, même montant : comptées, à regarder"
        nombre = pluriel(synthese.nb_semblables, "ligne")
        console.print(Text(typographie(f"{nombre} ({texte}).")))


# --- A proof in a terminal: the counts, the division they give, then the contracts ---


def print_preuve(console: Console, preuve: Preuve, limite: int) -> None:
    """Print a proof, with at most `limite` contracts in each state; all of them for 0."""
    fiche, acheteur = preuve.fiche, preuve.acheteur
    titre = Text(f"{typographie(fiche.libelle)}, {preuve.annee}", style="bold")
    titre.append(f"  {fiche.code}, {VARIANTES[preuve.variante]}", style="not bold dim")
    console.print()
    console.print(titre)
    console.print(Text(f"{acheteur.nom or f'Acheteur {format_siren(acheteur.siren)}'}\n"))
    console.print(_build_comptes(preuve))
    console.print(Text(tell_calcul(preuve) or "", style="bold"))
    for etat in preuve.count_etats():
        _print_etat(console, preuve, etat, limite)


def _build_comptes(preuve: Preuve) -> Table:
    colonnes = Column(no_wrap=True), Column(justify="right", no_wrap=True), Column(style="dim")
    table = Table.grid(*colonnes, padding=(0, 2, 0, 0))
    for etat, nombre in preuve.count_etats().items():
        montant = preuve.sum_montants(etat)
        euros = format_euros_courts(montant) if montant else ""
        explication = EXPLICATIONS[etat] if preuve.est_part or etat == "ecarte" else ""
        table.add_row(f"{pluriel(nombre, 'marché')} {name_etat(etat, nombre)}", euros, explication)
    return table


def _print_etat(console: Console, preuve: Preuve, etat: str, limite: int) -> None:
    concernes = preuve.list_etat(etat)
    montres = concernes[:limite] if limite else concernes
    titre = "Marchés" if len(concernes) > 1 else "Marché"
    console.print(_build_table(f"{titre} {name_etat(etat, len(concernes))}", montres))
    if len(montres) < len(concernes):
        reste = pluriel(len(concernes) - len(montres), "autre")
        suite = f"… et {reste}. Pour tous : --limite 0, ou --sortie preuve.csv\n"
        console.print(Text(typographie(suite), style="dim"))


def _build_table(titre: str, lignes: Sequence[LignePreuve]) -> Table:
    colonnes = (
        Column("Marché", overflow="fold"),
        Column("Objet", ratio=1),
        Column("Notifié le", no_wrap=True),
        Column("Montant HT", justify="right", no_wrap=True),
        Column("Fichier et rang", ratio=1, overflow="fold"),
    )
    table = Table(*colonnes, title=titre, **TITREE)
    for ligne in lignes:
        jour = ligne.date_notification
        table.add_row(
            Text(ligne.id or "sans identifiant"),
            Text(ligne.objet or ""),
            format_date_courte(jour) if jour else "",
            format_euros(ligne.montant) if ligne.montant is not None else "non connu",
            Text(typographie(f"{ligne.fichier} n° {ligne.rang}")),
        )
    return table
