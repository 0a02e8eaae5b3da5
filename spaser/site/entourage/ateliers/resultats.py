"""What a workshop decided: counted once shown, drawn, taken away, then proposed to the tools."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from spaser.documents import document
from spaser.documents.corps import write_saisie
from spaser.documents.dessins import Legende
from spaser.documents.dessins_pages import draw_voix
from spaser.documents.francais import cut_titre, format_date, pluriel
from spaser.documents.onglets import Onglet
from spaser.regles import ateliers, champs
from spaser.regles.acteurs import NOM_MAX
from spaser.regles.approches import load_approches
from spaser.regles.ateliers import GenreEtape, PlaceAtelier, VoixLigne
from spaser.regles.droits import NatureProposition
from spaser.regles.grille import TEXTE_MAX
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.acteurs.services import create_acteur, list_acteurs, update_acteur
from spaser.site.diagnostic.models import ContenuActeur
from spaser.site.entourage.ateliers import services
from spaser.site.entourage.models.ateliers import Atelier, EtapeAtelier
from spaser.site.espace.models import Proposition
from spaser.site.espace.perimetre import keep_offres
from spaser.site.organisations.models import Espace
from spaser.site.plan.grille.services import add_lignes, list_lignes, save_ligne
from spaser.site.plan.models.actions import ContenuLigne
from spaser.site.schema.redaction.services import read_schema, write_rubrique
from spaser.site.socle.journal import record

ORIGINE: Final = "ateliers"
_NOM: Final = 42  # signs that a phone shows above a bar
_MOTIFS: Final = ("plein", "hachuré", "vide")


# --- Counted once shown; nothing before, for nobody ---


@dataclass(frozen=True)
class LigneComptee:
    """A line in words: what it received, how many said nothing of it, what is kept."""

    nom: str
    decompte: VoixLigne
    sans: int
    retenu: str


@dataclass(frozen=True)
class ResultatEtape:
    etape: EtapeAtelier
    dite: ateliers.EtapeDite
    lignes: list[LigneComptee]
    dessin: SafeString

    @property
    def carte(self) -> list[tuple[str, list[str]]]:
        """Return the names at each place of the map of stakeholders."""
        if self.dite.genre is not GenreEtape.PLACE:
            return []
        return [
            (place.libelle, [li.nom for li in self.lignes if li.decompte.majoritaire == place])
            for place in PlaceAtelier
        ]

    @property
    def votants(self) -> int:
        return self.dite.compte.votants

    @property
    def papier(self) -> int:
        return self.dite.compte.papier

    @property
    def cle(self) -> str:
        """Say what the numbers of a line are, in their order, and how they are drawn."""
        niveaux = self.dite.genre.niveaux.values()
        if self.dite.genre is GenreEtape.PRIORITE:
            dits = [f"{m}, {n}" for m, n in zip(_MOTIFS, niveaux, strict=True)]
            return f"De gauche à droite : {' ; '.join(dits)}."
        return f"Nombres dans l’ordre : {' ; '.join(niveaux)}." if len(niveaux) > 1 else ""


def read_resultat(etape: EtapeAtelier) -> ResultatEtape | None:
    """Count a step; None as long as it is not shown, whoever asks."""
    if not etape.est_montree:
        return None
    lues = {str(ligne.pk): ligne for ligne in etape.presentes}
    derniers = services.list_derniers(etape).values()
    compte = ateliers.tally(etape.demande, list(lues), derniers, etape.read_papier())
    noms = {numero: ligne.libelle for numero, ligne in lues.items()}
    cibles = {numero: ligne.cible for numero, ligne in lues.items()}
    dite = ateliers.EtapeDite(etape.titre, etape.demande, compte, noms, cibles)
    lignes = [_tell_ligne(dite, decompte) for decompte in compte.decomptes]
    return ResultatEtape(etape, dite, lignes, _draw(etape, lignes, compte.votants))


def list_resultats(atelier: Atelier) -> list[ResultatEtape]:
    return [lu for etape in atelier.etapes.all() if (lu := read_resultat(etape))]


def _tell_ligne(dite: ateliers.EtapeDite, decompte: VoixLigne) -> LigneComptee:
    priorite = dite.genre is GenreEtape.PRIORITE
    retenu = decompte.median if priorite else decompte.majoritaire
    sans = dite.compte.count_abstentions(decompte)
    return LigneComptee(
        dite.noms[decompte.ligne], decompte, sans, dite.genre.niveaux.get(retenu, "")
    )


def _draw(etape: EtapeAtelier, lignes: list[LigneComptee], votants: int) -> SafeString:
    """Draw the votes of each line, or of each word; stakeholders have their map."""
    voix = [
        (cut_titre(nom, _NOM), nombres)
        for ligne in lignes
        for nom, nombres in (
            *((mot, [nombre]) for mot, nombre in ligne.decompte.mots),
            *([(ligne.nom, [*ligne.decompte.nombres.values()])] if etape.demande.niveaux else []),
        )
    ][: ateliers.LIGNES_MAX]
    if not voix or etape.demande is GenreEtape.PLACE:
        return SafeString()
    legende = Legende(f"etape-{etape.pk}", etape.titre, "Du plus au moins demandé.")
    return mark_safe(draw_voix(legende, voix, votants))  # noqa: S308 - it escapes what it draws


# --- Taken away: a workbook, a report, sheets to vote on paper ---


def count_presents(atelier: Atelier) -> int:
    """Return how many took part, with those who answered on the most sheets of paper."""
    papiers = [etape.read_papier().bulletins for etape in atelier.etapes.all()]
    return atelier.participants.filter(simule=False).count() + max(papiers, default=0)


def tell_atelier(atelier: Atelier) -> str:
    """Say where a proposal comes from: « Atelier du 2 décembre 2026, 12 participants »."""
    presents = pluriel(count_presents(atelier), "participant")
    return f"Atelier du {format_date(_find_jour(atelier))}, {presents}"


def _find_jour(atelier: Atelier) -> date:
    premier = atelier.participants.order_by("arrive_le").first()
    quand = premier.arrive_le if premier else atelier.fini_le or timezone.now()
    return timezone.localdate(quand)


def make_onglet_atelier(atelier: Atelier) -> Onglet:
    """Return a row an answer of each line: how many gave it; only what was shown."""
    titres = ("Étape", "Ligne", "Réponse", "Nombre")
    return Onglet("Résultats", titres, [*_list_reponses(atelier)])


def _list_reponses(atelier: Atelier) -> Iterator[tuple[str, str, str, int]]:
    for lu in list_resultats(atelier):
        for li in lu.lignes:
            niveaux = lu.dite.genre.niveaux
            dits = [(niveaux[niveau], nombre) for niveau, nombre in li.decompte.nombres.items()]
            for dit, nombre in (*dits, *li.decompte.mots, ("Sans réponse", li.sans)):
                yield lu.etape.titre, li.nom, dit, nombre


def _list_rangees(lu: ResultatEtape) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return the titles and rows of a step as a table."""
    genre = lu.dite.genre
    if not genre.niveaux:
        mots = [(li.nom, mot, nombre) for li in lu.lignes for mot, nombre in li.decompte.mots]
        return ("Ligne", "Réponse", "Nombre"), [*mots]
    titres = ("Ligne", *genre.niveaux.values(), "Sans réponse", "Retenu")
    return titres, [(li.nom, *li.decompte.nombres.values(), li.sans, li.retenu) for li in lu.lignes]


