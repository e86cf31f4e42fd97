# Letters: what, why, until when, what you can do, to whom to complain.

letter-filed-subject = Your application has been received
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
letter-filed-do = You need to do nothing. You can follow the case on its page, and withdraw it until it is decided.

letter-opened-what = The step before it is done, so the service “{ $service }” has begun by itself. { $body } registered it on { $date } under No. { $number }.
letter-opened-why = It belongs to your application No. { $application }; you need to file nothing more.

letter-deficiency-what = In your case “{ $service }”, No. { $number }, something is lacking that the law requires. This is not a refusal: you can still supply it.
letter-deficiency-signature-what = Your case “{ $service }”, No. { $number }, is waiting for the father’s signature. This is not a refusal: he can still sign in his own cabinet.
letter-deficiency-until = { $date }, this day included.
letter-deficiency-lapse = If nothing is supplied in time, an officer decides on what is there. Before a refusal you will be heard.

letter-deficiency-cured-what = What was lacking in your case “{ $service }”, No. { $number }, is there now. The case goes on.
letter-deficiency-cured-until = The decision is due by { $date }.

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
letter-deemed-refused-do = You can complain now, or wait: the body still owes you a decision and may grant the application.

letter-withdrawn-what = You withdrew your application “{ $service }”, case No. { $number }. Nothing was decided.
letter-withdrawn-why = An application can be withdrawn until it is decided.
letter-withdrawn-do = You can apply again at any time.

letter-complain-text = { $to }.
letter-complain-within = You have { $term } from the day you learn of the decision. A late complaint is accepted too.
letter-complain-until = You can complain until { $date }. A late complaint is accepted too.
letter-complain-silence = If there is no decision by the end of the term, you can complain at once.
