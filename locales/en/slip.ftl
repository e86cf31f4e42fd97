# The slip on paper.

slip-title = Slip of application { $number }
slip-line = Proof that the application was received
slip-print = To print this slip, use the print command of your browser.
slip-steps = Services on this application
slip-begins-later = begins after the step before it
slip-complain = If there is no decision by the end of the term, you can complain at once.
