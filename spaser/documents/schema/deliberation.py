"""The two papers of the sitting that decides a scheme: the draft deliberation and its note.

Only the frozen scheme and the facts that were read speak here; what only the buyer knows is left
between brackets.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.contenus.faits import Fait, find_fait, tell_citation
from spaser.documents import document
from spaser.documents.bilan.vue import NON_CONNU
from spaser.documents.francais import (
    capitalize,
    cut_titre,
    enumerate_mots,
    format_date,
    format_euros_lus,
    format_pourcent_lu,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.documents.publication import tell_cible, write_valeur
from spaser.documents.schema.cadre import tell_total, write_loi, write_notes
from spaser.documents.schema.seance import A_COMPLETER
from spaser.documents.schema.vote import CibleVotee, SchemaVote
from spaser.regles import seance as regles_seance
from spaser.regles.seance import ReglesSeance, SeanceVote, SuiteVote

CIBLES_MAX: Final = 8
"""The targets that a paper of two pages lists; more are in the scheme itself."""

_AXES_MAX: Final = 6
_MOYENS_MAX: Final = 4
_FAMILLES_MAX: Final = 3
_LONGUEUR: Final = 200
_OBJET: Final = (
    "adoption du schéma de promotion des achats publics socialement et écologiquement responsables"
)
_PRESENTER: Final = "présenter le schéma au directoire et au conseil de surveillance"
_DEVOIRS: Final = {
    True: "l’adoption d’un schéma est une obligation, au vu des dépenses d’une année civile",
    False: "le schéma est adopté par choix, sans obligation",
}
_SCHEMA: Final = "CCP-L2111-3"
_SEUIL: Final = "CCP-D2111-3"
_CODE: Final = re.compile(r"\bdu (code .+)$")
_FEMININS: Final = {"assemblée": "l’", "commission": "la "}


def write_deliberation(schema: SchemaVote, seance: SeanceVote) -> document.Document:
    """Return the draft of what is voted or, where somebody decides alone, of the decision."""
    regles = find_regles_schema(schema, seance)
    delibere = f"Après en avoir délibéré, {_name_assemblee(seance, regles)}"
    qui = delibere if regles.delibere else capitalize(regles.executif)
    fixe = [f"le schéma fixe {_count_schema(schema)}"] if schema.axes else []
    considerants = [f"que {texte} ;" for texte in (*_list_faits_connus(schema), *fixe)]
    return _write_document(
        schema,
        seance,
        f"Projet de {'délibération' if regles.delibere else 'décision'}",
        _list_seance(seance, regles),
        (
            ("Exposé", document.write_paragraphe(" ".join(_tell_schema(schema))), "expose"),
            ("Vu", [document.Liste(tuple(_list_visas(schema, regles)))], "vu"),
            ("Considérant", [_write_liste(considerants)] if considerants else [], "considerant"),
            (f"{qui} décide", _list_articles(schema, regles), "decide"),
            ("Transmission, publication, recours", [_write_suites(regles)], "publicite"),
        ),
    )


def write_note(schema: SchemaVote, seance: SeanceVote) -> document.Document:
    """Return what goes with the convocation, under the name that the texts give it."""
    regles = find_regles_schema(schema, seance)
    decisions = [f"{capitalize(texte)}." for texte, _ in _list_decisions(schema, regles)]
    demande = "Ce qui est demandé" if regles.delibere else "Ce qui est proposé"
    return _write_document(
        schema,
        seance,
        capitalize(regles.joint or "note"),
        (),
        (
            ("Pourquoi ce schéma", _list_raisons(schema), "pourquoi"),
            ("Ce que fait le schéma", _list_engagements(schema), "engagements"),
            ("Ce que cela coûte, et qui le fait", _list_moyens(schema), "moyens"),
            ("Comment il est suivi", _list_suivi(schema), "suivi"),
            (demande, [_write_liste(decisions, ordonnee=True)], "demande"),
            ("Le calendrier", _list_calendrier(seance, regles), "calendrier"),
        ),
    )


def find_regles_schema(schema: SchemaVote, seance: SeanceVote) -> ReglesSeance:
    return regles_seance.find_regles(
        schema.type,
        nom=schema.acheteur,
        siren=schema.siren,
        habitants=schema.habitants,
        corps=seance.corps,
    )


def _write_document(
    schema: SchemaVote,
    seance: SeanceVote,
    titre: str,
    tete: Iterable[document.Bloc],
    parties: Iterable[tuple[str, Iterable[document.Bloc], str]],
) -> document.Document:
    """Return a paper; a part that holds nothing is left out."""
    objet = " ".join(filter(None, (_OBJET, schema.annees)))
    return document.Document(
        titre=titre,
        sous_titre=schema.acheteur,
        jour=seance.jour or schema.jour,
        mention=" – ".join(filter(None, (schema.acheteur, uncapitalize(titre), schema.reserve))),
        blocs=(*document.write_paragraphe(f"Objet : {objet}.", en_avant=True), *tete),
        sections=tuple(
            section
            for nom, blocs, code in parties
            for section in document.write_section(nom, code, *blocs)
        ),
    )


def _write_liste(elements: Sequence[str], *, ordonnee: bool = False) -> document.Liste:
    return document.Liste(tuple(map(typographie, elements)), ordonnee)


# --- What is decided, told the same way by both papers ---


def _name_assemblee(seance: SeanceVote, regles: ReglesSeance) -> str:
    """Return the assembly with its article, in the buyer's words when it gave them."""
    dite = uncapitalize(seance.assemblee.strip())
    if not dite:
        return regles.assemblee or A_COMPLETER
    if dite.startswith(("le ", "la ", "l’", "l'", "les ")):
        return dite
    return f"{_FEMININS.get(dite.split()[0], 'le ')}{dite}"


