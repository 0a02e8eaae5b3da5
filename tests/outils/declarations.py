"""What apps declare, replaced for a test."""


def declare(monkeypatch, module, **declares):
    """Have a module read these declarations; those of other names stay what apps say."""
    vraies = module.list_declares
    monkeypatch.setattr(
        module,
        "list_declares",
        lambda nom: list(declares[nom]) if nom in declares else vraies(nom),
    )
