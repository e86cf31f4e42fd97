# Letters: what, why, until when, what you can do, to whom to complain.

letter-filed-subject = Your application has been received
letter-filed-review-subject = Your complaint has been received
letter-opened-subject = The next service has begun
letter-deficiency-subject = Something is lacking in your case
letter-deficiency-cured-subject = What was lacking is there now
letter-document-turned-down-subject = A document was not accepted
letter-preliminary-subject = Preliminary decision: please state your view
letter-granted-subject = Your application is granted
letter-issued-subject = The result of your application
letter-refused-subject = Your application is refused
letter-deemed-refused-subject = The term ended without a decision
letter-withdrawn-subject = Your application is withdrawn

letter-closed-title = You have a letter
letter-closed-text = The letter is received when you open it. From then on the terms it names may run.
letter-closed-open = Open the letter

letter-from = From
letter-to = To
letter-date = Date
letter-about = About
letter-case = Case
letter-print = To print this letter, use the print command of your browser.
letter-what = What has happened
letter-why = Why
letter-until = Until when
letter-do = What you can do
letter-complain = To whom you can complain
letter-reasons = Reasons
letter-to-case = Open the case
letter-amount = Amount
letter-documents = Documents
letter-nothing = You need to do nothing.

letter-filed-what = { $body } has received your application “{ $service }” and registered it on { $date } under No. { $number }.
letter-filed-why = We ask the state registers ourselves for what the law requires, where the law or your consent allows it. You will have a letter in your cabinet at every step.
letter-filed-until = The decision is due by { $date } (term: { $term }).
letter-filed-until-instant = The decision is due by { $time } on { $day } (term: { $term }).
letter-filed-do = You need to do nothing. You can follow the case on its page, and withdraw it until it is decided.

letter-opened-what = The step before it is done, so the service “{ $service }” has begun by itself. { $body } registered it on { $date } under No. { $number }.
letter-opened-why = It belongs to your application No. { $application }; you need to file nothing more.

letter-deficiency-what = In your case “{ $service }”, No. { $number }, something is lacking that the law requires. This is not a refusal: you can still supply it.
letter-deficiency-signature-what = Your case “{ $service }”, No. { $number }, is waiting for the father’s signature. This is not a refusal: he can still sign in his own cabinet.
letter-deficiency-until = { $date }, this day included.
letter-deficiency-lapse = If nothing is supplied in time, an officer decides on what is there. Before a refusal you will be heard.

letter-deficiency-cured-what = What was lacking in your case “{ $service }”, No. { $number }, is there now. The case goes on.
letter-deficiency-cured-until = The decision is due by { $date }.
letter-deficiency-cured-until-instant = The decision is due by { $time } on { $day }.

letter-turned-down-what = An officer has looked at a document you sent in your case “{ $service }”, No. { $number }, and could not accept it.
letter-turned-down-file = { $file }, sent { $date }
letter-turned-down-do = You can send another document. Your case is not refused because of this.

letter-preliminary-what = In your case “{ $service }”, No. { $number }, an officer intends to refuse. This is not a decision yet. The law gives you the right to state your view first.
letter-preliminary-until = You can state your view until { $date }, this day included. The decision is given not before { $earliest }.
letter-preliminary-until-open = You can state your view within the days the law gives you, counted from the day you read this letter. The decision is given not before { $earliest }.
letter-preliminary-do-write = Write what is not so, or what the officer does not know.
letter-preliminary-do-hear = Ask in the same place to be heard in person.
letter-preliminary-do-nothing = You do not have to answer. The officer may then decide without your view.
letter-preliminary-complain = A preliminary decision cannot be complained about yet. If a refusal follows, you can complain:

letter-granted-what = Your application “{ $service }”, case No. { $number }, was granted on { $date }.
letter-granted-why = Every requirement of the law holds.
letter-granted-do = You need to do nothing. The entry is being made in the register; a letter will follow.

letter-issued-what = In your case “{ $service }”, No. { $number }, the entry has been made in the register.
letter-issued-do = You can open the documents in your cabinet and print them.
letter-issued-do-none = You need to do nothing. If something in the entry is not right, tell the body that holds the case.

letter-refused-what = Your application “{ $service }”, case No. { $number }, was refused on { $date }. Decided by: { $officers }.
letter-refused-do-complain = Complain (see below).
letter-refused-do-again = Apply again once the reason is gone.

letter-deemed-refused-what = In your case “{ $service }”, No. { $number }, { $body } took no decision within its term.
letter-deemed-refused-why = When the term ends without a decision, the law counts it as a refusal, so that you can complain at once. It says nothing about your right.
letter-deemed-refused-until = The term ended on { $date }.
letter-deemed-refused-until-instant = The term ended at { $time } on { $day }.
letter-deemed-refused-do = You can complain now, or wait: the body still owes you a decision and may grant the application.

letter-withdrawn-what = You withdrew your application “{ $service }”, case No. { $number }. Nothing was decided.
letter-withdrawn-why = An application can be withdrawn until it is decided.
letter-withdrawn-do = You can apply again at any time.

