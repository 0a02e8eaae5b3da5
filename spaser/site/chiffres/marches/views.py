"""Pages of contracts: the list, files, exports, where a contract comes from."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import msgspec
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.classeur import FormatClasseur
from spaser.documents.reparation import list_ecarts, list_recus
from spaser.elements import ErreurSpaser
from spaser.moteur.contrats import modele
from spaser.moteur.contrats.cellules import LECTURES
from spaser.moteur.contrats.lecture import Apercu
from spaser.moteur.corrige.lecture import OrigineMarche
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.entrepot.schema import PREFIXE
from spaser.moteur.envois import formats
from spaser.moteur.envois.formats import DEPLIE, MEMBRES
from spaser.moteur.reparation.lecture import Publie, find_publie
from spaser.regles import corrections
from spaser.regles.droits import Operation
from spaser.site.chiffres import models
from spaser.site.chiffres.marches import entrepot, liste, services
from spaser.site.chiffres.marches.corrections import PAR_PAGE as GESTES_PAR_PAGE
from spaser.site.chiffres.marches.fichiers import (
    TropDeFichiers,
    ask_suite,
    cancel_fichier,
    choose_colonnes,
    forget_fichier,
    read_fichier,
    receive_marches,
    tell_suite,
    withdraw_fichier,
    write_export,
)
from spaser.site.chiffres.marches.fichiers_lus import preview_fichier
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.espace.bilans import ask_noms, read_bilan, tell_sans_marche
from spaser.site.espace.importation import NE_PAS_LIRE, FormCorrespondance
from spaser.site.organisations import espaces
from spaser.site.organisations.models import Espace
from spaser.site.socle.fichiers import serve_fichier
from spaser.site.socle.requetes import recoit, reply_fichier
from spaser.site.socle.taches.travailleur import tell_avancement
from spaser.site.socle.vues import Rendu, shows

# --- A file of contracts, and what its columns say ---


_MARCHE: Final = "Le marché"
_ECRITURES: Final = {
    corrections.NatureChamp.ETAT: "Écrivez « oui », « non » ou « inconnu ».",
    corrections.NatureChamp.EUROS: "Écrivez-la comme 1 234,50 €.",
    corrections.NatureChamp.HEURES: "Il est entier, comme 350.",
    corrections.NatureChamp.JOUR: "Écrivez-la comme 31/12/2024.",
    corrections.NatureChamp.TEXTE: "",
}
_OUI: Final = {
    modele.SensOui.INCONNU: "Je ne sais pas : laisser sans réponse",
    modele.SensOui.CLAUSE: "Une clause d’exécution",
    modele.SensOui.CRITERE: "Un critère d’attribution",
    modele.SensOui.LES_DEUX: "Une clause et un critère",
}


class FormFichierMarches(DsfrBaseForm):
    fichier = forms.FileField(
        label="Fichier de marchés",
        help_text="Tableur (CSV, XLSX, ODS ; 80 Mo au plus) ou données essentielles de votre "
        "profil d’acheteur (JSON, XML, CSV, Parquet ; 20 Mo au plus). L’un ou l’autre peut être "
        f"compressé (ZIP, GZ) : 20 Mo au plus, {DEPLIE // formats.MEGA} Mo une fois décompressé, "
        f"{MEMBRES} fichiers.",
        allow_empty_file=True,  # told with its name by the control of files
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.xlsx,.ods,.json,.xml,.parquet,.zip,.gz",
                "class": "fr-upload",
            }
        ),
        error_messages={"required": "Choisissez un fichier."},
    )
    annee = forms.IntegerField(
        label="Année des marchés",
        required=False,
        min_value=2000,
        max_value=2100,
        help_text="Si vous la donnez, les marchés d’une autre année sont signalés.",
        error_messages={
            "invalid": "Écrivez une année, comme 2025.",
            "min_value": "Écrivez une année à partir de 2000.",
            "max_value": "Écrivez une année avant 2100.",
        },
    )


class FormColonnesMarches(FormCorrespondance):
    champ = modele.ChampMarche

    oui = forms.ChoiceField(
        label="Sous « considération sociale » ou « environnementale », que veut dire « oui » ?",
        help_text="Cette question ne compte que si la colonne ne dit pas laquelle.",
        choices=[(sens.value, libelle) for sens, libelle in _OUI.items()],
        required=False,
    )

    def __init__(self, data: Any, apercu: Apercu) -> None:  # noqa: ANN401 - Django's
        super().__init__(data, apercu, {"oui": apercu.correspondance.oui.value})
        self.order_fields([*self.titres, "oui"])

    def list_choix(self) -> Iterator[tuple[str, Any]]:
        groupes: dict[str, list[tuple[str, str]]] = {}
        for champ in modele.AFFICHES:
            groupes.setdefault(_find_groupe(champ), []).append((champ.value, champ.libelle))
        return chain([("", NE_PAS_LIRE)], groupes.items())

    def read(self) -> modele.CorrespondanceMarches:
        lue: modele.CorrespondanceMarches = super().read()
        oui = modele.SensOui(self.cleaned_data["oui"] or lue.oui)
        return msgspec.structs.replace(lue, oui=oui)


def _find_groupe(champ: modele.ChampMarche) -> str:
    connus = {complement.value: d.groupe for complement, d in corrections.DEFINITIONS.items()}
    groupe = connus.get(champ.value, corrections.GroupeChamps.MARCHE)
    return _MARCHE if groupe is corrections.GroupeChamps.MARCHE else corrections.GROUPES[groupe]


# --- A space's own files of contracts: sent, mapped, reported on, forgotten ---


PAR_PAGE: Final = 50


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fichiers(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, FormFichierMarches())


@espaces.exige_espace(Operation.IMPORTER_MARCHES)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(formats.TAILLE_TABLEUR)
def envoyer(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect("marches:fichiers", espace.siren)
    form = FormFichierMarches(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, espace, form)
    try:
        recu = receive_marches(
            espace, form.cleaned_data["fichier"], form.cleaned_data["annee"], auteur_of(request)
        )
    except (formats.ErreurFichier, TropDeFichiers) as erreur:
        form.add_error("fichier", str(erreur))
        return _show(request, espace, form)
    messages.success(request, f"« {recu.fichier.nom} » est reçu, son contrôle est en cours.")
    return redirect(recu)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("marches/fichier.html")
def fichier(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    ligne = get_object_or_404(services.list_fichiers(espace), pk=pk)
    importer = espaces.peut_dans(request, espace, Operation.IMPORTER_MARCHES)
    if ligne.etat == models.EtatImport.COLONNES and importer:
        return redirect("marches:colonnes", espace.siren, pk)
    lecture = services.find_lecture(espace, ligne)
    remarques = Paginator(ligne.rapport.get("remarques", []), PAR_PAGE)
    return {
        **_make_cadre(request, espace, (ligne.fichier.nom, None)),
        "ligne": ligne,
        "rapport": ligne.rapport,
        "page": remarques.get_page(request.GET.get("page")),
        "importer": importer,
        "tableur": ligne.genre == models.GenreFichier.TABLEUR,
        "archive": ligne.fichier.format in formats.ARCHIVES,
        "contenus": ligne.rapport.get("fichiers"),
        "complements": ligne.rapport.get("complements"),
        "attente": tell_suite(ligne) if ligne.en_cours else "",
        "lecture": lecture,
        "page_geste": lecture.avant // GESTES_PAR_PAGE + 1 if lecture else None,
    }


@espaces.exige_espace(Operation.IMPORTER_MARCHES)
@shows("marches/colonnes.html", envoi=True)
def colonnes_marches(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    ligne = get_object_or_404(services.list_fichiers(espace), pk=pk)
    if ligne.genre != models.GenreFichier.TABLEUR or ligne.etat in models.EN_COURS:
        return redirect(ligne)
    try:
        apercu = preview_fichier(ligne, entrepot.find_fonds(espace))
    except ErreurSpaser as erreur:
        messages.error(request, f"{erreur.message} {erreur.conseil or ''}")
        return redirect("marches:fichiers", espace.siren)
    form = FormColonnesMarches(request.POST if request.method == "POST" else None, apercu)
    if form.is_valid():
        with transaction.atomic():
            choose_colonnes(ligne, form.read())
            read_fichier.enqueue(numero=ligne.pk)
        messages.success(
            request, "Les colonnes sont associées. L’association est gardée pour la prochaine fois."
        )
        return redirect(ligne)
    return {
        **_make_cadre(request, espace, (ligne.fichier.nom, None)),
        "ligne": ligne,
        "apercu": apercu,
        "form": form,
        "complements": [
            {"libelle": d.libelle, "ecriture": _ECRITURES[d.nature], "aide": d.aide}
            for d in (
                corrections.DEFINITIONS[corrections.ChampCorrige(champ.value)] for champ in LECTURES
            )
        ],
    }


@espaces.exige_espace(Operation.IMPORTER_MARCHES)
@require_POST
def annuler_lecture(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    ligne = get_object_or_404(services.list_fichiers(espace), pk=pk)
    if cancel_fichier(ligne):
        messages.success(request, "La lecture est annulée : rien n’a été ajouté à vos marchés.")
    else:
        messages.info(request, "La lecture était déjà finie. Vous pouvez retirer le fichier.")
    return redirect(ligne)


@espaces.exige_espace(Operation.IMPORTER_MARCHES)
@require_POST
def relancer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    ligne = get_object_or_404(services.list_fichiers(espace), pk=pk)
    if ask_suite(ligne):
        messages.success(request, "Le travail est relancé.")
    else:
        messages.info(request, "Il n’y a plus rien à faire pour ce fichier.")
    return redirect(ligne)


@espaces.exige_espace(Operation.IMPORTER_MARCHES)
@require_POST
def retirer_fichier(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Forget a file and its contracts; the corrections made on them stay."""
    ligne = get_object_or_404(services.list_fichiers(espace), pk=pk)
    with transaction.atomic():
        withdraw_fichier(ligne, request.user)
        forget_fichier.enqueue(numero=ligne.pk)
    messages.success(
        request, f"« {ligne.fichier.nom} » est en cours de retrait, avec les marchés qu’il donnait."
    )
    return redirect("marches:fichiers", espace.siren)


