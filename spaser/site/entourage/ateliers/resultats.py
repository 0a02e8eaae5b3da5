"""What a workshop decided: drawn, taken away, then proposed to the tools."""

from collections.abc import Callable
from typing import Final

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from spaser.documents.corps import write_saisie
from spaser.documents.dessins import Legende
from spaser.documents.dessins_pages import draw_voix
from spaser.documents.document import (
    Bloc,
    Document,
    write_paragraphe,
    write_section,
    write_tableau,
)
from spaser.documents.francais import cut_titre, format_date, pluriel
from spaser.documents.onglets import Onglet
from spaser.regles import ateliers, champs
from spaser.regles.acteurs import NOM_MAX
from spaser.regles.approches import load_approches
from spaser.regles.ateliers import EtapeAtelier, EtatEtape, ResultatEtape
from spaser.regles.droits import NatureProposition
from spaser.regles.grille import TEXTE_MAX
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.acteurs.services import create_acteur, list_acteurs, update_acteur
from spaser.site.diagnostic.models import ContenuActeur
from spaser.site.entourage.ateliers.services import list_derniers, note_atelier
from spaser.site.entourage.models.ateliers import Atelier
from spaser.site.espace.models import Proposition
from spaser.site.espace.perimetre import keep_offres
from spaser.site.organisations.models import Espace
from spaser.site.plan.grille.services import add_lignes, list_lignes, save_ligne
from spaser.site.plan.models.actions import ContenuLigne
from spaser.site.schema.redaction.services import read_schema, write_rubrique

ORIGINE: Final = "ateliers"
_NOM: Final = 42  # signs that a phone shows above a bar
_CASES: Final = "……………………………………"


# --- Counted once shown; nothing before, for nobody ---


def list_resultats(atelier: Atelier, seule: EtapeAtelier | None = None) -> list[ResultatEtape]:
    """Count the steps that are shown, or this one alone if it is, whoever asks."""
    etapes = [e for e in atelier.etapes if e.etat == EtatEtape.MONTREE and seule in (None, e)]
    return [ateliers.tally(etape, list_derniers(atelier, etape).values()) for etape in etapes]


def draw_resultats(
    atelier: Atelier, seule: EtapeAtelier | None = None
) -> list[tuple[ResultatEtape, SafeString]]:
    return [(lu, _draw(lu)) for lu in list_resultats(atelier, seule)]


def _draw(lu: ResultatEtape) -> SafeString:
    """Draw the votes of each line, or of each word; stakeholders have their map."""
    if lu.carte:
        return SafeString()
    noms = [(v.ligne.libelle, [*v.nombres.values()]) for v in lu.voix]
    if not lu.etape.niveaux:
        noms = [(mot, [nombre]) for v in lu.voix for mot, nombre in v.nombres.items()]
    lignes = [(cut_titre(nom, _NOM), nombres) for nom, nombres in noms[: ateliers.LIGNES_MAX]]
    legende = Legende(f"etape-{lu.etape.rang}", lu.etape.titre, "Du plus au moins demandé.")
    return mark_safe(draw_voix(legende, lignes, lu.votants))  # noqa: S308 - it escapes


# --- Taken away: a workbook, a report, sheets to vote on paper ---


def count_presents(atelier: Atelier) -> int:
    """Return how many took part, with those who answered on the most sheets of paper."""
    papiers = max((etape.feuilles for etape in atelier.etapes), default=0)
    return 0 if atelier.repetition else atelier.participants.count() + papiers


def tell_atelier(atelier: Atelier) -> str:
    """Say where a proposal comes from: « Atelier du 2 décembre 2026, 12 participants »."""
    premier = atelier.participants.order_by("arrive_le").first()
    quand = premier.arrive_le if premier else atelier.fini_le or timezone.now()
    presents = pluriel(count_presents(atelier), "participant")
    return f"Atelier du {format_date(timezone.localdate(quand))}, {presents}"


