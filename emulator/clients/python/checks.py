"""Helpers shared by the checks of all products."""

import os

from alibabacloud_tea_openapi import models as openapi

ENDPOINT = os.environ["EMULATOR_ENDPOINT"]

counts = {"passed": 0, "failed": 0}


def check(name, condition, seen):
    if condition:
        counts["passed"] += 1
        print(f"ok    {name}")
    else:
        counts["failed"] += 1
        print(f"FAIL  {name}: {seen!r}")


def error_of(run):
    """Return the error of a call that is expected to fail."""
    try:
        run()
    except Exception as error:  # any exception of an SDK
        return error
    return None


def refused(name, code, status, run):
    error = error_of(run)
    seen = (getattr(error, "code", None), getattr(error, "status_code", None))
    check(name, seen == (code, status), error if error is None or seen[0] is None else seen)
    return error


def config(key="root", secret="root-secret", token=None):
    return openapi.Config(
        access_key_id=key,
        access_key_secret=secret,
        security_token=token,
        endpoint=ENDPOINT,
        protocol="http",
        region_id="cn-hangzhou",
    )
