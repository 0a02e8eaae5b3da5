"""The scheme of a space as a file of the open SPASER format, given and deposited."""

import uuid
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from spaser.documents.document import Section
from spaser.documents.francais import typographie
from spaser.documents.schema.seance import export_sections
from spaser.moteur.depenses.resultats.taux import ValeurDepense
from spaser.moteur.envois.formats import ErreurFichier
from spaser.moteur.valeurs import Valeur
from spaser.regles import fiche, format_spaser, nomenclatures
from spaser.regles.assujettissement import Assujettissement
from spaser.regles.droits import Operation
from spaser.regles.etats_schema import EtatEdition
from spaser.regles.indicateurs import Origine, ReferenceChiffre, Rubrique
from spaser.regles.plan import A_POURVOIR, EtatAction, GenreContributeur, names_service
from spaser.site.chiffres.depenses.resultats import tell_methode
from spaser.site.chiffres.mesures import find_fiche_indicateur
from spaser.site.chiffres.models import Reference
from spaser.site.chiffres.situation import (
    FigureConnue,
    FigureGardee,
    Situation,
    find_gardees,
    read_situation,
)
from spaser.site.comptes.views import confirm_geste
from spaser.site.espace.models import FichierArrete
from spaser.site.espace.perimetre import list_obligations
from spaser.site.organisations.espaces import exige_espace, fil_espace
from spaser.site.organisations.identite import Identite
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.plan_lu import ActionLue
from spaser.site.plan.actions.services import find_plan, list_editions_depuis
from spaser.site.plan.cibles.lignes import LigneSuivi, choose_figure
from spaser.site.plan.grille.services import list_lignes
from spaser.site.plan.grille.tableau import IndicateurGrille, list_suivis
from spaser.site.plan.models import cibles
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.registre.depot import services
from spaser.site.registre.depot.envoi import EnvoiRefuse, list_doublons, submit, tell_listes
from spaser.site.registre.models import MODIFIABLES, Depot, Fiche, NatureDepot, NatureDocument
from spaser.site.registre.porteurs import list_schemas_de
from spaser.site.schema import models
from spaser.site.schema.forms import FormDepot
from spaser.site.schema.publication.parutions import (
    CATEGORIES_LOI,
    find_schema_adopte,
    scale,
    write_jour,
    write_valeur_annuelle,
)
from spaser.site.schema.redaction.services import SchemaLu, find_schema, read_schema
from spaser.site.schema.redaction.sujet import read_suivies
from spaser.site.socle.requetes import reply_fichier
from spaser.site.socle.vues import Rendu, shows

# --- The axes and the actions of a plan in the open format: services answer for them, never
# people ---


_COURT: Final = 300
_LONG: Final = 1000
_AVANCEMENTS: Final = {
    EtatAction.A_LANCER: nomenclatures.Avancement.A_FAIRE,
    EtatAction.EN_COURS: nomenclatures.Avancement.EN_COURS,
    EtatAction.TERMINEE: nomenclatures.Avancement.TERMINEE,
    EtatAction.ABANDONNEE: nomenclatures.Avancement.ABANDONNEE,
}


def clip(texte: str, maximum: int = _COURT) -> str:
    """Return a text on one line, cut short where the format ends."""
    ligne = " ".join("".join(c if c.isprintable() else " " for c in texte).split())
    return ligne if len(ligne) <= maximum else f"{ligne[: maximum - 1]}…"


