# The cards of registers, for everybody.

registers-title = Registers and how they do
registers-lead = What the state knows of you is asked of these registers instead of you. Each card shows who answers for a register and how well it works.
registers-stewardship = { $count ->
    [one] Services rest on one register; { $with } of it has a body that answers for its data.
   *[other] Services rest on { $count } registers; { $with } of them have a body that answers for the data.
  }
registers-period = Figures are those of the last { $days } days. They hold nothing about anybody.
registers-critical = Services rest on it
registers-nothing-short = Nothing was measured yet
registers-json = For programs:
registers-card = Register
registers-owner = Owner
registers-steward = Answers for its data
registers-steward-body = What people say is wrong goes to: { $body }.
registers-steward-none = nobody yet
registers-steward-none-text = No body is named to which people could say that something in it is wrong.
registers-law = Set up by
registers-fresh = How long an answer may be used
registers-used-by = Used by
registers-used-by-none = No service in force uses it.
registers-how = How it did in the last { $days } days
registers-own = Tutas keeps this register itself. It is not asked over the exchange, so there is nothing to measure.
registers-nothing = Nothing was measured yet: nobody has asked this register in that time.
registers-since = Measured since { $since }.
registers-not-measured = Not measured yet
registers-uptime = Answers
registers-uptime-text = { $share } of the time (measured: { $known })
registers-uptime-note = Time is counted as the register was last seen to stand, for two hours at most; of longer nobody knows. What was announced beforehand is counted apart. Times of answers are those of single attempts.
registers-maintenance = In announced maintenance
registers-no-maintenance = None was announced while it was measured
registers-times = Time to answer
registers-time-line = { $percent } of 100 attempts: { $time } at most
registers-time-longer = { $percent } of 100 attempts: more than 10 seconds
registers-errors = Calls without a usable answer
registers-errors-text = { $share } of { $calls } (no answer: { $down }, answer that must not be used: { $unusable })
registers-freshness = Age of answers when used
registers-freshness-text = { $share } of { $uses } uses within the time allowed; the others were asked anew
registers-none = Answers “no record”
registers-none-text = { $share } of { $answers }
registers-defects = What people said is wrong
registers-defects-none = Nobody has said that something in it is wrong.
registers-defects-text = Being looked into: { $open }. Corrected: { $mended }. Found to be right: { $dismissed }.
registers-of-last = Only the last { $count } are counted.
registers-mending = Half of the corrections were made within { $time } of what was said.
registers-fields = Fields and gaps
registers-fields-text = How often a field was empty in the records that were asked for it. Empty need not be wrong: not everybody has a patronymic.
registers-field = Field
registers-empty = Empty
registers-field-not-asked = not asked for
registers-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
  }
registers-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
  }
registers-days = { $count ->
    [one] 1 day
   *[other] { $count } days
  }
registers-milliseconds = { $count } ms
registers-seconds = { $count } s
