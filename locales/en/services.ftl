# Services and life events.

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
