# A person’s own page.

cabinet-title = My cabinet
cabinet-waiting = Waiting for you
cabinet-request = { $name } asks you to sign a joint statement (No. { $number })
cabinet-request-until = Until { $date }
cabinet-application-waits = Something is lacking, or your view is asked
cabinet-unread = Unread letters
cabinet-applications = My applications
cabinet-application-number = No. { $number }, filed { $date }
cabinet-open = { $open ->
    [0] All { $total } steps are finished
    [one] { $open } of { $total } steps is open
   *[other] { $open } of { $total } steps are open
}
cabinet-none = You have no applications yet.
cabinet-begin = Choose a life event
cabinet-drafts = Unfinished
cabinet-draft-saved = Saved { $date }
cabinet-draft-continue-of = Continue: { $title }
cabinet-draft-discard = Delete
cabinet-waits-tag = Waits for you
cabinet-access = Who has looked at my data
cabinet-access-text = Every read of your data from a register, with its purpose and law.
