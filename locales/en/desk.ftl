# The officers’ desk: a worklist by due date, a case, and what can be done with it.

desk-title = Worklist
desk-filter = Show
desk-filter-mine = Waiting for an officer
desk-filter-all = All open cases
desk-caption = Cases by due date, earliest first
desk-number = Case
desk-service = Service
desk-phase = State
desk-due = Due
desk-left = Working days left
desk-left-past = { $days ->
    [one] { $days } working day over
   *[other] { $days } working days over
}
desk-left-today = Today
desk-left-days = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}
desk-no-due = No term runs
desk-document-waits = Document to look at
desk-none-mine = No case waits for an officer.
desk-none-all = There are no open cases.
desk-more = Next cases
desk-first = From the start
desk-shown = { $count ->
    [one] { $count } case on this page
   *[other] { $count } cases on this page
}

desk-jump = On this page
desk-term-due = Term ends
desk-application = Application
desk-decide = Decide
desk-last-preliminary = Last day on which a preliminary decision still fits the term: { $date }
desk-amount = Expected amount
desk-why-not = What cannot be done now
desk-not-grant = Cannot be granted: { $why }
desk-not-approve = Cannot be adopted: { $why }
desk-not-prepare-refusal = A refusal cannot be prepared: { $why }
desk-not-rule = Cannot be satisfied in full: { $why }
desk-not-extend = The term cannot be extended: { $why }
desk-nothing = There is nothing to decide now.

desk-grant = Grant
desk-grant-text = Every requirement holds. The person gets a letter; the entry is made in the register.
desk-grant-amount = Amount: { $amount }
desk-grant-button = Grant

desk-examine = Documents to look at
desk-examine-open = Open the file { $file }
desk-examine-sent = Sent { $date }
desk-examine-copy = Copy out what the document says. Then it counts as evidence; the requirements are checked again.
desk-accept-button = Accept the document
desk-turn-down = Do not accept the document
desk-turn-down-why = Why it cannot be accepted
desk-turn-down-hint = The person reads these words. Say what is wrong and which document would do.
desk-turn-down-button = Do not accept

desk-ask = Ask the person to supply something
desk-ask-requirement = Requirement
desk-ask-words = What is needed, in your words
desk-ask-words-hint = The person reads these words in their letter. Plainly: what, in which form, where to get it.
desk-ask-button = Send the request

desk-prepare = Prepare a refusal
desk-prepare-text = This sends the person a preliminary decision. They can state their view first; then a second officer approves or returns it.
desk-prepare-grounds = Requirements that do not hold
desk-prepare-reasons = Reasons
desk-prepare-reasons-hint = The person reads them. Which fact, from which register, against which requirement.
desk-reads-kk = The person reads Kazakh: write in Kazakh.
desk-reads-ru = The person reads Russian: write in Russian.
desk-reads-en = The person reads English: write in English.
desk-prepare-button = Send the preliminary decision

desk-approve = Prepared refusal
desk-approve-by = Prepared by
desk-approve-text = Read the reasons and what the person says. You decide as the second officer.
desk-approve-objections = The person stated a view. The letter carries only the reasons above. If they do not say why that view does not persuade, send the act back.
desk-approve-confirm = I have read the reasons and the person’s view
desk-approve-button = Approve
desk-return = Send it back
desk-return-words = Why it is sent back
desk-return-words-hint = For the officer who prepared it.
desk-return-button = Send back
desk-no-view = The person has not stated a view.

desk-findings = Requirements
desk-findings-caption = Requirements, their law and the values they rest on
desk-requirement = Requirement
desk-values = Values
desk-verdict = Result
desk-filer = About the person who applies
desk-evidence = Evidence
desk-answers = What the person answered
desk-deficiencies = What is lacking
desk-deficiency-until = until { $date }
desk-history = History
desk-letters = Letters
desk-view = The person’s view

desk-problem-words = Write your words
desk-problem-requirement = Choose a requirement
desk-problem-grounds = Tick at least one requirement
desk-problem-reasons = Write the reasons
desk-problem-confirm = Tick that you have read the reasons and the person’s view
done-desk-granted = The application is granted.
done-desk-asked = The request was sent to the person.
done-desk-prepared = The preliminary decision was sent to the person.
done-desk-approved = Adopted; the person has a letter.
done-desk-returned = Sent back to who prepared it.
done-desk-accepted = The document was accepted.
done-desk-turned-down = The document was not accepted; the person has a letter.

asked-waiting = { $count ->
    [one] { $count } question why somebody looked at data waits for an answer.
   *[other] { $count } questions why somebody looked at data wait for an answer.
}
asked-first = The first is due on { $date }.
asked-title = Questions about accesses
asked-text = People ask why your body looked at their data. The law gives them a right to an answer, in words and in time.
asked-none = No question waits for an answer.
asked-asked = Asked
asked-no-case = Before there was a case
asked-more = Next questions
question-title = Why did we look?
question-text = The person sees your answer beside the access, with your name and your body. Say what the data were needed for.
question-answer = Answer
question-reads = Write so that the person understands it. They read in this language: { $lang }.
question-send = Send the answer
done-answered-why = The answer was sent. The person gets a message.
inquiry-nothing-asked = Nobody has asked about this access.
inquiry-already-answered = This question was answered already.
inquiry-other-body = Another body owes this answer.
inquiry-kin = You may not answer: the person is close kin of yours.
inquiry-own-look = You may not say so yourself: it was you who looked. Somebody else answers.
inquiry-no-words = Write the answer.
