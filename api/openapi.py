"""One declaration an operation: it routes, says what is validated, and is the OpenAPI 3.1 document."""

from __future__ import annotations

import inspect
import re
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from api.problems import CONTENT_TYPE, Problem
from api.schemas import Input, NoParams, Scope

if TYPE_CHECKING:
    from api.calls import Request

Handler = Callable[["Request"], Awaitable[web.StreamResponse]]
Models = Mapping[tuple[Any, JsonSchemaMode], dict[str, Any]]

MAX_KEY_LENGTH = 255
_SCHEMAS = "#/components/schemas/"
_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_SECURITY = {"bearer": {"type": "http", "scheme": "bearer", "description": "An API key, or a JWT of the configured issuer."}}
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key with the same request is done once, and answered the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH, "pattern": "^[!-~]+$"},
}


@dataclass(frozen=True)
class Operation:
    """What a method and a path do."""

    method: str
    path: str
    name: str
    """As in `access.operations`, and the `operationId`."""
    handler: Handler
    answer: type[BaseModel]
    scope: Scope | None = None
    """None: open to everyone."""
    params: type[Input] = NoParams
    """Of the path those that it names, of the query the others."""
    body: type[Input] | None = None
    body_may_be_absent: bool = False
    body_is_judged_by_database: bool = False
    may_be_accepted: bool = False
    """Whether its answer can be 202: it is noted, and somebody else has to say the same."""

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return bool(self.scope and self.scope.endswith(":read"))

    @property
    def tag(self) -> str:
        """Its resource: the last part of its handler's module."""
        return self.handler.__module__.rpartition(".")[2].replace("_", "-")

    def add_to(self, router: web.UrlDispatcher, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> None:
        """Route its method and path; an id that is no uuid is no path of ours."""
        path = self.path
        for name, value in self.params.model_fields.items():
            if value.annotation is uuid.UUID:
                path = path.replace(f"{{{name}}}", f"{{{name}:{_UUID}}}")
        router.add_route(self.method, path, handler, name=self.name)

    def statuses(self) -> Iterator[int]:
        """Yield the errors that it can be answered with."""
        yield from (500, 503)
        if self.scope is None:
            return
        yield from (400, 401, 403, 404, 429)
        if self.body:
            yield from (408, 413, 415)
        if not self.is_read:
            yield from (409, 422)


@dataclass
class Operations:
    """A list of operations, made by decorating their handlers."""

    all: list[Operation] = field(default_factory=list)

    def op(
        self, method: str, path: str, *, operation: str, answer: type[BaseModel], **options: Any
    ) -> Callable[[Handler], Handler]:
        """Declare an operation; `options` are the other fields of `Operation`, the docstring its description."""

        def declare(handler: Handler) -> Handler:
            self.all.append(Operation(method, path, operation, handler, answer, **options))
            return handler

        return declare


def document(operations: list[Operation], version: str) -> dict[str, Any]:
    """Return the OpenAPI document."""
    inputs = {model for operation in operations for model in (operation.params, operation.body) if model}
    outputs = {operation.answer for operation in operations} | {Problem}
    refs, definitions = models_json_schema(
        [(model, "validation") for model in sorted(inputs, key=str)]
        + [(model, "serialization") for model in sorted(outputs, key=str)],
        ref_template=_SCHEMAS + "{model}",
    )
    schemas = definitions["$defs"]
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _item(operation, refs, schemas)
    for model in {operation.params for operation in operations}:
        del schemas[_name(refs[model, "validation"])]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Holdfast", "version": version, "summary": "A double-entry ledger for money movements."},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY},
    }


def _item(operation: Operation, refs: Models, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Describe one operation."""
    summary, _, description = (inspect.getdoc(operation.handler) or "").partition("\n")
    done = {"content": {"application/json": {"schema": refs[operation.answer, "serialization"]}}}
    item: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": summary.rstrip("."),
        "description": description.strip() or summary,
        "parameters": [*_parameters(operation, schemas[_name(refs[operation.params, "validation"])])],
        "responses": {"200": {"description": "Done", **done}},
    }
    if operation.may_be_accepted:
        item["responses"]["202"] = {"description": "Noted, and not done yet", **done}
    problem = {"content": {CONTENT_TYPE: {"schema": refs[Problem, "serialization"]}}}
    for status in sorted(operation.statuses()):
        item["responses"][str(status)] = {"description": HTTPStatus(status).phrase, **problem}
    if operation.body:
        content = {"application/json": {"schema": refs[operation.body, "validation"]}}
        item["requestBody"] = {"required": not operation.body_may_be_absent, "content": content}
    if operation.scope:
        item["security"] = [{"bearer": []}]
        item["description"] += f"\n\nNeeds the scope `{operation.scope}`."
    return item


def _parameters(operation: Operation, schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Describe the parameters: a query has what it needs, or does without, but knows no null."""
    in_path = set(re.findall(r"{(\w+)}", operation.path))
    for name, value in schema.get("properties", {}).items():
        kinds = [kind for kind in value.get("anyOf", [value]) if kind != {"type": "null"}]
        yield {
            "name": name,
            "in": "path" if name in in_path else "query",
            "required": name in schema.get("required", ()),
            "schema": {key: kinds[0][key] for key in kinds[0] if key not in {"title", "default"}},
        }
    if operation.scope and not operation.is_read:
        yield _KEY_HEADER


def _name(ref: Mapping[str, Any]) -> str:
    return str(ref["$ref"]).removeprefix(_SCHEMAS)
