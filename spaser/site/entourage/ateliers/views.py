"""The pages of whoever leads a workshop: prepared, driven from a phone, shown, taken away."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.classeur import FormatClasseur
from spaser.documents.document import Document
from spaser.documents.francais import pluriel
from spaser.documents.rendus import Forme
from spaser.regles.ateliers import (
    LIGNES_MAX,
    PERSONNES_MAX,
    GabaritAtelier,
    Papier,
    find_gabarit,
    load_gabarits,
)
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.entourage.ateliers import resultats, services
from spaser.site.entourage.ateliers.participation import reply_etat
from spaser.site.entourage.models.ateliers import (
    TITRE_MAX,
    Atelier,
    EtapeAtelier,
    EtatEtape,
)
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import Pas, exige_espace, fil_outil, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.formulaires import HORS_LISTE, FormLibre, ask_ligne, ask_texte, offer_choix
from spaser.site.socle.requetes import reply_classeur, reply_document
from spaser.site.socle.vues import Rendu, draw_qr, shows

_COCHEES: Final = 8  # lines that are ticked beforehand


def read_avancement_ateliers(espace: Espace) -> Avancement:
    """Say where workshops stand; one that is ready is the next act."""
    connus = list(services.list_ateliers(espace))
    if not connus:
        return Avancement(Stade.A_COMMENCER)
    pret = next((atelier for atelier in connus if not atelier.fini_le), None)
    if pret is None:
        return Avancement(Stade.FAIT)
    texte = "Le code est prêt : les votes se font au téléphone, ou sur papier."
    acte = Acte(f"Animer « {pret.titre} »", texte, pret.get_absolute_url(), "Ouvrir")
    return Avancement(Stade.EN_COURS, acte)


def _fil(request: HttpRequest, espace: Espace, atelier: Atelier | None, *suite: Pas) -> list[Pas]:
    if atelier:
        suite = ((atelier.titre, atelier.get_absolute_url() if suite else None), *suite)
    return fil_outil("Ateliers", "ateliers:liste", request, espace, *suite)


def _get(espace: Espace, pk: int) -> Atelier:
    ateliers = services.list_ateliers(espace).prefetch_related("etapes__lignes")
    return get_object_or_404(ateliers, pk=pk)


# --- Prepared ---


class FormAtelier(DsfrBaseForm):
    titre = ask_ligne("Titre", TITRE_MAX, "Donnez un titre : les participants le liront.")
    lignes = forms.MultipleChoiceField(required=False, error_messages=HORS_LISTE)
    autres = ask_texte("D’autres lignes", 4500, 3, aide="Une par ligne, s’il en manque.")

    def __init__(self, data: object, gabarit: GabaritAtelier, espace: Espace) -> None:
        self.gabarit, self.sources = gabarit, services.list_sources_atelier(espace, gabarit)
        self._noms = dict(ligne for _, lignes in self.sources for ligne in lignes)
        initial = {"titre": gabarit.titre, "lignes": list(self._noms)[:_COCHEES]}
        super().__init__(data, initial=initial)
        offer_choix(self, "lignes", list(self._noms.items()))
        if not gabarit.demande:
            del self.fields["autres"]

    def clean(self) -> dict[str, Any]:
        """Ask for a few lines: as many as people can read on a phone."""
        super().clean()
        nombre = len(self.read())
        if self.gabarit.demande and not 0 < nombre <= LIGNES_MAX:
            dit = f"Gardez de 1 à {LIGNES_MAX} lignes : {nombre} sont choisies."
            raise forms.ValidationError(dit)
        return self.cleaned_data

    def read(self) -> list[tuple[str, str]]:
        autres = self.cleaned_data.get("autres", "").splitlines()
        choisies = [(cible, self._noms[cible]) for cible in self.cleaned_data.get("lignes", ())]
        return choisies + [("", dite.strip()) for dite in autres if dite.strip()]


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/ateliers/liste.html")
def liste(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": _fil(request, espace, None),
        "ateliers": services.list_ateliers(espace),
        "gabarits": load_gabarits(),
        "animer": peut_dans(request, espace, Operation.ANIMER_ATELIER),
    }


@exige_espace(Operation.ANIMER_ATELIER)
@shows("entourage/ateliers/preparer.html", envoi=True)
def preparer_atelier(request: HttpRequest, espace: Espace, gabarit: str) -> Rendu:
    modele = find_gabarit(gabarit)
    if modele is None:
        raise Http404
    form = FormAtelier(request.POST if request.method == "POST" else None, modele, espace)
    if form.is_valid():
        titre, lignes = form.cleaned_data["titre"], form.read()
        pret = services.prepare_atelier(espace, gabarit, titre, lignes, auteur_of(request))
        messages.success(request, "L’atelier est prêt. Donnez le code, puis ouvrez l’étape.")
        return redirect(pret)
    return {
        "fil": _fil(request, espace, None, (modele.titre, None)),
        "form": form,
        "gabarit": modele,
        "cochees": form["lignes"].value() or (),
    }


# --- Driven, from a phone or not; shown to the room ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/ateliers/atelier.html")
def page_atelier(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    trouve = _get(espace, pk)
    return _describe(trouve) | {
        "fil": _fil(request, espace, trouve),
        "animer": peut_dans(request, espace, Operation.ANIMER_ATELIER),
        "lignes": [(e, e.presentes) for e in trouve.etapes.all()],
    }


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/ateliers/ecran.html")
def ecran(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    trouve = _get(espace, pk)
    decrit = _describe(trouve)
    etape = decrit["etape"]
    return decrit | {"resultat": resultats.read_resultat(etape) if etape else None}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def suivi(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return reply_etat(request, services.list_ateliers(espace).filter(pk=pk))


def _describe(trouve: Atelier) -> dict[str, Any]:
    """Return what the remote and the screen both show: how to come in, where the workshop is."""
    etape, etapes = services.find_courante(trouve), list(trouve.etapes.all())
    adresse = absolute_url(reverse("ateliers:participer", args=[trouve.code]))
    return {
        "atelier": trouve,
        "etapes": etapes,
        "etape": etape,
        "ouverte": etape and services.takes_votes(etape),
        "suivante": next((e for e in etapes if e.etat == EtatEtape.ATTEND), None),
        "reponses": services.count_votants(etape) if etape else 0,
        "presents": trouve.participants.count(),
        "hote": settings.ADRESSE.partition("://")[2],
        "adresse": adresse,
        "qr": draw_qr(adresse, "QR code pour rejoindre l’atelier", 8),
        "suivi": reverse("ateliers:suivi", args=[trouve.espace.siren, trouve.pk]),
    }


@exige_espace(Operation.ANIMER_ATELIER)
@require_POST
def geste(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Do what a button says: « ouvrir:12 », « terminer »."""
    trouve = _get(espace, pk)
    fait, _, numero = request.POST.get("geste", "").partition(":")
    if fait == "supprimer":
        services.delete_atelier(trouve, request.user)
        messages.success(request, f"« {trouve.titre} » est supprimé, avec ses votes.")
        return redirect("ateliers:liste", espace.siren)
    if fait == "proposer":
        nouvelles = resultats.propose_resultats(trouve, request.user)
        dit = pluriel(nouvelles, "nouvelle proposition", "nouvelles propositions")
        messages.success(request, f"{dit} : retenez celles que vous voulez, rien ne s’écrit seul.")
        return redirect("espace:propositions", espace.siren)
    services.drive(trouve, fait, int(numero) if numero.isdecimal() else 0, request.user)
    return redirect(f"{trouve.get_absolute_url()}#contenu")


