"""How long each folder of tests takes, summed over the processes of a run."""

from collections import Counter


def tell_durees(rapports):
    """Say it, the longest first, of a run of several folders."""
    durees = Counter()
    for rapport in rapports:
        durees[rapport.nodeid.partition("::")[0].split("/")[1]] += rapport.duration
    dites = [f"{nom} {tell_duree(duree)}" for nom, duree in durees.most_common()]
    return f"durées, processus additionnés : {', '.join(dites)}" if len(dites) > 1 else ""


def tell_duree(secondes):
    """Write a duration in minutes and seconds."""
    minutes, reste = divmod(round(secondes), 60)
    return f"{minutes} min {reste:02} s" if minutes else f"{reste} s"
