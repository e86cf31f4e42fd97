# A certificate or another document, to read and to print.

document-number = No.
document-issued = Issued
document-body = Issued by
document-officer = Officer
document-case = Case
document-back = Back to the case
document-print = To print this document, use the print command of your browser.
document-lang-kk = Made out in Kazakh
document-lang-ru = Made out in Russian
document-lang-en = Made out in English
document-register = The entry in the register is what counts. This page repeats it.
document-wrong = If something here is not right, tell the body that issued it.
document-demo = Demonstration. Not a document of any state.
