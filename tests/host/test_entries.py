"""Lists within one record grow to a declared length and no further."""

import pytest

from kefu.entries import one_more
from kefu_messages.errors import TooManyEntries


def test_one_more_stands_at_the_end_and_the_list_before_is_left_alone():
    before = [1, 2]
    assert one_more(before, 3, most=3, what="reviews") == [1, 2, 3]
    assert before == [1, 2]


def test_a_full_list_is_told_with_its_name_and_limit():
    with pytest.raises(TooManyEntries) as refused:
        one_more([1, 2, 3], 4, most=3, what="reviews")
    assert refused.value.params == {"what": "reviews", "most": 3}
    assert refused.value.sentence("en") == "reviews holds 3 entries: no more can be added"
