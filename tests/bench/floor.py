"""The floor every page is held against: what a bare Flask page costs on the same server."""

FLOOR_PATH = "/bench-floor"
STATEMENTS_HEADER = "X-Bench-Statements"

# By the primary key: the cheapest indexed read of twenty rows there is.
FLOOR_STATEMENT = """
SELECT id, surname, given_name, fiscal_code, born_on, registered_at
FROM jobseeker WHERE id > 1000 ORDER BY id LIMIT 20
"""

FLOOR_TEMPLATE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Floor</title></head>
<body><main><h1>Floor</h1><table><thead><tr><th>Surname</th><th>Name</th><th>Code</th><th>Born</th>
<th>Registered</th></tr></thead><tbody>
{% for row in rows %}<tr><td><a href="/{{ row.id }}">{{ row.surname }}</a></td><td>{{ row.given_name }}</td>
<td>{{ row.fiscal_code }}</td><td>{{ row.born_on }}</td><td>{{ row.registered_at }}</td></tr>
{% endfor %}</tbody></table></main></body></html>
"""
