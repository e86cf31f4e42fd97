# Words and values that all pages share.

tutas = Tutas
skip-to-content = Skip to content
language = Language
main-navigation = Main sections
nav-home = Home
nav-cabinet = My cabinet
nav-access = Who looked at my data
nav-desk = Desk
nav-audit = Audit
back = Back
done = Done
warning = Warning
services = Services
accessibility = Accessibility
privacy = Personal data
footer-text = Tutas is an open program for public services. Beside each term and requirement stands its law; citations not checked against the text of the law are marked.
demo = Demonstration
demo-people-invented = All people here are invented.
demo-clock = Clock: { $now }.
demo-next-day = Go to the next working day
done-next-day = The clock now shows the morning of the next working day.

yes = Yes
no = No
value-none = Not stated
value-unknown = Not known
whose-you = Your data
whose-child = The child’s data
whose-adult = Data of { $role }
whose-public = Public data
unknown-no-consent = No consent was given, so we did not ask. You can bring the document yourself.
unknown-down = The register does not answer now. We will ask again; nobody is refused because of this.
unknown-unusable = The register’s answer could not be used. We will ask again.
unknown-later = It will be asked later, once we know what to look it up by.
child-one = Child
child-of-sex = { $sex }
child-number = Child { $number }
children-count = { $count ->
    [one] { $count } child
   *[other] { $count } children
}
born-on = born on { $date }
term-working-days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
term-calendar-days = { $count ->
    [one] { $count } calendar day
   *[other] { $count } calendar days
}
term-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
term-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
law-secondary = source: a portal page or the news, not yet compared with the text of the law
law-assumed = assumed; the ministry will set it
iin = IIN
day = Day
month = Month
year = Year
optional = optional
select-none = Choose
value-from-register = Check this: it is what the register says ({ $register }). If it is right, leave it as it is.
continue = Continue
change = Change
choice-none = None
