"""OpenAPI 3.1, made of the operations, the shapes and the parameters that serve."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from ninja import NinjaAPI

from terrace.facts.collection.intake import Intake
from terrace.facts.returns.sheets import Sheet
from terrace.web.api import (
    analysis_shapes,
    bodies,
    exchange_shapes,
    forecast_shapes,
    handed,
    health_shapes,
    job_shapes,
    notice_shapes,
    planning_shapes,
    return_shapes,
    shapes,
    target_shapes,
    warning_shapes,
)
from terrace.web.api.parameters import Parameter

REFERENCE = "#/components/schemas/{name}"
JSON, PROBLEM = "application/json", "application/problem+json"
#: A body, or an answer, of any bytes.
FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}

MEANINGS = {
    200: "Done.",
    201: "Stored, on disk.",
    202: "Kept, on disk; a worker goes on with it.",
    204: "Kept; there is nothing to say.",
    400: "The request cannot be read.",
    401: "No token, or one that is not good.",
    403: "Not published, or outside your rights.",
    404: "There is no such thing, or you may not know of it.",
    409: "It contradicts what was stored before.",
    413: "The body is larger than the limit; it was not read.",
    415: "The body is not plain JSON.",
    422: "Faults in the content, every one listed; nothing was stored.",
    429: "Too many bad tokens; wait as Retry-After says.",
    500: "A fault of ours, with its number in the log.",
    503: "The database does not answer; try again with the same key.",
}
NO_CONTENT = 204
#: What any operation may answer.
ALWAYS = (429, 500)

KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Unique for each submission of a person (a UUID); the same when it is sent again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "0b8a6b1e-4f0a-4b57-9a52-3a0c1d6f2f10",
}
DEVICE = {
    "in": "header",
    "name": "X-Device",
    "description": "What the sender calls the device; kept with the submission.",
    "schema": {"type": "string", "maxLength": 200},
}
ORIGINAL = {
    "in": "header",
    "name": "X-Original",
    "description": "SHA-256 (hexadecimal) of the file that the figures were read from, sent before to `/originals`.",
    "schema": {"type": "string", "minLength": 64, "maxLength": 64},
}
EXAMPLES: dict[str, Any] = {
    "submission": {
        "source": "commune",
        "observations": [
            {"indicator": "BIRTHS", "area": "01273", "period": "2026-M10", "breakdown": {"SEX": "F"}, "value": 12},
            {"indicator": "PIGS", "area": "01273", "period": "2026-M10", "reason": "missing"},
        ],
        "note": "tháng 10",
    },
    "analysis": {
        "measures": ["RICE_OUTPUT", "RICE_OUTPUT:growth"],
        "rows": ["place:commune"],
        "columns": ["period:A"],
        "places": ["04"],
        "periods": "2024..2026",
        "boundaries": "as_is",
        "sort": "-RICE_OUTPUT",
        "limit": 10,
    },
    "withdrawal": {"why": "Nhập nhầm xã"},
    "return": {
        "source": "commune",
        "observations": [{"indicator": "PIG_HERD", "area": "01273", "period": "2026-M10", "value": 1250}],
        "because": "Đàn dê chưa kiểm đếm xong",
    },
    "draft": {"rows": {"PIG_HERD|": {"value": "1.250", "reason": ""}}},
    "decision": {"remark": "Kiểm tra lại đàn lợn: tăng gấp đôi so với tháng trước"},
    "target": {"value": 1150, "direction": "up", "decided_by": "Nghị quyết 58/NQ-HĐND ngày 10/12/2025"},
    "targetPart": {"value": 280},
    "resolution": {
        "name_vi": "Nghị quyết về phát triển kinh tế - xã hội năm 2026",
        "area": "04",
        "first_year": 2026,
        "last_year": 2026,
        "basis": {"kind": "resolution", "number": "58/NQ-HĐND", "date": "2025-12-10"},
    },
    "wishes": {"channels": {"warning.raised": ["email", "push"]}, "digest": "weekly", "quiet_from": "20:00"},
    "device": {
        "endpoint": "https://push.example/send/abc",
        "keys": {"p256dh": "BNcR…", "auth": "tBHI…"},
        "name": "Chrome, Android",
    },
    "address": {"endpoint": "https://push.example/send/abc"},
    "webhook": {"name": "IOC", "url": "https://ioc.example.vn/terrace", "account": "ioc", "kinds": ["warning.raised"]},
    "webhookChange": {"active": True},
    "warningNote": {"note": "Đã gọi xã kiểm tra"},
    "warningAssigned": {"person": 12, "text": "Kiểm tra lại với xã", "due": "2026-12-04T17:00:00+07:00"},
    "warningSaid": {"text": "Xã xác nhận nhập thừa một chữ số"},
    "warningVerdict": {"verdict": "entry-error", "note": "Xã đã gửi lại báo cáo"},
    "warningOver": {"why": "Đã xác minh tại chỗ"},
    "rule": {
        "name_vi": "Đàn lợn giảm mạnh",
        "kind": "last_period",
        "area": "12",
        "indicator": "PIG_HERD",
        "level": "commune",
        "params": {"per_cent": 10, "direction": "down"},
        "severity": 3,
    },
    "silenceWanted": {"scope": "indicator", "why": "Đang rà soát đàn lợn", "until": "2026-12-31T23:59:00+07:00"},
    "problem": {
        "type": "https://terrace.invalid/problems/observation.area",
        "title": "Không có địa bàn mã 99999 vào ngày 2026-10-31.",
        "status": 422,
        "code": "observation.area",
        "detail": "Mã địa bàn thay đổi theo thời gian: dùng mã có hiệu lực vào ngày cuối kỳ.",
        "faults": [
            {
                "pointer": "/observations/0/area",
                "code": "observation.area",
                "message_vi": "Không có địa bàn mã 99999 vào ngày 2026-10-31.",
                "message_en": "There is no place with the code 99999 on 2026-10-31.",
                "advice": "Mã địa bàn thay đổi theo thời gian: dùng mã có hiệu lực vào ngày cuối kỳ.",
                "advice_vi": "Mã địa bàn thay đổi theo thời gian: dùng mã có hiệu lực vào ngày cuối kỳ.",
                "advice_en": "Codes change over time: use the code valid on the last day of the period.",
            }
        ],
    },
}
ANSWERS = (
    shapes.Figure,
    shapes.Series,
    shapes.Across,
    shapes.Lineage,
    forecast_shapes.Forecasts,
    analysis_shapes.Analysis,
    planning_shapes.SchoolPlan,
    planning_shapes.Scenario,
    target_shapes.Targets,
    target_shapes.TargetKept,
    target_shapes.Nowcasts,
    target_shapes.PartKept,
    target_shapes.TableTaken,
    target_shapes.Resolutions,
    target_shapes.ResolutionBoard,
    target_shapes.ResolutionKept,
    target_shapes.Indices,
    target_shapes.IndexComparison,
    health_shapes.Alive,
    health_shapes.Health,
    shapes.Receipt,
    handed.Submission,
    handed.Original,
    job_shapes.Job,
    job_shapes.Jobs,
    shapes.Withdrawn,
    shapes.Places,
    shapes.History,
    shapes.Indicators,
    shapes.Indicator,
    shapes.Sources,
    shapes.Problem,
    exchange_shapes.Imported,
    return_shapes.Entries,
    return_shapes.HandedIn,
    return_shapes.Decided,
    Sheet,
    notice_shapes.Notices,
    notice_shapes.NoticesRead,
    notice_shapes.NoticeSettings,
    notice_shapes.PushHere,
    notice_shapes.Webhooks,
    notice_shapes.WebhookMade,
    notice_shapes.WebhookDeliveries,
    warning_shapes.Warnings,
    warning_shapes.Silences,
    warning_shapes.WarningRules,
    warning_shapes.RuleKept,
    warning_shapes.RuleTried,
)
BODIES = (
    Intake,
    return_shapes.Kept,
    return_shapes.Decision,
    bodies.Withdrawal,
    analysis_shapes.AnalysisWanted,
    target_shapes.TargetWanted,
    target_shapes.PartWanted,
    target_shapes.ResolutionWanted,
    notice_shapes.NoticeWishes,
    notice_shapes.PushDevice,
    notice_shapes.PushAddress,
    notice_shapes.WebhookWanted,
    notice_shapes.WebhookChange,
    warning_shapes.WarningNote,
    warning_shapes.WarningAssigned,
    warning_shapes.WarningSaid,
    warning_shapes.WarningVerdict,
    warning_shapes.WarningOver,
    warning_shapes.SilenceWanted,
    warning_shapes.RuleWanted,
)


def described(
    answers: Mapping[int, type | None],
    parameters: tuple[Parameter, ...] = (),
    headers: tuple[dict[str, Any], ...] = (),
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The part of an operation that OpenAPI shows: answers (None: a problem), parameters and body."""
    whole = dict(answers) | dict.fromkeys(ALWAYS)
    made: dict[str, Any] = {
        "responses": {status: _response(status, shape) for status, shape in sorted(whole.items())},
        "parameters": [*headers, *(each.openapi for each in parameters)],
    }
    return made | ({"requestBody": body} if body else {})


