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
from spaser.documents.francais import cut_titre, pluriel
from spaser.documents.rendus import Forme
from spaser.regles.ateliers import (
    LIGNES_MAX,
    MOT_MAX,
    PERSONNES_MAX,
    TITRE_MAX,
    EtapeAtelier,
    EtatEtape,
    GabaritAtelier,
    find_gabarit,
    load_gabarits,
)
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.entourage.ateliers import resultats, services
from spaser.site.entourage.ateliers.participation import answer_etat, describe_atelier
from spaser.site.entourage.models.ateliers import Atelier
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import Pas, exige_espace, fil_outil, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.formulaires import (
    HORS_LISTE,
    FormLibre,
    ask_ligne,
    ask_texte,
    let_wait,
    offer_choix,
)
from spaser.site.socle.requetes import reply_classeur, reply_document
from spaser.site.socle.vues import Rendu, draw_qr, shows

_COCHEES: Final = 8  # lines that are ticked beforehand
_TITRE_BOUTON: Final = 40


def read_avancement_ateliers(espace: Espace) -> Avancement:
    """Say where workshops stand; one that is ready is the next act."""
    connus = list(services.list_ateliers(espace))
    pret = next((atelier for atelier in connus if not atelier.fini_le), None)
    if pret is None:
        return Avancement(Stade.FAIT if connus else Stade.A_COMMENCER)
    texte = "Le code est prêt : les votes se font au téléphone, ou sur papier."
    acte = Acte(f"Animer « {pret.titre} »", texte, pret.get_absolute_url(), "Ouvrir")
    return Avancement(Stade.EN_COURS, acte)


def _fil(request: HttpRequest, espace: Espace, atelier: Atelier | None, *suite: Pas) -> list[Pas]:
    if atelier:
        suite = ((atelier.titre, atelier.get_absolute_url() if suite else None), *suite)
    return fil_outil("Ateliers", "ateliers:liste", request, espace, *suite)


def _get(espace: Espace, pk: int) -> Atelier:
    return get_object_or_404(services.list_ateliers(espace), pk=pk)


def _get_etape(espace: Espace, pk: int, rang: int) -> tuple[Atelier, EtapeAtelier]:
    atelier = _get(espace, pk)
    if etape := atelier.find_etape(rang):
        return atelier, etape
    raise Http404


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
        pret = services.prepare_atelier(espace, modele, titre, lignes, auteur_of(request))
        messages.success(request, "L’atelier est prêt. Donnez le code, puis ouvrez l’étape.")
        return redirect(pret)
    fil = _fil(request, espace, None, (modele.titre, None))
    return {"fil": fil, "form": form, "cochees": form["lignes"].value() or ()}


# --- Driven, from a phone or not; shown to the room ---


def _list_gestes(atelier: Atelier, presents: int) -> Iterator[tuple[str, str]]:
    """Return the buttons of the remote, the next step first: what each says, what it sends."""
    etape = atelier.courante
    if etape and etape.etat == EtatEtape.OUVERTE:
        yield "Clore", f"clore:{etape.rang}"
        yield "Une minute de plus", f"minute:{etape.rang}"
    elif etape and etape.etat == EtatEtape.CLOSE:
        yield "Montrer les résultats", f"montrer:{etape.rang}"
        if not atelier.fini_le:
            yield "Rouvrir", f"ouvrir:{etape.rang}"
    if atelier.fini_le:
        return
    if suivante := next((e for e in atelier.etapes if e.etat == EtatEtape.ATTEND), None):
        yield f"Ouvrir « {cut_titre(suivante.titre, _TITRE_BOUTON)} »", f"ouvrir:{suivante.rang}"
    if atelier.repetition:
        yield "Finir la répétition, tout effacer", "fin_repetition"
    elif presents:
        yield "Terminer l’atelier", "terminer"
    else:
        yield "Répéter avec dix personnes simulées", "repeter"


