# How Tutas works now, for everybody.

status-title = What works now
status-all-well = Everything works.
status-trouble = Not everything works at the moment.
status-trouble-means = Nothing that was filed is lost, and nobody is refused because of this.
status-as-of = As it is on { $now }.
status-since = Since { $since }
status-works = Works
status-partly = Partly works
status-late = Late
status-down = Does not work

status-pages = Pages, applications and letters
status-pages-works = You can open and read everything that you have.
status-pages-down = Applications, cases and letters cannot be opened now. Try again a little later.
status-filing = Taking of applications
status-filing-works = Applications, answers and files are taken.
status-filing-down = Nothing can be saved now. Send your application a little later: sending it again never counts twice.
status-work = Work on applications
status-work-works = What is due is done without delay.
status-work-late = Checks of data, the program’s own decisions and letters come later than usual. No term gets shorter because of this.
status-registers = Registers of other bodies
status-registers-works = Every register answered when it was last asked.
status-registers-partly = We ask again by ourselves. Nobody is refused because a register does not answer. These did not answer:
status-silent = since { $since }, last asked { $tried }
status-messages = Messages on the phone
status-messages-works = Messages are handed over as soon as there is something to read.
status-messages-down = Messages come later. What they tell of is in your cabinet already.

status-announced = Announced maintenance
status-announced-none = No maintenance is announced.
status-announced-now = Now
status-announced-time = { $from } to { $until }
