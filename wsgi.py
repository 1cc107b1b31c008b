"""The WSGI entry point: the application, configured from the environment."""

from app.factory import create_app

app = create_app()
