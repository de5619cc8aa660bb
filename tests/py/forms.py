"""What is well formed in a request, as the design and docs/errors.md say: for the model."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

COMPARISONS = {
    "gt": Decimal.__gt__,
    "gte": Decimal.__ge__,
    "eq": Decimal.__eq__,
    "lte": Decimal.__le__,
    "lt": Decimal.__lt__,
}
_PLAIN_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")
_BOUND = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,18})?")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TIME = re.compile(
    r"(?P<day>[1-9][0-9]{3}-[0-9]{2}-[0-9]{2})(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))?"
)


def is_condition(value: Any) -> bool:
    """Whether it is what a line may demand of its account."""
    return isinstance(value, dict) and all(
        type(demand) is int and 0 <= demand < 10**18
        if name == "version"
        else name in ("available", "posted")
        and isinstance(demand, dict)
        and all(key in COMPARISONS and isinstance(bound, str) and bool(_BOUND.fullmatch(bound)) for key, bound in demand.items())
        for name, demand in value.items()
    )


def is_uuid(value: Any) -> bool:
    """Whether it is a uuid in text."""
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def is_time(value: Any) -> bool:
    """Whether it is a time with an offset, or a day."""
    if not isinstance(value, str) or not (found := _TIME.fullmatch(value)):
        return False
    try:
        datetime.fromisoformat(found["day"])
        time = datetime.fromisoformat(value)
    except ValueError:
        return False
    offset = time.utcoffset()
    return offset is None or abs(offset.total_seconds()) < 15 * 3600


def amount_fault(value: Any, exponent: int | None) -> str | None:  # noqa: PLR0911
    """Return the code for what is no amount: plain decimal digits in a string; a zero may have any decimals."""
    if value is None:
        return None
    if not isinstance(value, str):
        return "LG020"
    if value.startswith("-") and _PLAIN_DIGITS.fullmatch(value[1:]):
        return "LG022"
    if not _PLAIN_DIGITS.fullmatch(value):
        return "LG021"
    whole, _, decimals = value.partition(".")
    if len(whole.lstrip("0")) > 30:
        return "LG023"
    if exponent is not None and len(decimals) > exponent and Decimal(value):
        return "LG024"
    return None
