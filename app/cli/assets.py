"""Copies what pages and documents need out of node_modules; nothing is built."""

import shutil
from pathlib import Path

from app.config import ROOT

VENDOR = ROOT / "app" / "web" / "static" / "vendor"

# (package folder, pattern) -> folder under vendor/. The .ttf files are for documents (typst).
WANTED = (
    ("bootstrap-italia/dist/css", "bootstrap-italia.min.css", "bootstrap-italia/css"),
    ("bootstrap-italia/dist/js", "bootstrap-italia.bundle.min.js", "bootstrap-italia/js"),
    ("bootstrap-italia/dist/svg", "sprites.svg", "bootstrap-italia/svg"),
    ("bootstrap-italia/dist/fonts", "*/*.woff2", "bootstrap-italia/fonts"),
    ("bootstrap-italia/dist/fonts", "*/*.ttf", "bootstrap-italia/fonts"),
    ("bootstrap-italia/dist/fonts", "*/*.txt", "bootstrap-italia/fonts"),
    ("bootstrap-italia", "LICENSE", "bootstrap-italia"),
    ("htmx.org/dist", "htmx.min.js", "htmx"),
    ("htmx.org", "LICENSE", "htmx"),
)


def copy_assets(modules: Path, vendor: Path) -> int:
    """Replace ``vendor`` by the wanted files of ``modules``; returns how many there are.

    Raises:
        FileNotFoundError: A package is not installed, or no longer holds what pages name.
    """
    fresh = vendor.with_name(vendor.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    count = 0
    for package, pattern, target in WANTED:
        found = sorted((modules / package).glob(pattern))
        if not found:
            raise FileNotFoundError(f"node_modules/{package} holds no {pattern}; run npm ci again")
        for source in found:
            copy = fresh / target / source.relative_to(modules / package)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
            count += 1
    # Swapped in one go, so that an interrupted copy never leaves half a look.
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)
    return count


if __name__ == "__main__":
    print(f"Assets: {copy_assets(ROOT / 'node_modules', VENDOR)} files.")