def _show(request: HttpRequest, espace: Espace, form: FormFichierMarches) -> HttpResponse:
    lignes = list(services.list_fichiers(espace))
    contexte = {
        **_make_cadre(request, espace),
        "lignes": lignes,
        "en_cours": any(ligne.en_cours for ligne in lignes),
        "form": form if espaces.peut_dans(request, espace, Operation.IMPORTER_MARCHES) else None,
    }
    return render(request, "marches/fichiers.html", contexte)


def _make_cadre(request: HttpRequest, espace: Espace, *suite: espaces.Pas) -> dict[str, Any]:
    adresse = reverse("marches:fichiers", args=[espace.siren]) if suite else None
    return services.make_cadre_marches(request, espace, ("Vos fichiers", adresse), *suite)


# --- The page of the tables written in the background: asked for, waited for, handed over ---


_RAFRAICHI: Final = 5  # seconds


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def exports(request: HttpRequest, espace: Espace) -> HttpResponse:
    lignes = [(ligne, _tell_attente(ligne)) for ligne in liste.list_exports(espace)]
    contexte = {
        **services.make_cadre_marches(request, espace, ("Fichiers préparés", None)),
        "lignes": lignes,
        "classeur": _read_classeur(request.GET),
        "filtre": liste.read_filtre_garde(request.GET).requete,
        "jours": liste.GARDE.days,
        "demander": liste.may_ask(request, espace),
    }
    reponse = render(request, "marches/exports.html", contexte)
    if any(ligne.etat == models.EtatExport.ATTENTE for ligne, _ in lignes):
        reponse["Refresh"] = str(_RAFRAICHI)
    return reponse


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_POST
def preparer_export(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    retour = redirect("marches:exports", espace.siren)
    classeur = _read_classeur(request.POST)
    if classeur is None:
        return retour
    try:
        with transaction.atomic():
            ligne, nouveau = liste.ask_export(
                espace, request.user, classeur, liste.read_filtre_garde(request.POST)
            )
            if nouveau:
                write_export.enqueue(numero=ligne.pk)
    except liste.TropDExports as refus:
        messages.error(request, str(refus))
    return retour


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def telecharger(request: HttpRequest, espace: Espace, pk: int) -> HttpResponseBase:
    ligne = get_object_or_404(liste.list_exports(espace), pk=pk)
    if ligne.fichier is None:
        raise Http404
    return serve_fichier(ligne.fichier)


def _tell_attente(ligne: models.ExportMarches) -> str:
    en_cours = ligne.etat == models.EtatExport.ATTENTE
    return tell_avancement(write_export, numero=ligne.pk) if en_cours else ""


def _read_classeur(parametres: Mapping[str, str]) -> FormatClasseur | None:
    try:
        return FormatClasseur(parametres.get("classeur", ""))
    except ValueError:
        return None


# --- The list of contracts, and its exports ---


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("marches/liste.html")
def mes_marches(request: HttpRequest, espace: Espace) -> Rendu:
    filtre = liste.read_filtre(request.GET)
    lus = services.read_marches(espace)
    voulus: Sequence[services.Marche] = lus.marches
    if not filtre.est_vide:  # else the corrections of the page are enough
        voulus = filtre.apply(services.correct_marches(lus, entrepot.list_en_vigueur(espace)))
    page = Paginator(voulus, PAR_PAGE).get_page(request.GET.get("page"))
    if filtre.est_vide:
        page.object_list = services.correct_quelques(espace, page)
    ask_noms(services.list_innommes(page))
    corrigee = services.read_corrige(espace)
    annee = services.choose_annee_taux(corrigee, filtre.annee)
    return {
        **services.make_cadre_marches(request, espace),
        "filtre": filtre,
        "annees": liste.list_choix_annees(lus.annees),
        "etats": liste.ETATS,
        "corriges": liste.CORRIGES,
        "sources": liste.SOURCES,
        "nombre": len(lus.marches),
        "nb_corriges": len(lus.rangs.keys() & entrepot.list_corriges(espace)),
        "nb_prives": lus.prives,
        "nb_deux": lus.deux,
        "page": page,
        "longue": len(voulus) > liste.EN_LIGNE_MAX,
        "annee": annee,
        "date_donnees": corrigee.date_donnees,
        "comparaisons": services.compare_legales(read_bilan(espace.siren), corrigee, annee),
        "corriger": espaces.peut_dans(request, espace, Operation.CORRIGER_MARCHES_EN_NOMBRE),
        "importer": espaces.peut_dans(request, espace, Operation.IMPORTER_MARCHES),
        "absence": tell_sans_marche(),
    }


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def mes_marches_export(
    request: HttpRequest, espace: Espace, classeur: FormatClasseur
) -> HttpResponse:
    """Hand the contracts over as a table, filtered as the page is; the worker writes a long one."""
    filtre = liste.read_filtre(request.GET)
    marches = filtre.apply(services.list_marches(espace))
    if len(marches) > liste.EN_LIGNE_MAX and liste.may_ask(request, espace):
        return redirect(liste.link_exports(espace, classeur, filtre))
    return reply_fichier(
        liste.write_export(espace, marches, classeur),
        f"marches-{espace.siren}.{classeur}",
        classeur.mime,
    )


# --- Where a contract comes from: each file that holds it, and the record as it was received ---


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("marches/origines.html")
def origines(request: HttpRequest, espace: Espace, cle: int) -> Rendu:
    marche = services.get_marche(espace, cle)
    page = reverse("marches:marche", args=[espace.siren, marche.cle])
    suite = ((marche.contrat.id or "Marché", page), ("Données reçues", None))
    recus = [(origine, _find(espace, origine)) for origine in marche.origines]
    return {
        **services.make_cadre_marches(request, espace, *suite),
        "marche": marche,
        "recus": [(o, *((list_recus(p), list_ecarts(p)) if p else ([], []))) for o, p in recus],
    }


def _find(espace: Espace, origine: OrigineMarche) -> Publie | None:
    """Return a record as it was received; None when its file is gone."""
    dossier = (
        entrepot.find_prive(entrepot.find_fonds(espace)) if origine.prive else settings.ENTREPOT
    )
    if dossier is None:
        return None
    source = origine.source.removeprefix(PREFIXE)
    try:
        with open_entrepot(dossier, None, espace.siren) as ouvert:
            return find_publie(ouvert, espace.siren, source, origine.rang)
    except (EntrepotAbsent, EntrepotAbime):
        return None
