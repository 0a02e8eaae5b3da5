"""Pages of repair: the faults, the repaired file, the letter to the publisher."""

from dataclasses import asdict
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spaser.documents import reparation
from spaser.documents.classeur import FormatClasseur
from spaser.documents.francais import format_date, format_siren, is_pluriel, pluriel, typographie
from spaser.documents.rendus import Forme
from spaser.regles.droits import Operation
from spaser.regles.reparation import (
    Cause,
    ConstatFautes,
    DemandeCorrection,
    Lettre,
    Remede,
    find_famille_fautes,
    load_raisons,
    write_lettre,
)
from spaser.site.chiffres.reparation import (
    ExamenEnAttente,
    FicheReparation,
    FiltresFautes,
    ask_examen,
    list_constats_fautes,
    list_taux_legaux,
    narrow_fautes,
    read_fiche,
    read_repare,
)
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.espace.bilans import read_bilan
from spaser.site.espace.perimetre import find_perimetre, read_etendue
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import Pas, exige_espace, fil_outil
from spaser.site.organisations.models import Espace
from spaser.site.socle.requetes import reply_classeur, reply_document, reply_fichier
from spaser.site.socle.vues import Rendu, shows


def _make_cadre(request: HttpRequest, espace: Espace, page: str = "") -> dict[str, object]:
    suite: list[Pas] = [(page, None)] if page else []
    fil = fil_outil("Fiche de réparation", "reparation:fiche", request, espace, *suite)
    return {"espace": espace, "fil": fil}


# --- What leaves for the publisher of the buyer profile: the letter and the repaired file ---


FICHIER: Final = (
    ", et un fichier au format officiel 2.0.4 pour les contrats dont la correction est certaine"
)


