"""Risk rules: what chains are denied on a company's accounts, or have to be reviewed for."""

from __future__ import annotations

from aiohttp import web

from api import schemas
from api.calls import Request
from api.openapi import Operations

routes = Operations()
_PATH = "/api/v1/risk-rules"


@routes.op("POST", _PATH, operation="set_risk_rule", scope="chains:operate", body=schemas.NewRiskRule, answer=schemas.RiskRule)
async def set_rule(request: Request) -> web.Response:
    """Write the next version of a risk rule: from then on it is the one that counts.

    Rules bind what chains do, and nothing else: what is posted or held outside of them is not assessed. To stop an account
    altogether, freeze it; what was promised of it before is kept even so.
    """
    return await request.send()


@routes.op("GET", _PATH, operation="list_risk_rules", scope="chains:read", params=schemas.RiskRulesPage, answer=schemas.RiskRules)
async def list_all(request: Request) -> web.Response:
    """List a company's risk rules, the newest version of each, those that are off too."""
    return await request.send()
