"""Extracts of spend: files taken, columns recognised, read again, erased; their pages."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import pluriel
from spaser.moteur.depenses.achats import read_provenance
from spaser.moteur.depenses.base import drop_annee
from spaser.moteur.depenses.colonnes import (
    MONTANTS,
    ChampExtrait,
    CorrespondanceExtrait,
    DouteColonne,
    TableTrouvee,
)
from spaser.moteur.depenses.resultats.preuve import count_annees
from spaser.moteur.envois import formats
from spaser.regles.droits import Operation
from spaser.site.chiffres import models
from spaser.site.chiffres.depenses import services
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.espace.importation import NE_PAS_LIRE, ChampFichiers, FormCorrespondance
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.socle import fichiers
from spaser.site.socle.journal import record
from spaser.site.socle.requetes import recoit
from spaser.site.socle.versions import VersionDepassee, take_version
from spaser.site.socle.vues import Rendu, shows

# --- Forms to send extracts of spend, and to say what their columns are ---


PREMIERE_ANNEE: Final = 2010
FICHIERS_MAX: Final = 10
AUCUN: Final = "aucun"
_NATURES: Final = (
    ("", "Je ne sais pas : comptez une fourchette"),
    ("ht", "Hors taxes"),
    ("ttc", "Toutes taxes comprises"),
)
_GROUPES: Final = (
    ("Montants", (*MONTANTS, ChampExtrait.TAUX_TVA, ChampExtrait.MONTANT_TVA)),
    ("Dates", (ChampExtrait.DATE_PAIEMENT, ChampExtrait.DATE, ChampExtrait.EXERCICE)),
    (
        "Fournisseur",
        (
            ChampExtrait.TIERS,
            ChampExtrait.SIRET,
            ChampExtrait.SIREN,
            ChampExtrait.CODE_POSTAL,
            ChampExtrait.TYPE_TIERS,
        ),
    ),
    (
        "Pièce",
        (
            ChampExtrait.COMPTE,
            ChampExtrait.MARCHE,
            ChampExtrait.PIECE,
            ChampExtrait.TYPE_PIECE,
            ChampExtrait.STATUT,
            ChampExtrait.OBJET,
        ),
    ),
    ("Autres", (ChampExtrait.FAMILLE, ChampExtrait.CPV, ChampExtrait.ACHETEUR)),
)


def _ask_annee(label: str, aide: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=PREMIERE_ANNEE,
        help_text=aide,
        error_messages={
            "invalid": "Écrivez une année, comme 2025.",
            "min_value": f"Écrivez une année à partir de {PREMIERE_ANNEE}.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class FormDepot(DsfrBaseForm):
    fichiers = ChampFichiers(
        label="Vos extraits",
        maximum=FICHIERS_MAX,
        help_text="Mandats, factures ou commandes : les colonnes sont trouvées par leurs titres, "
        "et vous les vérifiez. CSV, XLSX ou ODS, "
        f"{formats.TAILLE_TABLEUR // formats.MEGA} Mo au plus par envoi.",
        error_messages={"required": "Choisissez au moins un fichier."},
    )
    annee = _ask_annee(
        "Année attendue",
        "Si vous la donnez, les lignes d’une autre année sont mises à part et montrées.",
    )

    def clean_annee(self) -> int | None:
        annee: int | None = self.cleaned_data["annee"]
        if annee and annee > timezone.localdate().year:
            raise forms.ValidationError("Cette année n’a pas commencé.")
        return annee


class FormColonnes(FormCorrespondance):
    champ = ChampExtrait
    aucun = AUCUN
    doublon = f"gardez-en une, et mettez l’autre sur « {NE_PAS_LIRE} »."
    manque = f"Dites ce que contient cette colonne, ou « {NE_PAS_LIRE} »."

    version = forms.IntegerField(widget=forms.HiddenInput)
    montant_est = forms.ChoiceField(
        label="La colonne « Montant, sans dire HT ou TTC » est",
        choices=_NATURES,
        required=False,
        widget=forms.RadioSelect,
    )
    annee = _ask_annee(
        "Année de toutes les lignes",
        "Seulement si aucune colonne ne porte de date ni d’exercice.",
    )

    def __init__(self, data: Any, apercu: TableTrouvee, version: int) -> None:  # noqa: ANN401 - Django's
        depart = apercu.correspondance
        initial = {
            "version": version,
            "montant_est": depart.montant_est or "",
            "annee": depart.annee,
        }
        super().__init__(data, apercu, initial)

    def list_choix(self) -> Iterator[tuple[str, Any]]:
        yield AUCUN, NE_PAS_LIRE
        for groupe, champs in _GROUPES:
            yield groupe, [(champ.value, champ.libelle) for champ in champs]

    @property
    def reste(self) -> list[forms.BoundField]:
        return [self["montant_est"], self["annee"]]

    def show_autre(self, autre: CorrespondanceExtrait) -> None:
        """Say beside each column what somebody else has just saved."""
        lues = {titre: champ.libelle for champ, titre in autre.colonnes.items()}
        for nom, titre in self.titres.items():
            self[nom].help_text = f"Enregistré entre-temps : {lues.get(titre, NE_PAS_LIRE)}."

    def read(self) -> CorrespondanceExtrait:
        lue: CorrespondanceExtrait = super().read()
        return msgspec.structs.replace(
            lue,
            montant_est=self.cleaned_data.get("montant_est") or None,
            annee=self.cleaned_data.get("annee"),
        )


# --- Takes files, reads them again, stops them, erases them ---


EXTRAITS_MAX: Final = 40  # a space
EXTRAITS_ESSAI: Final = 10  # one that nobody knows yet


@transaction.atomic
def keep_extrait(
    espace: Espace, envoi: fichiers.Envoi, annee_seule: int | None, auteur: Utilisateur
) -> models.Extrait:
    """Keep a file in the space; it is read once it has left quarantine."""
    fichier = fichiers.keep_envoi(envoi)
    siens = models.Extrait.objects.filter(espace=espace)
    connu = siens.filter(fichier__sha256=fichier.sha256).first()
    nombre = EXTRAITS_ESSAI if espace.est_essai else EXTRAITS_MAX
    if connu or siens.count() >= nombre:
        fichiers.delete_fichier(fichier)
        raise _refuse(fichier.nom, connu, nombre)
    extrait = models.Extrait.objects.create(
        espace=espace,
        nom=_name(fichier.nom, set(siens.values_list("nom", flat=True))),
        fichier=fichier,
        annee_seule=annee_seule,
        auteur=auteur,
    )
    record("depenses.depot", auteur=auteur, objet=extrait, espace=espace)
    return extrait


@transaction.atomic
def save_colonnes(
    espace: Espace,
    extrait: models.Extrait,
    lue: int,
    choisie: CorrespondanceExtrait,
    auteur: Utilisateur,
) -> None:
    """Remember what the columns are and read the file again; VersionDepassee if they changed."""
    take_version(extrait, lue)
    models.CorrespondanceGardee.objects.update_or_create(
        espace=espace,
        titres=choisie.cle,
        defaults={"contenu": services.write_plain(choisie), "auteur": auteur},
    )
    services.ask_lecture(extrait)
    record("depenses.colonnes", auteur=auteur, objet=extrait, espace=espace)


@transaction.atomic
def read_again(espace: Espace, extrait: models.Extrait, auteur: Utilisateur) -> None:
    services.ask_lecture(extrait)
    record("depenses.relecture", auteur=auteur, objet=extrait, espace=espace)


@transaction.atomic
def stop_lecture(espace: Espace, extrait: models.Extrait, auteur: Utilisateur) -> bool:
    en_chemin = models.Extrait.objects.filter(pk=extrait.pk, etat__in=models.EN_CHEMIN)
    arretee = bool(en_chemin.update(etat=models.EtatExtrait.ABANDONNE, lignes_lues=0))
    if arretee:
        services.refresh_calcul(espace)
        record("depenses.arret", auteur=auteur, objet=extrait, espace=espace)
    return arretee


@transaction.atomic
def erase_extrait(espace: Espace, extrait: models.Extrait, auteur: Utilisateur) -> None:
    record("depenses.effacement", auteur=auteur, objet=extrait, espace=espace)
    extrait.delete()
    services.ask_calcul(espace)


@transaction.atomic
def erase_annee(espace: Espace, annee: int, auteur: Utilisateur) -> None:
    """Erase the lines of a year, and the files that held them: what they hold besides stays."""
    for extrait in models.Extrait.objects.filter(espace=espace, etat=models.EtatExtrait.LU):
        rendu = services.read_compte_rendu(extrait.compte_rendu)
        reste = drop_annee(services.path_of(extrait.cle), annee)
        if reste.lignes == rendu.lues.lignes:
            continue
        if not reste.lignes:
            extrait.delete()
            continue
        rendu.lues = reste
        rendu.remarques = []
        rendu.alertes = {}
        fichier = extrait.fichier
        extrait.fichier, extrait.compte_rendu = None, services.write_plain(rendu)
        extrait.lignes_lues, extrait.apercus = reste.lignes, []
        extrait.save()
        if fichier:
            fichiers.delete_fichier(fichier)
    record("depenses.effacement_annee", auteur=auteur, espace=espace, details={"annee": annee})
    services.ask_calcul(espace)


@transaction.atomic
def erase_tout(espace: Espace, auteur: Utilisateur) -> None:
    for modele in (
        models.Extrait,
        models.Calcul,
        models.ChoixGarde,
        models.ReclassementGarde,
        models.CorrespondanceGardee,
    ):
        modele.objects.filter(espace=espace).delete()
    record("depenses.effacement_tout", auteur=auteur, espace=espace)


@receiver(post_delete, sender=models.Extrait, dispatch_uid="depenses.extrait_efface")
def drop_fichiers(instance: models.Extrait, **_: object) -> None:
    """Leave nothing of an erased file, whatever erased it: a person, a closed space."""
    services.drop_lignes(instance.cle)
    if instance.fichier:
        fichiers.delete_fichier(instance.fichier)


@receiver(post_delete, sender=models.Calcul, dispatch_uid="depenses.calcul_efface")
def drop_preuve(instance: models.Calcul, **_: object) -> None:
    """Leave no line behind figures that are gone."""
    services.drop_lignes(instance.cle)


def _refuse(nom: str, connu: models.Extrait | None, nombre: int) -> formats.ErreurFichier:
    if connu:
        return formats.ErreurFichier(
            nom,
            f"est déjà là, sous le nom « {connu.nom} ».",
            "Effacez-le d’abord pour le redonner.",
        )
    return formats.ErreurFichier(
        nom, f"serait le {nombre + 1}e de cet espace.", "Effacez ceux qui ne servent plus."
    )


def _name(nom: str, pris: set[str]) -> str:
    """Return a name that no other file of the space bears."""
    chemin, rang, libre = PurePosixPath(nom), 2, nom
    while libre in pris:
        libre = f"{chemin.stem} ({rang}){chemin.suffix}"
        rang += 1
    return libre


# --- What the columns of a file are, asked table by table ---


DOUTES: Final = {
    DouteColonne.MONTANT: "Aucune colonne de montant n’a été reconnue : dites laquelle porte le "
    "montant.",
    DouteColonne.NATURE: "Rien ne dit si le montant est hors taxes ou toutes taxes comprises.",
    DouteColonne.ANNEE: "Aucune colonne de date ni d’exercice n’a été reconnue : dites "
    "laquelle, ou donnez l’année de toutes les lignes.",
    DouteColonne.FOURNISSEUR: "Aucune colonne de SIRET ni de SIREN n’a été reconnue : sans "
    "elle, les taux restent inconnus.",
    DouteColonne.COMPTE: "Aucune colonne de compte n’a été reconnue : sans elle, la paie et les "
    "subventions ne peuvent pas être mises à part.",
    DouteColonne.PLUSIEURS: "Plusieurs colonnes pourraient porter le montant : vérifiez celle "
    "choisie.",
}


@exige_espace(Operation.MODIFIER_DEPENSES)
@shows("depenses/colonnes.html", envoi=True)
def colonnes_extrait(request: HttpRequest, espace: Espace, cle: UUID) -> Rendu:
    extrait = services.find_extrait(espace, cle)
    apercus = services.read_apercus(extrait.apercus)
    if not apercus or extrait.fichier is None or extrait.est_en_chemin:
        messages.error(request, f"Les colonnes de « {extrait.nom} » ne se changent pas maintenant.")
        return redirect("depenses:accueil", espace.siren)
    rang = _read_rang(request.GET.get("tableau", ""), len(apercus))
    envoye = request.POST if request.method == "POST" else None
    form = FormColonnes(envoye, apercus[rang], extrait.version)
    if form.is_valid():
        try:
            lue = form.cleaned_data["version"]
            save_colonnes(espace, extrait, lue, form.read(), auteur_of(request))
        except VersionDepassee:
            form = _show_both(espace, form, apercus[rang], extrait)
        else:
            messages.success(request, "Les colonnes sont gardées, et le fichier est lu de nouveau.")
            return redirect("depenses:accueil", espace.siren)
    return {
        **services.make_cadre_depenses(request, espace, "Colonnes"),
        "extrait": extrait,
        "form": form,
        "apercu": apercus[rang],
        "apercus": list(enumerate(apercus)),
        "rang": rang,
        "doutes": [DOUTES[d] for d in apercus[rang].doutes],
    }


def _read_rang(texte: str, nombre: int) -> int:
    est_rang = len(texte) <= 2 and texte.isascii() and texte.isdigit()  # noqa: PLR2004 - 99 tables
    return min(int(texte), nombre - 1) if est_rang else 0


def _show_both(
    espace: Espace, form: FormColonnes, apercu: TableTrouvee, actuel: models.Extrait
) -> FormColonnes:
    """Keep what the second person chose, and show what the first one saved."""
    donnees = cast("QueryDict", form.data).copy()
    donnees["version"] = str(actuel.version)
    repris = FormColonnes(donnees, apercu, actuel.version)
    if autre := services.load_memoire(espace).find(apercu.correspondance.titres):
        repris.show_autre(autre)
    repris.add_error(
        None,
        "Une autre personne a enregistré ces colonnes pendant que vous les lisiez. Ses réponses "
        "sont écrites à côté des vôtres : enregistrez de nouveau pour garder les vôtres.",
    )
    return repris


# --- The files of a space: given, watched, read again, stopped ---


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def accueil_depenses(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = services.read_depenses(espace)
    return _show(request, espace, depenses, FormDepot())


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(formats.TAILLE_TABLEUR)
def deposer_extraits(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect("depenses:accueil", espace.siren)
    form = FormDepot(request.POST, request.FILES)
    if form.is_valid():
        recus = _deposit(request, espace, form)
        if recus:
            messages.success(
                request,
                f"{pluriel(recus, 'fichier reçu', 'fichiers reçus')} : la lecture commence.",
            )
        if not form.errors:
            return redirect("depenses:accueil", espace.siren)
    return _show(request, espace, services.read_depenses(espace), form)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def etat(request: HttpRequest, espace: Espace) -> JsonResponse:
    depenses = services.read_depenses(espace)
    reponse = JsonResponse(
        {
            "attend": depenses.attend,
            "fichiers": {str(e.cle): _tell_etat(e) for e in depenses.extraits if e.est_en_chemin},
        }
    )
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def relire_extrait(request: RequeteConnectee, espace: Espace, cle: UUID) -> HttpResponse:
    extrait = services.find_extrait(espace, cle)
    if extrait.fichier and not extrait.est_en_chemin:
        read_again(espace, extrait, request.user)
    return redirect("depenses:accueil", espace.siren)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def arreter_lecture(request: RequeteConnectee, espace: Espace, cle: UUID) -> HttpResponse:
    extrait = services.find_extrait(espace, cle)
    if stop_lecture(espace, extrait, request.user):
        messages.success(request, f"La lecture de « {extrait.nom} » est arrêtée.")
    return redirect("depenses:accueil", espace.siren)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def recalculer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Draw the figures again: the lists or the store may have changed."""
    services.ask_calcul(espace)
    return redirect("depenses:accueil", espace.siren)