def _write_plan_ouvert(lue: ActionLue, indicateurs: Container[str]) -> format_spaser.Action11:
    action = lue.action
    moyens = " ; ".join(filter(None, [action.temps, action.moyens]))
    return format_spaser.Action11(
        code=action.code,
        code_axe=action.axe.code if action.axe else None,
        intitule=clip(action.titre),
        description=clip(action.description, _LONG) or None,
        pilote=clip(action.pilote_nom) if names_service(action.pilote_nom) else None,
        contributeurs=tuple(
            clip(str(contributeur))
            for contributeur in action.contributeurs.all()
            if contributeur.genre == GenreContributeur.PARTENAIRE or names_service(contributeur.nom)
        ),
        echeance=lue.fin,
        moyens=clip(moyens, _LONG) or None,
        indicateurs=tuple(code for code in action.indicateurs if code in indicateurs),
        avancement=_AVANCEMENTS[lue.etat],
        etapes=tuple(
            format_spaser.Etape(
                intitule=clip(etape.titre),
                echeance=etape.fin,
                avancement=nomenclatures.Avancement.TERMINEE
                if etape.faite_le
                else nomenclatures.Avancement.A_FAIRE,
            )
            for etape in lue.etapes
        ),
    )


# --- Gathers the scheme of a space as a file of the open SPASER format, version 1.1 ---
# It holds the words that people wrote, not the text that the site generates: figures travel as
# values, each with its reference, and the plan as axes and actions. Proposals are not actions yet,
# and stay out.


_STATUTS: Final = {
    models.Moment.PREPARE.value: nomenclatures.Statut.EN_COURS_ELABORATION,
    models.Moment.ECRIT.value: nomenclatures.Statut.EN_COURS_ELABORATION,
    models.Moment.ADOPTE.value: nomenclatures.Statut.ADOPTE,
}
_OBLIGATIONS: Final = {
    Assujettissement.OBLIGE.value: nomenclatures.ObligationSchema.OBLIGE,
    Assujettissement.NON_OBLIGE.value: nomenclatures.ObligationSchema.VOLONTAIRE,
}
_CATEGORIES: Final = {
    Rubrique.ENVIRONNEMENT: nomenclatures.Categorie.ECOLOGIQUE,
    Rubrique.SOCIAL: nomenclatures.Categorie.SOCIAL,
    Rubrique.ECONOMIQUE: nomenclatures.Categorie.ECONOMIE,
    Rubrique.GOUVERNANCE: nomenclatures.Categorie.GOUVERNANCE,
}
_EXPRESSIONS: Final = {
    "nombre": nomenclatures.ExpressionIndicateur.NOMBRE,
    "montant": nomenclatures.ExpressionIndicateur.VALEUR,
}
_SANS: Final = frozenset({"grille", "cibles"})  # if one is off, no target is told
_POUR_CENT: Final = frozenset({"nombre", "montant"})  # shares, between 0 and 1


def gather_spaser(espace: Espace, schema_lu: SchemaLu | None = None) -> format_spaser.Spaser11:
    """Return all that a space says of its scheme, read now unless it was."""
    lu = schema_lu or read_schema(espace)
    lignes = [] if "grille" in lu.sujet.eteints else list(list_lignes(espace))
    suivis = _name_suivis(lignes)
    calcules = dict.fromkeys(suivi.mesures[0] for suivi in suivis.values() if suivi.mesures)
    situation = read_situation(espace, [code for code in calcules if code not in CATEGORIES_LOI])
    eteints = _SANS & lu.sujet.eteints
    suivies = {} if eteints else read_suivies(espace, situation, lignes)
    schema = find_schema(espace)
    adopte, reglage = find_schema_adopte(espace), find_plan(espace)
    adoptees = models.EditionSchema.objects.filter(espace=espace, etat=EtatEdition.ADOPTEE.value)
    obligation = list_obligations(espace).first()
    fins = [dite.fin for dite in (reglage, adopte) if dite and dite.fin]
    return format_spaser.Spaser11(
        structure=_structure(lu.sujet.identite),
        schema=format_spaser.Schema11(
            statut=_find_statut(espace, schema, adopte),
            adopte_le=write_jour(adopte.adopte_le if adopte else None),
            periode=fiche.Periode(
                debut=write_jour(reglage.debut if reglage else None),
                fin=write_jour(fins[0] if fins else None),
            ),
            obligation=_OBLIGATIONS.get(obligation.verdict) if obligation else None,
            approche=lu.sujet.approche,
            axes=tuple(
                format_spaser.Axe11(
                    code=axe.code,
                    intitule=clip(axe.titre),
                    description=clip(axe.texte, _LONG) or None,
                )
                for axe in (lue.axe for lue in lu.sujet.plan.axes)
                if axe
            ),
            objectifs=tuple(_objectifs(suivis, suivies)),
            actions=tuple(_write_plan_ouvert(lue, suivis) for lue in lu.sujet.plan.actions),
            indicateurs=tuple(_indicateurs(espace, suivis, suivies, situation)),
            texte=export_sections(tuple(_sections(lu))),
            calendrier=tuple(
                format_spaser.EtapeCalendrier(
                    intitule=clip(jalon.titre),
                    jour=nomenclatures.DatePartielle(jalon.jour.isoformat()),
                    fait=jalon.fait,
                )
                for jalon in models.Jalon.objects.filter(espace=espace)
            ),
            gouvernance=tuple(
                format_spaser.Comite(
                    comite=clip(comite.nom),
                    qui=clip(comite.membres, _LONG) or None,
                    quand=clip(comite.quand) or None,
                    role=clip(comite.role, _LONG) or None,
                )
                for comite in models.Comite.objects.filter(espace=espace)
            ),
        ),
        documents=tuple(_documents(adopte)),
        sources=tuple(
            fiche.SourcePublique(libelle=clip(dit))
            for dit in (espace.mention, *(edition.decision for edition in adoptees))
            if dit
        ),
    )


