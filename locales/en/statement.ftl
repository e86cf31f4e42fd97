# A joint statement somebody is asked to sign.

statement-title = Joint statement on paternity
statement-asks = { $name } asks you to sign this statement (case { $number }).
statement-what = By signing you state, together with the other parent, who the father of the child is. The child’s record will name him.
statement-children = Date of birth
statement-until = You can sign until
statement-law = Law
statement-own = Only you can sign for yourself. Nobody may sign in your place, and nobody may press you to sign.
statement-reads = What is read about you when you sign
statement-reads-none = Nothing is read about you.
statement-read-fields = Fields
statement-read-law = On the basis of
statement-read-by-consent = with your consent, given by signing
statement-read-by-law = by law, without consent
statement-agree = I sign this statement
statement-agree-hint = I agree that the data listed above is read for this case.
statement-decline = I decline
statement-decline-hint = The other parent’s application goes on without your statement. You need not give a reason.
statement-choose = Your answer
statement-send = Send my answer
statement-signed = You signed this statement.
statement-declined = You declined this statement.
statement-problem-choose = Choose whether you sign or decline
done-statement = Your answer is recorded.
