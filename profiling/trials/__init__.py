"""Trials of rule sets on the caseload: what would change for whom, before any of it binds.

Owns the trial, its counts and the list of cases that would change. It writes nothing to a case.
"""
