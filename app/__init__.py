"""Shared kernel, case record and composition of Percorso; holds no import, so that no cycle can start here."""