def body(shape: type, example: str) -> dict[str, Any]:
    """A JSON body."""
    content = {"schema": _reference(shape), "example": EXAMPLES[example]}
    return {"required": True, "content": {JSON: content}}


def _response(status: int, shape: type | None) -> dict[str, Any]:
    if status == NO_CONTENT:
        return {"description": MEANINGS[status]}
    if shape is None:
        content = {"schema": _reference(shapes.Problem), "example": EXAMPLES["problem"] | {"status": status}}
        return {"description": MEANINGS[status], "content": {PROBLEM: content}}
    if shape is bytes:
        return {"description": MEANINGS[status], "content": FILE}
    if shape is str:
        return {"description": MEANINGS[status], "content": {"text/csv": {"schema": {"type": "string"}}}}
    return {"description": MEANINGS[status], "content": {JSON: {"schema": _reference(shape)}}}


def _reference(shape: type) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=shape.__name__)}


def document(api: NinjaAPI) -> dict[str, Any]:
    """The whole document."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    paths = {path: _cleaned(operations) for path, operations in made["paths"].items()}
    bearer = {"type": "http", "scheme": "bearer", "description": "`terrace token create` makes one."}
    components = {"schemas": schemas(), "securitySchemes": {"bearer": bearer}}
    return made | {"servers": [{"url": "/"}], "paths": paths, "components": components}


def _cleaned(operations: dict[str, Any]) -> dict[str, Any]:
    """Without the names of classes: one scheme, and none needed where everybody may ask."""
    return {method: operation | {"security": _security(operation)} for method, operation in operations.items()}


def _security(operation: dict[str, Any]) -> list[dict[str, list[str]]]:
    answers = operation["responses"]
    return [{"bearer": []}] if 401 in answers else [{}, {"bearer": []}]  # noqa: PLR2004  # 401 needs a token


@cache
def schemas() -> dict[str, Any]:
    """Every shape as JSON Schema (2020-12), decimals as numbers."""
    _, found = msgspec.json.schema_components([*ANSWERS, *BODIES], ref_template=REFERENCE)
    written: dict[str, Any] = _numbers(found)
    return written


def _numbers(part: Any) -> Any:
    """The schema with numbers where msgspec, which knows of no way to write them, says strings."""
    if isinstance(part, list):
        return [_numbers(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "decimal":
        rest = {name: value for name, value in part.items() if name not in {"type", "format", "examples"}}
        return rest | {"type": "number"}
    return {name: _numbers(value) for name, value in part.items()}
