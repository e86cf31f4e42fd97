# Signing in and out.

sign-in = Sign in
sign-out = Sign out
sign-in-demo = This is a demonstration identity. The people here are invented and no password is asked. A real system checks who you are.
sign-in-people = Whom to sign in as
sign-in-by-number = Or by IIN
sign-in-iin-hint = The 12 digits of somebody in the demonstration. Do not type your own.
sign-in-officers = Sign in as an officer
sign-in-officers-text = At the desk they examine cases and decide. Choose the kind of body, then the region.
sign-in-unknown = The persons register has nobody with this IIN. Check the digits.
sign-in-register-down = The persons register does not answer now. Try again in a moment.
sign-in-closed = For now one can sign in only in the demonstration.
sign-in-ended = Your sign-in has ended. What you wrote was not sent: sign in again and write it once more on the same page.