@exige_espace(Operation.ANIMER_ATELIER)
@require_POST
def changer_ligne(request: RequeteConnectee, espace: Espace, pk: int, numero: int) -> HttpResponse:
    """Add a line to a step, or take one out."""
    etape = get_object_or_404(_get(espace, pk).etapes, pk=numero)
    retrait = request.POST.get("retrait", "")
    numero = int(retrait) if retrait.isdecimal() else 0
    services.change_ligne(etape, request.user, request.POST.get("ajout", ""), numero)
    return redirect("ateliers:atelier", espace.siren, pk)


# --- Paper: sheets to fill, counts to type ---


class FormComptes(FormLibre):
    """What was counted by hand at a step: sheets, then votes by line and level, or words."""

    bulletins = forms.IntegerField(label="Bulletins rendus", min_value=0, max_value=PERSONNES_MAX)

    def __init__(self, data: object, etape: EtapeAtelier) -> None:
        papier = etape.read_papier()
        super().__init__(data, initial={"bulletins": papier.bulletins})
        self._niveaux = etape.demande.niveaux
        self.lignes = etape.presentes
        for li in self.lignes:
            cle = str(li.pk)
            if not self._niveaux:
                mots = "\n".join(papier.mots.get(cle, ()))
                self.fields[cle] = ask_texte(li.libelle, 6000, 3, aide="Une réponse par ligne.")
                self.initial[cle] = mots
            for niveau, dit in self._niveaux.items():
                self.fields[f"{cle}-{niveau}"] = forms.IntegerField(
                    label=f"{li.libelle} : {dit}",
                    required=False,
                    min_value=0,
                    max_value=PERSONNES_MAX,
                    widget=forms.NumberInput(attrs={"class": "fr-input"}),
                )
                self.initial[f"{cle}-{niveau}"] = papier.nombres.get(cle, {}).get(niveau)

    @property
    def rangees(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for li in self.lignes:
            yield li.libelle, [self[f"{li.pk}-{niveau}"] for niveau in self._niveaux]

    def read(self) -> Papier:
        dits = self.cleaned_data
        nombres = {
            str(li.pk): {n: v for n in self._niveaux if (v := dits.get(f"{li.pk}-{n}"))}
            for li in self.lignes
        }
        mots = {str(li.pk): dits.get(str(li.pk), "").split("\n") for li in self.lignes}
        return Papier(
            bulletins=dits.get("bulletins") or 0,
            nombres={cle: dit for cle, dit in nombres.items() if dit},
            mots={c: [m.strip()[:200] for m in ms if m.strip()] for c, ms in mots.items()},
        )

    def clean(self) -> dict[str, Any]:
        """Refuse more answers to a line than there are sheets."""
        super().clean()
        papier = self.read()
        for li in self.lignes:
            cle = str(li.pk)
            comptes = sum(papier.nombres.get(cle, {}).values()) + len(papier.mots.get(cle, ()))
            if comptes > papier.bulletins:
                raise forms.ValidationError(
                    f"« {li.libelle} » : {comptes} réponses pour {papier.bulletins} bulletins. "
                    "Corrigez l’un des deux."
                )
        return self.cleaned_data


@exige_espace(Operation.ANIMER_ATELIER)
@shows("entourage/ateliers/papier.html", envoi=True)
def papier(request: HttpRequest, espace: Espace, pk: int, numero: int) -> Rendu:
    trouve = _get(espace, pk)
    etape = get_object_or_404(trouve.etapes, pk=numero)
    form = FormComptes(request.POST if request.method == "POST" else None, etape)
    if form.is_valid():
        services.save_papier(etape, form.read(), auteur_of(request))
        messages.success(request, "Ces votes sur papier sont comptés avec les autres.")
        return redirect(trouve)
    fil = _fil(request, espace, trouve, ("Votes sur papier", None))
    return {"fil": fil, "form": form, "etape": etape, "niveaux": etape.demande.niveaux.values()}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def bulletins(request: HttpRequest, espace: Espace, pk: int, extension: str) -> HttpResponse:
    return _reply(resultats.compose_bulletins(_get(espace, pk)), extension, f"bulletins-{pk}")


# --- Results: read, taken away ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/ateliers/resultats.html")
def resultats_atelier(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    trouve = _get(espace, pk)
    return {
        "fil": _fil(request, espace, trouve, ("Résultats", None)),
        "atelier": trouve,
        "origine": resultats.tell_atelier(trouve),
        "resultats": resultats.list_resultats(trouve),
        "cachees": [etape for etape in trouve.etapes.all() if not etape.est_montree],
        "animer": peut_dans(request, espace, Operation.ANIMER_ATELIER),
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def export_atelier(
    request: HttpRequest, espace: Espace, pk: int, classeur: FormatClasseur
) -> HttpResponse:
    trouve = _get(espace, pk)
    notice = make_notice(espace, trouve.titre, ("Participants", resultats.count_presents(trouve)))
    onglet = resultats.make_onglet_atelier(trouve)
    return reply_classeur([onglet], classeur, f"atelier-{pk}", notice)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def compte_rendu(request: HttpRequest, espace: Espace, pk: int, extension: str) -> HttpResponse:
    return _reply(resultats.compose_rapport(_get(espace, pk)), extension, f"compte-rendu-{pk}")


def _reply(document: Document, extension: str, nom: str) -> HttpResponse:
    if extension not in Forme:
        raise Http404
    return reply_document(document, Forme(extension), nom)
