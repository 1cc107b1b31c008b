"""The processes of one installation live and die together."""

import os
import signal

import pytest

from app.cli.processes import ProcessTree, StepFailed, StopRequested, last_words


@pytest.fixture
def tree():
    regular = {number: signal.getsignal(number) for number in (1, signal.SIGINT, signal.SIGTERM)}
    tree = ProcessTree()
    yield tree
    tree.stop()
    for number, handler in regular.items():
        signal.signal(number, handler)


def lasting(tree, name):
    tree.start(name, ["http.server", "--bind", "127.0.0.1", "0"], {**os.environ})
    return tree._children[name]


def test_child_that_dies_is_named_and_the_rest_is_stopped(tree):
    web, worker = lasting(tree, "web server"), lasting(tree, "worker")
    tree.watch_once()
    web.kill()
    web.wait()
    with pytest.raises(StepFailed, match=r"The web server ended by itself \(signal SIGKILL\)"):
        tree.watch_once()
    tree.stop()
    assert worker.poll() is not None


def test_sigterm_asks_for_the_end(tree):
    lasting(tree, "worker")
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StopRequested):
        tree.watch_once()


def test_sigterm_ends_a_running_step(tree):
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StopRequested):
        tree.run("step", ["http.server", "--bind", "127.0.0.1", "0"], {**os.environ})


def test_failed_step_is_told_with_its_own_words(tree):
    with pytest.raises(StepFailed, match="step failed: .*No module named nowhere"):
        tree.run("step", ["nowhere"], {**os.environ})


def test_last_words_name_the_cause_and_not_what_followed(tmp_path):
    log = tmp_path / "step.log"
    log.write_text(
        "INFO starting\nTraceback (most recent call last):\n  File x\n"
        "psycopg.errors.DiskFull: no space left\n\nDuring handling of the above:\n"
        "RuntimeError: could not tidy up\n(Background on this error at: somewhere)\n"
    )
    assert last_words(log) == "psycopg.errors.DiskFull: no space left"