letter-complain-text = { $to }.
letter-complain-within = You have { $term } from the day you learn of the decision. A late complaint is accepted too.
letter-complain-until = You can complain until { $date }. A late complaint is accepted too.
letter-court-within = You have { $term } to go to court, from the day you learn of the decision. Do not be late: a court may turn down a late claim.
letter-court-until = You can go to court until { $date }. Do not be late: a court may turn down a late claim.
letter-complain-silence = If there is no decision by the end of the term, you can complain at once.

letter-not-accepted-subject = Your papers were not accepted
letter-redirected-subject = Your case was sent on to another body
letter-extended-subject = The term of your case is extended
letter-stood-still-subject = The term of your case stands still
letter-recounted-subject = The term was worked out again: days off have changed
letter-protocol-subject = The protocol of your hearing
letter-post-checked-subject = The check is over: the decision stands
letter-deemed-granted-subject = The term ended: by law that is consent
letter-revoked-subject = A decision in your case was taken back
letter-corrected-subject = A slip of the pen was put right
letter-correction-declined-subject = No slip of the pen was found
letter-correction-overdue-subject = No answer yet about a slip of the pen
letter-ruled-subject = The decision on your complaint
letter-ruling-applied-subject = What the decision on your complaint changes in your case

letter-not-accepted-what = The papers of your application “{ $service }”, case No. { $number }, were not accepted on { $date }. Decided by: { $officers }. That you came is on record, and the number stays yours.
letter-not-accepted-why = Usually everything is accepted. Here a special law commands that incomplete papers are not; it is named below.
letter-not-accepted-do-again = Apply again as soon as you have what is lacking. This letter sets no time for that.

letter-redirected-what = Your case “{ $service }”, No. { $number }, was sent on. It is now with: { $body }.
letter-redirected-why = By law a case is decided by the body that is competent for it. The body that had it first sends it on by itself; you need not file again.
letter-redirected-anew = The term is counted anew from the day it was sent on.
letter-redirected-runs-on = The term has not changed because of that.
letter-redirected-do = You need to do nothing. All that you filed went with the case.

letter-extended-what = There will be no decision on your case “{ $service }”, No. { $number }, within the first term: the term is extended.
letter-extended-why = The head of the body or a deputy may extend the term once, and must tell you why. This is the reason.
letter-extended-once = It cannot be extended again.
letter-delay-do = You need to do nothing. If you do not agree with the delay, you can complain.

letter-stood-still-what = The term of your case “{ $service }”, No. { $number }, stands still.
letter-stood-still-why = The law lets a term stand still on this ground: { $ground }. The officer writes:
letter-stood-still-until = At the longest until { $date }, this day included. Then the term runs on by itself, from the day on which it stopped.

letter-recounted-what = Days off have changed, so the term of your case “{ $service }”, No. { $number }, was worked out again.
letter-recounted-why = The term counts working days. A date you were told is never brought forward; it can only come later.
letter-recounted-window = { $requirement }: { $date }, this day included.

letter-protocol-what = You were heard in your case “{ $service }”, No. { $number }. This is what was put down.
letter-protocol-why = What is said is written down, so that whoever decides reads your own words.
letter-protocol-until = You can remark on the protocol until { $date }, this day included.
letter-protocol-do = Read the protocol. If something is wrong or left out, write your remarks.
letter-protocol-do-nothing = If you have no remarks, you need to do nothing.

letter-preliminary-revocation-what = In your case “{ $service }”, No. { $number }, an officer intends to take back the decision that gave you the service. This is not a decision yet. The law gives you the right to state your view first.
letter-preliminary-ruling-what = An officer intends not to grant your complaint No. { $number }. This is not a decision yet. The law gives you the right to state your view first.

letter-post-checked-what = Your case “{ $service }”, No. { $number }, was decided before everything was looked at. The check is over, and the decision stands without condition.
letter-post-checked-why = All that was left to look at was found to hold.
letter-post-checked-why-time = The time for the check is over. A decision that nobody doubted in that time stands.

letter-deemed-granted-what = In your case “{ $service }”, No. { $number }, the body took no decision within its term. Here the law counts silence as consent: what you asked for is yours.
letter-deemed-granted-why = So says the law named below. It can be taken back only by a decision of its own, on a ground the law lists and after hearing you.

letter-revoked-what = The decision in your case “{ $service }”, No. { $number }, that gave you the service was taken back on { $date }. Decided by: { $officers }.
letter-revoked-burden-what = The refusal in your case “{ $service }”, No. { $number }, was taken back on { $date }. The case is decided anew. Decided by: { $officers }.
letter-revoked-compensated = Damage you suffered because you trusted the former decision is paid.

letter-corrected-what = In the decision on your case “{ $service }”, No. { $number }, a slip of the pen was put right: for “{ $was }” read “{ $reads }”.
letter-corrected-why = Only words were corrected. The decision itself, its amounts, numbers and dates are the same.
letter-corrected-do = You need to do nothing. If something else is wrong, ask for that to be corrected too.

