"""Part 1: who the buyer is, what binds it, what it buys, where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.documents.comptes import tell_effectif
from spaser.documents.document import Bloc, Chiffre
from spaser.documents.francais import capitalize, format_annees, format_date, pluriel
from spaser.documents.lecture import Mesure, format_bornes
from spaser.documents.schema.achats import Local, write_familles, write_lieux, write_titulaires
from spaser.documents.schema.cadre import Devoir, write_cadre
from spaser.documents.schema.identite import (
    AnneeLue,
    Qui,
    write_annees,
    write_depenses,
    write_perimetre,
    write_qui,
)
from spaser.documents.schema.politiques import PlanLu, write_politiques
from spaser.documents.schema.situation import (
    DiagnosticLu,
    LigneChiffree,
    write_chiffres,
    write_diagnostic,
)
from spaser.documents.schema.textes import write_chiffre
from spaser.documents.schema.voix import is_adressee
from spaser.documents.tendance import Tendance, read_tendance
from spaser.documents.vue_bilan import MONTANT_NOTIFIE, NOMBRE_DE_MARCHES
from spaser.donnees.portrait import Portrait, Volume
from spaser.donnees.referentiels.annuaire import date_des_tables, departements, find_entite
from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.assujettissement.regimes import find_regime
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.autodiagnostic.resultat import conclude
from spaser.metier.perimetre import Origine
from spaser.metier.politiques import EtatPlan
from spaser.metier.reperes import Repere, list_reperes
from spaser.web.chiffres.selectors import find_ligne, find_mesure
from spaser.web.chiffres.situation import FigureConnue, LigneSituation
from spaser.web.commun.outils import Objectifs, list_objectifs
from spaser.web.depenses.resultats.mesures import list_taux
from spaser.web.depenses.resultats.mesures import read_tendance as read_tendance_payee
from spaser.web.espace.models import ObligationGardee
from spaser.web.espace.perimetre import find_perimetre
from spaser.web.politiques.models import Politique
from spaser.web.politiques.selectors import list_presentes
from spaser.web.redaction.automatique.methode import write_preparation
from spaser.web.redaction.automatique.suivre import tell_annees, write_figure, write_origines
from spaser.web.redaction.sujet import Manque, Remplissage, Sujet

_ADOPTER: Final = "SPASER-ADOPTER"
_SANS_ANNEE: Final = "Aucune année n’a encore de marchés à compter."
_SANS_MARCHE: Final = "aucun marché publié n’est connu sous ce SIREN"
_LOCAUX: Final = {
    "ECO-02-departement-etablissement": "Titulaires établis dans le département",
    "ECO-02-region-etablissement": "Titulaires établis dans la région",
}


def _write_cadre(sujet: Sujet) -> Remplissage:
    gardee = sujet.gardee
    blocs = write_cadre(
        sujet.voix,
        sujet.jour,
        _read_devoir(gardee) if gardee else None,
        next((a.obligation for a in sujet.applications if a.obligation.code == _ADOPTER), None),
        sujet.applications,
    )
    return Remplissage(blocs, tuple(_list_manques_cadre(sujet, gardee)))


def _read_devoir(gardee: ObligationGardee) -> Devoir:
    fin = min(
        timezone.localdate(), timezone.localdate().replace(year=gardee.annee, month=12, day=31)
    )
    regime = find_regime(fin)
    return Devoir(
        verdict=Assujettissement(gardee.verdict),
        annee=gardee.annee,
        seuil=regime.seuil if regime else 0,
        bas=gardee.bas,
        haut=gardee.haut,
        conclu_le=timezone.localdate(gardee.conclue_le),
        hors_code=gardee.nature == NatureAcheteur.HORS_CODE,
    )


def _list_manques_cadre(sujet: Sujet, gardee: ObligationGardee | None) -> Iterator[Manque]:
    if sujet.espace is None:
        return
    adresse = reverse("depenses:obligation", args=[sujet.siren])
    conclue = sujet.situation.obligation
    if gardee is None:
        texte = "L’obligation d’adopter un schéma n’a pas encore été examinée."
        yield Manque(texte, "Dire si la loi nous oblige", adresse)
    elif gardee.verdict == Assujettissement.INDETERMINE:
        yield Manque("L’obligation n’est pas tranchée.", "Reprendre la réponse", adresse)
    elif conclue and conclue.a_revoir:
        texte = "Le total des dépenses a changé depuis la réponse sur l’obligation."
        yield Manque(texte, "Reprendre la réponse", adresse)


def _write_identite(sujet: Sujet) -> Remplissage:
    identite, publie = sujet.identite, sujet.situation.publie
    espace = sujet.espace
    perimetre = find_perimetre(espace) if espace else None
    blocs: list[Bloc] = [
        write_qui(
            sujet.voix,
            Qui(
                nom=identite.nom,
                siren=identite.siren,
                type=identite.libelle_type,
                lieu=identite.lieu,
                population=identite.population,
                source=_tell_source(sujet.siren),
            ),
        )
    ]
    portrait = publie.portrait
    if portrait:
        lu = perimetre.read() if perimetre else None
        blocs += write_perimetre(lu, publie.nb_concessions)
        blocs += _write_achats(sujet, portrait)
    depenses = sujet.depenses
    if depenses and depenses.bilan and depenses.calcul:
        jour = depenses.calcul.calcule_le
        totaux = depenses.bilan.synthese.totaux
        blocs += write_depenses(totaux, timezone.localdate(jour) if jour else None)
    manques = _list_manques_identite(sujet, connu=bool(portrait), avec=bool(perimetre))
    return Remplissage(tuple(blocs), tuple(manques))


def _tell_source(siren: str) -> str:
    entite = find_entite(siren)
    if entite is None:
        return ""
    jour = format_date(date_des_tables(entite.nature))
    return f"découpage administratif et populations de l’Insee, au {jour}"


def _list_manques_identite(sujet: Sujet, *, connu: bool, avec: bool) -> Iterator[Manque]:
    if sujet.espace is None:
        return
    if not connu:
        adresse = reverse("marches:liste", args=[sujet.siren])
        texte = "Aucun marché publié n’est connu sous ce SIREN."
        yield Manque(texte, "Déposer mes marchés", adresse)
    elif not avec:
        adresse = reverse("espace:perimetre", args=[sujet.siren])
        texte = "Les questions sur le périmètre n’ont pas de réponse."
        yield Manque(texte, "Préciser le périmètre", adresse)
    elif sujet.depenses is not None and not sujet.depenses.annees:
        adresse = reverse("depenses:accueil", args=[sujet.siren])
        yield Manque("Aucune dépense payée n’a été lue.", "Déposer un extrait", adresse)


def _write_achats(sujet: Sujet, portrait: Portrait) -> Iterator[Bloc]:
    publie = sujet.situation.publie
    vue = publie.vue
    if vue is None:
        return
    jour = publie.date_donnees
    source = (
        f"Données essentielles de la commande publique, au {format_date(jour)}." if jour else ""
    )
    periode = format_annees(vue.annees) or "toutes années"
    yield from write_origines(sujet, "marches_identite_origines", entier=True)
    yield from write_annees([_read_annee(sujet, v) for v in portrait.annees], source)
    yield from write_familles(portrait.familles, periode)
    yield from write_titulaires(portrait, periode)
    noms = {code: zone.nom for code, zone in departements().items()}
    yield from write_lieux(portrait, noms, list(_list_locaux(sujet)), periode)


def _read_annee(sujet: Sujet, volume: Volume) -> AnneeLue:
    if not volume.nom.isdigit():
        return AnneeLue(volume, None, None)
    codes = (NOMBRE_DE_MARCHES, MONTANT_NOTIFIE)
    bilan = sujet.situation.publie
    mesures = [find_mesure(bilan, code, int(volume.nom), "total") for code in codes]
    return AnneeLue(volume, *(_print_mesure(sujet, mesure) for mesure in mesures))


def _print_mesure(sujet: Sujet, mesure: Mesure | None) -> Chiffre | None:
    """Return a published figure, bound to its reference; None when it has none."""
    if mesure is None or mesure.reference is None:
        return None
    valeur = mesure.valeur
    phrases = [f"{capitalize(m)}." for m in (mesure.compte, mesure.fourchette) if m]
    if not mesure.compte.startswith("sur "):
        effectif = tell_effectif(mesure.reference, valeur.n, valeur.inconnus)
        phrases.append(f"{capitalize(effectif)}.")
    elif valeur.inconnus:
        phrases.append(f"{valeur.inconnus} sans réponse.")
    return write_chiffre(
        mesure.reference,
        nom=mesure.fiche.libelle,
        texte=mesure.texte,
        phrases=phrases,
        source=sujet.source_publiee,
    )


def _list_locaux(sujet: Sujet) -> Iterator[Local]:
    situation = sujet.situation
    for code, nom in _LOCAUX.items():
        mesure = find_mesure(situation.publie, code, situation.annee, "nombre")
        chiffre = _print_mesure(sujet, mesure)
        if mesure and chiffre and mesure.verdict != "absent":
            compte = f"{mesure.compte}, fourchette {format_bornes(mesure)}"
            yield Local(f"{nom}, {mesure.annee}", chiffre, compte)


def _write_situation(sujet: Sujet) -> Remplissage:
    situation = sujet.situation
    objectifs = list_objectifs(sujet.espace) if sujet.espace else {}
    lignes = [_read_ligne(sujet, ligne, objectifs) for ligne in situation.lignes]
    blocs = list(write_chiffres(lignes, situation.annee, situation.sources, situation.precision))
    manques: list[Manque] = []
    if sujet.figees:
        campagne = sujet.figees[-1]
        resultat = conclude(campagne.questionnaire, campagne.retenus)
        lu = DiagnosticLu(campagne.titre, campagne.jour, campagne.nb_reponses, resultat)
        blocs += write_diagnostic(lu)
    elif sujet.espace:
        adresse = reverse("diagnostic:campagnes", args=[sujet.siren])
        texte = "L’autodiagnostic n’a pas de résultat arrêté."
        manques.append(Manque(texte, "Faire l’autodiagnostic", adresse))
    if sujet.espace and situation.annee is None:
        adresse = reverse("marches:liste", args=[sujet.siren])
        manques.insert(0, Manque(_SANS_ANNEE, "Déposer mes marchés", adresse))
    return Remplissage(tuple(blocs), tuple(manques))


def _read_ligne(sujet: Sujet, ligne: LigneSituation, objectifs: Objectifs) -> LigneChiffree:
    retenue = ligne.retenue
    return LigneChiffree(
        code=ligne.code,
        nom=ligne.nom,
        chiffre=write_figure(retenue) if retenue else None,
        details=" ".join(retenue.phrases) if retenue else "",
        compte_sur=retenue.sur_quoi if retenue else "",
        absence=_SANS_MARCHE if is_adressee(ligne.absence) else ligne.absence,
        autres=tuple((write_figure(une), une.sur_quoi) for une in ligne.autres),
        reperes=_list_reperes(ligne.code, retenue, objectifs),
        tendance=_find_tendance(sujet, ligne.code, retenue) if retenue else None,
        annees_sur=_tell_annees_sur(retenue) if retenue else "",
        source=tell_annees(sujet, retenue) if retenue else "",
    )


def _tell_annees_sur(retenue: FigureConnue) -> str:
    """Say what the years of a figure are a share of: those of corrected contracts are not kept."""
    paye = retenue.origine is Origine.PAYES
    return retenue.sur_quoi if paye else "sur les marchés publiés"


def _list_reperes(
    code: str, retenue: FigureConnue | None, objectifs: Objectifs
) -> tuple[Repere, ...]:
    """Return what stands beside a rate; an objective is « le nôtre » in the buyer's document."""
    if retenue is None or not retenue.conclut:
        return ()
    reference = retenue.figure.reference
    siens = [Repere(nom="Notre objectif", texte=o.enonce) for o in objectifs.get(code, ())]
    return (*siens, *list_reperes(code, reference.mesure, reference.annee))


