"""The figures on demand again, in plain Python, from the words of the pages and nothing else."""

import re
from collections import defaultdict
from decimal import Decimal

from tests.moteur.indicateurs.reference import compute_moyenne, compute_part, list_parts

NUMERO = re.compile(
    r"\blots?\s*(?:n\s*[°ºo\ufffd]*\s*\.?|num[eé]ro|#)?\s*[:\-]?\s*0*(\d{1,3}(?:\.\d{1,2})?[a-z]?)\b",
    re.IGNORECASE | re.ASCII,
)
MOT = re.compile(r"\blots?\b", re.IGNORECASE | re.ASCII)
TRANCHES = (
    (5_000_000, "5 M€ et plus"),
    (1_000_000, "De 1 M€ à moins de 5 M€"),
    (250_000, "De 250 000 € à moins de 1 M€"),
    (100_000, "De 100 000 € à moins de 250 000 €"),
    (50_000, "De 50 000 € à moins de 100 000 €"),
    (0, "Moins de 50 000 €"),
)


def name_tranche(m):
    montant = m["montant_initial"]
    if montant is None or m["montant_suspicion"] is not None:
        return "Montant absent ou suspect"
    return next(nom for bas, nom in TRANCHES if montant >= bas)


def name_procedure(m):
    return m["procedure"] or "Procédure non publiée"


def cross(w, marches, name, moyennes):
    """Give each rate of each group: (group, code, variant) -> n, unknowns, value, low, high."""
    groupes = defaultdict(list)
    for m in marches:
        groupes[name(m)].append(m)
    attendus = {}
    for groupe, siens in groupes.items():
        for code, (dedans, reponse) in list_parts(w).items():
            dans = [m for m in siens if dedans(m)]
            attendus[groupe, code, "nombre"] = compute_part(dans, reponse, lambda _: Decimal(1))
            attendus[groupe, code, "montant"] = compute_part(
                dans, reponse, lambda m: m["montant_utile"]
            )
        for code, (dedans, mesure, borne) in moyennes.items():
            dans = [m for m in siens if dedans(m)]
            attendus[groupe, code, "moyenne"] = compute_moyenne(dans, mesure, borne)
    return {cle: mesures for cle, mesures in attendus.items() if mesures[0]}


def _list_sirens(w, m):
    return {t["siren"] for t in w.titulaires[m["cle"]] if t["siren"]}


def compute_premiers(w, marches, nombre):
    """Give n, unknowns, value and bounds of the share of the first holders."""
    euros, fois = defaultdict(Decimal), defaultdict(int)
    siens = [m for m in marches if w.est_marche(m)]
    for m in siens:
        for siren in _list_sirens(w, m):
            euros[siren] += m["montant_utile"] or 0
            fois[siren] += 1
    chiffres = {s for m in siens if m["montant_utile"] is not None for s in _list_sirens(w, m)}
    ordre = sorted(euros, key=lambda s: (s not in chiffres, -euros[s], -fois[s], s))
    premiers = set(ordre[:nombre])

    def answer(m):
        sirens = _list_sirens(w, m)
        return bool(sirens & premiers) if sirens else None

    return compute_part(siens, answer, lambda m: m["montant_utile"])


def compute_indice(w, marches):
    """Give the index and its bounds, from 0 to 10 000."""
    parts, inconnu = defaultdict(float), 0.0
    for m in marches:
        if w.est_marche(m) and m["montant_utile"] is not None:
            sirens = _list_sirens(w, m)
            inconnu += 0.0 if sirens else float(m["montant_utile"])
            for siren in sirens:
                parts[siren] += float(m["montant_utile"]) / len(sirens)
    connu = sum(parts.values())
    if not connu:
        return None

    def measure(montants, total):
        return sum((100 * montant / total) ** 2 for montant in montants)

    *autres, premier = sorted(parts.values())
    total = connu + inconnu
    return (
        measure(parts.values(), connu),
        measure(parts.values(), total),
        measure([*autres, premier + inconnu], total),
    )


def compute_lots(w, marches):
    """Give lots, procedures, contracts that name a lot, and those that no procedure is known of."""
    lus = []
    for m in marches:
        mot = MOT.search(m["objet"] or "") if w.est_marche(m) else None
        numero = NUMERO.search(m["objet"], mot.start()) if mot else None
        if numero:
            debut = m["objet"][: mot.start()].lower().rstrip(" ,;:./(–—-")
            lus.append((m, debut, numero[1].lower()))
    freres = defaultdict(set)
    for m, debut, numero in lus:
        if len(debut) < 12 and m["id"] is not None:
            freres[m["groupe"]].add(numero)
    lots, isoles = set(), 0
    for m, debut, numero in lus:
        if len(debut) >= 12:
            lots.add(((debut, m["procedure"]), numero))
        elif len(freres[m["groupe"]]) > 1:
            lots.add((m["groupe"], numero))
        else:
            isoles += 1
    return len(lots), len({qui for qui, _ in lots}), len(lus), isoles
