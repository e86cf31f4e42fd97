# Who has looked at my data.

access-title = Who has looked at my data
access-text = Every read of your data from a register is written down: who, what, what for and by which law. Newest first.
access-none = Nobody has read your data here yet.
access-fields = What was read
access-by = Who
access-by-yourself = You yourself
access-by-program = Tutas, for an application
access-by-officer = An officer: { $body }
access-purpose = What for
access-number = No. { $number }
access-law = On the basis of
access-by-consent = with consent
access-by-law = by law
access-older = Older entries
access-newest = Newest entries
access-wrong = Do you not recognise a read? Ask the owner of the register named there.
access-case-file = The file of your case
