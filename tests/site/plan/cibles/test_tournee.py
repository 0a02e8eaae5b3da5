"""The round: each pilot is asked by a link; answers are read, taken or set aside; year closed."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from spaser.regles.nomenclatures import annee_montree
from spaser.site.comptes.donnees_personnelles import erase_compte
from spaser.site.espace.discussions import revoke_partage
from spaser.site.plan.app import follow_tournee
from spaser.site.plan.cibles.collecte import EtatFicheCollecte, read_collecte, start_collecte
from spaser.site.plan.cibles.tournee import (
    TOURNEE,
    FormDecision,
    ask_tournee,
    decide_recues,
    list_recues,
)
from spaser.site.plan.models.actions import Action
from spaser.site.plan.models.cibles import Collecte, FicheCollecte, ReponseFiche, Valeur
from spaser.site.plan.point_annuel.services import find_point
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_personne,
    sign_in,
    texte,
)
from tests.site.plan.fabrique import make_action

pytestmark = pytest.mark.django_db

ANNEE = annee_montree(timezone.localdate())
RACINE = f"/espace/{SIREN_VAL}/cibles/collecte/"
PAGE = f"{RACINE}{ANNEE}/"


@pytest.fixture
def lignes(espace, auteur, follow, aim):
    """Give two actions and an indicator of « Emploi », an action of a member, one of nobody."""
    bea = make_membre(espace.organisation, "contribution").utilisateur
    cle = follow(indicateur="Heures d’insertion", referent="Emploi")
    aim(cle, unite="heures")
    return {
        "lot": make_action(espace, auteur, "Réserver un lot", pilote_nom="Emploi"),
        "clause": make_action(espace, auteur, "Écrire la clause", pilote_nom="emploi ", saisi=20),
        "membre": make_action(espace, auteur, "Former", pilote_membre=bea),
        "seule": make_action(espace, auteur, "Sans pilote"),
        "bea": bea,
    }


@pytest.fixture
def collecte(espace, auteur, lignes):
    echeance = timezone.localdate() + timedelta(days=10)
    return start_collecte(espace, ANNEE, echeance, auteur)


@pytest.fixture
def emploi(collecte, auteur):
    """Give the sheet of « Emploi », sent by a link."""
    fiche = collecte.fiches.get(referent="Emploi")
    ask_tournee(collecte, {str(fiche.pk): "emploi@exemple.fr"}, auteur)
    return FicheCollecte.objects.get(pk=fiche.pk)


def read_champs(page):
    """Return what a page would send, untouched."""
    dits = {}
    for nom, suite in re.findall(r'<select name="([^"]+)"(.*?)</select>', page, re.DOTALL):
        choisi = re.search(r'value="(\w*)"\s+selected', suite)
        dits[nom] = choisi[1] if choisi else ""
    for balise in re.findall(r"<(?:input|textarea)[^>]*>", page):
        nom, valeur = (re.search(rf' {quoi}="([^"]*)"', balise) for quoi in ("name", "value"))
        if nom and 'type="checkbox"' not in balise:
            dits[nom[1]] = valeur[1] if valeur else ""
        elif nom and " checked" in balise:
            dits[nom[1]] = "on"
    return dits


def reply(fiche, **champs):
    """Answer as a pilot: `a12__etat` is a field of an action, `v5__valeur` of an indicator."""
    noms = {"a": "action", "v": "indicateur"}
    dits = read_champs(Client().get(TOURNEE.path_of(fiche)).content.decode())
    for nom, dit in champs.items():
        cle, champ = nom.split("__")
        dits[f"{noms[cle[0]]}-{cle[1:]}-{champ}"] = dit
    return Client().post(TOURNEE.path_of(fiche), dits)


def decide(client, **choix):
    """Send the table of answers as it is shown, with these choices (`p12`, `r12`)."""
    dits = read_champs(client.get(f"{PAGE}reponses/").content.decode())
    dits |= {f"{n[1:]}-{'prise' if n[0] == 'p' else 'raison'}": d for n, d in choix.items()}
    return client.post(f"{PAGE}reponses/", dits, follow=True)


def test_each_pilot_has_one_sheet_with_actions_and_indicators(collecte, lignes):
    siennes = {f.referent: (len(f.indicateurs), len(f.actions)) for f in collecte.fiches.all()}
    assert siennes["Emploi"] == (1, 2)  # whatever the case of her name
    assert siennes[lignes["bea"].nom_complet] == (0, 1)
    assert siennes["Référent à nommer"][1] == 1
    assert FicheCollecte.objects.get(membre=lignes["bea"]).a_qui == lignes["bea"]


def test_one_gesture_asks_all_those_whose_address_is_known(
    client, espace, collecte, lignes, courriels
):
    fiche = collecte.fiches.get(referent="Emploi")
    page = texte(client.get(f"{PAGE}demander/"))
    assert "Adresse de Emploi" in page
    assert f"Adresse de {lignes['bea'].nom_complet}" not in page
    refus = texte(client.post(f"{PAGE}demander/", {str(fiche.pk): "emploi"}))
    assert "nom@domaine.fr" in refus
    assert not courriels
    for _ in range(2):  # twice by mistake
        client.post(f"{PAGE}demander/", {str(fiche.pk): "emploi@exemple.fr"})
    assert sorted(mail.to[0] for mail in courriels) == sorted(
        ["emploi@exemple.fr", lignes["bea"].courriel]
    )
    assert "0 sur 3 ont répondu" in texte(client.get(PAGE))
    assert "3 lignes" in courriels[0].body.replace("\u00a0", " ") + courriels[1].body.replace(
        "\u00a0", " "
    )
    assert "Tournée" in texte(client.get("/compte/liens/"))


def test_a_pilot_answers_without_account_and_her_answers_are_proposals(client, emploi, lignes):
    lot, clause = lignes["lot"], lignes["clause"]
    page = texte(Client().get(TOURNEE.path_of(emploi)))
    for dit in (
        "Réserver un lot",
        "Écrire la clause",
        "20",
        "Heures d’insertion",
        "Rien de changé",
    ):
        assert dit in page, dit
    assert f"/espace/{SIREN_VAL}" not in page
    vide = texte(reply(emploi))
    assert "sur une ligne au moins" in vide
    visee = emploi.collecte.espace.indicateurs_suivis.get(libelle="Heures d’insertion")
    fautif = {f"v{visee.pk}__valeur": "beaucoup"}
    assert "n’est pas une valeur lisible" in texte(reply(emploi, **fautif))
    reponse = reply(emploi, **{
        f"a{lot.pk}__inchange": "on",
        f"a{clause.pk}__etat": "en_cours", f"a{clause.pk}__saisi": "60",
        f"a{clause.pk}__obstacles": "Le juriste manque.",
        f"v{visee.pk}__valeur": "1200", f"v{visee.pk}__source": "Le service emploi",
    })  # fmt: skip
    assert reponse.status_code == 302
    lot.refresh_from_db()
    clause.refresh_from_db()
    assert (clause.etat, clause.saisi) == ("a_lancer", 20)  # nothing is written yet
    assert not Valeur.objects.exists()
    assert read_collecte(emploi.collecte.espace, ANNEE).repondues == 1
    assert "Vous avez répondu : rien de changé" in texte(Client().get(TOURNEE.path_of(emploi)))

    page = texte(client.get(f"{PAGE}reponses/"))
    for dit in ("Le juriste manque.", "1 200 heures", "En cours, 60", "Emploi, le"):
        assert dit in page.replace("\u202f", " "), dit
    assert "Réserver un lot" not in page  # nothing to decide
    fin = texte(decide(client))
    assert "Réponses prises : 2" in fin
    clause.refresh_from_db()
    assert (clause.etat, clause.saisi, clause.obstacles) == ("en_cours", 60, "Le juriste manque.")
    valeur = Valeur.objects.get()
    assert (valeur.valeur, valeur.fournie_par, valeur.annee) == (1200, "Emploi", ANNEE)
    assert valeur.source == "Le service emploi"
    gestes = set(Evenement.objects.values_list("geste", flat=True))
    assert {"cibles.envoi", "cibles.reponse", "cibles.decision", "action.etat"} <= gestes


def test_what_changed_meanwhile_is_decided_line_by_line(client, emploi, lignes):
    lot, clause = lignes["lot"], lignes["clause"]
    reply(emploi, **{f"a{lot.pk}__etat": "en_cours", f"a{clause.pk}__etat": "en_cours"})
    Action.objects.filter(pk=lot.pk).update(etat="terminee", version=7)
    page = texte(client.get(f"{PAGE}reponses/"))
    assert page.count("Changé depuis") == 1
    assert "Réponses prises : 1" in texte(decide(client))
    lot.refresh_from_db()
    assert lot.etat == "terminee"
    restee = ReponseFiche.objects.get(decision="", inchange=False)
    decide(client)  # neither taken nor given a reason: later
    assert ReponseFiche.objects.filter(decision="", inchange=False).exists()
    decide(client, **{f"p{restee.pk}": "on", f"r{restee.pk}": "Finie en novembre."})
    assert "mise de côté : Finie en novembre." in texte(
        Client().get(TOURNEE.path_of(emploi))
    ).replace("\u00a0", " ")
    restee.refresh_from_db()
    assert (restee.decision, restee.raison) == ("ecartee", "Finie en novembre.")
    reply(emploi, **{f"a{lot.pk}__etat": "en_cours"})  # she says it again: a new proposal
    restee.refresh_from_db()
    assert restee.decision == ""
    decide(client, **{f"p{restee.pk}": "on"})
    lot.refresh_from_db()
    assert lot.etat == "en_cours"


def test_two_people_who_take_answers_at_once_take_each_once(auteur, emploi, lignes):
    reply(emploi, **{f"a{lignes['lot'].pk}__etat": "en_cours"})
    pages = []
    for _ in range(2):  # both read the same table
        (recue,) = list_recues(emploi.collecte)
        pk = recue.reponse.pk
        forme = FormDecision({f"{pk}-prise": "on", f"{pk}-vue": recue.lue}, recue)
        assert forme.is_valid()
        pages.append({pk: forme})
    premier, second = (decide_recues(emploi.collecte, page, auteur) for page in pages)
    assert (premier["prise"], second["prise"], second["laissee"]) == (1, 0, 1)
    lignes["lot"].refresh_from_db()
    assert lignes["lot"].version == 2


def test_an_unchanged_indicator_keeps_its_last_value_and_says_so(client, emploi, note):
    visee = emploi.collecte.espace.indicateurs_suivis.get(libelle="Heures d’insertion")
    note((str(visee.ligne_id), ANNEE - 1, "900"))
    reply(emploi, **{f"v{visee.pk}__inchange": "on"})
    decide(client)
    valeur = Valeur.objects.get(annee=ANNEE)
    assert (valeur.valeur, valeur.source) == (Decimal(900), f"Inchangée depuis {ANNEE - 1}")
    videe = texte(reply(emploi, **{f"v{visee.pk}__valeur": ""}))
    assert "Écrivez la valeur." in videe


def test_one_tick_says_that_nothing_changed_everywhere_but_where_she_says_so(
    client, emploi, lignes, note
):
    visee = emploi.collecte.espace.indicateurs_suivis.get(libelle="Heures d’insertion")
    page = texte(Client().get(TOURNEE.path_of(emploi)))
    assert "Rien de changé partout" in page
    note((str(visee.ligne_id), ANNEE, "900"))
    dits = read_champs(Client().get(TOURNEE.path_of(emploi)).content.decode())
    dits |= {"partout": "on", f"action-{lignes['clause'].pk}-saisi": "60"}
    assert Client().post(TOURNEE.path_of(emploi), dits).status_code == 302
    reponses = {une.sur: une for une in ReponseFiche.objects.all()}
    assert len(reponses) == 3
    clause = reponses.pop(str(lignes["clause"].pk))
    assert (clause.inchange, clause.decision, clause.saisi) == (False, "", 60)
    assert all(une.inchange and une.decision == "prise" for une in reponses.values())
    decide(client)
    lignes["clause"].refresh_from_db()
    assert lignes["clause"].saisi == 60


def test_an_action_given_up_says_why(client, emploi, lignes):
    cle = f"a{lignes['lot'].pk}"
    assert "pourquoi elle est abandonnée" in texte(reply(emploi, **{f"{cle}__etat": "abandonnee"}))
    reply(emploi, **{f"{cle}__etat": "abandonnee", f"{cle}__obstacles": "Marché infructueux."})
    decide(client)
    lignes["lot"].refresh_from_db()
    assert (lignes["lot"].etat, lignes["lot"].motif) == ("abandonnee", "Marché infructueux.")


def test_reminders_are_two_by_hand_or_by_the_clock_and_stop(client, emploi, courriels):
    courriels.clear()
    client.post(f"{PAGE}relancer/", {"fiche": emploi.pk})
    assert [mail.to for mail in courriels] == [["emploi@exemple.fr"]]
    debut = timezone.now()
    for jours in range(14):
        follow_tournee(debut + timedelta(days=jours))
        follow_tournee(debut + timedelta(days=jours, hours=1))
    siens = [mail for mail in courriels if mail.to == ["emploi@exemple.fr"]]
    assert len(siens) == 2
    assert "Deux rappels au plus" in texte(
        client.post(f"{PAGE}relancer/", {"fiche": emploi.pk}, follow=True)
    )
    FicheCollecte.objects.update(relances=0, recue_le=debut)  # the file came back
    courriels.clear()
    client.post(f"{PAGE}relancer/")
    follow_tournee(debut + timedelta(days=9))
    assert not courriels


def test_links_guessed_ended_taken_back_or_handed_over_open_nothing(espace, auteur, emploi, lignes):
    chemin = TOURNEE.path_of(emploi)
    numero, _, sceau = chemin.strip("/").rpartition("/")[2].partition(":")
    autre = FicheCollecte.objects.get(membre=lignes["bea"])
    for faux in (f"{autre.pk}:{sceau}", f"{numero}:x", numero, "0:é"):
        assert Client().get(f"/plan/tournee/{faux}/").status_code == 404, faux
    sien = TOURNEE.path_of(autre)
    erase_compte(lignes["bea"])
    assert Client().get(sien).status_code == 200  # the sheet is still her service's
    revoke_partage(emploi.lien, auteur)
    assert Client().get(chemin).status_code == 404
    assert Client().post(chemin, {}).status_code == 404


def test_only_who_leads_asks_reminds_and_decides(espace, emploi):
    awa = sign_in(make_membre(espace.organisation, "contribution", "awa@exemple.fr").utilisateur)
    assert "Relancer" not in texte(awa.get(PAGE))
    for suite in ("demander/", "relancer/", "reponses/"):
        assert awa.post(f"{PAGE}{suite}").status_code == 403, suite
    ailleurs = sign_in(make_personne("ailleurs@exemple.fr"))
    assert ailleurs.get(f"{PAGE}reponses/").status_code == 404


def test_a_sheet_by_file_counts_as_an_answer_of_the_round(espace, emploi):
    FicheCollecte.objects.filter(pk=emploi.pk).update(recue_le=timezone.now())
    lue = next(f for f in read_collecte(espace, ANNEE).fiches if f.fiche.pk == emploi.pk)
    assert lue.actions_attendues == 0
    assert lue.etat is not EtatFicheCollecte.REPONDU  # its value is still missing
    assert not lue.fiche.attend


@pytest.mark.longue
def test_forty_pilots_twenty_five_answers_and_the_year_closed_in_fifteen_gestures(
    client, espace, auteur, follow, courriels
):
    for rang in range(40):
        service = f"Service {rang:02}"
        make_action(espace, auteur, f"Action {rang:02}", pilote_nom=service)
        if rang < 20:
            follow(indicateur=f"Indicateur {rang:02}", referent=service)
    gestes = []

    def act(methode, adresse, *dits):
        gestes.append(adresse)
        return getattr(client, methode)(adresse, *dits, follow=True)

    jour = timezone.localdate() + timedelta(days=14)
    act("post", f"{RACINE}preparer/", {"annee": str(ANNEE), "echeance": f"{jour}"})
    fiches = list(FicheCollecte.objects.filter(referent__startswith="Service"))
    assert len(fiches) == 40
    adresses = {str(f.pk): f"{f.referent[-2:]}@exemple.fr" for f in fiches}
    act("get", f"{PAGE}demander/")
    act("post", f"{PAGE}demander/", adresses)
    assert len(courriels) == 40
    for fiche in FicheCollecte.objects.filter(referent__startswith="Service")[:25]:
        dits = {
            f"a{fiche.actions[0]}__etat": "en_cours",
            f"a{fiche.actions[0]}__obstacles": "Rien.",
        }
        for visee in espace.indicateurs_suivis.filter(cle__in=fiche.indicateurs):
            dits |= {f"v{visee.pk}__valeur": "12", f"v{visee.pk}__source": "Tableau du service"}
        assert reply(fiche, **dits).status_code == 302
    page = texte(act("get", PAGE))
    assert "25 sur" in page
    courriels.clear()
    act("post", f"{PAGE}relancer/")
    assert len(courriels) == 15
    premiere = Action.objects.get(titre="Action 00")
    Action.objects.filter(pk=premiere.pk).update(version=9, etat="terminee")
    gestes.append("reponses")  # read
    decide(client)
    gestes += ["reponses", "reponses"]  # taken, then the one that met a change, read again
    restee = ReponseFiche.objects.get(decision="")
    decide(client, **{f"r{restee.pk}": "Elle est finie."})
    assert Valeur.objects.filter(annee=ANNEE).count() == 20
    assert Action.objects.filter(etat="en_cours").count() == 24
    bilan = f"/espace/{SIREN_VAL}/bilan/{ANNEE}/"
    page = texte(act("get", bilan))
    assert "Réponse attendue" in page
    clore = act("get", f"{bilan}clore/").content.decode()
    empreinte = re.search(r'name="empreinte" value="(\w+)"', clore)[1]
    act("post", f"{bilan}clore/", {"empreinte": empreinte, "relu": "on"})
    point = find_point(espace, ANNEE)
    assert point.est_clos
    assert [a.obstacles for a in point.read_contenu().actions].count("Rien.") == 24
    assert "Obstacle : Rien." in texte(client.get(bilan)).replace("\u00a0", " ")
    assert len(gestes) <= 15, gestes
    assert Collecte.objects.count() == 1
