"""People who sign in, the organisations they belong to, roles, permissions and the guard. Knows nothing of cases."""
