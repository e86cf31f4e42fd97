# A person’s own page.

cabinet-title = My cabinet
cabinet-waiting = Waiting for you
cabinet-request = { $name } asks you to sign a joint statement (No. { $number })
cabinet-request-until = Until { $date }
cabinet-application-waits = Something is lacking, and your view is asked
cabinet-waits-lacking = Something is lacking
cabinet-waits-heard = Your view is asked
cabinet-unread = Unread letters
cabinet-applications = My applications
cabinet-application-number = No. { $number }, filed { $date }
cabinet-open = Open steps: { $open } of { $total }
cabinet-all-done = All { $total } steps are finished
cabinet-fulfilled = finished: { $count }
cabinet-ended = refused or withdrawn: { $count }
cabinet-dropped = will not begin: { $count }
cabinet-none = You have no applications yet.
cabinet-begin = Choose a life event
cabinet-drafts = Unfinished
cabinet-draft-saved = Saved { $date }
cabinet-draft-continue-of = Continue: { $title }
cabinet-draft-discard = Delete
cabinet-waits-tag = Waits for you
cabinet-access = Who has looked at my data
cabinet-access-text = Every read of your data from a register, with its purpose and law.
