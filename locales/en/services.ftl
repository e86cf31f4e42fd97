# Services and life events.

services-for-programs = For programs: the same register as linked data (CPSV-AP 3.2.0).
begin = Begin the application
life-event-happens = What will happen
life-event-need = What you need
life-event-need-nothing = No documents: we take what is needed from the registers.
life-event-need-minutes = Filling it in takes about five minutes.
life-event-need-save = You can save at any step and go on later.
step-after = after: { $service }
step-optional = you can leave it out
service-part-of = Given with one application for the life event “{ $event }”
service-in-short = In short
service-who = Who decides
service-office-chosen = You choose the office: any in the country will do.
service-office-by-address = The one where you live.
service-term = Term
service-term-variant = In a special case: { $term }.
service-fee = Fee
service-free = Free
service-documents = Documents
service-documents-none = None. We take what is needed from the registers ourselves.
service-asks = What we ask you
service-requirements = Requirements
service-reads = Which registers are read
service-reads-text = Only these fields are read. We show them again before you apply.
service-appeal = Appeal
service-appeal-text = If you disagree with the decision, you can complain to: { $body }. Time to complain: { $within }. Time to decide on it: { $decided }.
service-kept = { $years ->
    [one] The papers of a case are kept for { $years } year.
   *[other] The papers of a case are kept for { $years } years.
}
basis-law = By law
basis-consent = With your consent
body-registrar = Registrar’s office
body-social-office = Labour and social protection office
body-education = Education department
body-clinic = Clinic
body-state-corporation = State corporation
body-quality-authority = Authority for the quality of services
body-health-department = Health department
body-ministry = Ministry

# What happens with people's data.
notice-link = What happens with the data: what is read, why, and what may come of it
notice-title = What happens with your data
notice-lead = This page is made from the definition by which the program itself works. It cannot say anything else than what is done.
notice-machine-may-grant = The program may grant.
notice-machine-by-law = A law allows it.
notice-machine-by-consent = Only if you consent to it.
notice-people-decide = People decide.
notice-kept = How long it is kept
notice-abroad = Where it is kept
notice-risk = Risk to people
notice-risk-before = before measures
notice-risk-after = after measures
level-low = low
level-medium = medium
level-high = high
notice-steps = Services on the same application
notice-steps-text = First it is found out whom the application is for. Each service then reads what it needs itself:
notice-reads = What is read, and why
notice-reads-text = Each field is shown with all that it is used for. Nothing else is asked of a register, and nothing else is kept.
notice-owner = Kept by
notice-fields = { $count ->
    [one] { $count } field
   *[other] { $count } fields
}
notice-sensitive = sensitive
use-requirement = for the requirement “{ $what }”
use-term = to know which term holds
use-question = for the question “{ $what }”
use-amount = to work out the amount
use-document = for the document “{ $what }”
use-entry = for the entry in “{ $what }”
use-look-up = to find the record in “{ $what }”
use-identity = to be sure whose record it is
use-decider = to find the office that decides
use-left-out = to leave out records that no longer hold
use-subject = to know whom the application is for
use-step = for the step “{ $what }”
use-tone = so that the pages find the right words
use-nothing = no rule uses it; it is only shown to you and to whoever decides
notice-entry = What is written
notice-entry-text = If the service is granted, an entry is made in “{ $register }” (kept by: { $owner }). It says:
notice-who-sees = Who sees it
notice-sees-you = You, and everyone whose data it is: what is about them.
notice-sees-officers = Officers who work on the case in the body that decides: { $body }.
notice-sees-appeal = The body above, if you appeal.
notice-sees-nobody = Others only where a law obliges. Every look is put on record.
notice-rights = Your rights
notice-right-access = See who has looked at your data, and what for.
notice-right-access-link = Who has looked
notice-right-correction = Say that something is wrong: it is put right within { $term }.
notice-right-withdrawal = Withdraw your consent: reading stops, at the latest within { $term }.
notice-right-objection = Object to a decision of the program: a person answers within { $term }.
notice-risks = Risks, before and after measures
notice-risks-text = Points are counted by a published model from the definition; nobody types them.
notice-measures = Measures
notice-points = Points: { $before } before measures, { $after } after
notice-points-all = In all: { $before } points before measures, { $after } after.
notice-opinion = Opinion of the data protection officer
notice-opinion-missing = It is needed and not there yet. Until then the service does not go live.
notice-opinion-not-needed = Not needed: the risk is not high.
notice-json = For programs:
notice-hash = What an opinion is about:

# The list of basic requirements.
annex-link = The service in a table, as the law on public services wants it
annex-lead = This table is made from the definition by which the program works.
annex-number = No.
annex-row = Row
annex-says = What holds
annex-missing = The definition says nothing about:
annex-files = To keep:
annex-text = text
