"""The browser of the machine that tests open."""

import shutil


def find_chromium():
    """Return its path, None without one; the shell, which draws no window, takes half the time."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")
