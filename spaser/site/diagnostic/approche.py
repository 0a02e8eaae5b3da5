"""The self-diagnosis without an account, and the approach that a space chooses."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.autodiagnostic import (
    Cadre,
    draw_rubrique,
    list_onglets_diagnostic,
    tell_score,
    write_document_diagnostic,
    write_notice,
)
from spaser.documents.classeur import FormatClasseur
from spaser.documents.onglets import write_csv
from spaser.documents.rendus import Forme
from spaser.regles.approches import choose_approche, load_approches
from spaser.regles.autodiagnostic import (
    ErreurCode,
    Questionnaire,
    load_questionnaire,
    load_questionnaires,
    read_code,
    read_niveau,
    write_code,
)
from spaser.regles.conclusions import ResultatDiagnostic, conclude
from spaser.regles.droits import Operation
from spaser.regles.nomenclatures import Approche
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.diagnostic import models
from spaser.site.diagnostic.campagnes.services import list_accueillants, list_figees
from spaser.site.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.registre.models import Fiche
from spaser.site.socle.formulaires import ask_choix, ask_texte
from spaser.site.socle.journal import record
from spaser.site.socle.requetes import reply_classeur, reply_csv, reply_document
from spaser.site.socle.vues import Rendu, shows

# --- The approach of a space: read, and chosen ---


@dataclass(frozen=True)
class Conseil:
    campagne: models.Campagne
    score: str
    approche: str
    raison: str


def find_conseil(espace: Espace) -> Conseil | None:
    """Return what the last frozen diagnosis recommends; None when it cannot tell."""
    figees = list_figees(espace)
    if not figees:
        return None
    bilan = conclude(figees[-1].questionnaire, figees[-1].retenus)
    orientation = bilan.recommandation.orientation
    if orientation is None:
        return None
    score = tell_score(bilan.score.valeur)
    return Conseil(figees[-1], score, orientation.approche.libelle, orientation.raison)


def find_choix(espace: Espace) -> models.ChoixApproche | None:
    return models.ChoixApproche.objects.filter(espace=espace).select_related("auteur").first()


@transaction.atomic
def save_approche(
    espace: Espace,
    approche: Approche,
    raison: str,
    reponses: Mapping[str, str],
    auteur: Utilisateur,
) -> models.ChoixApproche:
    decisions = choose_approche(load_approches(), reponses).decisions[approche]
    choix = models.ChoixApproche.objects.create(
        espace=espace,
        approche=approche.value,
        raison=raison,
        reponses=dict(reponses),
        decisions=[asdict(decision) for decision in decisions],
        auteur=auteur,
    )
    record("approche.choix", auteur=auteur, objet=choix, espace=espace)
    return choix


# --- Reads how far a space is with its diagnosis, and the schemes that show an approach ---


ILLUSTRATIONS_MIN, ILLUSTRATIONS_MAX = 2, 4


def list_illustrations() -> dict[str, list[Fiche]]:
    fiches = Fiche.objects.publiees().exclude(approche="")
    par_approche: dict[str, list[Fiche]] = defaultdict(list)
    for fiche in fiches.order_by("-mise_a_jour_le", "pk"):
        if len(par_approche[fiche.approche]) < ILLUSTRATIONS_MAX:
            par_approche[fiche.approche].append(fiche)
    return par_approche


def list_peu_illustrees() -> list[Approche]:
    """Return the approaches that fewer than two published schemes illustrate."""
    illustrations = list_illustrations()
    return [a for a in Approche if len(illustrations.get(a.value, ())) < ILLUSTRATIONS_MIN]


def read_diagnostic(espace: Espace) -> Avancement:
    derniere = models.Campagne.objects.filter(espace=espace).first()
    if derniere is None:
        return Avancement(
            Stade.A_COMMENCER,
            Acte(
                "Faire votre autodiagnostic",
                "Vingt questions, dix minutes : un score, vos points forts, "
                "cinq propositions au plus.",
                reverse("diagnostic:campagnes", args=[espace.siren]),
            ),
        )
    if derniere.est_figee:
        return Avancement(Stade.FAIT)
    return Avancement(
        Stade.EN_COURS,
        Acte(
            "Poursuivre l’autodiagnostic",
            f"« {derniere.titre} » est ouverte : répondez, réglez les écarts, puis figez le "
            "résultat.",
            derniere.get_absolute_url(),
        ),
    )


def read_approche(espace: Espace) -> Avancement:
    if find_choix(espace):
        return Avancement(Stade.FAIT)
    return Avancement(
        Stade.A_COMMENCER,
        Acte(
            "Choisir l’approche de votre schéma",
            "Cinq questions, puis des axes à placer dans votre plan.",
            reverse("diagnostic:approche", args=[espace.siren]),
        ),
    )


# --- The pages of the approach: chosen with its reasons, read with what it suggests ---


class FormApproche(DsfrBaseForm):
    approche = ask_choix(
        "Votre approche",
        [(approche.value, approche.libelle) for approche in Approche],
        "Choisissez une approche.",
        {"invalid_choice": "Choisissez une des quatre approches."},
        widget=forms.RadioSelect,
    )
    raison = ask_texte(
        "Pourquoi celle-ci ?",
        500,
        lignes=3,
        manque="Dites pourquoi en une phrase.",
        aide="Une phrase pour vos collègues et pour qui décide.",
    )

    def read_approche(self) -> Approche:
        return Approche(self.cleaned_data["approche"])


@exige_espace(Operation.VOIR_ESPACE)
@shows("diagnostic/approche/approche.html")
def approche(request: HttpRequest, espace: Espace) -> Rendu:
    tous = list(models.ChoixApproche.objects.filter(espace=espace).select_related("auteur"))
    actuel = tous[0] if tous else None
    contexte = {
        "fil": fil_espace(request, espace, ("Approche", None)),
        "espace": espace,
        "choix": actuel,
        "anciens": tous[1:],
        "choisir": peut_dans(request, espace, Operation.CHOISIR_APPROCHE),
    }
    if actuel:
        retenue = Approche(actuel.approche)
        contexte |= {
            "description": load_approches().find(retenue),
            "fiches": list_illustrations().get(retenue.value, []),
        }
    return contexte


@exige_espace(Operation.CHOISIR_APPROCHE)
@shows("diagnostic/approche/choisir.html", envoi=True)
def choisir_approche(request: HttpRequest, espace: Espace) -> Rendu:
    """Ask five questions, say what they point to, record the choice and why.

    Asking for advice records nothing, and leaves what was already written in the form.
    """
    lues = load_approches()
    ancien = find_choix(espace)
    connues = request.POST if request.method == "POST" else (ancien.reponses if ancien else {})
    donnees = {q.code: connues.get(q.code, "") for q in lues.questions}
    if request.method != "POST" or "conseil" in request.POST:
        form = FormApproche(initial=request.POST.dict())
    else:
        form = FormApproche(request.POST)
    if form.is_valid():
        save_approche(
            espace,
            form.read_approche(),
            form.cleaned_data["raison"],
            {code: valeur for code, valeur in donnees.items() if valeur},
            auteur_of(request),
        )
        messages.success(request, "Votre approche est choisie. Placez les axes qu’elle propose.")
        return redirect("plan:structure", espace.siren)
    return {
        "fil": fil_espace(
            request,
            espace,
            ("Approche", reverse("diagnostic:approche", args=[espace.siren])),
            ("Choisir", None),
        ),
        "posees": [(question, donnees[question.code]) for question in lues.questions],
        "diagnostic": find_conseil(espace),
        "demande": "conseil" in request.POST or any(donnees.values()),
        "choix": choose_approche(lues, donnees),
        "form": form,
    }


# --- What a page and a file show of a result: the same for a code and for a campaign ---


def present_bilan(bilan: ResultatDiagnostic) -> dict[str, Any]:
    """Return what `diagnostic/composants/bilan.html` reads."""
    orientation = bilan.recommandation.orientation
    return {
        "bilan": bilan,
        "score": tell_score(bilan.score.valeur),
        "bas": tell_score(bilan.score.bas),
        "haut": tell_score(bilan.score.haut),
        "rubriques": [
            (b, tell_score(b.score.valeur), mark_safe(draw_rubrique(b)))  # noqa: S308 - `graphiques` escapes every text it draws
            for b in bilan.rubriques
        ],
        "approche": load_approches().find(orientation.approche) if orientation else None,
    }


_CLASSEURS: Final = {"ods": FormatClasseur.ODS, "xlsx": FormatClasseur.XLSX}


def export_bilan(bilan: ResultatDiagnostic, cadre: Cadre, extension: str) -> HttpResponse:
    """Return a result as a document or a workbook, named by its day; Http404 for another suffix."""
    nom = f"autodiagnostic-{cadre.jour:%Y-%m-%d}"
    if extension in Forme:
        return reply_document(write_document_diagnostic(bilan, cadre), Forme(extension), nom)
    if extension not in _CLASSEURS:
        raise Http404
    onglets = list_onglets_diagnostic(bilan, cadre)
    return reply_classeur(onglets, _CLASSEURS[extension], nom, write_notice(bilan, cadre))


def read_etape(texte: str, total: int) -> int:
    """Return the number of a step that exists: the first one when the address names none."""
    est_etape = len(texte) == 1 and texte.isascii() and texte.isdigit()
    return min(max(int(texte), 1), total) if est_etape else 1


# --- The pages of the self-diagnosis: the answers stand in the address, nothing is kept ---


@shows("diagnostic/accueil.html")
def accueil_diagnostic(request: HttpRequest) -> Rendu:
    return {"fil": [("Autodiagnostic", None)], "questionnaire": load_questionnaire()}


@shows("diagnostic/questions.html")
def questions(request: HttpRequest) -> Rendu:
    try:
        questionnaire, reponses = _read(request)
    except ErreurCode as faute:
        return _refuse(request, faute)
    donnees = _merge(questionnaire, reponses, request.GET)
    vers = request.GET.get("vers", "")
    code = write_code(questionnaire, donnees)
    if vers == "resultat":
        return redirect(_link("diagnostic:resultat", code=code))
    if vers:
        return redirect(_link("diagnostic:questions", code=code, etape=vers))
    total = len(questionnaire.rubriques)
    etape = read_etape(request.GET.get("etape", ""), total)
    rubrique = questionnaire.rubriques[etape - 1]
    return {
        "fil": [("Autodiagnostic", reverse("diagnostic:accueil")), (rubrique.libelle, None)],
        "rubrique": rubrique,
        "posees": [(question, donnees.get(question.code)) for question in rubrique.questions],
        "code": code,
        "etape": etape,
        "total": total,
        "precedente": etape - 1,
        "prochaine": etape + 1 if etape < total else "resultat",
        "suivante": questionnaire.rubriques[etape].libelle if etape < total else "",
    }


@shows("diagnostic/resultat.html")
def resultat(request: HttpRequest) -> Rendu:
    if not request.GET.get("code"):
        return redirect("diagnostic:accueil")
    try:
        questionnaire, reponses = _read(request)
    except ErreurCode as faute:
        return _refuse(request, faute)
    return present_bilan(conclude(questionnaire, reponses)) | {
        "fil": [("Autodiagnostic", reverse("diagnostic:accueil")), ("Résultat", None)],
        "code": write_code(questionnaire, reponses),
        "actuelle": load_questionnaire().version,
        "accueillants": list_accueillants(request),
    }


@require_safe
def tableur(request: HttpRequest) -> HttpResponse:
    if not request.GET.get("code"):
        return redirect("diagnostic:accueil")
    try:
        bilan = conclude(*_read(request))
    except ErreurCode as faute:
        return _refuse(request, faute)
    texte = write_csv(("Rubrique", "Question", "Niveau", "Réponse"), _list_lignes(bilan))
    return reply_csv(texte, "autodiagnostic.csv")


@require_safe
def diagnostic_export(request: HttpRequest, extension: str) -> HttpResponse:
    """Give the result as a file; nothing of it is kept."""
    if not request.GET.get("code"):
        return redirect("diagnostic:accueil")
    try:
        questionnaire, reponses = _read(request)
    except ErreurCode as faute:
        return _refuse(request, faute)
    cadre = Cadre(
        titre="Autodiagnostic des achats responsables",
        sous_titre=f"Code des réponses : {write_code(questionnaire, reponses)}",
        jour=timezone.localdate(),
        mention="Autodiagnostic des achats responsables",
    )
    return export_bilan(conclude(questionnaire, reponses), cadre, extension)


@shows("diagnostic/papier.html")
def papier_diagnostic(request: HttpRequest) -> Rendu:
    versions = {str(version): lu for version, lu in load_questionnaires().items()}
    questionnaire = versions.get(request.GET.get("version", ""), load_questionnaire())
    return {
        "fil": [("Autodiagnostic", reverse("diagnostic:accueil")), ("Version papier", None)],
        "questionnaire": questionnaire,
    }


@shows("diagnostic/choisir.html")
def choisir(request: HttpRequest) -> Rendu:
    lues = load_approches()
    donnees = {q.code: request.GET.get(q.code, "") for q in lues.questions}
    return {
        "fil": [
            ("Les grandes approches", reverse("fiches:fiche", args=["grandes-approches"])),
            ("Choisir", None),
        ],
        "posees": [(question, donnees[question.code]) for question in lues.questions],
        "choix": choose_approche(lues, donnees),
        "demande": any(donnees.values()),
    }


def _read(request: HttpRequest) -> tuple[Questionnaire, dict[str, int]]:
    code = request.GET.get("code", "")
    return read_code(code, load_questionnaires()) if code else (load_questionnaire(), {})


def _merge(
    questionnaire: Questionnaire, reponses: dict[str, int], choisies: QueryDict
) -> dict[str, int]:
    lues = {q.code: read_niveau(choisies.get(q.code, "")) for q in questionnaire.questions}
    return reponses | {code: niveau for code, niveau in lues.items() if niveau is not None}


def _refuse(request: HttpRequest, faute: ErreurCode) -> HttpResponse:
    contexte = {
        "fil": [("Autodiagnostic", reverse("diagnostic:accueil")), ("Code illisible", None)],
        "raison": str(faute),
    }
    return render(request, "diagnostic/refus.html", contexte, status=400)


def _link(vue: str, **parametres: str) -> str:
    return f"{reverse(vue)}?{urlencode(parametres)}"


def _list_lignes(bilan: ResultatDiagnostic) -> list[tuple[str | int | float | None, ...]]:
    lignes: list[tuple[str | int | float | None, ...]] = [
        (b.rubrique.libelle, r.question.intitule, r.niveau, r.texte)
        for b in bilan.rubriques
        for r in b.reponses
    ]
    noms = " ou ".join(profil.libelle for profil in bilan.profils)
    lignes.append(("Score sur 100", "", bilan.score.valeur, noms))
    lignes.extend(
        ("À faire ensuite", s.proposition.libelle, None, s.proposition.raison) for s in bilan.suites
    )
    return lignes
