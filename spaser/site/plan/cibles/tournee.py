"""« La tournée »: each pilot is asked by a link for what is hers; answers are proposals to take."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
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
from spaser.site.plan.cibles import services
from spaser.site.plan.cibles.forms import ChampValeur, check_valeur
from spaser.site.plan.cibles.lignes import Vise
from spaser.site.plan.cibles.views import make_contexte_collecte
from spaser.site.plan.grille.tableau import IndicateurGrille
from spaser.site.plan.models import cibles
from spaser.site.plan.models.actions import Action
from spaser.site.socle.champs import ask_de
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.formulaires import FormLibre, ask_choix, ask_ligne
from spaser.site.socle.jetons import SignedPage
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.versions import make_demande, read_envoi
from spaser.site.socle.vues import Rendu, shows

# --- What a pilot is asked: an action, or an indicator, with what is known of it ---


@dataclass(frozen=True)
class LignePilote:
    """An action that somebody leads, or an indicator (`vise`) whose last known value is `derniere`.

    `lue` changes when what is known does; `connue` says it, as it is of the year.
    """

    chose: Any
    nom: str
    lue: int
    connue: str
    vise: Vise | None = None
    derniere: cibles.Valeur | None = None

    @property
    def genre(self) -> str:
        return "indicateur" if self.vise else "action"

    @property
    def cle(self) -> tuple[str, int]:
        return self.genre, self.chose.pk


def _read_action(action: Action) -> LignePilote:
    lue = ActionLue(action, timezone.localdate())
    connue = ", ".join(filter(None, (lue.etat.libelle, lue.avance, action.obstacles)))
    return LignePilote(action, action.titre, action.version, connue)


def _read_indicateur(
    visee: cibles.IndicateurSuivi, annee: int, valeurs: Mapping[int, cibles.Valeur]
) -> LignePilote:
    vise = Vise(IndicateurGrille(cle=str(visee.cle), code=visee.code, ligne=visee.ligne), visee)
    derniere = valeurs[max(valeurs)] if valeurs else None
    connue = f"{derniere.texte} en {derniere.annee}" if derniere else "Aucune valeur connue"
    tenue = valeurs.get(annee)
    return LignePilote(visee, vise.nom, tenue.pk if tenue else 0, connue, vise, derniere)


def list_lignes_pilotes(fiches: Sequence[cibles.FicheCollecte]) -> dict[int, list[LignePilote]]:
    """Return the lines that sheets of one campaign ask for, by sheet; what is gone is left out."""
    if not fiches:
        return {}
    collecte = fiches[0].collecte
    voulues = [pk for fiche in fiches for pk in fiche.actions]
    lignes: dict[Any, LignePilote] = {
        une.pk: _read_action(une) for une in list_actions(collecte.espace).filter(pk__in=voulues)
    }
    cles = [cle for fiche in fiches for cle in fiche.indicateurs]
    visees = cibles.IndicateurSuivi.objects.filter(espace=collecte.espace, cle__in=cles)
    valeurs: dict[int, dict[int, cibles.Valeur]] = defaultdict(dict)
    notees = cibles.Valeur.objects.en_vigueur().filter(indicateur__in=visees)
    for une in notees.filter(annee__lte=collecte.annee).select_related("indicateur"):
        valeurs[une.indicateur_id][une.annee] = une
    for visee in visees.select_related("ligne"):
        lignes[str(visee.cle)] = _read_indicateur(visee, collecte.annee, valeurs[visee.pk])
    siennes = {fiche.pk: (*fiche.actions, *fiche.indicateurs) for fiche in fiches}
    return {pk: [lignes[cle] for cle in c if cle in lignes] for pk, c in siennes.items()}


# --- Asks every pilot, reminds, receives ---


SURSIS: Final = timedelta(days=14)
_SANS_FIN: Final = timedelta(days=90)  # of a link, where no last day was said
ENVOIS_PAR_HEURE: Final = 20
_HEURE: Final = timedelta(hours=1)


def list_fiches_ouvertes() -> QuerySet[cibles.FicheCollecte]:
    """Return the sheets whose link opens; those of a trial do not."""
    ouvertes = cibles.FicheCollecte.objects.filter(lien__in=discussions.list_partages(TOURNEE))
    lues = ouvertes.filter(collecte__espace__organisation__isnull=False)
    return lues.select_related("lien", "membre", "collecte__espace__organisation")


TOURNEE: Final = SignedPage(
    "plan:tournee", "Tournée", Operation.ARRETER_INDICATEURS, list_fiches_ouvertes, str
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


def remind_pilote(fiche: cibles.FicheCollecte) -> None:
    tell_pilote(fiche.a_qui, fiche, rappel=True)


_AVIS: Final = make_avis(
    "Tournée des pilotes",
    sujet=Sujet.ECHEANCES,
    seul=True,
    arret=lambda fiche, **_: "" if fiche.attend else "Elle a répondu.",
    espace=lambda fiche, **_: fiche.collecte.espace_id,
)


@courriel(_AVIS)
def tell_pilote(fiche: cibles.FicheCollecte, rappel: bool) -> Contexte:  # noqa: FBT001 - kept by its name
    annee, espace = fiche.collecte.annee, fiche.collecte.espace
    nombre = pluriel(len(fiche.actions) + len(fiche.indicateurs), "ligne")
    quand = f" Réponse attendue le {format_date(fiche.echeance)}." if fiche.echeance else ""
    lignes = [
        f"{espace.nom} fait le point de {annee} sur ses achats responsables.",
        f"Pour {fiche.referent} : {nombre} à confirmer ou à changer.",
        f"Une page, sans compte, deux minutes sur un téléphone.{quand}",
        espace.mention,
    ]
    return compose_avis(
        f"{'Rappel : votre' if rappel else 'Votre'} point {annee} pour {espace.nom}",
        lignes,
        (TOURNEE.path_of(fiche), "Répondre"),
    )


@transaction.atomic
def receive_tournee(fiche: cibles.FicheCollecte, formes: Iterable["FormLigne"]) -> None:
    """Keep what a pilot says, in place of what she said before."""
    tenue = cibles.FicheCollecte.objects.select_for_update().get(pk=fiche.pk)
    for forme in formes:
        cles = {"fiche": tenue, forme.ligne.genre: forme.ligne.chose}
        cibles.ReponseFiche.objects.update_or_create(**cles, defaults=forme.read())
    tenue.repondue_le = timezone.now()
    tenue.save()
    record("cibles.reponse", auteur=None, objet=tenue, espace=fiche.collecte.espace)


# --- Answers wait; the one who leads takes them, or sets them aside ---


@dataclass(frozen=True)
class ReponseRecue:
    """An answer, beside what is known of its line."""

    reponse: cibles.ReponseFiche
    ligne: LignePilote

    @property
    def se_heurte(self) -> bool:
        """Say whether something changed since she was shown it."""
        return self.reponse.lue != self.ligne.lue

    @property
    def dite(self) -> str:
        une, valeur = self.reponse, self.reponse.valeur
        if self.ligne.vise:
            nombre = "" if valeur is None else write_valeur(valeur, self.ligne.vise.unite)
            return " – ".join(filter(None, (nombre, une.source)))
        pourcent = "" if une.saisi is None else f"{une.saisi}\u202f%"
        return ", ".join(filter(None, (une.get_etat_display(), pourcent, une.obstacles)))


def _tell_recue(une: cibles.ReponseFiche | None, ligne: LignePilote) -> str:
    """Say what a pilot answered of a line; nothing before she did."""
    if une is None:
        return ""
    return "rien de changé" if une.inchange else ReponseRecue(une, ligne).dite


def list_recues(collecte: cibles.Collecte) -> list[ReponseRecue]:
    """Return the answers that wait for a decision, those that meet a change first."""
    pendantes = cibles.ReponseFiche.objects.filter(fiche__collecte=collecte, decision="")
    lues = list(pendantes.select_related("fiche__collecte__espace", "fiche__membre"))
    fiches = list({une.fiche_id: une.fiche for une in lues}.values())
    lignes = {li.cle: li for siennes in list_lignes_pilotes(fiches).values() for li in siennes}
    recues = [ReponseRecue(une, lignes[une.sur]) for une in lues if une.sur in lignes]
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
        recue, dits = recues.get(pk), forme.cleaned_data
        if not dits["decision"]:
            continue
        if recue is None or dits["vue"] != recue.ligne.lue:
            comptes["laissees"] += 1
            continue
        une, prise = recue.reponse, dits["decision"] == cibles.PRISE
        if prise and recue.ligne.vise:
            valeurs.append((recue.ligne.vise, _make_valeur(une)))
        elif prise:
            save_action(recue.ligne.chose, _list_champs(une), auteur)
        une.decision, une.raison = dits["decision"], dits["raison"]
        une.decidee_le, une.decidee_par = timezone.now(), auteur
        une.save()
        comptes[une.decision] += 1
    if valeurs:
        services.note_valeurs(collecte.espace, valeurs, auteur, "cibles.retour")
    record("cibles.decision", auteur=auteur, objet=collecte, espace=collecte.espace)
    return comptes


def _make_valeur(une: cibles.ReponseFiche) -> cibles.Valeur:
    return cibles.Valeur(
        annee=une.fiche.collecte.annee, valeur=une.valeur, source=une.source, fiche=une.fiche,
        nature=NatureValeur.COLLECTEE.value, fournie_par=une.fiche.referent,
    )  # fmt: skip


def _list_champs(une: cibles.ReponseFiche) -> dict[str, Any]:
    """Return what an action takes: one that is given up says why."""
    abandon = une.etat == EtatAction.ABANDONNEE
    motif = {"motif": une.obstacles[:TITRE_MAX]} if abandon else {}
    saisi = {} if une.saisi is None else {"saisi": une.saisi}
    return {"etat": une.etat, "obstacles": une.obstacles} | saisi | motif


# --- The forms: an address for each pilot, a line of a pilot, what is decided of an answer ---


_CHAMPS: Final[Mapping[str, tuple[str, ...]]] = {
    "action": ("etat", "saisi", "obstacles"), "indicateur": ("valeur", "source")
}  # fmt: skip


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
        self.ligne, siens = ligne, _CHAMPS[ligne.genre]
        depuis = ligne.chose if not ligne.vise else ligne.derniere if ligne.lue else None
        connus = {nom: getattr(depuis, nom) for nom in siens} if depuis else {}
        prefixe = "{}-{}".format(*ligne.cle)
        super().__init__(data, prefix=prefixe, initial={"lue": ligne.lue, **connus})
        for nom in self.fields.keys() - {"lue", "inchange", *siens}:
            del self.fields[nom]
        if ligne.vise:
            unite = ligne.vise.unite
            self.fields["valeur"].label = f"Valeur ({unite})" if unite else "Valeur"
            self.initial["valeur"] = write_valeur_saisie(connus.get("valeur"), unite)
        if ligne.vise and not ligne.derniere:
            del self.fields["inchange"]
        if not ligne.vise and ligne.chose.etapes.all():  # they tell how far it is
            del self.fields["saisi"]

    @property
    def repond(self) -> bool:
        """Say whether she says something of it."""
        return bool({*self.changed_data} - {"lue"})

    def clean_valeur(self) -> Any:  # noqa: ANN401 - a number or none
        assert self.ligne.vise  # noqa: S101 - asked of an indicator
        return check_valeur(self.cleaned_data["valeur"], self.ligne.vise)

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        abandon = lus.get("etat") == EtatAction.ABANDONNEE and not lus.get("obstacles")
        if abandon and not lus.get("inchange"):
            self.add_error("obstacles", "Dites en une phrase pourquoi elle est abandonnée.")
        dites = {"valeur", "source"} & {*self.changed_data} and not lus.get("inchange")
        if dites and lus.get("valeur", 0) is None:
            self.add_error("valeur", "Écrivez la valeur.")
        return lus

    def read(self) -> dict[str, Any]:
        """Return what is kept; what leaves all as it was is decided already."""
        dits = {nom: self.cleaned_data.get(nom) for nom in ("lue", *_CHAMPS[self.ligne.genre])}
        derniere, inchange = self.ligne.derniere, bool(self.cleaned_data.get("inchange"))
        if inchange and derniere:
            depuis = f"Inchangée depuis {derniere.annee}"
            source = derniere.source if self.ligne.lue else depuis
            dits |= {"valeur": derniere.valeur, "source": source}
        decidee = cibles.PRISE if inchange and (self.ligne.lue or derniere is None) else ""
        vide = {"raison": "", "decidee_le": None, "decidee_par": None}
        return dits | vide | {"inchange": inchange, "decision": decidee}


class FormDecision(FormLibre):
    """What is done of an answer: taken as it was read, set aside for a reason, or later."""

    decision = ask_choix(
        "Décision",
        [("", "Décider plus tard"), (cibles.PRISE, "Prendre"), (cibles.ECARTEE, "Écarter")],
    )
    raison = ask_ligne("Raison", TITRE_MAX)
    vue = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, recue: ReponseRecue) -> None:
        depart = {"decision": "" if recue.se_heurte else cibles.PRISE, "vue": recue.ligne.lue}
        super().__init__(data, prefix=str(recue.reponse.pk), initial=depart)

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if lus.get("decision") == cibles.ECARTEE and not lus.get("raison"):
            self.add_error("raison", "Dites pourquoi en quelques mots.")
        return lus


class FormAdresses(FormLibre):
    """Where to write to those who are not members; without an address, one is not asked."""

    def __init__(self, data: QueryDict | None, fiches: Iterable[cibles.FicheCollecte]) -> None:
        super().__init__(data)
        for fiche in fiches:
            if not isinstance(fiche.a_qui, Utilisateur):
                champ = ask_de(cibles.FicheCollecte, "courriel")
                champ.label, champ.required = f"Adresse de {fiche.referent}", False
                self.fields[str(fiche.pk)] = champ


def _check(formes: Iterable[forms.Form]) -> list[bool]:
    """Check every form, so that each says what is wrong."""
    return [forme.is_valid() for forme in formes]


# --- The page of a pilot, by her link ---


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def pilote(request: HttpRequest, jeton: str) -> HttpResponse:
    fiche = TOURNEE.find(jeton, list_fiches_ouvertes())
    if fiche is None or fiche.lien is None:
        return discussions.answer_ferme(request)
    envoye, faute = read_envoi(request), ""
    formes = [FormLigne(envoye, ligne) for ligne in list_lignes_pilotes([fiche])[fiche.pk]]
    if envoye is None:
        discussions.note_lecture(fiche.lien, timezone.now())
    elif all(_check(formes)):
        check_limite("cibles.tournee", str(fiche.pk), ENVOIS_PAR_HEURE, _HEURE)
        if dites := [forme for forme in formes if forme.repond]:
            receive_tournee(fiche, dites)
            messages.success(request, "C’est reçu, merci. Vous pouvez encore corriger ici.")
            return discussions.seal_page(redirect(request.path))
        faute = "Cochez « Rien de changé » ou dites ce qui change, sur une ligne au moins."
    recues = {une.sur: une for une in fiche.reponses.all()}
    lignes = [(forme, _tell_recue(recues.get(forme.ligne.cle), forme.ligne)) for forme in formes]
    contexte = {"fiche": fiche, "espace": fiche.collecte.espace, "lignes": lignes, "faute": faute}
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
    fiches = list_fiches_ouvertes().filter(collecte=_get_collecte(espace, annee))
    if (seule := request.POST.get("fiche", "")).isdecimal():
        fiches = fiches.filter(pk=int(seule))
    faits = sum(discussions.remind(une, une.relances + 1, remind_pilote) for une in fiches)
    rien = "Deux rappels au plus, et seulement à qui n’a pas répondu."
    messages.info(request, f"{pluriel(faits, 'rappel')} : c’est parti." if faits else rien)
    return redirect("cibles:collecte", espace.siren, annee)


@exige_espace(Operation.ARRETER_INDICATEURS)
@shows("cibles/collecte/reponses.html", envoi=True)
def reponses_tournee(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    """Read the answers beside what is known, and decide in one gesture."""
    collecte, envoye = _get_collecte(espace, annee), read_envoi(request)
    rangs = [(recue, FormDecision(envoye, recue)) for recue in list_recues(collecte)]
    if envoye is not None and all(_check(forme for _, forme in rangs)):
        formes = {recue.reponse.pk: forme for recue, forme in rangs}
        comptes = decide_recues(collecte, formes, auteur_of(request))
        prises, ecartees = comptes[cibles.PRISE], comptes[cibles.ECARTEE]
        messages.success(request, f"Réponses prises : {prises} ; mises de côté : {ecartees}.")
        if comptes["laissees"]:
            messages.warning(request, "Des lignes ont changé pendant ce temps : relisez-les.")
        suite = "cibles:reponses" if list_recues(collecte) else "cibles:collecte"
        return redirect(suite, espace.siren, annee)
    return _contexte(request, collecte, "Réponses", rangs=rangs)
