"""Part 2: the chapters of an approach, and what could still be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from django.urls import reverse

from spaser.documents.document import Bloc
from spaser.documents.francais import format_date, pluriel, uncapitalize
from spaser.documents.schema.pistes import (
    Compte,
    FamilleLue,
    Piste,
    write_familles_sans,
    write_pistes,
)
from spaser.documents.schema.politiques import AttenteLue, write_attentes
from spaser.donnees.indicateurs.demande.parts import ETATS, Etats, Somme
from spaser.metier.approches import load_approches
from spaser.metier.autodiagnostic.questionnaire import Question
from spaser.metier.autodiagnostic.sujets import SujetDeQuestion, load_sujets_de_questions
from spaser.metier.indicateurs import Rubrique, load_bibliotheque, name_indicateur
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.chiffres.selectors import find_mesure
from spaser.web.diagnostic.models import Campagne
from spaser.web.espace.models import Proposition
from spaser.web.espace.propositions import count_a_decider
from spaser.web.politiques.selectors import list_presentes
from spaser.web.redaction.automatique.actions import write_chapitre
from spaser.web.redaction.automatique.considerations import (
    ENVIRONNEMENT,
    MONTANT,
    SOCIAL,
    read_considerations,
)
from spaser.web.redaction.automatique.suivre import write_origines
from spaser.web.redaction.sujet import Apercu, Manque, Remplissage, Sujet

_PILIERS: Final = {
    Rubrique.SOCIAL: "pi_social",
    Rubrique.ENVIRONNEMENT: "pi_ecologie",
    Rubrique.ECONOMIQUE: "pi_economie",
    Rubrique.GOUVERNANCE: "pi_gouvernance",
}


@dataclass(frozen=True)
class Placee:
    """A kept proposal, and the chapter of the approach that prints it, if one does."""

    piste: Piste
    axe: Rubrique
    chapitre: str


def _write_pistes(sujet: Sujet) -> Remplissage:
    """Give the kept proposals that no chapter took; without any, families where nothing shows."""
    restantes = [p.piste for p in _list_placees(sujet) if not p.chapitre]
    blocs = write_pistes(restantes, "pistes") or _write_familles(sujet)
    return Remplissage(blocs, tuple(_list_manques(sujet)))


def _preview_pistes(sujet: Sujet) -> Apercu:
    """Say what `_write_pistes` would find, without breaking the year's figures down by family."""
    situation = sujet.situation
    remplie = any(not p.chapitre for p in _list_placees(sujet)) or any(
        find_mesure(situation.publie, code, situation.annee, "nombre")
        for code in (SOCIAL, ENVIRONNEMENT)
    )
    return Apercu(remplie, tuple(_list_manques(sujet)))


def _write_chapitre(code: str, titre: str, sujet: Sujet) -> Remplissage:
    """Give a chapter of an approach its axis, then the kept proposals that belong to it."""
    placees = [p for p in _list_placees(sujet) if p.chapitre == code]
    siennes = [replace(placee.piste, axe="") for placee in placees]
    return Remplissage((*write_chapitre(code, titre, sujet), *write_pistes(siennes, code)))


def _write_attentes(sujet: Sujet) -> Remplissage:
    politiques = list_presentes(sujet.espace) if sujet.espace else ()
    attentes = [
        AttenteLue(
            theme=objectif.sous_theme.libelle if objectif.sous_theme else "",
            texte=objectif.texte,
            plan=politique.nom_date,
            indicateur=name_indicateur(objectif.indicateur) if objectif.indicateur else "",
        )
        for politique in politiques
        for objectif in politique.list_objectifs()
    ]
    return Remplissage(write_attentes(attentes))


def _list_manques(sujet: Sujet) -> Iterator[Manque]:
    if sujet.espace is None or sujet.retenues:
        return
    attendent = count_a_decider(sujet.espace)
    if attendent:
        texte = f"{pluriel(attendent, 'proposition')} à retenir ou à écarter."
        adresse = reverse("espace:propositions", args=[sujet.siren])
        yield Manque(texte, "Décider des propositions", adresse)
    elif not sujet.figees:
        adresse = reverse("diagnostic:campagnes", args=[sujet.siren])
        texte = "Aucune proposition retenue : l’autodiagnostic en fait."
        yield Manque(texte, "Faire l’autodiagnostic", adresse)