def _find_statut(
    espace: Espace, schema: models.Schema | None, adopte: models.SchemaAdopte | None
) -> nomenclatures.Statut | None:
    """Return what the vote says, or she: a day of adoption holds until the following scheme."""
    if adopte and adopte.adopte_le:
        suivant = list_editions_depuis(espace, adopte.adopte_le).exists()
        return nomenclatures.Statut.EN_REVISION if suivant else nomenclatures.Statut.ADOPTE
    return _STATUTS.get(schema.moment) if schema else None


def _documents(adopte: models.SchemaAdopte | None) -> Iterator[fiche.DocumentPublic]:
    if adopte and adopte.adresse:
        yield fiche.DocumentPublic(
            titre="Le schéma adopté", url=adopte.adresse, nature=nomenclatures.TypeDocument.SCHEMA
        )


def _structure(identite: Identite) -> fiche.Structure:
    tranche = (
        nomenclatures.tranche_habitants(identite.population)
        if identite.population is not None
        else ""
    )
    return fiche.Structure(
        nom=clip(identite.nom),
        type=nomenclatures.TypeStructure(identite.type or nomenclatures.TypeStructure.AUTRE),
        siren=identite.siren,
        code_region=identite.code_region or None,
        codes_departement=identite.codes_departement,
        tranche_habitants=nomenclatures.TrancheHabitants(tranche) if tranche else None,
    )


def _sections(lu: SchemaLu) -> Iterator[Section]:
    for partie in lu.parties:
        rubriques = tuple(
            Section(rubrique.titre, rubrique.mots, identifiant=rubrique.code)
            for rubrique in partie.gardees
            if rubrique.mots
        )
        if rubriques:
            yield Section(partie.titre, sections=rubriques, identifiant=f"partie_{partie.numero}")


def _name_suivis(lignes: Sequence[LigneGrille]) -> dict[str, IndicateurGrille]:
    """Return what is followed by a code that is in the file once: its own, or that of its line."""
    suivis: dict[str, IndicateurGrille] = {}
    for suivi in list_suivis(lignes):
        libre = suivi.code and suivi.code not in suivis
        suivis[suivi.code if libre else f"L{suivi.cle}"] = suivi
    return suivis