def compose_rapport(atelier: Atelier) -> document.Document:
    return document.Document(
        titre=f"Compte rendu : {atelier.titre}",
        sous_titre=f"{atelier.espace.nom}, {tell_atelier(atelier)}",
        jour=timezone.localdate(),
        mention=atelier.espace.mention,
        blocs=document.write_paragraphe(
            "Chaque personne a voté une fois par étape ; seul son dernier vote compte. Ce que "
            "l’atelier propose est décidé ensuite, par une personne, dans chaque outil."
        ),
        sections=tuple(
            section
            for lu in list_resultats(atelier)
            for section in document.write_section(lu.etape.titre, "", *_write_etape(lu))
        ),
    )


def _write_etape(lu: ResultatEtape) -> Iterator[document.Bloc]:
    titres, rangees = _list_rangees(lu)
    papier = f", dont {lu.papier} sur papier" if lu.papier else ""
    yield from document.write_paragraphe(lu.etape.consigne)
    yield from document.write_paragraphe(f"{pluriel(lu.votants, 'réponse')}{papier}.", fort=True)
    yield from document.write_tableau(
        lu.etape.titre,
        dict(zip(titres, (4, *[2] * (len(titres) - 1)), strict=True)),
        [[str(case) for case in rangee] for rangee in rangees],
    )


