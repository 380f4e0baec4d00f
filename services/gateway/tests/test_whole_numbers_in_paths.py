"""A whole number in the path is one in the message: every path of the contracts that has one can be asked."""

import pytest

from kefu.web import reading
from kefu_messages import Command, Query, fields, messages

WITH_NUMBERS = [
    message
    for message in [*messages(Command), *messages(Query)]
    if any(isinstance(message().fields.get(name), fields.Integer) for name in message.route.path_fields)
]


@pytest.mark.parametrize("message", WITH_NUMBERS, ids=lambda message: f"{message.service}.{message.__name__}")
def test_the_example_can_be_asked_through_its_path(message):
    in_path = {name: str(message.example[name]) for name in message.route.path_fields}
    asked = {name: value for name, value in message.example.items() if name not in in_path}
    reading.valid(message, {**asked, **reading.path_fields(message, in_path)})


def test_what_is_no_number_stays_as_it_is_and_is_refused():
    message = WITH_NUMBERS[0]
    (name,) = [name for name in message.route.path_fields if isinstance(message().fields[name], fields.Integer)]
    assert reading.path_fields(message, {name: "20x5"}) == {name: "20x5"}
    with pytest.raises(reading.ValidationFailed):
        reading.valid(message, {**message.example, **reading.path_fields(message, {name: "20x5"})})