def _find_tendance(sujet: Sujet, code: str, retenue: FigureConnue) -> Tendance | None:
    """Return the years of a figure: paid ones when it is paid, else published ones."""
    reference = retenue.figure.reference
    if retenue.origine is Origine.PAYES and sujet.depenses:
        taux = next(
            (
                t
                for t in list_taux(sujet.depenses, reference.annee)
                if (t.code, t.valeur.variante) == (code, reference.mesure)
            ),
            None,
        )
        return read_tendance_payee(sujet.depenses, taux) if taux else None
    bilan = sujet.situation.publie
    ligne = find_ligne(bilan, code)
    return read_tendance(ligne, reference.mesure, bilan.vue) if ligne and bilan.vue else None


def _write_politiques(sujet: Sujet) -> Remplissage:
    if sujet.espace is None:
        return Remplissage()
    politiques = list(list_presentes(sujet.espace))
    return Remplissage(
        write_politiques([_read_plan(politique) for politique in politiques]),
        tuple(_list_manques_politiques(sujet, politiques)),
    )


def _read_plan(politique: Politique) -> PlanLu:
    en_preparation = politique.etat == EtatPlan.PREPARATION
    return PlanLu(
        nom=politique.nom,
        etat="en préparation" if en_preparation else "",
        periode=politique.periode,
        pilote=politique.service,
        attentes=tuple(objectif.texte for objectif in politique.list_objectifs()),
    )


def _list_manques_politiques(sujet: Sujet, politiques: list[Politique]) -> Iterator[Manque]:
    if not politiques:
        adresse = reverse("politiques:inventaire", args=[sujet.siren])
        yield Manque("Aucun plan n’est recensé.", "Recenser vos plans", adresse)
        return
    muettes = [p for p in politiques if not p.objectifs]
    if muettes:
        texte = f"{pluriel(len(muettes), 'plan')} sans objectif relevé."
        adresse = reverse("politiques:modifier", args=[sujet.siren, muettes[0].pk])
        yield Manque(texte, f"Relever ce que demande « {muettes[0].nom_date} »", adresse)


RUBRIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {
    "cadre": _write_cadre,
    "identite": _write_identite,
    "situation": _write_situation,
    "politiques": _write_politiques,
    "methode": write_preparation,
}
