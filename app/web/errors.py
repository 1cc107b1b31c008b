"""Answers to what goes wrong."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the error pages."""