def _list_placees(sujet: Sujet) -> list[Placee]:
    """Return kept proposals that are not in the plan, axis after axis."""
    entres = {
        code for lue in sujet.plan.actions for code in (lue.action.modele, *lue.action.indicateurs)
    }
    placees = [_place(p, sujet) for p in sujet.retenues if p.code not in entres]
    return sorted(placees, key=lambda p: list(Rubrique).index(p.axe))


def _place(proposition: Proposition, sujet: Sujet) -> Placee:
    trouvee = _find_question(proposition, sujet.figees)
    question = load_sujets_de_questions().get(trouvee[0].code) if trouvee else None
    axe = _find_axe(proposition) or (question.axe if question else Rubrique.GOUVERNANCE)
    chapitre = ""
    if sujet.approche is Approche.PILIERS:
        chapitre = _PILIERS[axe]
    elif sujet.approche is Approche.OPERATIONNELLE and question:
        chapitre = question.chapitre
    piste = Piste(
        nature=proposition.get_nature_display(),
        libelle=proposition.libelle,
        axe=axe.libelle,
        raison=_tell_raison(trouvee[1], question) if trouvee else proposition.raison,
    )
    return Placee(piste, axe, chapitre)


def _tell_raison(reponse: str, question: SujetDeQuestion | None) -> str:
    """Say what the diagnosis found, and on what: an answer may be a mere « Non. »."""
    sur = f", « {question.titre} »" if question else ""
    return f"Constat de l’autodiagnostic{sur} : {uncapitalize(reponse)}"


def _find_question(
    proposition: Proposition, figees: Iterable[Campagne]
) -> tuple[Question, str] | None:
    for campagne in reversed(tuple(figees)):
        for question in campagne.questionnaire.questions:
            niveau = campagne.retenus.get(question.code)
            if niveau is None:
                continue
            pas = next((p for p in question.propositions if niveau <= p.jusqu_a), None)
            if pas and (pas.nature.value, pas.code) == proposition.cle:
                return question, question.niveaux[niveau]
    return None


def _find_axe(proposition: Proposition) -> Rubrique | None:
    fiche = load_bibliotheque().find(proposition.code)
    return fiche.rubrique if fiche else None


def _write_familles(sujet: Sujet) -> tuple[Bloc, ...]:
    situation = sujet.situation
    bilan, annee = situation.publie, situation.annee
    if bilan.vue is None or annee is None:
        return ()
    familles = tuple(_read_familles(sujet.siren, annee))
    jour = bilan.date_donnees
    source = f"Marchés publiés, données au {format_date(jour)}." if jour else ""
    return (
        *write_origines(sujet, "pistes_origines"),
        *write_familles_sans(familles, annee, source),
    )


def _read_familles(siren: str, annee: int) -> Iterator[FamilleLue]:
    """Break the two considerations of a year down by family, as the page of an indicator does."""
    lues = read_considerations(siren, annee)
    sociales, vertes = lues.get(SOCIAL, {}), lues.get(ENVIRONNEMENT, {})
    montants = lues.get(MONTANT, {})
    for nom in dict.fromkeys((*sociales, *vertes)):
        social, environnement = _count(sociales.get(nom, {})), _count(vertes.get(nom, {}))
        euros = montants.get(nom, {}).get("compte")
        yield FamilleLue(
            nom=nom,
            marches=max(c.connus + c.inconnus for c in (social, environnement)),
            montant=euros.euros if euros else None,
            social=social,
            environnement=environnement,
        )


def _count(etats: Etats) -> Compte:
    oui, non, inconnus = (etats.get(etat, Somme()).contrats for etat in ETATS)
    return Compte(oui, oui + non, inconnus)


def _list_chapitres() -> Iterator[tuple[str, str]]:
    """Give the chapters of the approaches, with their titles: an axis may bear one."""
    for approche in load_approches().approches:
        yield from ((rubrique.code, rubrique.titre) for rubrique in approche.plan)


RUBRIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {
    **{code: partial(_write_chapitre, code, titre) for code, titre in _list_chapitres()},
    "pistes": _write_pistes,
    "pp_attentes": _write_attentes,
}

APERCUS: Final[Mapping[str, Callable[[Sujet], Apercu]]] = {"pistes": _preview_pistes}
