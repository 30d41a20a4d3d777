"""A pytest plugin: takes the server's address from the environment, and writes one line of JSON for each test."""
import json
import os

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    # Not an argument: the address has a password, and arguments are seen by every user of the machine.
    config.option.connection_string = os.environ["COMPATIBILITY_URI"]


def pytest_runtest_logreport(report):
    if report.when == "teardown" or (report.when == "setup" and report.passed):
        return
    outcome = "error" if report.when == "setup" and report.failed else report.outcome
    reason = str(report.longrepr)[-2000:] if report.failed else ""
    with open(os.environ["COMPATIBILITY_RESULTS"], "a", encoding="utf8") as results:
        results.write(json.dumps({"test": report.nodeid, "outcome": outcome, "reason": reason}) + "\n")
