"""Apply, examine, decide; suspend, revoke, lift; the nightly end of what has expired."""