def _objectifs(
    suivis: Mapping[str, IndicateurGrille], suivies: Mapping[str, LigneSuivi]
) -> Iterator[format_spaser.Objectif11]:
    """Give each target and its start, even those of the law that no line of the grid bears."""
    for code, suivi in suivis.items():
        suivie, ligne = suivies.get(suivi.cle), suivi.ligne
        if suivie is None or suivie.vise.visee.cible_valeur is None:
            continue
        visee = suivie.vise.visee
        depart = suivie.base.valeur if suivie.base else visee.base_valeur
        yield format_spaser.Objectif11(
            code=f"O-{code}"[:40],
            intitule=clip((ligne.objectif if ligne else "") or _name(suivi)),
            valeur=float(visee.cible_valeur),
            unite=clip(visee.unite) or None,
            reference=scale(depart),
            annee_reference=suivie.base.annee if suivie.base else visee.base_annee,
            echeance=nomenclatures.DatePartielle(str(visee.cible_annee))
            if visee.cible_annee
            else None,
            indicateurs=(code,),
        )


def _indicateurs(
    espace: Espace,
    suivis: Mapping[str, IndicateurGrille],
    suivies: Mapping[str, LigneSuivi],
    situation: Situation,
) -> Iterator[format_spaser.IndicateurSuivi11]:
    """Give what is followed: the law's first, then the short list, each as its target is judged."""
    gardees = find_gardees(espace, situation)
    for code, suivi in suivis.items():
        lue = situation.find(suivi.mesures[0]) if suivi.mesures else None
        suivie = suivies.get(suivi.cle)
        retenue = lue.retenue if lue else None
        connue = choose_figure(suivie.vise.visee, lue) if suivie else retenue
        absence = ""
        if lue and connue is None and situation.annee:
            dite = lue.absence if suivie is None else suivie.absence
            absence = f"Non connu pour {situation.annee} : {dite.rstrip('.')}."
        gardee = gardees.get(code) if connue is retenue else None
        ecrit = _add_valeurs(_indicateur(code, suivi, absence, connue), connue, gardee)
        yield _add_notees(espace.siren, ecrit, suivie) if suivie else ecrit


def _indicateur(
    code: str, suivi: IndicateurGrille, absence: str, connue: FigureConnue | None
) -> format_spaser.IndicateurSuivi11:
    calcul = find_fiche_indicateur(suivi.mesures[0]) if suivi.mesures else None
    formule = suivi.fiche.formule if suivi.fiche else ""
    if connue and connue.origine is Origine.PAYES:
        methode_propre = tell_methode(connue.figure.reference.code)
    else:
        methode_propre = typographie(calcul.methode if calcul else formule)
    ligne, nom = suivi.ligne, _name(suivi)
    intitule = clip(nom)
    rubrique = _CATEGORIES[Rubrique(ligne.rubrique)] if ligne else None
    methode = (
        f"Intitulé entier : {clip(nom, 1000)}." if intitule.endswith("…") else "",
        methode_propre,
        f"Données : {ligne.source}." if ligne and ligne.source else "",
        absence,
    )
    return format_spaser.IndicateurSuivi11(
        code=code,
        intitule=intitule,
        categorie=CATEGORIES_LOI.get(code, rubrique),
        unite=clip(suivi.fiche.unite) or None if suivi.fiche else None,
        methode=" ".join(filter(None, methode)) or None,
    )


def _name(suivi: IndicateurGrille) -> str:
    """Return a name that is never empty: the format asks for one."""
    return suivi.nom or (suivi.fiche.libelle if suivi.fiche else "Indicateur sans intitulé")


def _add_valeurs(
    suivi: format_spaser.IndicateurSuivi11, connue: FigureConnue | None, gardee: FigureGardee | None
) -> format_spaser.IndicateurSuivi11:
    """Give an indicator its best known value; one that was kept is the same, or stands after."""
    if connue is None:
        return suivi
    figure = connue.figure
    reference = figure.reference
    fige = timezone.localtime(gardee.reference.gardee_le).date() if gardee else None
    meme = gardee is not None and not gardee.a_change
    methode = " ".join((f"{connue.source}.", *connue.phrases))
    jour = connue.depuis or figure.date_donnees
    valeurs = [_mesure(reference, figure.taux, jour, fige if meme else None, methode)]
    if gardee and not meme:
        ancienne = gardee.reference
        methode = f"Valeur gardée dans l’espace, méthode {ancienne.methode}."
        valeurs.append(_mesure(reference, ancienne, ancienne.date_donnees, fige, methode))
    return replace(
        suivi,
        expression=_EXPRESSIONS.get(reference.mesure, nomenclatures.ExpressionIndicateur.AUTRE),
        unite=f"% {connue.de_quoi}" if _is_part_connue(connue) else suivi.unite,
        valeurs=tuple(valeurs),
    )


