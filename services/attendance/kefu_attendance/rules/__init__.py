"""What attendance decides: pure functions of facts, days and law."""

from kefu_attendance.rules.policies import exact_content
from kefu_attendance.rules.register import (
    Person,
    Post,
    moved,
    placement,
    post_on,
    posted,
    readable_phone,
    served,
    superiors_first,
    tree,
)

__all__ = [
    "Person",
    "Post",
    "exact_content",
    "moved",
    "placement",
    "post_on",
    "posted",
    "readable_phone",
    "served",
    "superiors_first",
    "tree",
]
