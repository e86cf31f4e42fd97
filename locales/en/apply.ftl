# The way before an application is filed.

progress = Steps of the application
progress-data = Data
progress-preview = What was found
progress-questions = Questions
progress-check = Check

data-title = Which data would be read
data-lead = Nothing has been read yet. Look first: from which register, whose data, which fields and under which law.
data-by-law = Read by law
data-by-law-text = The law itself suffices for these data, so no consent is asked. We only tell you.
data-by-consent = Read only if you agree
data-by-consent-text = You can apply without agreeing: then you bring the document yourself.
held-by = owner: { $owner }
fields = Fields
to-find-the-event = For what: to find whom the application is about
for-services = For what: { $services }
consent = Your consent
consent-registers = I agree that, for this application, those of my data that need consent are read from the registers
consent-registers-hint = Consent is for this application only.
consent-automated = I agree that, where all requirements are met, the program grants automatically
consent-automated-hint = The program never refuses: where a requirement is not met, a person looks at the case. If you do not agree, an officer decides. It concerns:
read = Read the data
read-again = Read again

preview-title = What the registers hold
preview-lead = This is what the registers answered. Look it through: none of it will be asked of you.
answered-at = answered on { $at }
register-has-none-of = The register has none: { $fields }
odd-number = The digits of this number suggest another date of birth. The law does not ask them to agree; the register counts.
register-has-nothing = The register has no such record.
registers-down = Not answering now: { $registers }
registers-down-text = You can apply all the same. We will ask again; nobody is refused because of this.
already-yours = You have already applied for this event.
already-yours-look = Open the application
already-elsewhere = This birth has been registered already, or somebody else has applied for it.
already-elsewhere-text = There is no need to apply twice. The other parent sees their application in their own cabinet.
data-wrong = Is something wrong?
data-wrong-text = A mistake in a register is corrected by its owner, who is named on the page before. You can apply now all the same: if a requirement is not met, we write what is lacking and how to mend it.
subject-heading = The register has no record of the child yet
subject-text = The maternity ward may enter it later. Tell us these things yourself and apply now: when the record arrives, the case goes on by itself.
event-heading = Whom the application is about
event-which = Which birth is the application about?
steps-heading = Which services will run
steps-text = These services begin in order once you have applied.
steps-text-optional = These services begin in order once you have applied. Take the tick from any you do not want.
expected-amount = Expected amount: { $amount }
doubts-text = By what is known now, this requirement does not seem to hold. You can apply all the same:

questions-title = What only you know
questions-title-child = What only you know: { $child }
questions-of = Page { $index } of { $of }
questions-for = For: { $services }.
save-and-continue = Save and continue
save-and-leave = Save and come back later
stale-form = This form was saved later in another window. What you typed is still here: check it and save again.
done-saved = Saved. You can go on at any time.

check-title = Check before you apply
check-shared = Your answers
check-missing = First answer these questions
check-steps = What will begin
check-lacking = What is lacking already
check-lacking-text = Apply all the same: the application is registered, and what is lacking can be mended after.
check-file = Applying
check-file-text = You will get a slip with number, date, body and the term of the decision.
file = Apply
done-filed = The application is registered.

leave-saved = Come back later: what you filled in is saved
discard = Throw this application away
discard-text = Everything you filled in will be deleted and cannot be brought back. You can begin anew.
discard-do = Throw away
done-discarded = The unfinished application was thrown away.