letter-correction-declined-what = You asked for a slip of the pen to be put right in your case “{ $service }”, No. { $number }. The officer found none.
letter-correction-declined-why = Only words can be corrected in this way, never a number, a date or a right. The officer writes:
letter-correction-declined-do = If something else is wrong, ask for that to be corrected.
letter-correction-declined-do-complain = If you do not agree with the decision itself, you can appeal.

letter-correction-overdue-what = You asked for a slip of the pen to be put right in your case “{ $service }”, No. { $number }. The term for that is over, and there is no answer.
letter-correction-overdue-why = The request went up to the head of the body. The answer is still owed to you.

letter-ruled-what = Your complaint No. { $number } was decided on { $date }. Decided by: { $officers }.
letter-ruled-do = You need to do nothing. A letter of its own says what this changes in the case you complained about.
letter-ruled-do-next = Complain to the next instance, if there is one (see below).
letter-ruled-do-court = Go to court.

letter-ruling-applied-what = On your complaint No. { $appeal } the former decision in your case “{ $service }”, No. { $number }, was annulled.
letter-ruling-applied-what-none = The examination of your complaint No. { $appeal } is over. In your case “{ $service }”, No. { $number }, nothing has changed.
letter-ruling-applied-why-none = The former decision stands. The reasons are in the letter on the complaint. Nothing is worse because you complained.
letter-preliminary-withdrawn-subject = The preliminary decision was withdrawn
letter-held-up-subject = What was granted waits: another case of yours is about the same
letter-steps-dropped-subject = A service that was to follow does not
letter-receipt-recorded-subject = It was put down that you received a letter
letter-preliminary-withdrawn-what = The preliminary decision you were told of in your case “{ $service }”, No. { $number }, was sent back by the second officer and is none any more.
letter-preliminary-withdrawn-why = What is against you is adopted by a second officer only. The case goes on. If such a decision is prepared again, you get a new letter and the whole time for your view.
letter-preliminary-withdrawn-do = You need not answer the former letter. What you said already stays in the case.
letter-held-up-what = What you asked for in your case “{ $service }”, No. { $number }, is granted, but nothing is given yet.
letter-held-up-why = Your case No. { $other } is about the same, and nobody is given the same twice. An officer sees both cases.
letter-held-up-do = If case No. { $other } is not decided yet and you do not need it any more, withdraw it: then you are given what was granted here. Otherwise you need to do nothing.
letter-steps-dropped-what = In the application with your case “{ $service }”, No. { $number }, a service that was to follow will not begin.
letter-steps-dropped-needed = “{ $service }”: what it needs was not given.
letter-steps-dropped-taken = “{ $service }”: another case for the same is open already, perhaps of the other parent.
letter-steps-dropped-do = If what it needs is given after all, the service begins by itself. You can also apply for it separately at any time.
letter-receipt-recorded-what = In your case “{ $service }”, No. { $number }, an officer put down that you received a letter. From then on terms may run.
letter-receipt-recorded-why = Letter: “{ $letter }”. { $proof }, { $date }.
letter-receipt-recorded-do = If this is not so, say so at once: complain, or write in the case. The letter itself is in your cabinet.

letter-filed-defect-subject = What you said of a register has been received
letter-filed-defect-what = What you said of a register was registered on { $date } under No. { $number }. { $body } looks into it.
letter-filed-defect-why = A case of yours rests on it. It goes on while this is looked into, and cannot be refused on the strength of it.
letter-filed-defect-do = You need to do nothing. When there is an answer, a letter appears in your cabinet.
letter-ruled-defect-subject = The answer on what a register says of you
letter-ruled-defect-what = What you said of a register, No. { $number }, was answered on { $date }. Answered by: { $officers }.
letter-ruled-defect-do = You need to do nothing. Your cases that rest on this register are looked at again by themselves; letters of their own say what changes.
letter-defect-confirmed-subject = The register is wrong and will be corrected
letter-defect-confirmed-what = The body that keeps the register found that you are right (“{ $service }”, No. { $number }).
letter-defect-confirmed-why = What it found stands in the case.
letter-defect-confirmed-until = The register is to be corrected by { $date }.
letter-mending-overdue-subject = A register was not corrected in time
letter-mending-overdue-what = The register was to be corrected (“{ $service }”, No. { $number }). The time for that is over, and nothing says that it was done.
letter-mending-overdue-why = It went up to the head of the body. The correction is still owed to you, and nothing is decided against you meanwhile.
letter-mending-overdue-do = You need to do nothing. You can complain to the authority for the protection of personal data or go to court.
letter-register-corrected-subject = A register was corrected
letter-register-corrected-what = A register that your case “{ $service }”, No. { $number }, rests on was corrected.
letter-register-corrected-why = The registers are asked anew, and the case goes on with what they say now.
letter-register-corrected-why-decided = Your case was decided before. What was decided stays as it is.
letter-register-corrected-do = If it went against you because of the mistake, you can apply again or appeal: how is written in the case.
