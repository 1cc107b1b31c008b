"""The rooms of the administrator and the auditor: accounts, access log, audit events. No tables of its own."""
