"""Pages of publication: the draft, its years and words, what is published."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import Form, model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.francais import enumerate_mots, format_date, pluriel, typographie
from spaser.documents.publication import (
    Parution,
    PublicationOuverte,
    list_methode,
    list_sources,
    tell_absents,
    tell_correction,
    tell_incompletes,
    tell_prochaine,
    write_json,
    write_publications_csv,
)
from spaser.regles.calendrier import ADOPTION
from spaser.regles.droits import Operation
from spaser.regles.publication import Confirmation, ContenuPublie, EtatPublication
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.comptes.views import confirm_geste
from spaser.site.organisations.acces import exige, ouverte_a_tous, peut
from spaser.site.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.site.organisations.identite import tell_delai
from spaser.site.organisations.models import Espace
from spaser.site.schema import forms
from spaser.site.schema.app import check_mise_en_ligne
from spaser.site.schema.fichiers import FORMES_RESULTATS, read_resultats, write_resultats
from spaser.site.schema.models import Jalon, Moment, Publication
from spaser.site.schema.publication import parutions, services
from spaser.site.schema.redaction.services import find_moment
from spaser.site.schema.vote.fichiers import find_mime
from spaser.site.socle import versions
from spaser.site.socle.jetons import JetonRefuse, read_jeton, use_jeton
from spaser.site.socle.requetes import check_fichiers, reply_fichier
from spaser.site.socle.vues import Rendu, shows

# --- « Publier les résultats »: what is due, the draft as it stands, what was published, files ---


TITRE: Final = "Publier les résultats"
ANNEES: Final = 6  # that may be chosen


@exige_espace(Operation.VOIR_ESPACE)
@shows("publication/publier.html")
def publier(request: HttpRequest, espace: Espace) -> Rendu:
    etat = parutions.read_etat(espace)
    contenu = parutions.read_brouillon(etat)
    ouverte = etat.ouverte
    contexte = {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "espace": espace,
        "etat": etat,
        "ouverte": ouverte,
        "contenu": contenu,
        "groupes": group(espace, contenu),
        "incompletes": tell_incompletes(contenu),
        "absents": tell_absents(contenu),
        "preparer": peut_dans(request, espace, Operation.PREPARER_PUBLICATION),
        "valider": peut_dans(request, espace, Operation.VALIDER_PUBLICATION),
        "form": _ask_annees(etat),
        "brouillon": tell_brouillon(etat),
    }
    if ouverte and ouverte.est_proposee:
        contexte["suite"] = _tell_suite(ouverte, request.user.pk or 0)
    return contexte


def tell_brouillon(etat: parutions.Etat) -> str:
    """Say that results wait for the vote of the scheme; nothing once it may have been voted."""
    if etat.echeance or etat.publiees or find_moment(etat.espace) is Moment.ADOPTE:
        return ""
    vote = Jalon.objects.filter(
        espace=etat.espace, code=ADOPTION, fait=False, jour__gte=etat.aujourdhui
    ).first()
    quand = f", le {format_date(vote.jour)}" if vote else ""
    return typographie(f"Brouillon : rien n’est à publier avant le vote{quand}.")


def _tell_suite(ouverte: Publication, personne: int) -> str:
    """Say whom a proposed publication waits for; nothing when it is for the reader herself."""
    voie = services.find_confirmation(ouverte, personne)
    if ouverte.equipe_le and voie is not Confirmation.ELLE:
        return f"L’équipe du programme doit le confirmer. {tell_delai(ouverte.equipe_le)}"
    if voie is Confirmation.UNE_AUTRE:
        return "Une autre personne qui administre l’espace le valide."
    return ""


def _ask_annees(etat: parutions.Etat) -> forms.FormAnnees:
    """Ask for two years; those that files do not cover whole say so."""
    fins = list_fins(etat)
    annees = {une for fin in fins for une in (fin - 1, fin)}
    couvertures = parutions.read_couvertures(etat.espace, annees)
    incompletes = {a: c.texte for a, c in couvertures.items() if not c.est_entiere}
    return forms.FormAnnees(choix=fins, incompletes=incompletes, initial={"fin": etat.annees[-1]})


type Groupes = list[tuple[str, list[dict[str, Any]]]]


def group(espace: Espace, contenu: ContenuPublie) -> Groupes:
    return services.show_lignes(contenu, lambda resultat: parutions.link_privee(espace, resultat))


def list_fins(etat: parutions.Etat) -> list[int]:
    """Return the last years that may end a publication, the latest first."""
    prises = {p.annee for p in etat.publiees}
    derniere = max(etat.annees[-1], etat.aujourdhui.year - 1)
    return [fin for fin in range(derniere, derniere - ANNEES, -1) if fin not in prises]


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def projet(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    if extension not in FORMES_RESULTATS:
        raise Http404
    contenu = parutions.read_brouillon(parutions.read_etat(espace))
    parution = Parution(reserve=espace.mention, fictive=espace.est_invente)
    ouverte = PublicationOuverte(contenu=contenu, parution=parution)
    nom = f"projet-resultats-{espace.siren}-{contenu.annees[-1]}.{extension}"
    return reply_fichier(write_resultats(ouverte, extension), nom, find_mime(nom))


@exige_espace(Operation.VOIR_ESPACE)
@shows("publication/parue.html")
def parue(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    publication = find_parue(espace, pk)
    contenu = publication.read_contenu()
    return {
        "fil": fil_espace(
            request, espace, (TITRE, link_publier(espace)), (f"Résultats {contenu.periode}", None)
        ),
        "publication": publication,
        "contenu": contenu,
        "groupes": group(espace, contenu),
        "changements": parutions.list_changements(publication, parutions.gather_connu(publication)),
        "preparer": peut_dans(request, espace, Operation.PREPARER_PUBLICATION),
    }


def find_parue(espace: Espace, pk: int) -> Publication:
    """Return a publication of this space that is public; 404 for any other."""
    return get_object_or_404(parutions.list_publications(espace).publiees(), pk=pk)


def link_publier(espace: Espace) -> str:
    return reverse("publication:publier", args=[espace.siren])


# --- What people write: the adopted scheme, the day, the years, the words of a draft ---


CHAMPS: Final = ("adopte_le", "rendu_public_le", "fin", "derniere_publication", "adresse")
PREMIER: Final = "Votre premier projet de publication est prêt."
DECRIT: Final = "Votre schéma est enregistré."
ECARTEES: Final = (
    "Déjà suivi, la cible n’a pas changé : {noms}. Changez-la dans « Cibles et valeurs »."
)
PUBLIEES: Final = "Ces années sont déjà publiées : choisissez-en d’autres, ou publiez un erratum."
PROPOSEE: Final = (
    "Ce projet est proposé : ses valeurs et ses textes sont arrêtés. Renvoyez-le pour le reprendre."
)


@exige_espace(Operation.PREPARER_PUBLICATION)
@shows("publication/adopte.html", envoi=True)
def adopte(request: HttpRequest, espace: Espace) -> Rendu:
    """« J’ai déjà un SPASER »: the day of adoption is enough, the rest may come later."""

    def read() -> forms.FormAdopte:
        connu = parutions.find_schema_adopte(espace)
        dits = model_to_dict(connu, CHAMPS) if connu else {}
        if not dits.get("adopte_le"):
            dits["adopte_le"] = parutions.propose_adoption(espace)
        return forms.FormAdopte(
            versions.read_envoi(request), initial=dits, version=connu.version if connu else None
        )

    def save(form: forms.FormAdopte) -> None:
        dits, auteur = form.read(), auteur_of(request)
        ecrits = dits["indicateurs"]
        ecartees = services.list_cibles_differentes(espace, ecrits)
        with transaction.atomic():
            champs = {nom: dits[nom] for nom in CHAMPS}
            services.save_schema_adopte(espace, champs, auteur, form.actuelle)
            _tell_ajouts(
                request,
                services.add_axes(espace, dits["axes"], auteur),
                services.add_indicateurs(espace, ecrits, auteur),
            )
        if ecartees:
            noms_dits = enumerate_mots([f"« {nom} »" for nom in ecartees])
            messages.warning(request, typographie(ECARTEES.format(noms=noms_dits)))
        for ecrit in ecrits:
            if ecrit.remarque:
                messages.warning(request, typographie(f"{ecrit.nom} : {ecrit.remarque}"))

    connu = parutions.find_schema_adopte(espace)
    dit = connu is not None and connu.adopte_le is not None
    form = versions.save_form(read, save)
    if form is None:
        messages.success(request, DECRIT if dit else PREMIER)
        return redirect(link_publier(espace))
    bouton = "Enregistrer" if dit else "Préparer ma publication"
    return make_contexte_publication(request, espace, form, "J’ai déjà un SPASER", bouton)


def _tell_ajouts(request: HttpRequest, axes: int, indicateurs: int) -> None:
    if axes:
        messages.info(request, f"{pluriel(axes, 'axe')} de plus dans « Mon plan ».")
    if indicateurs:
        quoi = pluriel(indicateurs, "indicateur")
        messages.info(request, f"{quoi} de plus dans « Cibles et valeurs ».")


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def echeance(request: HttpRequest, espace: Espace) -> HttpResponse:
    def read() -> forms.FormEcheance:
        connu = parutions.find_schema_adopte(espace)
        return forms.FormEcheance(
            versions.read_envoi(request),
            initial={"echeance": connu.echeance if connu else None},
            version=connu.version if connu else None,
        )

    def save(form: forms.FormEcheance) -> None:
        services.save_schema_adopte(espace, form.read(), auteur_of(request), form.actuelle)

    form = versions.save_form(read, save)
    if form is None:
        messages.success(request, "Le jour est enregistré. Les rappels le suivent.")
        return redirect(link_publier(espace))
    return _demander(request, espace, form, "Jour de publication", "Enregistrer")


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_POST
def annees(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = forms.FormAnnees(request.POST, choix=list_fins(parutions.read_etat(espace)))
    if not form.is_valid():
        messages.error(request, "Choisissez deux années dans la liste.")
        return redirect(link_publier(espace))
    try:
        services.change_annees(espace, form.cleaned_data["fin"], auteur_of(request))
    except services.AnneesPubliees:
        messages.error(request, PUBLIEES)
    except versions.VersionDepassee:
        messages.error(request, PROPOSEE)
    return redirect(link_publier(espace))


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def textes_publication(request: HttpRequest, espace: Espace) -> HttpResponse:
    etat = parutions.read_etat(espace)
    if etat.ouverte and etat.ouverte.est_proposee:
        messages.error(request, PROPOSEE)
        return redirect(link_publier(espace))
    contenu = parutions.read_brouillon(etat)

    def read() -> forms.FormTextes:
        ouverte = parutions.find_ouverte(espace)
        return forms.FormTextes(
            versions.read_envoi(request),
            lignes=contenu.lignes,
            incompletes=tell_incompletes(replace(contenu, incomplete="")),
            initial=model_to_dict(ouverte) if ouverte else {},
            version=ouverte.version if ouverte else None,
        )

    def save(form: forms.FormTextes) -> None:
        services.save_textes(espace, etat.annees, form.read(), auteur_of(request), form.actuelle)

    form = versions.save_form(read, save)
    if form is None:
        messages.success(request, "Vos textes sont enregistrés.")
        return redirect(link_publier(espace))
    return _demander(request, espace, form, "Textes de la publication", "Enregistrer")


def _demander(
    request: HttpRequest, espace: Espace, form: Form, titre: str, bouton: str
) -> HttpResponse:
    contexte = make_contexte_publication(request, espace, form, titre, bouton)
    return render(request, "commun/demander.html", contexte)


def make_contexte_publication(
    request: HttpRequest, espace: Espace, form: Form, titre: str, bouton: str
) -> dict[str, Any]:
    retour = link_publier(espace)
    return versions.make_demande(form, titre, bouton, retour) | {
        "fil": fil_espace(request, espace, (TITRE, retour), (titre, None)),
        "espace": espace,
    }


# --- From a draft to a publication, then what is noted of it: posted, corrected ---


DEPASSEE = "Ce projet a avancé entre-temps : le voici tel qu’il est maintenant."


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_POST
def proposer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Freeze the draft, and ask an administrator to confirm it."""
    etat, auteur = parutions.read_etat(espace), auteur_of(request)
    versions.try_geste(
        request,
        lambda: services.propose(espace, etat.annees, auteur),
        "Le projet est proposé. Ses valeurs ne bougent plus jusqu’à sa validation.",
        DEPASSEE,
        services.PublicationRefusee,
    )
    return redirect(link_publier(espace))