def _add_notees(
    siren: str, suivi: format_spaser.IndicateurSuivi11, suivie: LigneSuivi
) -> format_spaser.IndicateurSuivi11:
    """Put the values that somebody kept, which hold, before the one that the site computes."""
    calculee = suivie.calculee
    notees = tuple(
        _notee(siren, une)
        for annee, une in sorted(suivie.gardees.items())
        if calculee is None or annee != calculee.annee or not une.is_same(calculee)
    )
    if not notees:
        return suivi
    calculees = suivi.valeurs if calculee else ()  # in the unit of the target, or left out
    unite = suivi.unite if calculees else clip(suivie.unite) or None
    return replace(suivi, unite=unite, valeurs=(*notees, *calculees))


def _notee(siren: str, une: cibles.Valeur) -> format_spaser.ValeurAnnuelle11:
    return write_valeur_annuelle(
        une,
        (une.le, une.le if une.reference else None),
        annee=une.annee,
        siren=siren,
        methode=clip(typographie(une.precision), 10_000),
        reference=une.reference or None,
    )


def _is_part_connue(connue: FigureConnue) -> bool:
    """Say whether `de_quoi` tells what a figure is a share of: contracts, or paid euros."""
    mesure = connue.figure.reference.mesure
    return mesure == "nombre" or (mesure == "montant" and connue.origine is Origine.PAYES)


def _mesure(
    reference: ReferenceChiffre,
    nombres: Valeur | ValeurDepense | Reference,
    jour: date | None,
    fige: date | None,
    methode: str,
) -> format_spaser.ValeurAnnuelle11:
    tenue = jour is None or fige is None or jour <= fige
    return write_valeur_annuelle(
        nombres,
        (jour, fige if tenue else None),
        100 if reference.mesure in _POUR_CENT else 1,
        annee=reference.annee,
        siren=reference.siren,
        methode=clip(methode, 10_000),
        reference=str(reference),
    )


# --- The scheme of a space on its way to the register ---


type Objet = dict[str, Any]

_DOCUMENTS_MAX: Final = 100  # what the format holds
_SOURCES_MAX: Final = 50


def find_fiche_sienne(espace: Espace) -> Fiche | None:
    """Return the latest sheet that the buyer carries itself: one it only shares is not its own."""
    schemas = list_schemas_de(espace.siren)
    return next((fiche for fiche in schemas if fiche.siren == espace.siren), None)


@transaction.atomic
def open_depot_du_schema(
    espace: Espace,
    deposant: services.Deposant,
    nature: NatureDepot,
    complete: Callable[[Objet], None] = lambda _contenu: None,
) -> Depot:
    """Open the draft of a deposit that says what the space says; nothing is sent.

    `nature` tells the correction of the known sheet from the next edition; without a sheet it is
    new. A draft that is open already is completed: what was typed in it stays. `complete` writes
    the answers that the space does not hold. The adopted scheme comes along as its file.
    """
    maintenant, fiche = timezone.now(), find_fiche_sienne(espace)
    depot = _find_brouillon(espace, deposant, fiche, nature)
    if depot is None and fiche:
        depot = services.open_depuis(deposant, maintenant, fiche, nature)
    contenu = _write_depot(espace, depot)
    complete(contenu)
    lu = format_spaser.read_spaser_dict(contenu)
    if isinstance(lu, list):
        raise EnvoiRefuse(f"{lu[0].message} {lu[0].correction}")
    contenu = format_spaser.write_spaser(lu)
    if depot is None:
        depot = services.open_depot(deposant, maintenant, uuid.uuid4(), contenu)
    else:
        services.save_etape(depot, contenu, depot.etape, depot.version, deposant, maintenant)
        depot.refresh_from_db()
    if texte := find_texte_adopte(espace):
        _join_texte(depot, *texte)
    return depot


