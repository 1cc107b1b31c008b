"""Pages of accreditation: for everybody, for applicants, for the programme's officers."""