def _describe(atelier: Atelier) -> dict[str, Any]:
    """Return what the remote and the screen both show: how to come in, where the workshop is."""
    adresse = absolute_url(reverse("ateliers:participer", args=[atelier.code]))
    suivi = reverse("ateliers:suivi", args=[atelier.espace.siren, atelier.pk])
    return describe_atelier(atelier, suivi) | {
        "presents": atelier.participants.count(),
        "hote": settings.ADRESSE.partition("://")[2],
        "adresse": adresse,
        "qr": draw_qr(adresse, "QR code pour rejoindre l’atelier", 8),
    }


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/ateliers/atelier.html")
def page_atelier(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    trouve = _get(espace, pk)
    decrit = _describe(trouve)
    return decrit | {
        "fil": _fil(request, espace, trouve),
        "animer": peut_dans(request, espace, Operation.ANIMER_ATELIER),
        "gestes": _list_gestes(trouve, decrit["presents"]),
    }


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/ateliers/ecran.html")
def ecran(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    return _describe(_get(espace, pk))


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def suivi(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return answer_etat(request, services.list_ateliers(espace).filter(pk=pk))


@exige_espace(Operation.ANIMER_ATELIER)
@require_POST
def geste(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Do what a button says: « ouvrir:0 », « terminer »."""
    trouve = _get(espace, pk)
    fait, _, rang = request.POST.get("geste", "").partition(":")
    if fait == "supprimer":
        services.delete_atelier(trouve, request.user)
        messages.success(request, f"« {trouve.titre} » est supprimé, avec ses votes.")
        return redirect("ateliers:liste", espace.siren)
    if fait == "proposer":
        nouvelles = resultats.propose_resultats(trouve, request.user)
        dit = pluriel(nouvelles, "nouvelle proposition", "nouvelles propositions")
        messages.success(request, f"{dit} : retenez celles que vous voulez, rien ne s’écrit seul.")
        return redirect("espace:propositions", espace.siren)
    services.drive(trouve, fait, int(rang) if rang.isdecimal() else -1, request.user)
    return redirect(f"{trouve.get_absolute_url()}#contenu")


@exige_espace(Operation.ANIMER_ATELIER)
@require_POST
def changer_ligne(request: RequeteConnectee, espace: Espace, pk: int, numero: int) -> HttpResponse:
    """Add a line to a step, or take one out."""
    trouve, etape = _get_etape(espace, pk, numero)
    ajout = " ".join(request.POST.get("ajout", "").split())
    if etape.se_change:
        with services.change_etape(trouve, etape.rang, "ligne", request.user) as tenue:
            tenue.take_out(request.POST.get("retrait", ""))
            tenue.put_lignes([("", ajout)] if ajout else [])
    return redirect(trouve)


# --- Paper: sheets to fill, counts to type ---


class FormComptes(FormLibre):
    """What was counted by hand at a step: sheets, then votes by line and level, or words."""

    bulletins = forms.IntegerField(label="Bulletins rendus", min_value=0, max_value=PERSONNES_MAX)

    def __init__(self, data: object, etape: EtapeAtelier) -> None:
        super().__init__(data, initial={"bulletins": etape.feuilles})
        self.etape = etape
        for ligne in etape.presentes:
            dits = etape.papier.get(ligne.cle, [])
            for niveau, dit in etape.niveaux.items():
                champ = forms.IntegerField(required=False, min_value=0, max_value=PERSONNES_MAX)
                champ.label = f"{ligne.libelle} : {dit}"
                self._ask(f"{ligne.cle}-{niveau}", champ, dits.count(niveau) or None)
            if not etape.niveaux:
                mots = ask_texte(ligne.libelle, 6000, 3, aide="Une réponse par ligne.")
                self._ask(ligne.cle, mots, "\n".join(dits))

    def _ask(self, nom: str, champ: forms.Field, initial: object) -> None:
        self.fields[nom], self.initial[nom] = let_wait(champ), initial

    def read(self) -> dict[str, list[str]]:
        """Return what sheets say of each line, as many times as they do."""
        lus, papier = self.cleaned_data, dict[str, list[str]]()
        for ligne in self.etape.presentes:
            mots = lus.get(ligne.cle, "").splitlines()
            papier[ligne.cle] = [mot.strip()[:MOT_MAX] for mot in mots if mot.strip()]
            for niveau in self.etape.niveaux:
                papier[ligne.cle] += [niveau] * (lus.get(f"{ligne.cle}-{niveau}") or 0)
        return papier

    def clean(self) -> dict[str, Any]:
        """Refuse more answers to a line than there are sheets."""
        super().clean()
        papier, rendus = self.read(), self.cleaned_data.get("bulletins") or 0
        for ligne in self.etape.presentes:
            if (dits := len(papier[ligne.cle])) > rendus:
                comptes = f"{dits} réponses pour {rendus} bulletins"
                dit = f"« {ligne.libelle} » : {comptes}. Corrigez l’un des deux."
                raise forms.ValidationError(dit)
        return self.cleaned_data


@exige_espace(Operation.ANIMER_ATELIER)
@shows("entourage/ateliers/papier.html", envoi=True)
def papier(request: HttpRequest, espace: Espace, pk: int, numero: int) -> Rendu:
    trouve, etape = _get_etape(espace, pk, numero)
    form = FormComptes(request.POST if request.method == "POST" else None, etape)
    if form.is_valid():
        with services.change_etape(trouve, etape.rang, "papier", auteur_of(request)) as tenue:
            tenue.feuilles, tenue.papier = form.cleaned_data["bulletins"], form.read()
        messages.success(request, "Ces votes sur papier sont comptés avec les autres.")
        return redirect(trouve)
    fil = _fil(request, espace, trouve, ("Votes sur papier", None))
    retour = trouve.get_absolute_url()
    return {"fil": fil, "form": form, "bouton": "Compter ces votes", "retour": retour}


# --- Results: read, taken away ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/ateliers/resultats.html")
def resultats_atelier(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    trouve = _get(espace, pk)
    return {
        "fil": _fil(request, espace, trouve, ("Résultats", None)),
        "atelier": trouve,
        "origine": resultats.tell_atelier(trouve),
        "resultats": resultats.draw_resultats(trouve),
        "classeurs": list(FormatClasseur),
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
def document_atelier(
    request: HttpRequest, espace: Espace, pk: int, nom: str, extension: str
) -> HttpResponse:
    """Return the report of a workshop, or its sheets: see `resultats.DOCUMENTS`."""
    if nom not in resultats.DOCUMENTS or extension not in Forme:
        raise Http404
    document = resultats.DOCUMENTS[nom](_get(espace, pk))
    return reply_document(document, Forme(extension), f"{nom}-{pk}")
