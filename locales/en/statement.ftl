# A joint statement somebody is asked to sign.

statement-title = Joint statement on paternity
statement-asks = { $name } asks you to sign this statement (No. { $number }).
statement-what = With this statement you acknowledge that you are the father of this child, and the mother confirms it with her signature. The child’s record will name you as the father.
statement-children = Date of birth
statement-until = You can sign until
statement-law = Law
statement-own = Only you can sign for yourself. Nobody may sign in your place, and nobody may press you to sign.
statement-reads = What is read about you for this statement
statement-reads-none = Nothing is read about you.
statement-read-fields = Fields
statement-read-law = On the basis of
statement-read-by-law = (read by law)
statement-agree = I sign this statement
statement-agree-hint = By signing you acknowledge that you are the father of this child.
statement-decline = I decline
statement-decline-hint = The mother’s application goes on without your signature. You need not give a reason.
statement-choose = Your answer
statement-send = Send my answer
statement-signed = You signed this statement.
statement-declined = You declined this statement.
statement-problem-choose = Choose whether you sign or decline
done-statement = Your answer is recorded.
