# A certificate or another document, to read and to print.

document-number = No.
document-issued = Issued
document-body = Issued by
document-officer = Officer
document-case = Case
document-print = To print this document, use the print command of your browser.
document-register = The entry in the register is what counts. This page repeats it.
document-wrong = If something here is not right, tell the body that issued it.
document-demo = Demonstration. Not a document of any state.

document-revoked = Does not hold any more.
document-revoked-at = What it rests on was taken back on { $date }.
document-provisional = Given before everything was checked.
document-check-until = Checked by { $date }.
