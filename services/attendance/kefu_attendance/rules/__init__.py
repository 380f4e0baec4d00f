"""What attendance decides: pure functions of facts, days and law."""

from kefu_attendance.rules.policies import Circumstances, Policy, adopted, exact_content, works_by
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
    "Circumstances",
    "Person",
    "Policy",
    "Post",
    "adopted",
    "exact_content",
    "moved",
    "placement",
    "post_on",
    "posted",
    "readable_phone",
    "served",
    "superiors_first",
    "tree",
    "works_by",
]