def _show(
    request: HttpRequest, espace: Espace, depenses: services.Depenses, form: FormDepot
) -> HttpResponse:
    chemin = depenses.preuve
    annees = count_annees(chemin) if chemin else {}
    contexte = {
        **services.make_cadre_depenses(request, espace),
        "depenses": depenses,
        "fichiers": [
            (e, _tell_etat(e), annees.get(str(e.cle), {}), _tell_autres(e))
            for e in depenses.extraits
        ],
        "totaux": [depenses.total(annee) for annee in depenses.annees],
        "a_venir": [annee for annee in depenses.annees if annee > timezone.localdate().year],
        "form": form,
        "table": read_provenance(),
    }
    return render(request, "depenses/accueil.html", contexte)


def _deposit(request: HttpRequest, espace: Espace, form: FormDepot) -> int:
    recus = 0
    for upload in form.cleaned_data["fichiers"]:
        try:
            envoi = fichiers.examine(upload, formats.TABLEURS)
            keep_extrait(espace, envoi, form.cleaned_data["annee"], auteur_of(request))
        except formats.ErreurFichier as erreur:
            form.add_error("fichiers", str(erreur))
        else:
            recus += 1
    return recus


def _tell_etat(extrait: models.Extrait) -> str:
    if extrait.etat == models.EtatExtrait.EN_COURS and extrait.lignes_lues:
        return f"En cours : {pluriel(extrait.lignes_lues, 'ligne lue', 'lignes lues')}"
    if extrait.etat == models.EtatExtrait.LU:
        return f"Lu : {pluriel(extrait.lignes_lues, 'ligne')}"
    return extrait.get_etat_display()


