"""A rule set file is checked from the command line, in either language."""

import pytest

from tests.factories.programme import SHIPPED


@pytest.mark.parametrize(("language", "word"), [("it", "Nessun errore."), ("en", "No faults.")])
def test_a_file_without_faults_is_said_to_have_none(app, language, word):
    done = app.test_cli_runner().invoke(
        args=["rules", "check", str(SHIPPED), "--language", language]
    )
    assert done.exit_code == 0
    assert word in done.output


def test_each_fault_is_told_with_its_line_and_the_line_as_written(app, tmp_path):
    file = tmp_path / "gol.yaml"
    file.write_text(
        SHIPPED.read_text("utf-8").replace("effective_from: 20", "effective_from: soon20")
    )
    done = app.test_cli_runner().invoke(args=["rules", "check", str(file), "--language", "it"])
    assert done.exit_code == 1
    line = file.read_text().splitlines().index("effective_from: soon2026-01-01") + 1
    assert f"gol.yaml:{line}: non è una data: 'soon2026-01-01' ($.effective_from)" in done.output
    assert "    effective_from: soon2026-01-01" in done.output


def test_bytes_that_are_no_text_are_refused(app, tmp_path):
    file = tmp_path / "gol.yaml"
    file.write_bytes(b"\x89PNG")
    done = app.test_cli_runner().invoke(args=["rules", "check", str(file), "--language", "en"])
    assert done.exit_code == 1
    assert "UTF-8" in done.output
