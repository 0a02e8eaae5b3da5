"""Scenes of the demonstration, one by one."""

from spaser.site.socle.preparation import list_scenes


def play(*titres):
    """Load the scenes of these titles, in this order."""
    scenes = dict(list_scenes())
    for titre in titres:
        scenes[titre]()