@exige_espace(Operation.VOIR_ESPACE)
@shows("reparation/lettre.html")
def lettre(request: HttpRequest, espace: Espace) -> Rendu:
    lue = read_fiche(espace.siren)
    return {
        **_make_cadre(request, espace, "Lettre"),
        "fiche": lue,
        "lettre": _write(espace, lue) if lue.a_demander else None,
        "formats": [FormatClasseur.ODS, FormatClasseur.XLSX, FormatClasseur.CSV],
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def lettre_texte(request: HttpRequest, espace: Espace) -> HttpResponse:
    lue = read_fiche(espace.siren)
    if not lue.a_demander:
        return redirect("reparation:fiche", espace.siren)  # which says why there is nothing
    texte = _write(espace, lue).texte
    return reply_fichier(texte.encode(), f"lettre-{espace.siren}.txt", "text/plain; charset=utf-8")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def lettre_document(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    if extension not in Forme:
        raise Http404
    lue = read_fiche(espace.siren)
    if not lue.a_demander:
        return redirect("reparation:fiche", espace.siren)  # which says why there is nothing
    document = reparation.write_document_lettre(
        _write(espace, lue), espace.nom, timezone.localdate()
    )
    return reply_document(document, Forme(extension), f"lettre-{espace.siren}")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fichier_repare(request: HttpRequest, espace: Espace) -> HttpResponse:
    octets = read_repare(espace.siren)
    if octets is None:
        return redirect("reparation:fiche", espace.siren)  # which says why there is nothing
    return reply_fichier(octets, f"decp-repare-{espace.siren}.json", "application/json")


def _tell_restants(nombre: int) -> str:
    if not nombre:
        return "tous peuvent être republiés une fois réparés"
    suite = "ne peuvent pas être republiés" if is_pluriel(nombre) else "ne peut pas être republié"
    return f"{pluriel(nombre, 'contrat')} {suite} en l’état"


def _write(espace: Espace, lue: FicheReparation) -> Lettre:
    faits = {
        "nom": espace.nom,
        "siren": format_siren(espace.siren),
        "date": format_date(lue.date_donnees or timezone.localdate()),
        "lus": pluriel(lue.examines, "contrat"),
        "a_corriger": _tell_restants(lue.a_corriger),
        "fichier": FICHIER if lue.ecrits else "",
    }
    demandes = [
        DemandeCorrection(
            champ=constat.champ,
            probleme=reparation.title(constat.raison),
            contrats=pluriel(constat.contrats, "contrat"),
            correction=typographie(reparation.find_correction(constat.raison)),
            profil=constat.genre is Remede.REPARABLE or reparation.is_du_profil(constat.champ),
        )
        for constat in list_constats_fautes(lue, ())
        if constat.genre is not Remede.REMARQUE
    ]
    return write_lettre(faits, demandes, espace.mention)


# --- The repair sheet: what is wrong, what it hides of the rates, what to do ---


_RAFRAICHI: Final = 3  # seconds between two looks at the progress


@exige_espace(Operation.VOIR_ESPACE)
@shows("reparation/fiche.html")
def fiche_reparation(request: HttpRequest, espace: Espace) -> Rendu:
    lue = read_fiche(espace.siren)
    if lue.attente:
        return _wait(request, espace, lue.attente)
    bilan = read_bilan(espace.siren)
    principale = bilan.vue.annee if bilan.vue else None
    annee = _choose_annee(request.GET.get("annee", ""), lue, principale)
    taux = list_taux_legaux(espace.siren, annee, lue) if annee else ()
    return {
        **_make_cadre(request, espace),
        "fiche": lue,
        "annee": annee,
        "taux": [
            (un, [(g, *_name(g.cause)) for g in un.nombre.gains] if un.nombre else [])
            for un in taux
        ],
        "constats": [_present(espace, constat) for constat in list_constats_fautes(lue, taux)],
        "formats": list(FormatClasseur),
        "source": load_raisons().source,
        "etendue": read_etendue(find_perimetre(espace), bilan.nb_concessions),
        "situation": bilan,
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_POST
def examiner(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    lue = read_fiche(espace.siren)
    if lue.attente:
        ask_examen(espace, lue.attente, request.user)
    return redirect("reparation:fiche", espace.siren)


def _wait(request: HttpRequest, espace: Espace, attente: ExamenEnAttente) -> HttpResponse:
    contexte = {
        **_make_cadre(request, espace),
        "attente": attente,
    }
    reponse = render(request, "reparation/attente.html", contexte)
    if attente.en_cours:
        reponse["Refresh"] = str(_RAFRAICHI)
    return reponse


def _choose_annee(demandee: str, lue: FicheReparation, principale: int | None) -> int | None:
    annees = lue.annees
    if demandee in map(str, annees):
        return int(demandee)
    return principale if principale in annees else next(iter(annees), None)


def _name(cause: Cause) -> tuple[str, str]:
    return reparation.title(cause.raison), cause.champ


def _present(espace: Espace, constat: ConstatFautes) -> dict[str, object]:
    parametres = f"champ={constat.champ}&raison={constat.raison}&genre={constat.genre}"
    return {
        "constat": constat,
        "titre": reparation.title(constat.raison),
        "correction": reparation.find_correction(constat.raison),
        "sens": reparation.find_sens(constat.champ),
        "qui": reparation.tell_qui(constat.champ),
        "points": round(constat.points * 100, 1),
        "adresse": f"{reverse('reparation:marches', args=[espace.siren])}?{parametres}",
    }


# --- The contracts behind each fault: filtered, paged, exported ---


PAR_PAGE: Final = 50
_TEXTE_MAX: Final = 100


@exige_espace(Operation.VOIR_ESPACE)
@shows("reparation/marches.html")
def marches(request: HttpRequest, espace: Espace) -> Rendu:
    lue = read_fiche(espace.siren)
    filtres = _read_filtres(request, lue)
    return {
        **_make_cadre(request, espace, "Contrats à corriger"),
        "fiche": lue,
        "filtres": filtres,
        "page": Paginator(narrow_fautes(lue, filtres), PAR_PAGE).get_page(request.GET.get("page")),
        "champs": [
            (champ, f"{reparation.find_sens(champ) or 'Tout l’enregistrement'} ({champ})")
            for champ in lue.champs
        ],
        "raisons": sorted(
            ((code, reparation.title(code)) for code in lue.raisons), key=lambda paire: paire[1]
        ),
        "genres": [(genre, genre.libelle) for genre in Remede],
        "titre": reparation.title(filtres.raison) if filtres.raison else "Contrats à corriger",
        "explication": reparation.explain_famille(filtres.raison),
        "correction": reparation.find_correction(filtres.raison),
        "faits": find_famille_fautes(filtres.raison).faits,
        "sens": reparation.find_sens(filtres.champ),
        "formats": list(FormatClasseur),
        "parametres": urlencode(asdict(filtres)),
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def marches_export(request: HttpRequest, espace: Espace, classeur: FormatClasseur) -> HttpResponse:
    lue = read_fiche(espace.siren)
    if lue.absence:
        return redirect("reparation:fiche", espace.siren)  # which says why there is nothing
    lignes = narrow_fautes(lue, _read_filtres(request, lue))
    notice = make_notice(
        espace,
        "Marchés publiés à corriger",
        ("Une ligne", "Une chose à corriger sur un marché : un marché peut en avoir plusieurs."),
        ("Champ", "Le nom officiel du champ ; son sens est dans la colonne suivante."),
        ("Par qui", "Vous, ou l’éditeur de votre profil d’acheteur."),
    )
    nom = f"a-corriger-{espace.siren}"
    return reply_classeur([reparation.build_onglet(lignes)], classeur, nom, notice)


def _read_filtres(request: HttpRequest, lue: FicheReparation) -> FiltresFautes:
    demande = request.GET
    champ, raison, genre = (demande.get(nom, "") for nom in ("champ", "raison", "genre"))
    return FiltresFautes(
        champ=champ if champ in lue.champs else "",
        raison=raison if raison in lue.raisons else "",
        genre=genre if genre in set(Remede) else "",
        q=demande.get("q", "").strip()[:_TEXTE_MAX],
    )