def find_texte_adopte(espace: Espace) -> tuple[str, bytes] | None:
    """Return the title and the file of the scheme as it was adopted, once it is made."""
    fichiers = FichierArrete.objects.filter(
        edition__schema__espace=espace,
        edition__schema__etat=EtatEdition.ADOPTEE.value,
        nom="schema.pdf",
    )
    trouve = fichiers.values_list("edition__titre", "octets").order_by("-edition").first()
    return (trouve[0], bytes(trouve[1])) if trouve and trouve[1] else None


def _join_texte(depot: Depot, titre: str, octets: bytes) -> None:
    """Join the adopted text to a draft, in the place of the one that was joined before."""
    nature = NatureDocument.SCHEMA
    depot.fichiers.filter(nature=nature, titre=titre).delete()
    envoi = SimpleUploadedFile(f"{slugify(titre)}.pdf", octets, "application/pdf")
    services.add_fichier(depot, envoi, nature, titre)


def _find_brouillon(
    espace: Espace, deposant: services.Deposant | None, fiche: Fiche | None, nature: NatureDepot
) -> Depot | None:
    """Return what is under way for this very sheet: asked for twice, it is opened once."""
    sienne: dict[str, object] = {"nature": nature, "fiche": fiche}
    if fiche is None:
        sienne = {"nature": NatureDepot.NOUVEAU, "contenu__structure__siren": espace.siren}
    elif nature is NatureDepot.EDITION:
        sienne = {"nature": nature, "modele": fiche}
    ouverts = services.visible_depots(deposant).filter(etat__in=MODIFIABLES, **sienne)
    return ouverts.order_by("-modifie_le").first()


def _write_depot(
    espace: Espace, source: Depot | Fiche | None, schema_lu: SchemaLu | None = None
) -> Objet:
    contenu = format_spaser.write_spaser(gather_spaser(espace, schema_lu))
    connu = format_spaser.read_spaser_dict(source.contenu) if source else None
    if isinstance(connu, fiche.Spaser):
        contenu = _complete(format_spaser.write_spaser(format_spaser.widen(connu)), contenu)
    format_spaser.close_liens(contenu["schema"])
    return contenu


def _complete(fiche: Objet, espace: Objet) -> Objet:
    """Complete a sheet with what the space says; what only the sheet knows stays.

    Axes, targets, actions, texts are those of the space once it has some; indicators join, and so
    do their values by year and buyer. Who carries the scheme stays: the team has read the sheet.
    """
    schema = {**fiche["schema"], **espace["schema"]}
    if periode := {**fiche["schema"].get("periode", {}), **schema.get("periode", {})}:
        schema["periode"] = periode
    schema["indicateurs"] = _join(
        fiche["schema"].get("indicateurs", []), espace["schema"].get("indicateurs", [])
    )
    listes = {
        "documents": _add(fiche, espace, "documents", "url")[:_DOCUMENTS_MAX],
        "sources": _add(fiche, espace, "sources", "libelle")[:_SOURCES_MAX],
    }
    dites = {nom: liste for nom, liste in listes.items() if liste}
    return {**fiche, "schema": {n: v for n, v in schema.items() if v}, **dites}


def _add(fiche: Objet, espace: Objet, nom: str, repere: str) -> list[Objet]:
    connus = {objet[repere] for objet in fiche.get(nom, ())}
    neufs = (objet for objet in espace.get(nom, ()) if objet[repere] not in connus)
    return [*fiche.get(nom, ()), *neufs]


