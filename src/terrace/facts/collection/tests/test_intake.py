"""Bodies into intakes, exactly."""

from decimal import Decimal

import pytest

from terrace.base.kernel.problems import Refused
from terrace.facts.collection import intake


def faults(body: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as raised:
        intake.decode(body)
    return [(fault.pointer, fault.code) for fault in raised.value.faults]


def test_numbers_keep_their_digits():
    body = b'{"source":"s","observations":[{"indicator":"I","area":"1","period":"2026","value":0.10}]}'
    assert str(intake.decode(body).observations[0].value) == "0.10"
    assert intake.decode(body.replace(b"0.10", b'"12.50"')).observations[0].value == Decimal("12.50")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"source": "s", "observations": [}', b"\x00"])
def test_a_broken_body_says_so(body):
    assert faults(body) == [("", "body.broken")]


def test_every_wrong_type_is_named_with_its_place():
    body = b"""{"source": 5, "observations": [
        {"indicator": "I", "area": 691, "period": "2026", "value": "abc"}, 7,
        {"indicator": "I", "area": "1", "period": 2026, "value": true, "breakdown": {"SEX": 1}}]}"""
    assert faults(body) == [
        ("/source", "type.wrong"),
        ("/observations/0/area", "type.wrong"),
        ("/observations/0/value", "value.not_number"),
        ("/observations/1", "type.wrong"),
        ("/observations/2/period", "type.wrong"),
        ("/observations/2/breakdown", "type.wrong"),
        ("/observations/2/value", "value.not_number"),
    ]


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b'{"source":"s"}', b'{"source":"s","observations":{}}'])
def test_another_shape_is_refused(body):
    assert all(code == "type.wrong" for _, code in faults(body))


def test_equal_contents_have_one_digest_whatever_their_form():
    one = b'{"source":"s","observations":[{"indicator":"I","area":"1","period":"2026","value":1.50}]}'
    two = b'{ "observations": [ {"area":"1", "period":"2026", "value":"1.50", "indicator":"I"} ], "source":"s"}'
    assert intake.decode(one).digest == intake.decode(two).digest
    assert intake.inflate(intake.deflate(intake.decode(one))) == intake.decode(one)


def test_a_body_that_is_wrong_everywhere_is_answered_with_the_first_thousand_faults():
    assert len(faults(b'{"source":"s","observations":[' + b"{}," * 5000 + b"{}]}")) == 1000