def compose_bulletins(atelier: Atelier) -> document.Document:
    """Write the sheet that somebody without phone fills, a page a step."""
    return document.Document(
        titre=f"Bulletin : {atelier.titre}",
        sous_titre=atelier.espace.nom,
        jour=timezone.localdate(),
        mention="Un bulletin par personne. Cochez, puis rendez-le à qui anime.",
        sections=tuple(
            section
            for etape in atelier.etapes.all()
            for section in document.write_section(etape.titre, "", *_write_bulletin(etape))
        ),
    )


def _write_bulletin(etape: EtapeAtelier) -> Iterator[document.Bloc]:
    niveaux = list(etape.demande.niveaux.values()) or ["Votre réponse"]
    noms = [ligne.libelle for ligne in etape.presentes] or ["Proposition :"] * 6
    vide = "☐" if etape.demande.niveaux else "……………………………………"
    yield from document.write_paragraphe(etape.consigne)
    yield from document.write_tableau(
        etape.titre,
        {"Ligne": 5} | dict.fromkeys(niveaux, 2 if len(niveaux) > 1 else 4),
        [[nom, *[vide] * len(niveaux)] for nom in noms],
    )


# --- Proposed to the tools; written by them once a person keeps a proposal ---


def propose_resultats(atelier: Atelier, auteur: Utilisateur) -> int:
    """Offer what was shown where people decide of proposals; return how many are new."""
    modele = ateliers.find_gabarit(atelier.gabarit)
    if modele is None or atelier.repetition:
        return 0
    parties = load_approches().trame
    titres = {r.code: r.titre for partie in parties for r in partie.rubriques}
    etapes = [lu.dite for lu in list_resultats(atelier)]
    rubrique = (modele.rubrique, titres[modele.rubrique])
    offres = ateliers.list_offres(atelier.pk, tell_atelier(atelier), rubrique, etapes)
    nouvelles = keep_offres(atelier.espace, ORIGINE, offres)
    record("ateliers.propositions", auteur=auteur, objet=atelier, espace=atelier.espace)
    return nouvelles


def keep_proposition(espace: Espace, proposition: Proposition, auteur: Utilisateur) -> None:
    """Write in its tool what somebody has just kept; an action waits for its place in the plan."""
    nature, dits = NatureProposition(proposition.nature), proposition.code.split(":")
    if nature is NatureProposition.PRIORITE:
        _rank(espace, proposition, dits, auteur)
    elif nature is NatureProposition.ACTEUR:
        _place(espace, proposition, dits[-1], auteur)
    elif nature is NatureProposition.TEXTE:
        _write(espace, proposition, dits[-1], auteur)


def _rank(espace: Espace, proposition: Proposition, dits: list[str], auteur: Utilisateur) -> None:
    """Give its priority to a line of the grid, that of its name, or a new one."""
    _, sorte, cle, rubrique, niveau = dits
    lignes = list_lignes(espace)
    ligne = lignes.filter(pk=cle).first() if sorte == "ligne" else None
    ligne = ligne or lignes.filter(sous_thematique__iexact=proposition.libelle).first()
    remarque = _join(ligne.remarque if ligne else "", proposition.raison, " ")[:TEXTE_MAX]
    if ligne:
        save_ligne(espace, ligne, {"priorite": niveau, "remarque": remarque}, auteur)
        return
    champs_dits = {"rubrique": rubrique, "sous_thematique": proposition.libelle}
    neuve = ContenuLigne(**champs_dits, priorite=niveau, remarque=remarque)
    add_lignes(espace, [neuve], auteur)


def _place(espace: Espace, proposition: Proposition, role: str, auteur: Utilisateur) -> None:
    nom, raison = proposition.libelle[:NOM_MAX], proposition.raison
    acteur = list_acteurs(espace).filter(nom__iexact=nom).first()
    if acteur is None:
        create_acteur(espace, ContenuActeur(nom=nom, role=role, commentaire=raison), auteur)
        return
    lu = acteur.read()
    change = champs.change(lu, role=role, commentaire=_join(acteur.commentaire, raison, "\n"))
    update_acteur(acteur, change, acteur.version, auteur)


def _write(espace: Espace, proposition: Proposition, code: str, auteur: Utilisateur) -> None:
    rubrique = read_schema(espace).find(code)
    if rubrique:
        texte = _join(write_saisie(rubrique.mots), proposition.raison, "\n\n")
        version = rubrique.redaction.version if rubrique.redaction else None
        write_rubrique(espace, rubrique, texte, auteur, version)


def _join(avant: str, dit: str, lien: str) -> str:
    """Add words to others, once: a proposal may be kept again."""
    return avant if dit in avant else lien.join(filter(None, [avant, dit]))