def _join(anciens: list[Objet], neufs: list[Objet]) -> list[Objet]:
    """Join indicators by code: those of the space, with the years that only the sheet has."""
    connus = {objet["code"]: objet for objet in anciens if "code" in objet}
    joints = [_join_valeurs(connus.pop(neuf.get("code"), {}), neuf) for neuf in neufs]
    restent = [objet for objet in anciens if "code" not in objet or objet["code"] in connus]
    return [*joints, *restent]


def _join_valeurs(ancien: Objet, neuf: Objet) -> Objet:
    dites = {(valeur["annee"], valeur.get("siren")) for valeur in neuf.get("valeurs", ())}
    gardees = [v for v in ancien.get("valeurs", ()) if (v["annee"], v.get("siren")) not in dites]
    valeurs = sorted([*gardees, *neuf.get("valeurs", ())], key=lambda v: v["annee"])
    return {**ancien, **neuf, **({"valeurs": valeurs} if valeurs else {})}


# --- The scheme as a file that other programs read, and as a deposit in the register ---


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def format_ouvert(request: HttpRequest, espace: Espace) -> HttpResponse:
    nom = slugify(espace.nom)[:60] or espace.siren
    jour = timezone.localdate()
    octets = format_spaser.encode_spaser(gather_spaser(espace))
    return reply_fichier(octets, f"schema-{nom}-{jour:%Y-%m-%d}.spaser.json", "application/json")


@exige_espace(Operation.DEPOSER_SPASER)
@shows("redaction/deposer.html", envoi=True)
def deposer_schema(request: HttpRequest, espace: Espace) -> Rendu:
    """One page: what goes, what the space does not hold, and the sending itself."""
    schema, fiche = read_schema(espace), find_fiche_sienne(espace)
    deposant = services.read_deposant(request)  # a visitor of the demonstration reads it too
    brouillon = _find_brouillon(espace, deposant, fiche, NatureDepot.CORRECTION)
    contenu = _write_depot(espace, brouillon or fiche, schema)
    initial, relire = FormDepot.initial_of(contenu), "relire" in request.POST
    form = FormDepot(request.POST or None, initial=initial, relire=relire)
    if deposant and form.is_valid():
        if not relire:
            confirm_geste(request, "envoyer ce dépôt au registre")
        if depot := _prepare(request, espace, deposant, form):
            return _send(request, depot, deposant, relire=relire)
    return {
        "form": form,
        "texte": find_texte_adopte(espace),
        "fil": fil_espace(
            request,
            espace,
            ("Mon schéma", reverse("redaction:schema", args=[espace.siren])),
            ("Déposer au registre", None),
        ),
        "fiche": fiche,
        "contenu": tell_listes(contenu),
        "pilotes_tus": [
            lue.action
            for lue in schema.sujet.plan.actions
            if lue.action.pilote != A_POURVOIR and not names_service(lue.action.pilote_nom)
        ],
    }


def _prepare(
    request: HttpRequest, espace: Espace, deposant: services.Deposant, form: FormDepot
) -> Depot | None:
    """Open the draft with these answers; None when they do not agree, which the form says."""
    services.check_ouverture(deposant)
    edition = request.POST.get("nature") == NatureDepot.EDITION
    nature = NatureDepot.EDITION if edition else NatureDepot.CORRECTION
    try:
        return open_depot_du_schema(espace, deposant, nature, form.write)
    except (EnvoiRefuse, ErreurFichier, services.TropDeDocuments) as refus:
        form.add_error(None, str(refus))
        return None


def _send(
    request: HttpRequest, depot: Depot, deposant: services.Deposant, *, relire: bool
) -> HttpResponse:
    """Send a draft, unless it is to be read over first: asked for, or it may double a sheet."""
    if relire or (depot.spaser and list_doublons(depot.spaser, sauf=depot.fiche)):
        messages.info(request, "Le dépôt est prêt. Vérifiez ce qu’il contient, puis envoyez-le.")
        return redirect("registre:depot_verification", pk=depot.pk)
    submit(depot, depot.version, deposant, timezone.now())
    messages.success(request, "Votre dépôt est envoyé.")
    return redirect(depot)