def make_onglet_atelier(atelier: Atelier) -> Onglet:
    """Return a row an answer of each line: how many gave it; only what was shown."""
    lignes = [
        (lu.etape.titre, voix.ligne.libelle, *dite)
        for lu in list_resultats(atelier)
        for voix in lu.voix
        for dite in voix.reponses
    ]
    return Onglet("Résultats", ("Étape", "Ligne", "Réponse", "Nombre"), lignes)


def _compose(
    atelier: Atelier, titre: str, mention: str, debut: str, blocs: dict[str, tuple[Bloc, ...]]
) -> Document:
    """Compose what is said of steps, by their titles."""
    return Document(
        titre=f"{titre} : {atelier.titre}",
        sous_titre=atelier.espace.nom,
        jour=timezone.localdate(),
        mention=mention,
        blocs=write_paragraphe(debut),
        sections=tuple(une for nom, dits in blocs.items() for une in write_section(nom, "", *dits)),
    )


def compose_rapport(atelier: Atelier) -> Document:
    debut = (
        f"{tell_atelier(atelier)}. Chaque personne a voté une fois par étape ; seul son dernier "
        "vote compte. Ce que l’atelier propose est décidé ensuite, par une personne, dans chaque "
        "outil."
    )
    blocs = {lu.etape.titre: _write_resultat(lu) for lu in list_resultats(atelier)}
    return _compose(atelier, "Compte rendu", atelier.espace.mention, debut, blocs)


def _write_resultat(lu: ResultatEtape) -> tuple[Bloc, ...]:
    papier = f", dont {lu.etape.feuilles} sur papier" if lu.etape.feuilles else ""
    colonnes = {"Ligne": 3, "Réponses": 5, "Retenu": 3}
    lignes = [(voix.ligne.libelle, voix.tell(), voix.decision) for voix in lu.voix]
    return (
        *write_paragraphe(lu.etape.consigne),
        *write_paragraphe(f"{pluriel(lu.votants, 'réponse')}{papier}.", fort=True),
        *write_tableau(lu.etape.titre, colonnes, lignes),
    )


def compose_bulletins(atelier: Atelier) -> Document:
    """Write the sheet that somebody without phone fills, a page a step."""
    cochez = "Un bulletin par personne. Cochez, puis rendez-le à qui anime."
    mention = " ".join(filter(None, (atelier.espace.mention, cochez)))
    blocs = {etape.titre: _write_bulletin(etape) for etape in atelier.etapes}
    return _compose(atelier, "Bulletin", mention, "", blocs)


def _write_bulletin(etape: EtapeAtelier) -> tuple[Bloc, ...]:
    niveaux = list(etape.niveaux.values())
    noms = [ligne.libelle for ligne in etape.presentes] or ["Proposition :"] * 6
    colonnes = {"Ligne": 5} | dict.fromkeys(niveaux or ["Votre réponse"], 2 if niveaux[1:] else 4)
    vides = ["☐" if niveaux else _CASES] * (len(colonnes) - 1)
    tableau = write_tableau(etape.titre, colonnes, [[nom, *vides] for nom in noms])
    return (*write_paragraphe(etape.consigne), *tableau)


DOCUMENTS: Final[dict[str, Callable[[Atelier], Document]]] = {
    "bulletins": compose_bulletins,
    "compte-rendu": compose_rapport,
}


# --- Proposed to the tools; written by them once a person keeps a proposal ---


def propose_resultats(atelier: Atelier, auteur: Utilisateur) -> int:
    """Offer what was shown where people decide of proposals; return how many are new."""
    modele = ateliers.find_gabarit(atelier.gabarit)
    if modele is None or atelier.repetition:
        return 0
    parties = load_approches().trame
    titres = {r.code: r.titre for partie in parties for r in partie.rubriques}
    rubrique = (modele.rubrique, titres[modele.rubrique])
    lus, origine = list_resultats(atelier), tell_atelier(atelier)
    note_atelier("propositions", atelier, auteur)
    offres = ateliers.list_offres(atelier.pk, origine, rubrique, lus)
    return keep_offres(atelier.espace, ORIGINE, offres)


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