def _tell_autres(extrait: models.Extrait) -> str:
    if not extrait.compte_rendu:
        return ""
    ignorees = services.read_compte_rendu(extrait.compte_rendu).feuilles_ignorees
    return f"Feuilles sans tableau de dépenses : {', '.join(ignorees)}." if ignorees else ""


# --- Erasing a file, a year, or everything ---


@exige_espace(Operation.MODIFIER_DEPENSES)
@shows("depenses/effacer.html", envoi=True)
def effacer(request: HttpRequest, espace: Espace) -> Rendu:
    depenses = services.read_depenses(espace)
    choix = request.POST if request.method == "POST" else request.GET
    quoi = _read_quoi(espace, depenses, choix.get("fichier", ""), choix.get("annee", ""))
    if request.method == "POST" and choix.get("confirme") == "oui":
        _erase(request, espace, quoi[1])
        return redirect("depenses:accueil", espace.siren)
    return {
        **services.make_cadre_depenses(request, espace, "Effacer"),
        "depenses": depenses,
        "quoi": quoi,
        "oubli": request.method == "POST",
    }


def _read_quoi(
    espace: Espace, depenses: services.Depenses, fichier: str, annee: str
) -> tuple[str, models.Extrait | int | None]:
    for extrait in depenses.extraits:
        if fichier and str(extrait.cle) == fichier:
            return "fichier", extrait
    if fichier:
        raise Http404
    if annee:
        if not annee.isascii() or not annee.isdigit() or int(annee) not in depenses.annees:
            raise Http404
        return "annee", int(annee)
    return "tout", None


def _erase(request: HttpRequest, espace: Espace, objet: models.Extrait | int | None) -> None:
    if isinstance(objet, models.Extrait):
        erase_extrait(espace, objet, auteur_of(request))
        messages.success(request, f"« {objet.nom} » et ses lignes sont effacés.")
    elif objet is not None:
        erase_annee(espace, objet, auteur_of(request))
        messages.success(request, f"Les lignes de {objet} sont effacées.")
    else:
        erase_tout(espace, auteur_of(request))
        messages.success(request, "Toutes les dépenses de cet espace sont effacées.")
