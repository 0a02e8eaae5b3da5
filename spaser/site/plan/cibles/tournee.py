"""« La tournée »: each pilot is asked by a link for what is hers; answers are proposals to take."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from spaser.documents.francais import format_date, pluriel
from spaser.documents.publication import write_valeur, write_valeur_saisie
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import NatureValeur
from spaser.regles.plan import TITRE_MAX, EtatAction
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.espace import discussions
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.plan_lu import ActionLue
from spaser.site.plan.actions.services import list_actions, save_action
from spaser.site.plan.cibles.forms import ChampValeur, check_valeur
from spaser.site.plan.cibles.lignes import Vise
from spaser.site.plan.cibles.services import note_valeurs
from spaser.site.plan.cibles.views import make_contexte_collecte
from spaser.site.plan.grille.tableau import IndicateurGrille
from spaser.site.plan.models import cibles
from spaser.site.plan.models.actions import Action
from spaser.site.socle.champs import ask_de
from spaser.site.socle.courriels.envoi import compose_avis, courriel
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.formulaires import FormLibre, ask_ligne
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.versions import make_demande, read_envoi
from spaser.site.socle.vues import Rendu, shows

# --- What a pilot is asked: an action, or an indicator, with what is known of it ---


@dataclass(frozen=True)
class LignePilote:
    """A line of a sheet: an action, or an indicator (`suivie`) last known by `derniere`.

    `connue` says what is known, `lue` changes when that does, `dite` what she answered, if she did.
    """

    reponse: cibles.ReponseFiche
    chose: Any
    nom: str
    lue: int
    connue: str
    dite: str
    suivie: Vise | None = None
    derniere: cibles.Valeur | None = None

    @property
    def se_heurte(self) -> bool:
        """Say whether something changed since she was shown it."""
        return self.reponse.lue != self.lue

    @property
    def champs(self) -> dict[str, Any]:
        """Return what she may change, as it is known."""
        if self.suivie:
            tenue = self.derniere if self.lue else None
            return {"valeur": tenue and tenue.valeur, "source": tenue.source if tenue else ""}
        saisi = {} if self.chose.etapes.all() else {"saisi": self.chose.saisi}  # steps tell it
        return {"etat": self.chose.etat, **saisi, "obstacles": self.chose.obstacles}


def _read_action(une: cibles.ReponseFiche, action: Action) -> LignePilote:
    lue = ActionLue(action, timezone.localdate())
    connue = ", ".join(filter(None, (lue.etat.libelle, lue.avance, action.obstacles)))
    pourcent = "" if une.saisi is None else f"{une.saisi}\u202f%"
    dite = ", ".join(filter(None, (une.get_etat_display(), pourcent, une.obstacles)))
    return LignePilote(une, action, action.titre, action.version, connue, _tell(une, dite))


def _read_suivie(
    une: cibles.ReponseFiche, visee: cibles.IndicateurSuivi, annee: int
) -> LignePilote:
    suivie = Vise(IndicateurGrille(cle=str(visee.cle), code=visee.code, ligne=visee.ligne), visee)
    derniere = max(visee.valeurs.all(), key=lambda valeur: valeur.annee, default=None)
    connue = f"{derniere.texte} en {derniere.annee}" if derniere else "Aucune valeur connue"
    nombre = "" if une.valeur is None else write_valeur(une.valeur, suivie.unite)
    dite = _tell(une, " – ".join(filter(None, (nombre, une.source))))
    lue = derniere.pk if derniere and derniere.annee == annee else 0
    return LignePilote(une, visee, suivie.nom, lue, connue, dite, suivie, derniere)


def _tell(une: cibles.ReponseFiche, dite: str) -> str:
    """Say what a pilot answered, and why it was set aside; nothing before she did."""
    ecartee = f"mise de côté : {une.raison}" if une.raison else ""
    return " ; ".join(filter(None, ("rien de changé" if une.inchange else dite, ecartee)))


def list_lignes_pilotes(
    collecte: cibles.Collecte, fiches: Iterable[cibles.FicheCollecte]
) -> Iterator[LignePilote]:
    """Yield the lines that sheets of a campaign ask for; what is gone is left out."""
    espace = collecte.espace
    actions = {str(une.pk): une for une in list_actions(espace).prefetch_related("etapes")}
    notees = cibles.Valeur.objects.en_vigueur().filter(annee__lte=collecte.annee)
    connues = Prefetch("valeurs", notees.select_related("indicateur"))
    visees = espace.indicateurs_suivis.select_related("ligne").prefetch_related(connues)
    suivies = {str(visee.cle): visee for visee in visees}
    for fiche in fiches:
        dites = {une.sur: une for une in fiche.reponses.all()}
        for sur in map(str, (*fiche.actions, *fiche.indicateurs)):
            une = dites.get(sur) or cibles.ReponseFiche(fiche=fiche, sur=sur)
            if sur in actions:
                yield _read_action(une, actions[sur])
            elif sur in suivies:
                yield _read_suivie(une, suivies[sur], collecte.annee)


# --- Asks every pilot, reminds, receives ---


SURSIS: Final = timedelta(days=14)
_SANS_FIN: Final = timedelta(days=90)  # of a link, where no last day was said
ENVOIS_PAR_HEURE: Final = 20
TOURNEE: Final = discussions.make_page_demande(
    "plan:tournee", "Tournée", Operation.ARRETER_INDICATEURS, cibles.FicheCollecte
)


@transaction.atomic
def ask_tournee(collecte: cibles.Collecte, adresses: Mapping[str, str], auteur: Utilisateur) -> int:
    """Write to each pilot who was not yet asked and can be; return how many were."""
    espace, demandees = collecte.espace, 0
    espace.hold()
    duree = collecte.echeance - timezone.localdate() + SURSIS if collecte.echeance else _SANS_FIN
    for fiche in list_a_demander(collecte):
        fiche.courriel = adresses.get(str(fiche.pk)) or fiche.courriel
        if fiche.a_qui:
            pour = fiche.referent[:120]
            fiche.lien = discussions.make_partage(TOURNEE, espace, pour, duree, auteur)
            fiche.envoyee_le = timezone.now()
            fiche.save()
            record("cibles.envoi", auteur=auteur, objet=fiche, espace=espace)
            tell_pilote(fiche.a_qui, fiche, rappel=False)
            demandees += 1
    return demandees


def list_a_demander(collecte: cibles.Collecte) -> list[cibles.FicheCollecte]:
    """Return the sheets that nobody was asked by a link, and that did not come back."""
    restees = collecte.fiches.filter(lien=None, recue_le=None)
    return list(restees.select_related("membre", "collecte__espace"))


@courriel(discussions.make_avis_lien("Tournée des pilotes", Sujet.ECHEANCES))
def tell_pilote(demande: cibles.FicheCollecte, rappel: bool) -> Contexte:  # noqa: FBT001 - kept by its name
    annee, espace, echeance = demande.collecte.annee, demande.collecte.espace, demande.echeance
    nombre = pluriel(len(demande.actions) + len(demande.indicateurs), "ligne")
    quand = f" Réponse attendue le {format_date(echeance)}." if echeance else ""
    lignes = [
        f"{espace.nom} fait le point de {annee} sur ses achats responsables.",
        f"Pour {demande.referent} : {nombre} à confirmer ou à changer.",
        f"Une page, sans compte, deux minutes sur un téléphone.{quand}",
        espace.mention,
    ]
    objet = f"{'Rappel : votre' if rappel else 'Votre'} point {annee} pour {espace.nom}"
    return compose_avis(objet, lignes, (TOURNEE.path_of(demande), "Répondre"))


@transaction.atomic
def receive_tournee(fiche: cibles.FicheCollecte, formes: Iterable["FormLigne"]) -> None:
    """Keep what a pilot says, in place of what she said before."""
    cibles.FicheCollecte.objects.filter(pk=fiche.pk).update(repondue_le=timezone.now())
    for forme in formes:
        dits = forme.read()
        fiche.reponses.update_or_create(sur=forme.ligne.reponse.sur, defaults=dits)
    record("cibles.reponse", auteur=None, objet=fiche, espace=fiche.collecte.espace)


# --- Answers wait; the one who leads takes them, or sets them aside ---


def list_recues(collecte: cibles.Collecte) -> list[LignePilote]:
    """Return the answers that wait for a decision, those that meet a change first."""
    fiches = collecte.fiches.exclude(repondue_le=None).prefetch_related("reponses")
    lignes = list_lignes_pilotes(collecte, fiches)
    recues = [li for li in lignes if li.reponse.pk and not li.reponse.decision]
    return sorted(recues, key=lambda recue: not recue.se_heurte)


@transaction.atomic
def decide_recues(
    collecte: cibles.Collecte, formes: Mapping[int, "FormDecision"], auteur: Utilisateur
) -> Counter[str]:
    """Take or set aside answers, by their number; count those done, and those left.

    One that was decided meanwhile, or whose line changed since it was read, is left as it is.
    """
    collecte.espace.hold()
    comptes: Counter[str] = Counter()
    valeurs = []
    recues = {recue.reponse.pk: recue for recue in list_recues(collecte)}
    for pk, forme in formes.items():
        recue, decision = recues.get(pk), forme.decision
        if decision and (recue is None or forme.cleaned_data["vue"] != recue.lue):
            decision, recue = "laissee", None
        comptes[decision] += 1
        if recue is None or not decision:
            continue
        une = recue.reponse
        if decision == cibles.PRISE and recue.suivie:
            valeurs.append((recue.suivie, _make_valeur(une, collecte.annee)))
        elif decision == cibles.PRISE:
            save_action(recue.chose, _list_champs(une), auteur)
        une.decision, une.raison = decision, forme.cleaned_data["raison"]
        une.save()
    if valeurs:
        note_valeurs(collecte.espace, valeurs, auteur, "cibles.retour")
    record("cibles.decision", auteur=auteur, objet=collecte, espace=collecte.espace)
    return comptes


def _make_valeur(une: cibles.ReponseFiche, annee: int) -> cibles.Valeur:
    return cibles.Valeur(
        annee=annee, valeur=une.valeur, source=une.source, fiche=une.fiche,
        nature=NatureValeur.COLLECTEE.value, fournie_par=une.fiche.referent,
    )  # fmt: skip


def _list_champs(une: cibles.ReponseFiche) -> dict[str, Any]:
    """Return what an action takes: one that is given up says why."""
    abandon = une.etat == EtatAction.ABANDONNEE
    motif = {"motif": une.obstacles[:TITRE_MAX]} if abandon else {}
    saisi = {} if une.saisi is None else {"saisi": une.saisi}
    return {"etat": une.etat, "obstacles": une.obstacles} | saisi | motif


# --- The forms: an address for each pilot, a line of a pilot, what is decided of an answer ---


PARTOUT: Final = "partout"  # nothing changed, where she says nothing else


class FormLigne(FormLibre):
    """A line of a pilot, as it is known; « rien de changé » wins over the rest."""

    lue = forms.IntegerField(widget=forms.HiddenInput)
    inchange = forms.BooleanField(label="Rien de changé", required=False)
    etat = ask_de(Action, "etat")
    saisi = ask_de(Action, "saisi")
    obstacles = ask_de(Action, "obstacles")
    valeur = ChampValeur(label="Valeur", required=False)
    source = ask_de(cibles.Valeur, "source")

    def __init__(self, data: QueryDict | None, ligne: LignePilote) -> None:
        self.ligne, connus, suivie = ligne, ligne.champs, ligne.suivie
        prefixe = f"{'indicateur' if suivie else 'action'}-{ligne.chose.pk}"
        super().__init__(data, prefix=prefixe, initial={"lue": ligne.lue, **connus})
        nouvelle = suivie and not ligne.derniere
        for nom in self.fields.keys() - {"lue", "inchange", *connus}:
            del self.fields[nom]
        if nouvelle:
            del self.fields["inchange"]
        if suivie:
            unite = f" ({suivie.unite})" if suivie.unite else ""
            self.fields["valeur"].label = f"Valeur{unite}"
            self.initial["valeur"] = write_valeur_saisie(connus["valeur"], suivie.unite)
        self.partout = data is not None and PARTOUT in data and not nouvelle

    @property
    def change(self) -> bool:
        """Say whether she says something of it."""
        return bool({*self.changed_data} - {"lue"})

    def clean_valeur(self) -> Any:  # noqa: ANN401 - a number or none
        suivie = cast("Vise", self.ligne.suivie)  # asked of an indicator alone
        return check_valeur(self.cleaned_data["valeur"], suivie)

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if lus.get("inchange"):
            return lus
        if lus.get("etat") == EtatAction.ABANDONNEE and not lus.get("obstacles"):
            self.add_error("obstacles", "Dites en une phrase pourquoi elle est abandonnée.")
        if {"valeur", "source"} & {*self.changed_data} and lus.get("valeur", 0) is None:
            self.add_error("valeur", "Écrivez la valeur.")
        return lus

    def read(self) -> dict[str, Any]:
        """Return what is kept; what leaves all as it was is decided already."""
        derniere, lus = self.ligne.derniere, self.cleaned_data
        inchange = bool(lus.get("inchange")) or not self.change
        dits = lus | {"inchange": inchange, "decision": "", "raison": ""}
        if inchange and derniere and not self.ligne.lue:
            depuis = f"Inchangée depuis {derniere.annee}"
            dits |= {"valeur": derniere.valeur, "source": depuis}
        elif inchange:
            dits["decision"] = cibles.PRISE
        return dits | {"recue_le": timezone.now()}


class FormDecision(FormLibre):
    """What is done of an answer: set aside as soon as a reason is given, else taken, or later."""

    prise = forms.BooleanField(label="Prendre", required=False)
    raison = ask_ligne("Ou écarter, parce que", TITRE_MAX)
    vue = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, recue: LignePilote) -> None:
        depart = {"prise": not recue.se_heurte, "vue": recue.lue}
        super().__init__(data, prefix=str(recue.reponse.pk), initial=depart)

    @property
    def decision(self) -> str:
        if self.cleaned_data["raison"]:
            return cibles.ECARTEE
        return cibles.PRISE if self.cleaned_data["prise"] else ""


class FormAdresses(FormLibre):
    """Where to write to those who are not members; without an address, one is not asked."""

    def __init__(self, data: QueryDict | None, fiches: Iterable[cibles.FicheCollecte]) -> None:
        super().__init__(data)
        for fiche in fiches:
            if not isinstance(fiche.a_qui, Utilisateur):
                champ = ask_de(cibles.FicheCollecte, "courriel")
                champ.label, champ.required = f"Adresse de {fiche.referent}", False
                self.fields[str(fiche.pk)] = champ


# --- The page of a pilot, by her link ---


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def pilote(request: HttpRequest, jeton: str) -> HttpResponse:
    fiche = TOURNEE.find(jeton, discussions.list_demandees(cibles.FicheCollecte))
    if fiche is None or fiche.lien is None:
        return discussions.answer_ferme(request)
    envoye, faute = read_envoi(request), ""
    formes = [FormLigne(envoye, li) for li in list_lignes_pilotes(fiche.collecte, [fiche])]
    if envoye is None:
        discussions.note_lecture(fiche.lien, timezone.now())
    elif all(forme.is_valid() for forme in formes):
        check_limite("cibles.tournee", str(fiche.pk), ENVOIS_PAR_HEURE, timedelta(hours=1))
        if dites := [forme for forme in formes if forme.change or forme.partout]:
            receive_tournee(fiche, dites)
            messages.success(request, "C’est reçu, merci. Vous pouvez encore corriger ici.")
            return discussions.seal_page(redirect(request.path))
        faute = "Cochez « Rien de changé » ou dites ce qui change, sur une ligne au moins."
    contexte = {"fiche": fiche, "espace": fiche.collecte.espace, "formes": formes, "faute": faute}
    return discussions.seal_page(render(request, "cibles/collecte/pilote.html", contexte))


# --- The gestures of the one who leads ---


def _get_collecte(espace: Espace, annee: int) -> cibles.Collecte:
    collectes = cibles.Collecte.objects.filter(espace=espace).select_related("espace")
    return get_object_or_404(collectes, annee=annee)


def _contexte(
    request: HttpRequest, collecte: cibles.Collecte, ici: str, **encore: Any
) -> dict[str, Any]:
    espace, annee = collecte.espace, str(collecte.annee)
    page = (annee, reverse("cibles:collecte", args=[espace.siren, annee]))
    return make_contexte_collecte(request, espace, page, (ici, None), collecte=collecte, **encore)


@exige_espace(Operation.ARRETER_INDICATEURS)
@shows("commun/demander.html", envoi=True)
def demander_tournee(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    """Ask every pilot at once: addresses are typed for those who are not members."""
    if espace.est_essai:
        raise PermissionDenied
    collecte = _get_collecte(espace, annee)
    form = FormAdresses(read_envoi(request), list_a_demander(collecte))
    if form.is_valid():
        demandees = ask_tournee(collecte, form.cleaned_data, auteur_of(request))
        messages.success(request, f"{pluriel(demandees, 'pilote')} : la demande est partie.")
        return redirect("cibles:collecte", espace.siren, annee)
    contexte = _contexte(request, collecte, "Demander à tous")
    retour = reverse("cibles:collecte", args=[espace.siren, annee])
    return contexte | make_demande(form, "Demander à tous par un lien", "Envoyer", retour)


@exige_espace(Operation.ARRETER_INDICATEURS)
@require_POST
def relancer_pilotes(request: RequeteConnectee, espace: Espace, annee: int) -> HttpResponse:
    """Remind one pilot, or all those who did not answer."""
    fiches = discussions.list_demandees(cibles.FicheCollecte)
    fiches = fiches.filter(collecte=_get_collecte(espace, annee))
    if (seule := request.POST.get("fiche", "")).isdecimal():
        fiches = fiches.filter(pk=int(seule))
    faits = sum(discussions.remind(une, une.relances + 1, tell_pilote) for une in fiches)
    rien = "Deux rappels au plus, et seulement à qui n’a pas répondu."
    messages.info(request, f"{pluriel(faits, 'rappel')} : c’est parti." if faits else rien)
    return redirect("cibles:collecte", espace.siren, annee)


@exige_espace(Operation.ARRETER_INDICATEURS)
@shows("cibles/collecte/reponses.html", envoi=True)
def reponses_tournee(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    """Read the answers beside what is known, and decide in one gesture."""
    collecte, envoye = _get_collecte(espace, annee), read_envoi(request)
    rangs = [(recue, FormDecision(envoye, recue)) for recue in list_recues(collecte)]
    if envoye is not None and all(forme.is_valid() for _, forme in rangs):
        formes = {recue.reponse.pk: forme for recue, forme in rangs}
        comptes = decide_recues(collecte, formes, auteur_of(request))
        prises, ecartees = comptes[cibles.PRISE], comptes[cibles.ECARTEE]
        messages.success(request, f"Réponses prises : {prises} ; mises de côté : {ecartees}.")
        if comptes["laissee"]:
            messages.warning(request, "Des lignes ont changé pendant ce temps : relisez-les.")
        suite = "cibles:reponses" if list_recues(collecte) else "cibles:collecte"
        return redirect(suite, espace.siren, annee)
    return _contexte(request, collecte, "Réponses", rangs=rangs)
