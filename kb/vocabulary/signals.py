"""What the vocabulary tells others.

`term_changed` is sent inside the transaction of the change, so that a receiver that notes which works must be
searched anew commits or rolls back together with it. Keyword `term_ids`: a frozenset of primary keys, with the
children of what changed (a child's work is also found by its parent). One change may be announced repeatedly.
"""

from django.dispatch import Signal

term_changed = Signal()