@exige_espace(Operation.VALIDER_PUBLICATION)
@shows("publication/valider.html", envoi=True)
def valider(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    publication = _find_proposee(espace, pk)
    voie = services.find_confirmation(publication, request.user.pk or 0)
    premiere = parutions.is_premiere(espace)

    def read() -> forms.FormValidation:
        return forms.FormValidation(
            versions.read_envoi(request), version=publication.version, premiere=premiere
        )

    def save(form: forms.FormValidation) -> None:
        dits = form.read()
        services.confirm(
            publication,
            dits["fonction"],
            auteur_of(request),
            publication.version,
            dits.get("signataire", ""),
        )

    try:
        form = versions.save_form(read, save)
    except services.PublicationRefusee as refus:
        messages.error(request, str(refus))
        return redirect(link_publier(espace))
    if form is None and voie is Confirmation.EQUIPE:
        messages.success(request, f"Votre demande est envoyée. {tell_delai(publication.equipe_le)}")
        return redirect(link_publier(espace))
    if form is None:
        messages.success(request, "Vos résultats sont publiés. Mettez-les aussi sur votre site.")
        return redirect("publication:parue", espace.siren, pk)
    bouton = "Demander à l’équipe" if voie is Confirmation.EQUIPE else "Publier"
    contexte = make_contexte_publication(request, espace, form, "Valider la publication", bouton)
    phrases = [_tell_proposee(publication)]
    if voie is Confirmation.EQUIPE:
        phrases.append(SEULE.format(delai=tell_delai()))
    contexte |= _make_lecture(publication, group(espace, publication.read_contenu()), phrases)
    return contexte


SEULE: Final = (
    "Vous administrez seule ou seul cet espace : une première publication est confirmée par une "
    "seconde personne qui l’administre, sinon par l’équipe du programme. {delai}"
)


def _tell_proposee(publication: Publication) -> str:
    par = f" par {publication.proposee_par.nom_complet}" if publication.proposee_par else ""
    le = format_date(publication.proposee_le) if publication.proposee_le else ""
    return (
        f"Voici les valeurs proposées{par} le {le}. Elles seront publiées telles quelles, et la "
        "fiche du registre les reprendra."
    )


def _make_lecture(
    publication: Publication, groupes: Groupes, phrases: Sequence[str]
) -> dict[str, Any]:
    """Return what one reads of a publication before deciding of it."""
    contenu = publication.read_contenu()
    return {
        "contenu": contenu,
        "incompletes": tell_incompletes(contenu),
        "groupes": groupes,
        "phrases": [typographie(phrase) for phrase in phrases],
    }


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_POST
def montrer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """« Publier en projet »: the code mailed to whoever does it is asked for."""
    publication, montre = _find_proposee(espace, pk), bool(request.POST.get("montrer"))
    if montre:
        confirm_geste(request, "publier ce projet")
    dit = "est public, marqué comme projet" if montre else "n’est plus public"
    show = partial(services.show_projet, publication, auteur_of(request), montre=montre)
    versions.try_geste(request, show, f"Le projet {dit}.", DEPASSEE)
    return redirect(link_publier(espace))


# --- What the team decides, and the way for a body to contest its first publication ---


CONFIRMER: Final = (("oui", "Confirmer : elle est publiée"), ("non", "Renvoyer à l’espace"))
TRANCHER: Final = (("oui", "Rétablir : elle redevient publique"), ("non", "Retirer"))


@exige(Operation.TRANCHER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def trancher(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = Publication.objects.pour_equipe().select_related("espace", "proposee_par")
    publication = get_object_or_404(siennes, pk=pk)
    contestee = publication.contestee_le is not None
    form = forms.FormDecision(
        versions.read_envoi(request),
        decisions=TRANCHER if contestee else CONFIRMER,
        initial={"version": publication.version},
    )
    if form.is_valid():
        return _decide(request, publication, form.cleaned_data)
    signee = f"Signée par {publication.signature}."
    quoi = f"Contestée : {publication.contestation}" if contestee else _tell_proposee(publication)
    adresses = ", ".join(parutions.list_adresses_connues(publication.espace))
    connues = f"Adresses connues de l’organisme : {adresses or 'aucune'}."
    phrases = (quoi, signee, connues)
    return _show_dehors(request, publication, form, ("Décider", "Enregistrer"), phrases)


def _decide(
    request: RequeteConnectee, publication: Publication, dits: dict[str, Any]
) -> HttpResponse:
    tient, lue, motif = dits["decision"] == "oui", dits["version"], dits["motif"]

    def decide() -> None:
        if publication.contestee_le:
            services.settle_contestation(publication, request.user, lue, motif, tient=tient)
        elif tient:
            services.confirm_equipe(publication, request.user, lue)
        else:
            services.send_back(publication, motif, request.user)

    dit = "Votre décision est enregistrée."
    versions.try_geste(request, decide, dit, DEPASSEE, services.PublicationRefusee)
    return redirect("bureau:accueil")


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contester(request: HttpRequest, jeton: str) -> HttpResponse:
    """Let the body that was told of its first publication put it on hold, once, by its link."""
    try:
        publication = get_object_or_404(
            Publication.objects.publiques(), pk=read_jeton(services.USAGE, jeton)
        )
        form = forms.FormRenvoi(versions.read_envoi(request))
        form.fields["motif"].label = "Pourquoi contester"
        if form.is_valid():
            use_jeton(services.USAGE, jeton)
            services.contest(publication, form.cleaned_data["motif"])
            messages.success(
                request, "Cette publication est suspendue. L’équipe du programme la lit."
            )
            return redirect(publication)
    except (JetonRefuse, versions.VersionDepassee) as refus:
        raison = refus.raison if isinstance(refus, JetonRefuse) else DEPASSEE
        messages.error(request, raison)
        return redirect("publication:liste")
    phrases = ("Contester suspend cette publication aussitôt, jusqu’à la réponse de l’équipe.",)
    return _show_dehors(request, publication, form, ("Contester ces résultats",) * 2, phrases)


def _show_dehors(
    request: HttpRequest,
    publication: Publication,
    form: Form,
    titres: Sequence[str],
    phrases: Sequence[str],
) -> HttpResponse:
    """Show a publication and a question about it to somebody who is not of its space."""
    titre, bouton = titres
    groupes = services.show_lignes(publication.read_contenu(), parutions.find_preuve)
    contexte = versions.make_demande(form, titre, bouton, reverse("publication:liste"))
    contexte |= _make_lecture(publication, groupes, phrases)
    contexte |= {
        "fil": [(TITRE_PUBLIQUES, reverse("publication:liste")), (titre, None)],
        "espace": publication.espace,
        "dehors": True,
    }
    return render(request, "publication/valider.html", contexte)


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def renvoyer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    publication = _find_proposee(espace, pk)
    form = forms.FormRenvoi(versions.read_envoi(request))
    if form.is_valid():
        motif, auteur = form.cleaned_data["motif"], auteur_of(request)
        dit = "Le projet est à reprendre : ses valeurs suivent vos données."
        send_back = partial(services.send_back, publication, motif, auteur)
        versions.try_geste(request, send_back, dit, DEPASSEE)
        return redirect(link_publier(espace))
    return _demander(request, espace, form, "Reprendre le projet", "Renvoyer")


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def mettre_en_ligne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    publication = find_parue(espace, pk)
    form = forms.FormMiseEnLigne(versions.read_envoi(request))
    if form.is_valid():
        with transaction.atomic():
            mise = services.note_mise_en_ligne(
                publication, **form.cleaned_data, auteur=auteur_of(request)
            )
            check_mise_en_ligne.enqueue(numero=mise.pk)
        messages.success(request, "La mise en ligne est notée. La page sera contrôlée.")
        return redirect("publication:parue", espace.siren, pk)
    return _demander(request, espace, form, "Mise en ligne sur votre site", "Enregistrer")


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_POST
def controler(request: HttpRequest, espace: Espace, pk: int, numero: int) -> HttpResponse:
    mise = get_object_or_404(find_parue(espace, pk).mises_en_ligne, pk=numero)
    check_mise_en_ligne.enqueue(numero=mise.pk)
    messages.info(request, "Le contrôle est demandé : son résultat paraît ici en quelques minutes.")
    return redirect("publication:parue", espace.siren, pk)


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def corriger_publication(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    publication = find_parue(espace, pk)
    depart = {nom: request.GET.get(nom, "") for nom in ("cle", "annee")}
    form = forms.FormErratum(versions.read_envoi(request), publication=publication, initial=depart)
    if form.is_valid():
        services.add_erratum(publication, form.read(), auteur_of(request))
        messages.success(request, "L’erratum est publié, avec sa date.")
        return redirect("publication:parue", espace.siren, pk)
    return _demander(request, espace, form, "Publier un erratum", "Publier l’erratum")


def _find_proposee(espace: Espace, pk: int) -> Publication:
    proposees = parutions.list_publications(espace).filter(etat=EtatPublication.PROPOSEE.value)
    return get_object_or_404(proposees, pk=pk)


# --- What anybody reads: the list of published results, one publication, their open data ---


TITRE_PUBLIQUES: Final = "Résultats publiés"
PAR_PAGE: Final = 20


@ouverte_a_tous
@shows("publication/liste.html")
def liste_publications(request: HttpRequest) -> Rendu:
    form = parutions.FormRecherche(request.GET)
    form.full_clean()
    trouvees = form.narrow(parutions.list_publiques())
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "fil": [(TITRE_PUBLIQUES, None)],
        "form": form,
        "filtre": any(form.cleaned_data.values()),
        "page": page,
        "lues": [(une, une.read_contenu()) for une in page],
        "schema": parutions.locate_schema(),
    }


@ouverte_a_tous
@require_safe
def toutes(request: HttpRequest, extension: str) -> HttpResponse:
    check_fichiers(request, "publication.fichier")
    ouvertes = (
        parutions.open_publication(une)
        for une in parutions.list_publiques().iterator(chunk_size=100)
    )
    if extension == "csv":
        return reply_fichier(
            write_publications_csv(ouvertes), "resultats-spaser.csv", "text/csv; charset=utf-8"
        )
    if extension == "json":
        texte = write_json(ouvertes, parutions.locate_schema())
        return reply_fichier(texte, "resultats-spaser.json", "application/json")
    raise Http404


@ouverte_a_tous
@require_safe
def publique(request: HttpRequest, siren: str, annee: int) -> HttpResponse:
    montrees = Publication.objects.montrees().select_related("espace__organisation", "arretee")
    publication = get_object_or_404(montrees, espace__siren=siren, annee=annee)
    contenu, parution = publication.read_contenu(), parutions.read_parution(publication)
    finale = publication.est_publiee and publication.contestee_le is None
    if publication.contestee_le:
        contenu = replace(contenu, lignes=(), presentation="", methode=(), incomplete="")
    autres = (
        parutions.list_publiques().filter(espace=publication.espace_id).exclude(pk=publication.pk)
    )
    contexte = {
        "fil": [(TITRE_PUBLIQUES, reverse("publication:liste")), (contenu.acheteur, None)],
        "publication": publication,
        "contenu": contenu,
        "finale": finale,
        "parution": parution,
        "groupes": services.show_lignes(contenu, parutions.find_preuve),
        "incompletes": tell_incompletes(contenu),
        "absents": tell_absents(contenu),
        "prochaine": tell_prochaine(parution),
        "methode": [*list_methode(contenu), *list_sources(contenu)],
        "errata": [tell_correction(contenu, une) for une in parution.corrections if finale],
        "mises": publication.mises_en_ligne.all(),
        "autres": autres,
        "schema": parutions.locate_schema(),
        "suivre": finale
        and peut(request, Operation.PREPARER_PUBLICATION, publication.espace.organisation),
    }
    reponse = render(request, "publication/publique.html", contexte)
    if not finale:
        reponse["X-Robots-Tag"] = "noindex"
    return reponse


@ouverte_a_tous
@require_safe
def fichier_publication(
    request: HttpRequest, siren: str, annee: int, extension: str
) -> HttpResponse:
    publication = _find(siren, annee)
    check_fichiers(request, "publication.fichier")
    if extension not in FORMES_RESULTATS:
        raise Http404
    nom = slugify(publication.espace.nom)[:60].strip("-") or siren
    nom = f"resultats-{nom}-{annee}.{extension}"
    return reply_fichier(read_resultats(publication, extension), nom, find_mime(nom))


def _find(siren: str, annee: int) -> Publication:
    publication = parutions.find_publique(siren, annee)
    if publication is None:
        raise Http404
    return publication