def _list_decisions(
    schema: SchemaVote, regles: ReglesSeance
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each decision as a verb and what follows, with the lines that go under it."""
    pour = f"pour {schema.annees}" if schema.fin else schema.annees
    yield ", ".join(filter(None, ("adopter le schéma annexé", pour))), ()
    if schema.cibles:
        yield _tell_approbation(schema.cibles)
    rythme = uncapitalize(tell_citation("CCP-L2111-3.rythme").rstrip("."))
    yield f"en rendre compte chaque année ; {rythme}", ()
    yield "mettre le schéma en ligne", ()
    charge = f"charger {regles.executif or A_COMPLETER} de l’exécution de la délibération"
    yield charge if regles.delibere else _PRESENTER, ()


def _tell_approbation(cibles: Sequence[CibleVotee]) -> tuple[str, tuple[str, ...]]:
    visees = [(c.indicateur.nom, tell_cible(c.indicateur)) for c in cibles]
    dites = tuple(f"{nom} : {cible.rstrip('.')}" for nom, cible in visees if cible)
    quoi = "approuver les indicateurs du schéma" + (" et leurs cibles" if dites else "")
    return (quoi, dites) if len(dites) <= CIBLES_MAX else (f"{quoi}, tels qu’ils y figurent", ())


def _tell_schema(schema: SchemaVote) -> Iterator[str]:
    """Say what the scheme holds: nothing of what it does not."""
    couvre = "couvre" if schema.fin else "s’applique"
    annees = f"Le schéma annexé {couvre} {schema.annees}."
    yield annees if schema.annees else "Le schéma est annexé."
    if comptes := _count_schema(schema):
        yield f"Il compte {comptes}."
    if 0 < len(schema.axes) <= _AXES_MAX:
        yield f"Ses axes : {' ; '.join(axe.titre.rstrip('.') for axe in schema.axes)}."


def _count_schema(schema: SchemaVote) -> str:
    comptes = (
        (len(schema.axes), "axe"),
        (sum(len(axe.objectifs) for axe in schema.axes), "objectif"),
        (len(schema.actions), "action"),
        (len(schema.cibles), "indicateur"),
    )
    return enumerate_mots([pluriel(nombre, nom) for nombre, nom in comptes if nombre])


def _list_faits_connus(schema: SchemaVote) -> Iterator[str]:
    """Yield what was paid, what was notified, what the buyer concluded; nothing of the unknown."""
    achats = schema.achats
    bas, haut = achats.paye_bas or Decimal(), achats.paye_haut
    if achats.annee_payee and (bas or haut is not None):
        total = tell_total(bas, haut)
        yield f"les achats payés en {achats.annee_payee} atteignent {total} hors taxes"
    if achats.annee and achats.marches:
        ont = "ont été notifiés" if achats.marches > 1 else "a été notifié"
        dit = "" if achats.montant is None else format_euros_lus(float(achats.montant))
        pour = f", pour {dit} hors taxes" if dit else ""
        yield f"{pluriel(achats.marches, 'marché')} {ont} en {achats.annee}{pour}"
    if schema.oblige is not None:
        yield _DEVOIRS[schema.oblige]


# --- The draft deliberation ---


def _list_seance(seance: SeanceVote, regles: ReglesSeance) -> Iterator[document.Bloc]:
    jour = format_date(seance.jour) if seance.jour else A_COMPLETER
    presentee = ("Directoire et conseil de surveillance", f"présenté le {A_COMPLETER}")
    assemblee = (
        ("Séance du", jour),
        ("Convocation du", A_COMPLETER),
        ("Rapporteur·e", seance.rapporteur.strip() or A_COMPLETER),
        ("Secrétaire de séance", A_COMPLETER),
    )
    titre = "La séance" if regles.delibere else "La décision"
    numero = ("Numéro", seance.numero.strip() or A_COMPLETER)
    champs = (numero, *(assemblee if regles.delibere else (("Date", jour), presentee)))
    yield document.write_champs(titre, champs)
    if regles.delibere:
        yield _write_blancs("Membres", "En exercice", "Présents", "Pouvoirs", "Votants")


def _write_blancs(legende: str, *entetes: str) -> document.Tableau:
    return document.Tableau(legende, entetes, ((A_COMPLETER,) * len(entetes),))


def _list_visas(schema: SchemaVote, regles: ReglesSeance) -> Iterator[document.Contenu]:
    """Yield each code with its articles, their versions in one note."""
    seuil = (_SEUIL,) if schema.oblige else ()
    groupes: dict[str, list[Fait]] = {}
    for citation in (_SCHEMA, *seuil, *regles.convocation, *regles.fondement):
        fait = find_fait(citation)
        if code := _name_code(fait):
            groupes.setdefault(code, []).append(fait)
    for code, faits in groupes.items():
        articles = sorted(map(_name_article, faits))
        nom = "articles" if len(articles) > 1 else "article"
        dit = typographie(f"le {code}, {nom} {enumerate_mots(articles)} ;")
        versions = typographie(" ".join(map(_tell_version, faits)))
        yield document.Texte(dit), document.Note(versions, faits[0].code)
    yield typographie(f"les avis et délibérations qui précèdent : {A_COMPLETER}.")


def _name_code(fait: Fait) -> str:
    """Return the code that holds an article; nothing for another text."""
    return trouve[1] if (trouve := _CODE.search(fait.texte)) else ""


def _name_article(fait: Fait) -> str:
    return fait.articles[0].rpartition(" ")[2]


def _tell_version(fait: Fait) -> str:
    lu = f"{_name_article(fait)} : {fait.version}, lu chez {fait.reproduit_par} ({fait.mention})."
    return f"{lu} {fait.reserve}".rstrip()


def _list_articles(schema: SchemaVote, regles: ReglesSeance) -> Iterator[document.Bloc]:
    for rang, (texte, lignes) in enumerate(_list_decisions(schema, regles), start=1):
        de = "d’" if texte[0] in "aeiou" else "de "
        morceaux: list[document.EnLigne] = [
            document.Texte(f"Article {rang}. ", fort=True),
            document.Texte(typographie(f"{de}{texte}{' :' if lignes else '.'}")),
        ]
        if rang == 1 and regles.lecture:
            morceaux.append(document.Note(typographie(regles.lecture)))
        yield document.Paragraphe(tuple(morceaux), identifiant=f"article_{rang}")
        if lignes:
            yield _write_liste([f"{ligne}." for ligne in lignes])
    signataires = [capitalize(regles.executif) or "Signataire"]
    if regles.delibere:
        yield _write_blancs("Résultat du vote", "Pour", "Contre", "Abstentions")
        signataires.append("Secrétaire de séance")
    yield _write_blancs("Signatures", *signataires)


def _write_suites(regles: ReglesSeance) -> document.Liste:
    recours: document.Contenu = typographie(f"Voies de recours : {A_COMPLETER}.")
    if regles.recours:
        dit = f"Voies de recours : {uncapitalize(tell_citation(regles.recours))}"
        recours = (document.Texte(typographie(dit)), *write_notes([regles.recours]))
    return document.Liste((f"Transmise le {A_COMPLETER}.", f"Publiée le {A_COMPLETER}.", recours))


# --- The note ---


def _list_raisons(schema: SchemaVote) -> Iterator[document.Bloc]:
    yield write_loi("CCP-L2111-3.objectifs" if schema.oblige is False else "CCP-L2111-3.adopter")
    phrases = [*_list_faits_connus(schema)]
    if familles := schema.achats.familles[:_FAMILLES_MAX]:
        dites = [f"{uncapitalize(nom)} ({format_pourcent_lu(part)})" for nom, part in familles]
        annees = f" ({schema.achats.annees_familles})" if schema.achats.annees_familles else ""
        quoi = f"premières familles d’achats, en montant notifié{annees}"
        phrases.append(f"{quoi} : {enumerate_mots(dites)}")
    raisons = " ".join(f"{capitalize(phrase)}." for phrase in phrases)
    yield from document.write_paragraphe(raisons)


def _list_engagements(schema: SchemaVote) -> Iterator[document.Bloc]:
    yield from document.write_paragraphe(" ".join(list(_tell_schema(schema))[:2]))
    yield from document.write_tableau(
        "Les axes",
        {"Axe": 5, "Objectifs": 6, "Actions": 2},
        (
            (
                axe.titre,
                " ; ".join(o.titre for o in axe.objectifs[:_FAMILLES_MAX]),
                str(len(axe.actions)),
            )
            for axe in (schema.axes if len(schema.axes) <= _AXES_MAX else ())
        ),
    )
    yield from document.write_tableau(
        "Les indicateurs et leurs cibles",
        {"Indicateur": 5, "Aujourd’hui": 4, "Cible": 3},
        (
            (cible.indicateur.nom, _tell_connu(cible), tell_cible(cible.indicateur))
            for cible in schema.cibles[:CIBLES_MAX]
        ),
    )
    if (reste := len(schema.cibles) - CIBLES_MAX) > 0:
        autres = pluriel(reste, "autre indicateur", "autres indicateurs")
        yield from document.write_paragraphe(f"{autres} : dans le schéma annexé.")


def _tell_connu(cible: CibleVotee) -> str:
    """Say the last known value, its year, its bounds when it has some."""
    un, lu = cible.indicateur, cible.connue
    if lu.valeur is None:
        return capitalize(NON_CONNU)
    dit = f"{write_valeur(lu.valeur, un.unite)} en {lu.annee}"
    if lu.bas is not None and lu.haut is not None and lu.bas != lu.haut:
        dit += f" (entre {write_valeur(lu.bas, un.unite)} et {write_valeur(lu.haut, un.unite)})"
    return dit


def _list_moyens(schema: SchemaVote) -> Iterator[document.Bloc]:
    """Yield who does it and what it takes, only as actions say it."""
    actions = schema.actions
    pilotes = Counter(action.pilote for action in actions if action.pilote).most_common()
    if pilotes:
        dits = [f"{nom} ({pluriel(nombre, 'action')})" for nom, nombre in pilotes[:_MOYENS_MAX]]
        reste = len(pilotes) - _MOYENS_MAX
        autres = f" ; {pluriel(reste, 'autre pilote', 'autres pilotes')}" if reste > 0 else ""
        yield from document.write_paragraphe(f"Pilotes : {' ; '.join(dits)}{autres}.")
    if dotees := [action for action in actions if action.moyens]:
        combien = f"{pluriel(len(dotees), 'action')} sur {len(actions)}"
        dont = ", dont" if len(dotees) > _MOYENS_MAX else ""
        yield from document.write_paragraphe(f"Moyens annoncés, pour {combien}{dont} :")
        dits = [f"{a.titre.rstrip('.')} : {', '.join(a.moyens)}" for a in dotees[:_MOYENS_MAX]]
        yield _write_liste([f"{cut_titre(dit.rstrip('.'), _LONGUEUR)}." for dit in dits])


def _list_suivi(schema: SchemaVote) -> Iterator[document.Bloc]:
    dit = f"{tell_citation('CCP-L2111-3.suivi')} {tell_citation('CCP-L2111-3.rythme')}"
    rappel = document.Note(f"{find_fait(_SCHEMA).texte}.", _SCHEMA)
    yield document.Paragraphe((document.Texte(typographie(dit)), rappel))
    reunions = [" : ".join(filter(None, (r.nom, r.quand))) for r in schema.reunions]
    jalons = [f"{format_date(j.jour)} : {j.titre}" for j in schema.jalons if not j.fait]
    if rendez_vous := [*reunions[:_MOYENS_MAX], *jalons[:_MOYENS_MAX]]:
        yield _write_liste([f"{dit.rstrip('.')}." for dit in rendez_vous])


def _list_calendrier(seance: SeanceVote, regles: ReglesSeance) -> Iterator[document.Bloc]:
    suites = regles_seance.list_suites_vote(regles, seance.jour)
    lignes = [
        *_list_avant(seance, regles),
        *((_tell_quand(suite), suite.quoi, find_fait(suite.fait)) for suite in suites),
    ]
    yield from document.write_tableau(
        "Avant et après la décision",
        {"Quand": 5, "Ce qui se fait": 6, "Texte": 3},
        ((quand, quoi, fait.articles[0] if fait else "") for quand, quoi, fait in lignes),
        ligne_nommee=False,
    )
    if faits := [fait for *_, fait in lignes if fait]:
        yield from document.write_paragraphe(" ".join(_tell_textes(faits)))
    if regles.lecture:
        yield from document.write_paragraphe(regles.lecture)


def _list_avant(seance: SeanceVote, regles: ReglesSeance) -> Iterator[tuple[str, str, Fait | None]]:
    jour = format_date(seance.jour) if seance.jour else A_COMPLETER
    if not regles.delibere:
        yield jour, "Décider", None
        yield A_COMPLETER, capitalize(_PRESENTER), None
        return
    fait = find_fait(regles.convocation[0]) if regles.delai else None
    yield _tell_limite(seance.jour, regles), regles.envoi, fait
    qui = _name_assemblee(seance, regles)
    yield jour, f"Réunir {'l’assemblée' if qui == A_COMPLETER else qui}", None


def _tell_limite(jour: date | None, regles: ReglesSeance) -> str:
    if regles.delai is None:
        return A_COMPLETER
    delai = f"{regles.delai} avant la séance"
    limite = regles_seance.compute_limite(jour, regles) if jour else None
    if limite is None or jour is None:
        return capitalize(delai)
    if limite != regles_seance.count_limite(jour, regles):
        delai += ", ramenés au jour ouvré précédent"
    return f"Le {format_date(limite)} au plus tard ({delai})"


def _tell_quand(suite: SuiteVote) -> str:
    dure = f"{suite.duree} au moins" if suite.duree else "Ensuite"
    return f"Le {format_date(suite.jour)} au plus tard" if suite.jour else dure


def _tell_textes(faits: Sequence[Fait]) -> Iterator[str]:
    """Name the codes that the table abridges, when they were read and how surely."""
    sigles = {fait.articles[0].rpartition(" ")[0]: _name_code(fait) for fait in faits}
    yield f"{' ; '.join(f'{sigle} : {code}' for sigle, code in sorted(sigles.items()))}."
    jours = [fait.lu_le for fait in faits if fait.lu_le]
    bouts = sorted({min(jours), max(jours)})
    secondes = len({fait.code for fait in faits if fait.confiance != "A"})
    dont = f", dont {secondes} de source secondaire" if secondes else ""
    quand = " au ".join(map(format_date, bouts))
    yield f"Textes lus {'du' if len(bouts) > 1 else 'le'} {quand}{dont}."
