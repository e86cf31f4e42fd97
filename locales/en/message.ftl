# What the phone says of a new letter: one segment, no name, number, amount, service or outcome.

message-filed = Tutas: a case was opened on what you said. See your cabinet.
message-opened = Tutas: the next step of your application has begun. See your cabinet.
message-not-accepted = Tutas: your papers were not accepted. Why, and what to do, is in your cabinet.
message-redirected = Tutas: your case was sent on to another body. See your cabinet.
message-deficiency = Tutas: something is lacking. This is not a refusal. Please open the letter in your cabinet.
message-deficiency-cured = Tutas: what was lacking is there now. Your case goes on.
message-document-turned-down = Tutas: a document was not accepted. You can send another: see your cabinet.
message-extended = Tutas: the term of your case is extended. The reason is in your cabinet.
message-stood-still = Tutas: the term of your case stands still. The reason is in your cabinet.
message-recounted = Tutas: days off have changed, and so has a date of your case. See your cabinet.
message-preliminary = Tutas: please state your view before the decision. The letter is in your cabinet.
message-protocol = Tutas: the protocol of your hearing is in your cabinet. You can remark on it.
message-granted = Tutas: there is a decision on your application. The letter is in your cabinet.
message-refused = Tutas: there is a decision on your application. The letter is in your cabinet.
message-deemed-granted = Tutas: there is a decision on your application. The letter is in your cabinet.
message-issued = Tutas: the result of your application is in your cabinet.
message-post-checked = Tutas: the check of your case is over. The letter is in your cabinet.
message-deemed-refused = Tutas: no decision was taken in time. You can complain: see your cabinet.
message-revoked = Tutas: a decision in your case has changed. The letter is in your cabinet.
message-corrected = Tutas: a slip of the pen was put right. The letter is in your cabinet.
message-correction-declined = Tutas: the answer about a slip of the pen is in your cabinet.
message-correction-overdue = Tutas: about your request to put a slip of the pen right: see your cabinet.
message-ruled = Tutas: there is a decision on what you wrote about. The letter is in your cabinet.
message-ruling-applied = Tutas: your complaint is decided. What it means for your case is in your cabinet.
message-withdrawn = Tutas: your application is withdrawn. You can apply again at any time.
message-preliminary-withdrawn = Tutas: a letter asking for your view is withdrawn. See your cabinet.
message-held-up = Tutas: there is news about your application. The letter is in your cabinet.
message-steps-dropped = Tutas: a step of your application will not begin. See your cabinet.
message-receipt-recorded = Tutas: it was put down that you received a letter. See your cabinet.
message-access-answered = Tutas: the answer to your question about your data is in your cabinet.
message-several = Tutas: { $count } new letters about one application are in your cabinet.
message-several-answer = Tutas: { $count } new letters are in your cabinet. Please answer in time.

messages-title = Messages to the phone
messages-text = What the telephone of this person shows. A message names no one, no number, no amount and no service: it only leads to the cabinet.
messages-none = No message was sent yet.
messages-segments = { $count ->
    [one] { $count } segment
   *[other] { $count } segments
}
message-defect-confirmed = Tutas: there is news about what you said of a register. See your cabinet.
message-mending-overdue = Tutas: the time to correct a register is over. See your cabinet.
message-register-corrected = Tutas: a register was corrected. The letter is in your cabinet.
